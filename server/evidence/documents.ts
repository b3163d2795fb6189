import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import type { House } from '../http/route';
import { enqueue } from '../jobs/jobs';
import {
  documentsWith,
  fillDocument,
  insertDocument,
  lockContents,
  markRestored,
  markWithdrawn,
  type SameContent,
} from './document-queries';
import type { Incoming, Looked } from './incoming';
import { contentKey } from './store/document-store';
import { removeUnclaimed } from './unclaimed';

/** A review, by its keys. */
export interface OfReview {
  boardId: string;
  reviewId: string;
}

export interface AddedTogether extends OfReview {
  /** The agency that they come from; asked for when the first is kept, so that none is added for nothing. */
  agencyId(): Promise<string>;
  kind: string | null;
  dated: string | null;
}

/** Whether a file waits for the scanner: until it answers, or until it takes files of this size. */
export type Held = false | 'away' | 'beyond';

/** What became of one file that was sent. */
export type Outcome = { name: string } & (
  | { is: 'added'; documentId: string; held: Held }
  | { is: 'filled'; documentId: string; title: string; held: Held }
  | { is: 'same'; documentId: string; title: string; withdrawn: boolean }
  | { is: 'refused'; why: string }
);

type Taken = Exclude<Looked, { problem: string }>;

/**
 * Adds documents, each for itself: a file that is refused says why and hinders no other. A content that the review has
 * already adds nothing; one that a bundle named without bringing it fills its place. What was put into the store is
 * removed again when the transaction fails.
 * @param files as they came and were looked at
 * @returns what became of each, in the order given
 */
export async function addDocuments(
  house: House,
  tx: Tx,
  actor: Actor,
  together: AddedTogether,
  files: readonly Incoming[],
): Promise<Outcome[]> {
  const sha256s = files.map(({ sha256 }) => sha256);
  await lockContents(tx, together.reviewId, sha256s);
  const there = new Map((await documentsWith(tx, together, sha256s)).map((same) => [same.sha256, same]));
  const outcomes: Outcome[] = [];
  for (const file of files) {
    const { name, sha256, looked } = file;
    if (!looked) throw new Error('A file that no one looked at');
    const same = there.get(sha256);
    if (same && same.scan !== 'absent') outcomes.push(sameOf(name, same));
    else if ('problem' in looked) outcomes.push({ name, is: 'refused', why: looked.problem });
    else {
      const added = await add(house, tx, actor, together, { file, looked, absent: same });
      const title = same?.title ?? titleOf(name);
      there.set(sha256, { id: added, sha256, title, scan: looked.scan, withdrawn: same?.withdrawn ?? false });
      const held = looked.scan === 'held' && (looked.beyondScanner ? 'beyond' : 'away');
      outcomes.push(
        same
          ? { name, is: 'filled', documentId: added, title, held }
          : { name, is: 'added', documentId: added, held },
      );
    }
  }
  const how = (is: Outcome['is']): number => outcomes.filter((outcome) => outcome.is === is).length;
  await recordAudit(tx, {
    board: together.boardId,
    action: 'documents.sent',
    kind: 'review',
    subject: together.reviewId,
    detail: { added: how('added') + how('filled'), same: how('same'), refused: how('refused') },
  });
  return outcomes;
}

const sameOf = (name: string, { id, title, withdrawn, scan }: SameContent): Outcome =>
  scan === 'infected'
    ? { name, is: 'refused', why: 'The virus scanner found a virus in this file when it was added before.' }
    : { name, is: 'same', documentId: id, title, withdrawn };

