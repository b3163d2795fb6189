import { isoDay } from '../http/dates';
import { Missing } from '../http/errors';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { firstDateForm, metForm, newDateForm } from './clock-forms';
import { clockPage, clocksPage } from './clock-pages';
import { changeClock, setClock } from './clocks';
import { meetClock, reopenClock } from './meeting';
import { canOf, onlyWhoRuns, pageOfReview, recordReading } from './review-page';
import { CASE_ROLES } from './review-policy';
import { readReview, type WholeReview } from './review-queries';

/** The clocks of a review. */
export const clockRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/:reviewId/clocks',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const review = await readReview(visit.tx, visit.params.reviewId ?? '');
      await recordReading(visit.tx, review, 'clocks');
      const model = clocksPage(review, canOf(visit.actor, review).run, isoDay(visit.house.now()));
      return pageOfReview(visit, review, 'reviews/clocks', 'Clocks', model);
    },
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/clocks/:clockId',
    who: ['coordinator'],
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const review = await readReview(visit.tx, visit.params.reviewId ?? '');
      await recordReading(visit.tx, review, 'clock');
      return showClock(visit, review);
    },
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/clocks/:clockId/new-date',
    who: ['coordinator'],
    scope: 'board',
    audit: 'clock.changed',
    form: newDateForm,
    handle: async ({ tx, actor, house, params, form }) => {
      await changeClock(tx, actor, house.now(), {
        ...idsOf(params),
        version: form.version,
        dueOn: form.due_on,
        reasonKind: form.reason_kind,
        reason: form.reason,
      });
      return toClocks(params, 'The new date is kept beside the old one, with its reason.');
    },
    redisplay,
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/clocks/:clockId/first-date',
    who: ['coordinator'],
    scope: 'board',
    audit: 'clock.set',
    form: firstDateForm,
    handle: async ({ tx, actor, house, params, form }) => {
      await setClock(tx, actor, house.now(), {
        ...idsOf(params),
        version: form.version,
        dueOn: form.due_on,
      });
      return toClocks(params, 'The date is set.');
    },
    redisplay,
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/clocks/:clockId/completion',
    who: ['coordinator'],
    scope: 'board',
    audit: 'clock.met',
    form: metForm.completion,
    handle: async ({ tx, actor, house, params, form }) => {
      await meetClock(tx, actor, house.now(), {
        ...idsOf(params),
        version: form.version,
        metOn: form.met_on,
        reasonKind: form.late_kind,
        reason: form.late_reason,
        confirmed: form.confirm === 'yes',
      });
      return toClocks(params, 'The clock is met.');
    },
    redisplay,
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/clocks/:clockId/reopening',
    who: ['coordinator'],
    scope: 'board',
    audit: 'clock.reopened',
    form: metForm.reopening,
    handle: async ({ tx, actor, house, params, form }) => {
      await reopenClock(tx, actor, house.now(), { ...idsOf(params), version: form.version });
      return toClocks(params, 'The clock runs again.');
    },
    redisplay,
  }),
];

const idsOf = (params: Record<string, string>) => ({
  reviewId: params.reviewId ?? '',
  clockId: params.clockId ?? '',
});

const toClocks = (params: Record<string, string>, flash: string) =>
  redirect(`/reviews/${params.reviewId}/clocks`, flash);

function showClock(visit: Visit<unknown>, review: WholeReview, problems?: Problem[]): PageReply {
  onlyWhoRuns(visit.actor, review);
  const clock = review.clocks.find(({ id }) => id === visit.params.clockId);
  if (!clock) throw new Missing();
  const model = clockPage(review, clock, visit.house.now(), problems && visit.typed, problems);
  return pageOfReview(visit, review, 'reviews/clock', clock.name, model, {
    width: 'two-thirds',
    backLink: { text: 'Back to the clocks', href: `/reviews/${review.id}/clocks` },
  });
}

async function redisplay(visit: Visit<unknown>, problems: Problem[]): Promise<PageReply> {
  return showClock(visit, await readReview(visit.tx, visit.params.reviewId ?? ''), problems);
}
