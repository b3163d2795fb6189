import type { Tx } from '../database/with-actor';
import { keepRevision } from '../database/versioned-queries';

/** Which finding a row belongs to, in its Board and review. */
export interface Of {
  board_id: string;
  review_id: string;
  finding_id: string;
}

/** Adds a row at the end of its list. The finding is locked, so two rows added at once have two places. */
export async function insertRow(
  tx: Tx,
  table: string,
  of: Of,
  fields: Record<string, unknown>,
  account: string,
  now: Date,
): Promise<string> {
  const last = await tx(table)
    .where({ ...of })
    .max<{ position: number | null }[]>({ position: 'position' });
  const [added] = await tx(table)
    .insert({
      ...of,
      ...fields,
      position: (last[0]?.position ?? 0) + 1,
      updated_by: account,
      updated_at: now,
    })
    .returning<{ id: string }[]>('id');
  return String(added?.id);
}

/** Rows of a list in their order, locked as the finding is. */
export async function rowsOf<Row extends object>(tx: Tx, table: string, of: Of): Promise<Row[]> {
  const answer = await tx.raw<{ rows: Row[] }>(
    'select * from ?? where board_id = ? and review_id = ? and finding_id = ? order by position, id',
    [table, of.board_id, of.review_id, of.finding_id],
  );
  return answer.rows;
}

/** @returns the row's version, or null when the finding has no such row */
export async function versionOf(tx: Tx, table: string, of: Of, id: string): Promise<number | null> {
  const row = await tx(table)
    .where({ ...of, id })
    .first<{ version: number } | undefined>('version');
  return row?.version ?? null;
}

/** Removes a row and keeps what it said among the revisions. */
export async function deleteRow(tx: Tx, table: string, of: Of, id: string, version: number): Promise<void> {
  const edit = {
    table,
    boardId: of.board_id,
    reviewId: of.review_id,
    id,
    version,
    changes: {},
    labels: {},
  };
  await keepRevision(tx, edit, version);
  await tx(table)
    .where({ ...of, id })
    .delete();
}

/** @returns what a removed row of the finding last said, or null when there never was such a row */
export async function removedRow(
  tx: Tx,
  table: string,
  of: Of,
  id: string,
): Promise<Record<string, unknown> | null> {
  const row = await tx('revision')
    .where({ ...of, kind: table, row_id: id })
    .orderBy('version', 'desc')
    .first<{ fields: Record<string, unknown> } | undefined>('fields');
  return row?.fields ?? null;
}
