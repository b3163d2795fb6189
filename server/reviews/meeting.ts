import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { isoDay, longDate } from '../http/dates';
import { Refused } from '../http/errors';
import type { Problem } from '../http/route';
import type { ReasonKind } from './clock';
import { hasApprovedFinding, insertClockChange, type ClockRow } from './clock-queries';
import { clockToEdit, saveClock, type ClockEdit } from './clocks';
import type { LockedReview } from './review-queries';

/** What is wanting beside a day that is late, each said beside its box. */
class Unsaid extends Refused {
  constructor(private readonly wanting: Problem[]) {
    super('Say why it ran over', 'late_reason');
  }

  override get problems(): Problem[] {
    return this.wanting;
  }
}

/** The day on which a clock was met, with what has to be said about it. */
export interface Met {
  metOn: string;
  /** Why it ran over, when the day is after the clock's date; not kept otherwise. */
  reasonKind: ReasonKind | null;
  reason: string;
  /** That a review without an approved finding is complete all the same. */
  confirmed: boolean;
}

/**
 * Says on which day a clock was met. When that is after its date, the reason is kept and the day becomes the new
 * date (METHOD section 11).
 * @throws Missing, Conflict as changeClock; Refused when the day has not come yet, when the reason for a late day is
 *   not given, or when completing a review without an approved finding is not confirmed
 */
export async function meetClock(tx: Tx, actor: Actor, now: Date, input: ClockEdit & Met): Promise<void> {
  const { review, clock } = await clockToEdit(tx, actor, input);
  if (input.metOn > isoDay(now))
    throw new Refused('The day on which it was met must be today or earlier', 'met_on');
  if (input.metOn < review.incident_on)
    throw new Refused(
      `The day on which it was met must be ${longDate(review.incident_on)}, the day of the incident, or later`,
      'met_on',
    );
  const late = whyLate(clock, input);
  if (clock.code === 'complete' && clock.met_on === null && !input.confirmed) {
    if (!(await hasApprovedFinding(tx, review.board_id, review.id)))
      throw new Refused('No finding is approved yet. Tick to say that the review is complete', 'confirm');
  }
  const changes: Record<string, string> = late
    ? { met_on: input.metOn, due_on: input.metOn }
    : { met_on: input.metOn };
  await saveClock(tx, actor, now, review, input, changes);
  if (late)
    await insertClockChange(tx, {
      board_id: review.board_id,
      review_id: review.id,
      milestone_id: clock.id,
      was_due_on: clock.due_on,
      new_due_on: input.metOn,
      reason_kind: late.kind,
      reason: late.words,
      with_met: true,
      changed_by: actor.accountId,
      changed_at: now,
    });
  await auditMet(tx, review, clock, { on: input.metOn, ...(late ? { reason: late.kind } : {}) });
}

/**
 * Says that a clock was not met after all.
 * @throws Missing, Conflict as changeClock
 */
export async function reopenClock(tx: Tx, actor: Actor, now: Date, input: ClockEdit): Promise<void> {
  const { review, clock } = await clockToEdit(tx, actor, input);
  await saveClock(tx, actor, now, review, input, { met_on: null });
  await auditMet(tx, review, clock, { on: null });
}

/** @throws Unsaid when the day is after the clock's date and the reason is wanting */
function whyLate(
  clock: ClockRow,
  { metOn, reasonKind, reason }: Met,
): { kind: ReasonKind; words: string } | null {
  if (clock.due_on === null || metOn <= clock.due_on) return null;
  const problems = [
    ...(reasonKind ? [] : [{ field: 'late_kind', message: 'Choose why it ran over' }]),
    ...(reason ? [] : [{ field: 'late_reason', message: 'Say why it ran over' }]),
  ];
  if (!reasonKind || problems.length > 0) throw new Unsaid(problems);
  return { kind: reasonKind, words: reason };
}

function auditMet(
  tx: Tx,
  review: LockedReview,
  clock: ClockRow,
  detail: { on: string | null; reason?: ReasonKind },
): Promise<void> {
  return recordAudit(tx, {
    board: review.board_id,
    action: detail.on === null ? 'clock.reopened' : 'clock.met',
    kind: 'milestone',
    subject: clock.id,
    detail: { review: review.id, code: clock.code, ...detail },
  });
}
