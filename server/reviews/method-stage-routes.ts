import { z } from 'zod';
import { recordAudit } from '../audit/audit';
import { isoDay } from '../http/dates';
import { errorsByField, text } from '../http/forms';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { typedText } from '../http/typed';
import { tellMethodStage } from './method-stage';
import { methodStagePage } from './method-stage-pages';
import { readMethodStages, type MethodStages } from './method-stage-queries';
import { identityOf } from './review-head';
import { CASE_ROLES, reviewCan } from './review-policy';

const PATH = '/reviews/:reviewId/method-stage';

const stageForm = z.object({
  stage: text('Stage').transform((typed) => (/^[1-9]\d?$/.test(typed) ? Number(typed) : 0)),
});

/** Where a review stands in its method. */
export const methodStageRoutes: Route[] = [
  route({
    method: 'get',
    path: PATH,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const review = await readMethodStages(visit.tx, String(visit.params.reviewId));
      await recordAudit(visit.tx, {
        board: review.board_id,
        action: 'review.read',
        kind: 'review',
        subject: review.id,
        detail: { part: 'method-stage' },
      });
      return show(visit, review);
    },
  }),
  route({
    method: 'post',
    path: PATH,
    who: ['lead_reviewer'],
    scope: 'board',
    audit: 'review.stage_told',
    form: stageForm,
    handle: async ({ tx, actor, house, form, params }) => {
      const reviewId = String(params.reviewId);
      await tellMethodStage(tx, actor, house.now(), { reviewId, number: form.stage });
      return redirect(`/reviews/${reviewId}`, 'Where the method is was saved.');
    },
    redisplay: async (visit, problems) =>
      show(visit, await readMethodStages(visit.tx, String(visit.params.reviewId)), problems),
  }),
];

function show(visit: Visit<unknown>, review: MethodStages, problems?: Problem[]): PageReply {
  const can = reviewCan(visit.actor, { boardId: review.board_id, part: review.my_part });
  const errors = errorsByField(problems ?? []);
  const typed = problems && typedText(visit.typed, 'stage');
  const model = methodStagePage(review, can, typed, errors.stage);
  return page('reviews/method-stage', `Where this method is – ${review.head.child_label}`, model, {
    section: 'work',
    layout: {
      identity: identityOf(review.head, isoDay(visit.house.now()), 'review'),
      backLink: { text: 'Back to the review', href: `/reviews/${review.id}` },
      width: 'two-thirds',
    },
  });
}
