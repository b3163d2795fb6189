import { recordAudit } from '../audit/audit';
import { READ_ACTION } from '../approvals/reading';
import { Missing } from '../http/errors';
import { redirect, type Reply, type Visit } from '../http/route';
import type { Which } from './finding';
import { mayWrite } from './finding-policy';
import { readFinding, type WholeFinding } from './finding-queries';
import { addressOf } from './frame-pages';

/** Which finding an address names. */
export function whichOf(visit: Pick<Visit, 'params'>): Which {
  return { reviewId: String(visit.params.reviewId), findingId: String(visit.params.findingId) };
}

/** The finding that an address names, for whoever may see it. Throws Missing otherwise. */
export async function readForReading(visit: Visit<unknown>): Promise<WholeFinding> {
  const { reviewId, findingId } = whichOf(visit);
  return readFinding(visit.tx, reviewId, findingId);
}

/** The finding for one of its writers, again, when their form was refused. Throws Missing for anyone else. */
export async function readAgain(visit: Visit<unknown>): Promise<WholeFinding> {
  const whole = await readForReading(visit);
  if (!whole.my_part) throw new Missing();
  return whole;
}

/**
 * The finding for one of its writers, and the record that they read it. While it cannot be changed its pages for
 * writing lead to the page for reading.
 * @throws Missing for anyone who is not assigned to the review
 */
export async function readToWrite(
  visit: Visit<unknown>,
  page: string,
): Promise<{ whole: WholeFinding; elsewhere: Reply | null }> {
  const whole = await readAgain(visit);
  await recordAudit(visit.tx, {
    board: whole.board_id,
    action: READ_ACTION,
    kind: 'finding',
    subject: whole.id,
    detail: { page },
  });
  return { whole, elsewhere: mayWrite(whole) ? null : redirect(addressOf(whole)) };
}
