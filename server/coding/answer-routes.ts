import { recordAudit } from '../audit/audit';
import { Missing } from '../http/errors';
import { redirect, route, type Route } from '../http/route';
import { answerForMe, keepAnswerRead } from './answer-queries';

/** Answers of the national editors, for the people of the review: their page of work shows them until they have read them. */
export const answerRoutes: Route[] = [
  route({
    method: 'post',
    path: '/reviews/:reviewId/findings/:findingId/answers/:answerId/reading',
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: 'suggestion.answer_read',
    handle: async ({ tx, actor, house, params }) => {
      const { reviewId = '', findingId = '', answerId = '' } = params;
      const answer = await answerForMe(tx, { reviewId, findingId, answerId });
      if (!answer) throw new Missing();
      await keepAnswerRead(tx, actor, house.now(), answerId);
      await recordAudit(tx, {
        board: answer.board_id,
        action: 'suggestion.answer_read',
        kind: 'finding',
        subject: findingId,
        detail: { answer: answerId, suggested: answer.suggested_name },
      });
      return redirect('/reviews', 'Read. The answer stays beside the tag.');
    },
  }),
];
