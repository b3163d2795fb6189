import type { Tx } from '../database/with-actor';
import type { AgencyNamed } from './agencies';

/** @returns the id of the agency of that name, which may have been there before */
export async function insertAgency(
  tx: Tx,
  { boardId, reviewId, name }: AgencyNamed,
  account: string,
  now: Date,
): Promise<string> {
  const found = await tx.raw<{ rows: { id: string }[] }>(
    'select id from agency where board_id = ? and review_id = ? and lower(name) = lower(?)',
    [boardId, reviewId, name],
  );
  if (found.rows[0]) return found.rows[0].id;
  const added = await tx.raw<{ rows: { id: string }[] }>(
    `insert into agency (board_id, review_id, name, position, updated_by, updated_at)
     select :boardId, :reviewId, :name, coalesce(max(position), 0) + 1, :account, :now
       from agency where board_id = :boardId and review_id = :reviewId
     on conflict (board_id, review_id, lower(name)) do update set name = agency.name
     returning id`,
    { boardId, reviewId, name, account, now },
  );
  return String(added.rows[0]?.id);
}
