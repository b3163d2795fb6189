import { recordAudit } from '../audit/audit';
import { hasRole, type Actor, type Tx } from '../database/with-actor';
import { isoDay } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import { insertAccreditation, readReviewer, updateAccreditation } from './register-queries';

/** Which entry, and the version of it that the form was filled from; 0 when there was none. */
export interface RegisterEdit {
  accountId: string;
  version: number;
}

/**
 * Accredits a reviewer for a period, for the first time or anew. A suspension stays until it is lifted.
 * @param until the first day on which the accreditation no longer holds
 * @throws Missing when the actor does not keep the register or there is no such reviewer; Refused when the
 *   period ends before it begins or the entry changed meanwhile
 */
export async function accredit(
  tx: Tx,
  actor: Actor,
  { accountId, version, from, until }: RegisterEdit & { from: string; until: string },
): Promise<void> {
  await reviewerOf(tx, actor, accountId);
  if (until <= from) throw new Refused('The last date must be after the first', 'until');
  const period = `[${from},${until})`;
  const kept =
    version === 0
      ? await insertAccreditation(tx, accountId, period)
      : await updateAccreditation(tx, accountId, version, { accredited: period });
  if (!kept) throw changedMeanwhile();
  await record(tx, 'accreditation.granted', accountId, { from, until });
}

/**
 * Suspends an accreditation from today. The reviewer can read and write drafts, not submit.
 * @throws as accredit; Refused when there is nothing to suspend
 */
export async function suspendReviewer(
  tx: Tx,
  actor: Actor,
  now: Date,
  { accountId, version, reason }: RegisterEdit & { reason: string },
): Promise<void> {
  const reviewer = await reviewerOf(tx, actor, accountId);
  if (reviewer.version === 0 || reviewer.suspended_on !== null)
    throw new Refused('There is no accreditation to suspend', 'reason');
  const changes = { suspended_on: isoDay(now), note: reason };
  if (!(await updateAccreditation(tx, accountId, version, changes))) throw changedMeanwhile();
  await record(tx, 'accreditation.suspended', accountId, { reason });
}

/**
 * Lifts a suspension. The period of the accreditation is as it was.
 * @throws as accredit; Refused when it is not suspended
 */
export async function restoreReviewer(
  tx: Tx,
  actor: Actor,
  { accountId, version }: RegisterEdit,
): Promise<void> {
  const reviewer = await reviewerOf(tx, actor, accountId);
  if (reviewer.suspended_on === null) throw new Refused('This accreditation is not suspended');
  if (!(await updateAccreditation(tx, accountId, version, { suspended_on: null }))) throw changedMeanwhile();
  await record(tx, 'accreditation.restored', accountId, {});
}

async function reviewerOf(tx: Tx, actor: Actor, accountId: string) {
  if (!hasRole(actor, 'accreditation_manager')) throw new Missing();
  return readReviewer(tx, accountId);
}

const changedMeanwhile = (): Refused =>
  new Refused('This entry was changed while the page was open. Look at it as it is now, then save again');

function record(tx: Tx, action: string, subject: string, detail: Record<string, unknown>): Promise<void> {
  return recordAudit(tx, { board: null, action, kind: 'accreditation', subject, detail });
}