async function add(
  house: House,
  tx: Tx,
  actor: Actor,
  { boardId, reviewId, agencyId, kind, dated }: AddedTogether,
  { file, looked, absent }: { file: Incoming; looked: Taken; absent?: SameContent },
): Promise<string> {
  const { name, sha256, bytes, sealed } = file;
  const place = contentKey(reviewId, sha256);
  // The row must never be there without its content; content without a row is removed.
  tx.executionPromise.catch(() => removeUnclaimed(house, boardId, reviewId, sha256).catch(() => undefined));
  await house.documents.put(place, sealed.file, sealed.bytes);
  const now = house.now();
  const content = {
    media_type: looked.mediaType,
    bytes,
    pages: looked.pages,
    wrapped_key: house.documentKey.wrap(sealed.key, place),
    key_id: house.documentKey.id,
    scan: looked.scan,
    beyond_scanner: looked.beyondScanner ?? false,
    scanned_at: looked.scan === 'clean' ? now : null,
  };
  let id = absent?.id;
  if (id) await fillDocument(tx, boardId, id, content);
  else {
    id = await insertDocument(tx, {
      ...content,
      board_id: boardId,
      review_id: reviewId,
      agency_id: await agencyId(),
      title: titleOf(name),
      kind,
      dated,
      file_name: name,
      sha256,
      added_by: actor.accountId,
      added_at: now,
      updated_by: actor.accountId,
      updated_at: now,
    });
  }
  await recordAudit(tx, {
    board: boardId,
    action: 'document.added',
    kind: 'document',
    subject: id,
    detail: { review: reviewId, sha256, bytes, scan: looked.scan },
  });
  await enqueue(tx, looked.scan === 'held' ? 'scan-document' : 'read-document', { boardId, documentId: id });
  return id;
}

/** What a document is called until someone says better: its file's name without the ending. */
export function titleOf(fileName: string): string {
  return (
    fileName
      .replace(/\.[^.]{1,10}$/, '')
      .replace(/_+/g, ' ')
      .trim() || fileName
  );
}

export interface ChangedDetails extends OfReview {
  id: string;
  version: number;
  title: string;
  agencyId: string;
  kind: string | null;
  dated: string | null;
}

export const DETAIL_LABELS = { title: 'Title', agency_id: 'Agency', kind: 'Kind', dated: 'Date' };

/** Changes what is said of a document. @throws Conflict, Missing */
export async function changeDetails(tx: Tx, actor: Actor, now: Date, changed: ChangedDetails): Promise<void> {
  const { boardId, reviewId, id, version, title, agencyId, kind, dated } = changed;
  await saveVersioned(tx, actor, now, {
    table: 'document',
    boardId,
    reviewId,
    id,
    version,
    changes: { title, agency_id: agencyId, kind, dated },
    labels: DETAIL_LABELS,
  });
  await recordAudit(tx, {
    board: boardId,
    action: 'document.changed',
    kind: 'document',
    subject: id,
    detail: { review: reviewId },
  });
}

/**
 * Takes a document out of the evidence. It can still be read, and what rests on it says that it was withdrawn.
 * @throws Refused when it was withdrawn before
 */
export async function withdrawDocument(
  tx: Tx,
  actor: Actor,
  now: Date,
  { boardId, reviewId, id, why }: OfReview & { id: string; why: string },
): Promise<void> {
  if (!(await markWithdrawn(tx, { boardId, reviewId, id }, actor.accountId, now, why)))
    throw new Refused('This document was withdrawn already. Open it to see by whom and why.');
  await recordAudit(tx, {
    board: boardId,
    action: 'document.withdrawn',
    kind: 'document',
    subject: id,
    detail: { review: reviewId },
  });
}

/** Puts a document back among the evidence. @throws Refused when it is not withdrawn */
export async function restoreDocument(
  tx: Tx,
  { boardId, reviewId, id }: OfReview & { id: string },
): Promise<void> {
  if (!(await markRestored(tx, { boardId, reviewId, id })))
    throw new Refused('This document is not withdrawn: someone has restored it already.');
  await recordAudit(tx, {
    board: boardId,
    action: 'document.restored',
    kind: 'document',
    subject: id,
    detail: { review: reviewId },
  });
}
