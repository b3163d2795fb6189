import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { insertMethodStage, readMethodStages } from './method-stage-queries';
import { stagesOf } from './method-words';
import { mayDeclare } from './review-policy';

/**
 * Says which stage of its method a review is in. What was said before is kept.
 * @param number the stage, counted from 1 in the order of the method
 * @throws Missing for anyone but its lead reviewers; Refused when the method has no such stage
 */
export async function tellMethodStage(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, number }: { reviewId: string; number: number },
): Promise<void> {
  const review = await readMethodStages(tx, reviewId);
  if (!mayDeclare(actor, { boardId: review.board_id, part: review.my_part })) throw new Missing();
  const stage = stagesOf(review.stages)[number - 1];
  if (stage === undefined) throw new Refused('Choose the stage that the review is in', 'stage');
  await insertMethodStage(tx, {
    board_id: review.board_id,
    review_id: reviewId,
    stage,
    set_by: actor.accountId,
    set_at: now,
  });
  await recordAudit(tx, {
    board: review.board_id,
    action: 'review.stage_told',
    kind: 'review',
    subject: reviewId,
    detail: { stage: number },
  });
}
