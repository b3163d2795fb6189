import { inScope } from '../database/scope';
import type { Tx } from '../database/with-actor';

/**
 * Locks the review, so that two findings added at once get two numbers.
 * @returns its Board and the next number, or null when the actor does not see the review
 */
export async function nextFinding(
  tx: Tx,
  reviewId: string,
): Promise<{ board_id: string; number: number } | null> {
  const review = await tx.raw<{ rows: { board_id: string }[] }>(
    `select board_id from review where id = ? and ${inScope('board_id', 'id')} for no key update`,
    [reviewId],
  );
  const board_id = review.rows[0]?.board_id;
  if (!board_id) return null;
  const last = await tx('finding')
    .where({ board_id, review_id: reviewId })
    .max<{ number: number | null }[]>({ number: 'number' });
  return { board_id, number: (last[0]?.number ?? 0) + 1 };
}

/** Inserts an empty finding and returns its id. */
export async function insertFinding(
  tx: Tx,
  row: { board_id: string; review_id: string; number: number; account: string; now: Date },
): Promise<string> {
  const { board_id, review_id, number, account, now } = row;
  const [added] = await tx('finding')
    .insert({
      board_id,
      review_id,
      number,
      written_by: account,
      updated_by: account,
      created_at: now,
      updated_at: now,
    })
    .returning<{ id: string }[]>('id');
  return String(added?.id);
}

/** When the finding last took a step of its approval, or null when it took none. */
export async function lastStepAt(tx: Tx, boardId: string, findingId: string): Promise<Date | null> {
  const row = await tx('finding_step')
    .where({ board_id: boardId, finding_id: findingId })
    .orderBy([
      { column: 'at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first<{ at: Date } | undefined>('at');
  return row?.at ?? null;
}
