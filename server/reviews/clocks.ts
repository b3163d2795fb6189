import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import type { ReasonKind } from './clock';
import { insertClockChange, readClock, readClocks, setComputedDates, type ClockRow } from './clock-queries';

import { readHolidays, readOpeningData } from './guidance-queries';
import { milestonesFor } from './milestones';
import { mayRun } from './review-policy';
import { lockReview, type LockedReview } from './review-queries';

/** Which clock, and the version of it that the form was filled from. */
export interface ClockEdit {
  reviewId: string;
  clockId: string;
  version: number;
}

/**
 * Gives a clock a new date with the reason; the date before it is kept (METHOD section 11).
 * @throws Missing when the actor does not coordinate the Board; Refused when the clock has no date yet, is met,
 *   or the new date is not after the old one; Conflict when someone else changed it first
 */
export async function changeClock(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ClockEdit & { dueOn: string; reasonKind: ReasonKind; reason: string },
): Promise<void> {
  const { review, clock } = await clockToEdit(tx, actor, input);
  if (clock.met_on !== null)
    throw new Refused('This clock was met. Say that it was not met after all, then give it a new date');
  if (clock.due_on === null)
    throw new Refused('This clock has no date yet. Set its first date instead', 'due_on');
  if (input.version === clock.version && input.dueOn <= clock.due_on)
    throw new Refused(`New date must be after ${longDate(clock.due_on)}, the date it replaces`, 'due_on');
  await saveClock(tx, actor, now, review, input, { due_on: input.dueOn });
  await insertClockChange(tx, {
    board_id: review.board_id,
    review_id: review.id,
    milestone_id: clock.id,
    was_due_on: clock.due_on,
    new_due_on: input.dueOn,
    reason_kind: input.reasonKind,
    reason: input.reason,
    with_met: false,
    changed_by: actor.accountId,
    changed_at: now,
  });
  await recomputeClocks(tx, now, review.id, review.decided_on);
  await recordAudit(tx, {
    board: review.board_id,
    action: 'clock.changed',
    kind: 'milestone',
    subject: clock.id,
    detail: {
      review: review.id,
      code: clock.code,
      from: clock.due_on,
      to: input.dueOn,
      reason: input.reasonKind,
    },
  });
}

/**
 * Sets the first date of a clock for which the guidance computes none.
 * @throws Missing, Conflict as changeClock; Refused when it has a date
 */
export async function setClock(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ClockEdit & { dueOn: string },
): Promise<void> {
  const { review, clock } = await clockToEdit(tx, actor, input);
  if (clock.due_on !== null)
    throw new Refused(
      `This clock has a date, ${longDate(clock.due_on)}. To move it, give the reason and the new date`,
      'due_on',
    );
  await saveClock(tx, actor, now, review, input, { first_due_on: input.dueOn, due_on: input.dueOn });
  await recomputeClocks(tx, now, review.id, review.decided_on);
  await recordAudit(tx, {
    board: review.board_id,
    action: 'clock.set',
    kind: 'milestone',
    subject: clock.id,
    detail: { review: review.id, code: clock.code, to: input.dueOn },
  });
}

/**
 * Brings the clocks of a review up to its dates, except those that a person has set or that were met.
 * @param decidedBefore the decision date before this change: the clock for deciding that was met by it follows
 */
export async function recomputeClocks(
  tx: Tx,
  now: Date,
  reviewId: string,
  decidedBefore: string | null,
): Promise<void> {
  const review = await lockReview(tx, reviewId);
  const stored = await readClocks(tx, review.board_id, reviewId);
  const { editions } = await readOpeningData(tx);
  const edition = editions.find(({ code }) => code === review.guidance);
  const dates = {
    incidentOn: review.incident_on,
    openedOn: review.opened_on,
    decidedOn: review.decided_on,
  };
  const chosen = Object.fromEntries(
    stored.filter(({ updated_by }) => updated_by !== null).map(({ code, due_on }) => [code, due_on]),
  );
  const due = milestonesFor(edition?.milestones ?? [], dates, await readHolidays(tx), chosen);
  for (const clock of stored) {
    const computed = due.find(({ code }) => code === clock.code);
    if (!computed || clock.updated_by !== null) continue;
    const metByDecision = clock.code === 'decide' && clock.met_on === decidedBefore;
    if (clock.met_on !== null && !metByDecision) continue;
    const metOn = metByDecision ? review.decided_on : null;
    if (computed.dueOn === clock.due_on && metOn === clock.met_on) continue;
    await setComputedDates(tx, review.board_id, reviewId, clock, { dueOn: computed.dueOn, metOn }, now);
  }
}

/** The clock, locked with its review, for those who may change it. */
export async function clockToEdit(
  tx: Tx,
  actor: Actor,
  { reviewId, clockId }: ClockEdit,
): Promise<{ review: LockedReview; clock: ClockRow }> {
  const review = await lockReview(tx, reviewId);
  if (!mayRun(actor, review.board_id)) throw new Missing();
  return { review, clock: await readClock(tx, review.board_id, reviewId, clockId) };
}

/** Saves what was changed of a clock, at the version that the form was filled from. */
export function saveClock(
  tx: Tx,
  actor: Actor,
  now: Date,
  review: LockedReview,
  { clockId, version }: ClockEdit,
  changes: Record<string, string | null>,
): Promise<number> {
  return saveVersioned(tx, actor, now, {
    table: 'milestone',
    boardId: review.board_id,
    reviewId: review.id,
    id: clockId,
    version,
    changes,
    labels: { due_on: 'New date', first_due_on: 'First date', met_on: 'Met on' },
  });
}
