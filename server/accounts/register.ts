import { recordAudit } from '../audit/audit';
import { hasRole, type Actor, type Tx } from '../database/with-actor';
import { isoDay, longDate } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import {
  insertAccreditation,
  insertAct,
  readActs,
  readReviewer,
  updateAccreditation,
} from './register-queries';
import { lastPeriod, type Period } from './register-words';

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
  now: Date,
  { accountId, version, from, until }: RegisterEdit & Period,
): Promise<void> {
  const reviewer = await reviewerOf(tx, actor, accountId);
  if (until <= from) throw new Refused('The last date must be after the first', 'until');
  const period = `[${from},${until})`;
  const kept =
    version === 0
      ? await insertAccreditation(tx, accountId, period)
      : await updateAccreditation(tx, accountId, version, {});
  if (!kept) throw changedMeanwhile();
  const last = reviewer.accredited.at(-1);
  if (last && until <= last.until)
    throw new Refused(
      `A renewal must end after ${longDate(last.until)}, when the accreditation ends now. To shorten it, correct the period`,
      'until',
    );
  await insertAct(tx, {
    account_id: accountId,
    what: 'period',
    period,
    by_account: actor.accountId,
    at: now,
  });
  await record(tx, 'accreditation.granted', accountId, { from, until });
}

/**
 * Puts right the period that was entered last; the one that it replaces stays in the history.
 * @throws as accredit
 */
export async function correctPeriod(
  tx: Tx,
  actor: Actor,
  now: Date,
  { accountId, version, from, until }: RegisterEdit & Period,
): Promise<void> {
  await reviewerOf(tx, actor, accountId);
  if (until <= from) throw new Refused('The last date must be after the first', 'right_until');
  const last = lastPeriod(await readActs(tx, accountId));
  if (!last) throw new Refused('There is no period to correct', 'right_from');
  if (!(await updateAccreditation(tx, accountId, version, {}))) throw changedMeanwhile();
  const period = `[${from},${until})`;
  await insertAct(tx, {
    account_id: accountId,
    what: 'correction',
    period,
    replaces: last.id,
    by_account: actor.accountId,
    at: now,
  });
  await record(tx, 'accreditation.corrected', accountId, { from, until, was: [last.from, last.until] });
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
  await insertAct(tx, {
    account_id: accountId,
    what: 'suspension',
    words: reason,
    by_account: actor.accountId,
    at: now,
  });
  await record(tx, 'accreditation.suspended', accountId, { reason });
}

/**
 * Lifts a suspension. The period of the accreditation is as it was.
 * @throws as accredit; Refused when it is not suspended
 */
export async function restoreReviewer(
  tx: Tx,
  actor: Actor,
  now: Date,
  { accountId, version }: RegisterEdit,
): Promise<void> {
  const reviewer = await reviewerOf(tx, actor, accountId);
  if (reviewer.suspended_on === null) throw new Refused('This accreditation is not suspended');
  if (!(await updateAccreditation(tx, accountId, version, { suspended_on: null }))) throw changedMeanwhile();
  await insertAct(tx, { account_id: accountId, what: 'restoration', by_account: actor.accountId, at: now });
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
