import { isoDay } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import { isUuid } from '../http/ids';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { assignMember, declareIndependence, removeMember, type Part } from './members';
import { canOf, onlyWhoRuns, pageOfReview, recordReading } from './review-page';
import { CASE_ROLES } from './review-policy';
import { readReview, readReviewAndCandidates, type WholeReview } from './review-queries';
import { independenceForm, leadForm, teamForm } from './team-forms';
import { independencePage, teamPage } from './team-pages';

/** Who is on a review, and the independence of its lead reviewers. */
export const teamRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/:reviewId/team',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'review.read',
    handle: (visit) => showTeam(visit),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/team/leads',
    who: ['coordinator'],
    scope: 'board',
    audit: 'member.assigned',
    form: leadForm,
    handle: (visit) => assign(visit, 'lead', visit.form.lead),
    redisplay: showTeam,
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/team/members',
    who: ['coordinator'],
    scope: 'board',
    audit: 'member.assigned',
    form: teamForm,
    handle: (visit) => assign(visit, 'team', visit.form.team),
    redisplay: showTeam,
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/team/:memberId/removal',
    who: ['coordinator'],
    scope: 'board',
    audit: 'member.removed',
    handle: async ({ tx, actor, house, params }) => {
      const reviewId = params.reviewId ?? '';
      await removeMember(tx, actor, house.now(), { reviewId, memberId: params.memberId ?? '' });
      return redirect(
        `/reviews/${reviewId}/team`,
        'They are no longer on this review. What they wrote stays.',
      );
    },
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/independence',
    who: ['lead_reviewer'],
    scope: 'board',
    audit: 'review.read',
    handle: async (visit) => {
      const review = await readReview(visit.tx, visit.params.reviewId ?? '');
      await recordReading(visit.tx, review, 'independence');
      return showIndependence(visit, review);
    },
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/independence',
    who: ['lead_reviewer'],
    scope: 'board',
    audit: 'independence.declared',
    form: independenceForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const reviewId = params.reviewId ?? '';
      await declareIndependence(tx, actor, house.now(), { reviewId, text: form.text });
      return redirect(`/reviews/${reviewId}`, 'Your declaration of independence is recorded.');
    },
    redisplay: async (visit, problems) =>
      showIndependence(visit, await readReview(visit.tx, visit.params.reviewId ?? ''), problems),
  }),
];

async function assign(visit: Visit<unknown>, part: Part, accountId: string) {
  const reviewId = visit.params.reviewId ?? '';
  if (!isUuid(accountId)) throw new Refused('Choose a person from the list', part);
  await assignMember(visit.tx, visit.actor, visit.house.now(), { reviewId, accountId, part });
  return redirect(`/reviews/${reviewId}/team`, 'They are on this review, and see it from now on.');
}

async function showTeam(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const { whole: review, candidates } = await readReviewAndCandidates(visit.tx, visit.params.reviewId ?? '');
  const can = canOf(visit.actor, review);
  if (problems) onlyWhoRuns(visit.actor, review);
  else await recordReading(visit.tx, review, 'team');
  const today = isoDay(visit.house.now());
  const model = teamPage(review, candidates, can, today, problems && visit.typed, problems);
  return pageOfReview(visit, review, 'reviews/team', 'Team', model);
}

function showIndependence(visit: Visit<unknown>, review: WholeReview, problems?: Problem[]): PageReply {
  const mine = review.members.find(({ account_id }) => account_id === visit.actor.accountId);
  if (!mine || !canOf(visit.actor, review).declare) throw new Missing();
  const model = independencePage(review, mine, problems && visit.typed, problems);
  return pageOfReview(visit, review, 'reviews/independence', 'Independence', model);
}
