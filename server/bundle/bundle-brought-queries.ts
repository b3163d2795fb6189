import type { Tx } from '../database/with-actor';

/**
 * Keeps that a review came in from a file, and which versions stand as approved in it. What the command brings in
 * without an account is accepted as it comes; what a person brings in waits for the chair.
 * @returns how many approved findings wait
 */
export async function insertBrought(
  tx: Tx,
  brought: { boardId: string; reviewId: string; sha256: string; by: string | null; at: Date },
): Promise<number> {
  const atOnce = brought.by === null;
  // A person's row names no acceptance: the application has no right to write one in.
  const answer = await tx.raw<{ rows: { approved: number }[] }>(
    `insert into review_brought (board_id, review_id, file_sha256, brought_by, brought_at, approved_versions${atOnce ? ', accepted_at' : ''})
     select :boardId, :reviewId, :sha256, :by, :at, coalesce(array_agg(v.id order by v.id), '{}')${atOnce ? ', :at' : ''}
       from finding_version v where v.board_id = :boardId and v.review_id = :reviewId and v.state = 'approved'
     returning (select count(*)::integer from finding_version v
                  join finding f on f.board_id = v.board_id and f.id = v.finding_id and f.state = 'approved'
                 where v.board_id = :boardId and v.review_id = :reviewId and v.state = 'approved') as approved`,
    { ...brought },
  );
  return atOnce ? 0 : (answer.rows[0]?.approved ?? 0);
}
