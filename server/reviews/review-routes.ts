import { isoDay } from '../http/dates';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { readOpeningData } from './guidance-queries';
import { methodStageRoutes } from './method-stage-routes';
import { detailsPage, detailsSummary, questionsPage } from './opening-pages';
import { changeQuestions } from './questions';
import { changeDetails } from './review';
import { detailsForm, detailsOf, questionsForm } from './review-forms';
import { canOf, onlyWhoRuns, pageOfReview, recordReading } from './review-page';
import { reviewAside, reviewPage } from './review-pages';
import { CASE_ROLES } from './review-policy';
import { readReview, readReviewAndEvidence, type WholeReview } from './review-queries';

/** A review's own page, its details and its questions. */
export const reviewRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/:reviewId',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const { tx, actor, house, params } = visit;
      const { whole: review, evidence } = await readReviewAndEvidence(tx, params.reviewId ?? '');
      await recordReading(tx, review, 'tasks');
      const today = isoDay(house.now());
      const can = canOf(actor, review);
      return pageOfReview(
        visit,
        review,
        'reviews/review',
        review.reference,
        reviewPage(review, evidence, can, actor.accountId, today),
        {
          backLink: { text: 'Back to your work', href: '/reviews' },
          aside: { view: 'reviews/review-aside', page: reviewAside(review, evidence, can, today) },
        },
      );
    },
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/details',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const review = await readReview(visit.tx, visit.params.reviewId ?? '');
      await recordReading(visit.tx, review, 'details');
      if (canOf(visit.actor, review).run) return showDetails(visit, review);
      return pageOfReview(visit, review, 'reviews/details-summary', 'Details', detailsSummary(review));
    },
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/details',
    who: ['coordinator'],
    scope: 'board',
    audit: 'review.changed',
    form: detailsForm,
    handle: async ({ tx, actor, house, form, params }) => {
      const reviewId = params.reviewId ?? '';
      await changeDetails(tx, actor, house.now(), { ...detailsOf(form), reviewId, version: form.version });
      return redirect(
        `/reviews/${reviewId}`,
        'The details are saved. Dates that follow from them were brought up to date.',
      );
    },
    redisplay: async (visit, problems) =>
      showDetails(visit, await readReview(visit.tx, visit.params.reviewId ?? ''), problems),
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/questions',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const review = await readReview(visit.tx, visit.params.reviewId ?? '');
      await recordReading(visit.tx, review, 'questions');
      const model = questionsPage(review, canOf(visit.actor, review).run);
      return pageOfReview(visit, review, 'reviews/questions', 'Questions', model);
    },
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/questions',
    who: ['coordinator'],
    scope: 'board',
    audit: 'review.questions_changed',
    form: questionsForm,
    handle: async ({ tx, actor, house, form, params }) => {
      const reviewId = params.reviewId ?? '';
      await changeQuestions(tx, actor, house.now(), { reviewId, ...form });
      return redirect(`/reviews/${reviewId}`, 'The questions are saved.');
    },
    redisplay: async (visit, problems) => {
      const review = await readReview(visit.tx, visit.params.reviewId ?? '');
      onlyWhoRuns(visit.actor, review);
      const model = questionsPage(review, true, visit.typed, problems);
      return pageOfReview(visit, review, 'reviews/questions', 'Questions', model);
    },
  }),
  ...methodStageRoutes,
];

async function showDetails(
  visit: Visit<unknown>,
  review: WholeReview,
  problems?: Problem[],
): Promise<PageReply> {
  onlyWhoRuns(visit.actor, review);
  const data = await readOpeningData(visit.tx);
  const model = detailsPage(review, data, problems && visit.typed, problems);
  return pageOfReview(visit, review, 'reviews/details', 'Details', model);
}
