import type { Tx } from '../database/with-actor';
import { refreshFacts } from '../national/facts-queries';
import { ImportProblem } from '../published/import-problem';
import { removedRows } from './bundle-check';
import { peopleOfKind } from './bundle-export';
import type { Bundle, Row } from './bundle-format';
import type { Bringer } from './bundle-import';
import { insertBrought } from './bundle-brought-queries';
import { insertRows } from './bundle-insert-queries';
import {
  accountsByEmail,
  historyElsewhere,
  idsElsewhere,
  makePeople,
  referenceIsTaken,
} from './bundle-queries';
import { ALL_TABLES, REVIEW, VERSIONED } from './bundle-tables';
import { listOf, withPeople } from './bundle-writing';

export interface Adding {
  bundle: Bundle;
  /** Of the file that it is in. */
  sha256: string;
  board: { id: string; name: string };
  moved: boolean;
  now: Date;
  by: Bringer;
}

/**
 * Writes a review that is not here, with all that belongs to it and how it came, and counts it as far as it counts.
 * @returns how many accounts were made, and how many approved findings wait for the chair to accept them
 * @throws ImportProblem when its reference or an id is another review's, or the database would not keep a row
 */
export async function addReview(
  tx: Tx,
  { bundle, sha256, board, moved, now, by }: Adding,
): Promise<{ peopleMade: number; toAccept: number }> {
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
  const brought = { boardId: board.id, reviewId, sha256, by: by.accountId, at: now };
  const toAccept = await insertBrought(tx, brought);
  await refreshFacts(tx, [reviewId]);
  return { peopleMade: unknown.length, toAccept };
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

/** A review is with one Board at a time. */
export const heldElsewhere = (board: string) => ({
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
