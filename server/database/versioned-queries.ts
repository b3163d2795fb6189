import type { Tx } from './with-actor';
import type { CurrentRow, Edit } from './versioned';

/** Locks the row, so that the version that is read is the one that is changed. */
export async function readRow(tx: Tx, edit: Edit): Promise<CurrentRow | null> {
  const columns = Object.keys(edit.changes);
  const answer = await tx.raw<{ rows: { row: Record<string, unknown> }[] }>(
    'select to_jsonb(t) as row from ?? t where board_id = ? and ?? = ? and id = ? for update',
    [edit.table, edit.boardId, edit.table === 'review' ? 'id' : 'review_id', edit.reviewId, edit.id],
  );
  const row = answer.rows[0]?.row;
  if (!row) return null;
  return {
    version: Number(row.version),
    updatedBy: (row.updated_by as string | null) ?? null,
    fields: Object.fromEntries(columns.map((column) => [column, row[column]])),
  };
}

export async function updateAtVersion(
  tx: Tx,
  edit: Edit,
  version: number,
  values: Record<string, unknown>,
): Promise<void> {
  await tx(edit.table).where({ board_id: edit.boardId, id: edit.id, version }).update(values);
}

export async function revisionFields(
  tx: Tx,
  edit: Edit,
  version: number,
): Promise<Record<string, unknown> | null> {
  const row = await tx('revision')
    .where({ board_id: edit.boardId, kind: edit.table, row_id: edit.id, version })
    .first<{ fields: Record<string, unknown> } | undefined>('fields');
  return row?.fields ?? null;
}

/** Keeps the row as it stands, whole, before it is changed: nothing that was written is lost. */
export async function keepRevision(tx: Tx, edit: Edit, version: number): Promise<void> {
  await tx.raw(
    `insert into revision (board_id, review_id, kind, row_id, version, fields, saved_by, saved_at)
     select ?, ?, ?, t.id, t.version, to_jsonb(t), coalesce(t.updated_by, app.current_account_id()), t.updated_at
       from ?? t where t.board_id = ? and t.id = ? and t.version = ?`,
    [edit.boardId, edit.reviewId, edit.table, edit.table, edit.boardId, edit.id, version],
  );
}

export async function accountName(tx: Tx, id: string | null): Promise<string> {
  if (!id) return 'Someone else';
  const row = await tx('account').where({ id }).first<{ name: string } | undefined>('name');
  return row?.name ?? 'Someone else';
}
