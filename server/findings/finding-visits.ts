import { recordAudit } from '../audit/audit';
import type { CasePart } from '../evidence/case-file-queries';
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

/** Further parts of a page, read with the finding in the same round trip. */
type Parts<More> = { [Name in keyof More]: CasePart };

/** The finding that an address names, for whoever may see it. Throws Missing otherwise. */
export async function readForReading<More extends object = object>(
  visit: Visit<unknown>,
  more: Parts<More> = {} as Parts<More>,
): Promise<WholeFinding & More> {
  const { reviewId, findingId } = whichOf(visit);
  return readFinding(visit.tx, reviewId, findingId, more);
}

/** The finding for one of its writers, again, when their form was refused. Throws Missing for anyone else. */
export async function readAgain<More extends object = object>(
  visit: Visit<unknown>,
  more: Parts<More> = {} as Parts<More>,
): Promise<WholeFinding & More> {
  const whole = await readForReading(visit, more);
  if (!whole.my_part) throw new Missing();
  return whole;
}

/**
 * The finding for one of its writers, and the record that they read it. While it cannot be changed its pages for
 * writing lead to the page for reading.
 * @throws Missing for anyone who is not assigned to the review
 */
export async function readToWrite<More extends object = object>(
  visit: Visit<unknown>,
  page: string,
  more: Parts<More> = {} as Parts<More>,
): Promise<{ whole: WholeFinding & More; elsewhere: Reply | null }> {
  const whole = await readAgain(visit, more);
  await recordAudit(visit.tx, {
    board: whole.board_id,
    action: READ_ACTION,
    kind: 'finding',
    subject: whole.id,
    detail: { page },
  });
  return { whole, elsewhere: mayWrite(whole) ? null : redirect(addressOf(whole)) };
}
