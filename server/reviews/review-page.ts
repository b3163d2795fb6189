import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { isoDay } from '../http/dates';
import { Missing } from '../http/errors';
import { page, type PageReply, type Visit } from '../http/route';
import type { PageLayout } from '../http/views';
import { identityOf } from './review-head';
import { reviewCan, type ReviewCan } from './review-policy';
import type { WholeReview } from './review-queries';

/** Writes that a page of the case was opened (HOUSE: reading sensitive things is an event). */
export async function recordReading(tx: Tx, review: WholeReview, part: string): Promise<void> {
  await recordAudit(tx, {
    board: review.board_id,
    action: 'review.read',
    kind: 'review',
    subject: review.id,
    detail: { part },
  });
}

/** What the reader may do to the review that was read. */
export function canOf(actor: Actor, review: WholeReview): ReviewCan {
  const me = review.members.find(({ account_id }) => account_id === actor.accountId);
  return reviewCan(actor, { boardId: review.board_id, part: me?.part ?? null });
}

/**
 * What stands on a page that only the coordinator of the Board has.
 * @throws Missing for everyone else
 */
export function onlyWhoRuns(actor: Actor, review: WholeReview): void {
  if (!canOf(actor, review).run) throw new Missing();
}

/** A page below a review: its identity bar above, and the way back to the task list. */
export function pageOfReview(
  visit: Visit,
  review: WholeReview,
  view: string,
  title: string,
  model: object,
  layout: Partial<PageLayout> = { width: 'two-thirds' },
): PageReply {
  return page(view, `${title} – ${review.child_label}`, model, {
    section: 'work',
    layout: {
      identity: identityOf(review.head, isoDay(visit.house.now()), 'review'),
      backLink: { text: 'Back to the review', href: `/reviews/${review.id}` },
      ...layout,
    },
  });
}
