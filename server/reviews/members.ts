import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import {
  currentMembers,
  endMembership,
  hasDeclared,
  insertDeclaration,
  insertMember,
  nameOfCandidate,
} from './member-queries';
import { mayDeclare, mayRun } from './review-policy';
import { lockReview } from './review-queries';

export type Part = 'lead' | 'team';

/**
 * Puts a reviewer from the register, or a local manager for the team, on a review. A lapsed accreditation does
 * not hinder it: it hinders submitting (METHOD section 14). They see the review from their next request.
 * @returns the membership's id
 * @throws Missing when the actor does not coordinate the Board; Refused when the account cannot have that part
 *   or is on the review
 */
export async function assignMember(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, accountId, part }: { reviewId: string; accountId: string; part: Part },
): Promise<string> {
  const review = await lockReview(tx, reviewId);
  if (!mayRun(actor, review.board_id)) throw new Missing();
  const name = await nameOfCandidate(tx, accountId, part);
  if (name === null) throw new Refused('Choose a person from the list', part);
  const already = (await currentMembers(tx, review.board_id, reviewId)).find(
    (member) => member.account_id === accountId,
  );
  if (already) {
    const as = already.part === 'lead' ? 'as a lead reviewer' : 'in the review team';
    throw new Refused(`${name} is on this review already, ${as}`, part);
  }
  const id = await insertMember(tx, {
    board_id: review.board_id,
    review_id: reviewId,
    account_id: accountId,
    part,
    added_by: actor.accountId,
    added_at: now,
  });
  await recordAudit(tx, {
    board: review.board_id,
    action: 'member.assigned',
    kind: 'review',
    subject: reviewId,
    detail: { account: accountId, part },
  });
  return id;
}

/**
 * Ends someone's part in a review. What they wrote stays, and so does the record that they were on it.
 * @throws Missing when there is no such member, or the actor does not coordinate the Board
 */
export async function removeMember(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, memberId }: { reviewId: string; memberId: string },
): Promise<void> {
  const review = await lockReview(tx, reviewId);
  if (!mayRun(actor, review.board_id)) throw new Missing();
  const member = (await currentMembers(tx, review.board_id, reviewId)).find(({ id }) => id === memberId);
  if (!member) throw new Missing();
  await endMembership(tx, review.board_id, memberId, { removed_by: actor.accountId, removed_at: now });
  await recordAudit(tx, {
    board: review.board_id,
    action: 'member.removed',
    kind: 'review',
    subject: reviewId,
    detail: { account: member.account_id, part: member.part },
  });
}

/**
 * A lead reviewer's own words on their independence of the Board and its agencies, for this review. It is
 * given once and stands.
 * @throws Missing when the actor is not a lead reviewer of it; Refused when they have declared before
 */
export async function declareIndependence(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, text }: { reviewId: string; text: string },
): Promise<void> {
  const review = await lockReview(tx, reviewId);
  const mine = (await currentMembers(tx, review.board_id, reviewId)).find(
    ({ account_id }) => account_id === actor.accountId,
  );
  if (!mayDeclare(actor, { boardId: review.board_id, part: mine?.part ?? null })) throw new Missing();
  if (await hasDeclared(tx, review.board_id, reviewId, actor.accountId))
    throw new Refused('You have declared your independence for this review. Your words stand', 'text');
  await insertDeclaration(tx, {
    board_id: review.board_id,
    review_id: reviewId,
    account_id: actor.accountId,
    text,
    declared_at: now,
  });
  await recordAudit(tx, {
    board: review.board_id,
    action: 'independence.declared',
    kind: 'review',
    subject: reviewId,
  });
}
