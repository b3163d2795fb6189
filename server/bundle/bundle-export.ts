import { recordAudit } from '../audit/audit';
import type { Tx } from '../database/with-actor';
import { openContent } from '../evidence/content';
import { Missing } from '../http/errors';
import type { House } from '../http/route';
import { BUNDLE_FORMAT, type Bundle, type Person, type Row } from './bundle-format';
import { accountsById, documentsOf, readWhole, type StoredReview } from './bundle-queries';
import { ALL_TABLES, personColumns, REVIEW, TABLES, VERSIONED } from './bundle-tables';
import { bytesOfPieces, sortLists, withPeople, type ContentToWrite } from './bundle-writing';

/** Accounts in the history of a kind of row. */
export const peopleOfKind = (kind: string): readonly string[] => {
  const table = VERSIONED.get(kind);
  return table ? personColumns(table) : [];
};

/**
 * A whole review, as far as the actor may see it, ready to be written.
 * @throws Missing when there is no such review for the actor
 */
export async function readReviewBundle(
  tx: Tx,
  reviewId: string,
): Promise<{ bundle: Bundle; boardId: string }> {
  const stored = await readWhole(tx, reviewId);
  if (!stored) throw new Missing();
  const ids = new Set<string>();
  mapPeople(stored, (account) => {
    ids.add(account);
    return account;
  });
  const accounts = await accountsById(tx, [...ids]);
  accounts.sort((a, b) => (a.email < b.email ? -1 : 1));
  const keys = new Map(accounts.map(({ id }, i) => [id, `p${i + 1}`]));
  const { review, lists } = mapPeople(stored, (account) => keys.get(account) ?? account);
  const people: Person[] = accounts.map(({ name, email }, i) => ({ key: `p${i + 1}`, name, email }));
  const bundle = {
    format: BUNDLE_FORMAT,
    board: stored.board,
    people,
    review,
    lists: sortLists(lists),
  } as const;
  return { bundle, boardId: stored.boardId };
}

function mapPeople({ review, lists }: StoredReview, change: (account: string) => string) {
  return {
    review: withPeople(REVIEW, review, change, peopleOfKind),
    lists: Object.fromEntries(
      TABLES.map((table) => [
        table.list,
        (lists[table.list] ?? []).map((row) => withPeople(table, withoutOurs(row), change, peopleOfKind)),
      ]),
    ),
  };
}

/** The history of a row holds the row as it was: what is left out of the row is left out there too. */
function withoutOurs(row: Row): Row {
  const table = VERSIONED.get(String(row.kind));
  const was = row.fields;
  if (!table || typeof was !== 'object' || was === null || Array.isArray(was)) return row;
  const kept = Object.entries(was).filter(([name]) => !table.leftOut.includes(name));
  return { ...row, fields: Object.fromEntries(kept) };
}

/** A file that is ready to be sent. */
export interface ReadyBundle {
  bundle: Bundle;
  contents: ContentToWrite[] | undefined;
  bytes: number;
  name: string;
}

/**
 * Takes a whole review out, and writes that it was.
 * @param withContent the documents' content too, as far as it is here and no scanner holds it
 * @throws Missing when there is no such review for the actor
 */
export async function exportReview(
  tx: Tx,
  house: Pick<House, 'documents' | 'documentKey'>,
  reviewId: string,
  withContent: boolean,
): Promise<ReadyBundle> {
  const { bundle, boardId } = await readReviewBundle(tx, reviewId);
  const documents = withContent ? await documentsOf(tx, reviewId) : [];
  const contents = documents
    .filter(({ scan }) => scan === 'clean' || scan === 'not_scanned')
    .map((document) => ({
      sha256: document.sha256,
      bytes: document.bytes,
      open: () => openContent(house, document),
    }));
  await recordAudit(tx, {
    board: boardId,
    action: 'review.exported',
    kind: 'review',
    subject: reviewId,
    detail: {
      format: BUNDLE_FORMAT,
      documents: bundle.lists.documents?.length ?? 0,
      contents: contents.length,
    },
  });
  const sent = withContent ? contents : undefined;
  return { bundle, contents: sent, bytes: await bytesOfPieces(bundle, sent), name: fileNameOf(bundle) };
}

/** `COV 2012/3` becomes `COV-2012-3.review-bundle.json`. */
function fileNameOf({ review }: Bundle): string {
  const bare = String(review.reference)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${bare || 'review'}.review-bundle.json`;
}

/** How many rows of each list, for people to read. */
export function countsOf(bundle: Bundle): { list: string; rows: number }[] {
  return ALL_TABLES.filter((table) => table !== REVIEW).map(({ list }) => ({
    list,
    rows: bundle.lists[list]?.length ?? 0,
  }));
}
