import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import type { Tx } from '../database/with-actor';
import { ImportProblem } from '../published/import-problem';
import { jsonOf } from '../published/published-file';
import { checkBundle, removedRows, unknownHere } from './bundle-check';
import { differencesBetween } from './bundle-compare';
import { keepContents, type ContentHouse } from './bundle-contents';
import { peopleOfKind, readReviewBundle } from './bundle-export';
import { BUNDLE_FORMAT, readBundle, type Bundle, type Row } from './bundle-format';
import {
  accountsByEmail,
  historyElsewhere,
  idsElsewhere,
  insertRows,
  knownForBundle,
  lockReview,
  makeBoard,
  makePeople,
  referenceIsTaken,
  refreshFacts,
  type Known,
} from './bundle-queries';
import { partBundle, type BundleSource } from './bundle-reading';
import { ALL_TABLES, REVIEW, VERSIONED } from './bundle-tables';
import { listOf, withPeople } from './bundle-writing';

/** A file that was read and is sound in itself. */
export interface SoundBundle {
  bundle: Bundle;
  sha256: string;
  /** SHA-256 of the documents whose content is in the file. */
  contents: ReadonlySet<string>;
  source: BundleSource;
}

/** Who brings a review in: a coordinator into a Board of theirs, or a command into the Board that the file names. */
export type Bringer = { accountId: string; board: { id: string; name: string } } | { accountId: null };

/** What bringing a review in did. */
export interface Brought {
  reviewId: string;
  reference: string;
  board: { id: string; name: string };
  /** `left` when the review was here already, as it is in the file. */
  review: 'added' | 'left';
  /** Rows by list; of a review that was here, those of the file. */
  counts: { list: string; rows: number }[];
  contentsAdded: number;
  /** Documents of the file whose content is not here. */
  contentsMissing: number;
  peopleMade: number;
  boardMade: boolean;
  /** True when the file is another Board's: its team must be chosen anew. */
  teamEnded: boolean;
  sha256: string;
}

/**
 * Reads a file and holds it to all that can be told from the file alone. Nothing is asked of the database.
 * @throws ImportProblem with where in the file and why
 */
export async function readSoundBundle(source: BundleSource): Promise<SoundBundle> {
  const found = new Map<string, { sha256: string; bytes: number }>();
  let hash = createHash('sha256');
  let bytes = 0;
  let current = '';
  const repeated: string[] = [];
  const { text, sha256 } = await partBundle(source, {
    begin(key) {
      if (found.has(key)) repeated.push(key);
      current = key;
      hash = createHash('sha256');
      bytes = 0;
    },
    write(piece) {
      hash.update(piece);
      bytes += piece.length;
    },
    end() {
      found.set(current, { sha256: hash.digest('hex'), bytes });
    },
  });
  const bundle = readBundle(jsonOf(text));
  const problems = checkBundle(bundle);
  const documents = new Map((bundle.lists.documents ?? []).map((row) => [row.sha256, row]));
  for (const key of repeated)
    problems.push({ path: `contents[${JSON.stringify(key)}]`, reason: 'stands twice' });
  for (const [key, content] of found) {
    const path = `contents[${JSON.stringify(key)}]`;
    const document = documents.get(key);
    if (content.sha256 !== key) problems.push({ path, reason: 'is not the content of that SHA-256' });
    if (!document) problems.push({ path, reason: 'is the content of no document of the file' });
    else if (document.infected) problems.push({ path, reason: 'is the content of a document with a virus' });
    else if (document.bytes !== content.bytes)
      problems.push({ path, reason: 'is not as long as its document says' });
  }
  if (problems.length > 0) throw new ImportProblem(problems);
  return { bundle, sha256, contents: new Set(found.keys()), source };
}

/**
 * Brings a whole review in: all of it or, when anything is wrong, nothing. The same file again changes nothing, but
 * that the content of documents is added where it was missing.
 * @throws ImportProblem with where in the file and why
 */
export async function bringIn(
  tx: Tx,
  house: ContentHouse,
  now: Date,
  by: Bringer,
  file: SoundBundle,
): Promise<Brought> {
  const { bundle } = file;
  const reviewId = String(bundle.review.id);
  await lockReview(tx, reviewId);
  const known = await knownForBundle(tx, reviewId);
  const unknown = unknownHere(bundle, known);
  if (unknown.length > 0) throw new ImportProblem(unknown);
  const { board, made: boardMade } = await boardFor(tx, by, bundle, known);
  const moved = board.name !== bundle.board.name;
  if (known.owner && known.owner.id !== board.id) throw new ImportProblem([heldElsewhere(known.owner.name)]);
  const peopleMade = known.owner ? 0 : await addReview(tx, { bundle, board, moved, now, by });
  if (known.owner) await refuseOther(tx, bundle, reviewId);
  const place = { boardId: board.id, reviewId };
  const { added, missing } = await keepContents(tx, house, place, file);
  const brought: Brought = {
    reviewId,
    reference: String(bundle.review.reference),
    board,
    review: known.owner ? 'left' : 'added',
    counts: ALL_TABLES.filter((table) => table !== REVIEW).map((table) => ({
      list: table.list,
      rows: listOf(bundle, table).length,
    })),
    contentsAdded: added,
    contentsMissing: missing,
    peopleMade,
    boardMade,
    teamEnded: moved && !known.owner,
    sha256: file.sha256,
  };
  await recordAudit(tx, {
    board: board.id,
    action: 'review.imported',
    kind: 'review',
    subject: reviewId,
    detail: {
      format: BUNDLE_FORMAT,
      sha256: file.sha256,
      review: brought.review,
      from: bundle.board.name,
      contents: added,
      people_made: peopleMade,
      board_made: boardMade,
    },
  });
  return brought;
}

