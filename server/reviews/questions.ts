import { recordAudit } from '../audit/audit';
import { accountName } from '../database/versioned-queries';
import type { Actor, Tx } from '../database/with-actor';
import { Conflict, Missing } from '../http/errors';
import { mayRun } from './review-policy';
import { keepQuestions, questionHistory, replaceQuestions } from './question-queries';
import { lockReview } from './review-queries';

/**
 * Changes the questions that a review sets out to answer. They are one text to those who edit them, so they
 * carry one version together; every earlier text is kept.
 * @param version the version that the form was filled from
 * @throws Missing when the actor does not coordinate the Board; Conflict when someone else changed them first
 */
export async function changeQuestions(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, version, questions }: { reviewId: string; version: number; questions: readonly string[] },
): Promise<void> {
  const review = await lockReview(tx, reviewId);
  if (!mayRun(actor, review.board_id)) throw new Missing();
  const history = await questionHistory(tx, review.board_id, reviewId);
  const current = 1 + history.versions.length;
  const mine = questions.join('\n');
  if (version !== current && mine !== history.now) {
    const original = history.versions.find((one) => one.version === version)?.questions ?? '';
    if (mine !== original) {
      const fields = [
        { name: 'questions', label: 'Questions, one on each line', mine, theirs: history.now, original },
      ];
      throw new Conflict(fields, current, await accountName(tx, history.versions[0]?.savedBy ?? null));
    }
  } else if (mine !== history.now) {
    await keepQuestions(tx, {
      board_id: review.board_id,
      review_id: reviewId,
      version: current,
      questions: history.now,
      saved_by: actor.accountId,
      saved_at: now,
    });
    await replaceQuestions(tx, review.board_id, reviewId, questions);
  }
  await recordAudit(tx, {
    board: review.board_id,
    action: 'review.questions_changed',
    kind: 'review',
    subject: reviewId,
  });
}
