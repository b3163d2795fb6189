import type { z } from 'zod';
import { boardsAs } from '../database/with-actor';
import { isoDay } from '../http/dates';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { isUuid } from '../http/ids';
import { readOpeningData } from './guidance-queries';
import { openingPage } from './opening-pages';
import { openReview } from './review';
import { detailsOf, openingForm } from './review-forms';
import { Refused } from '../http/errors';

/** Opening a review. */
export const openingRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/new',
    who: ['coordinator'],
    scope: 'none',
    audit: 'none',
    handle: (visit) => show(visit),
  }),
  route({
    method: 'post',
    path: '/reviews/new',
    who: ['coordinator'],
    scope: 'none',
    audit: 'review.opened',
    form: openingForm,
    handle: async ({ tx, actor, house, form }) => {
      const id = await openReview(tx, actor, house.now(), newReview(form));
      return redirect(`/reviews/${id}`, 'The review is open. Choose its lead reviewers next.');
    },
    redisplay: show,
  }),
];

function newReview(form: z.output<typeof openingForm>) {
  if (!isUuid(form.board)) throw new Refused('Choose the Board that holds this review', 'board');
  return {
    ...detailsOf(form),
    boardId: form.board,
    kind: form.kind,
    guidance: form.kind === 'scr' ? form.guidance : null,
    questions: form.questions,
    completeOn: form.complete_on,
  };
}

async function show(visit: Visit<unknown>, problems: Problem[] = []): Promise<PageReply> {
  const boards = boardsAs(visit.actor, 'coordinator');
  const data = await readOpeningData(visit.tx);
  const model = openingPage(boards, data, isoDay(visit.house.now()), visit.typed, problems);
  return page('reviews/opening', 'Open a review', model, {
    section: 'work',
    layout: { width: 'two-thirds', backLink: { text: 'Back to your work', href: '/reviews' } },
  });
}