async function boardFor(
  tx: Tx,
  by: Bringer,
  { board }: Bundle,
  known: Known,
): Promise<{ board: { id: string; name: string }; made: boolean }> {
  if (by.accountId !== null) return { board: by.board, made: false };
  const here = known.boards.find(({ name }) => name === board.name);
  if (here && here.area !== board.area)
    throw new ImportProblem([
      { path: 'board.area', reason: `${board.name} is the Board of ${here.area} here` },
    ]);
  if (here) return { board: { id: here.id, name: here.name }, made: false };
  return { board: { id: await makeBoard(tx, board), name: board.name }, made: true };
}

interface Adding {
  bundle: Bundle;
  board: { id: string; name: string };
  moved: boolean;
  now: Date;
  by: Bringer;
}

/** @returns how many accounts were made */
async function addReview(tx: Tx, { bundle, board, moved, now, by }: Adding): Promise<number> {
  const reviewId = String(bundle.review.id);
  if (await referenceIsTaken(tx, board.id, String(bundle.review.reference))) {
    const reason = `“${String(bundle.review.reference)}” is the reference of another review of ${board.name}`;
    throw new ImportProblem([{ path: 'review.reference', reason }]);
  }
  await refuseForeignIds(tx, bundle, board.id);
  const emails = bundle.people.map(({ email }) => email);
  const before = await accountsByEmail(tx, emails);
  const unknown = bundle.people.filter(({ email }) => !before.has(email));
  await makePeople(tx, unknown);
  const accounts = unknown.length > 0 ? await accountsByEmail(tx, emails) : before;
  const ids = new Map(bundle.people.map(({ key, email }) => [key, accounts.get(email) ?? '']));
  for (const table of ALL_TABLES) {
    const rows = table === REVIEW ? [bundle.review] : listOf(bundle, table);
    const known = rows.map((row) =>
      withPeople(table, placed(row, board.id, reviewId), (key) => ids.get(key) ?? key, peopleOfKind),
    );
    const kept = table.table === 'review_member' && moved ? endMembership(known, now, by) : known;
    await insertRows(tx, { boardId: board.id, reviewId }, table, kept).catch(refuseInWords(table.list));
  }
  await refreshFacts(tx, reviewId);
  return unknown.length;
}

/** The history of a row has its place in it, as the row had. */
function placed(row: Row, boardId: string, reviewId: string): Row {
  const table = VERSIONED.get(String(row.kind));
  if (!table || typeof row.fields !== 'object' || row.fields === null) return row;
  const place: Row = table === REVIEW ? { board_id: boardId } : { board_id: boardId, review_id: reviewId };
  return { ...row, fields: { ...(row.fields as Row), ...place } };
}

/** Those who were on the review at another Board are not on it here until they are chosen. */
function endMembership(rows: readonly Row[], now: Date, by: Bringer): Row[] {
  return rows.map((row) =>
    row.removed_at === null ? { ...row, removed_at: now.toISOString(), removed_by: by.accountId } : row,
  );
}

async function refuseForeignIds(tx: Tx, bundle: Bundle, boardId: string): Promise<void> {
  const reviewId = String(bundle.review.id);
  const problems = [];
  for (const table of ALL_TABLES) {
    if (table === REVIEW || !table.columns.id) continue;
    const ids = listOf(bundle, table).map(({ id }) => String(id));
    const taken = new Set(await idsElsewhere(tx, boardId, reviewId, table, ids));
    for (const [i, id] of ids.entries())
      if (taken.has(id))
        problems.push({ path: `${table.list}[${i}].id`, reason: 'is of another review of this Board' });
  }
  for (const { table, ids } of removedRows(bundle)) {
    const taken = new Set([
      ...(await idsElsewhere(tx, boardId, reviewId, table, ids)),
      ...(await historyElsewhere(tx, boardId, reviewId, table, ids)),
    ]);
    for (const [i, { kind, row_id }] of (bundle.lists.revisions ?? []).entries())
      if (kind === table.table && taken.has(String(row_id)))
        problems.push({ path: `revisions[${i}].row_id`, reason: 'is of another review of this Board' });
  }
  if (problems.length > 0) throw new ImportProblem(problems);
}

async function refuseOther(tx: Tx, bundle: Bundle, reviewId: string): Promise<void> {
  const { bundle: here } = await readReviewBundle(tx, reviewId);
  const differences = differencesBetween(here, bundle);
  if (differences.length === 0) return;
  const reason = `is here already and is not as in the file: ${differences.join('; ')}. Nothing was changed`;
  throw new ImportProblem([{ path: 'review', reason }]);
}

const heldElsewhere = (board: string) => ({
  path: 'review.id',
  reason: `is the id of a review that ${board} holds in this workbench: a review is with one Board at a time`,
});

/** What the database would not keep, in words: the schema and the checks catch what they can before. */
function refuseInWords(list: string): (error: unknown) => never {
  return (error) => {
    const { code = '', constraint } = error as { code?: string; constraint?: string };
    if (code === '23505' && /^(review|finding|finding_version)_id_key$/.test(constraint ?? ''))
      throw new ImportProblem([
        list === 'review' ? heldElsewhere('another Board') : { path: list, reason: TAKEN },
      ]);
    if (!/^2[23]/.test(code)) throw error;
    const rule = constraint ? ` (the rule ${constraint})` : '';
    throw new ImportProblem([
      { path: list, reason: `cannot be kept: ${REASONS[code] ?? 'a value is not as it must be'}${rule}` },
    ]);
  };
}

const TAKEN = 'has an id that another Board’s review has';
const REASONS: Record<string, string> = {
  '23502': 'something that is needed is null',
  '23503': 'it refers to what is not there',
  '23505': 'two rows are the same where they may not be',
  '23514': 'values that belong together do not agree',
};
