import { recordAudit } from '../audit/audit';
import { boardsAs, type Actor, type Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import { AlreadyDone, Missing, Refused } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { lockBrought, markAccepted } from './brought-queries';

/** Why this person cannot accept what came in, or null. No one approves what they brought in (METHOD section 14). */
export function barToAcceptance(
  actor: Pick<Actor, 'accountId'>,
  brought: { brought_by: string | null },
): string | null {
  return brought.brought_by === actor.accountId
    ? 'You brought this review in, so another chair of the Board accepts it.'
    : null;
}

/**
 * Accepts the findings that a file says were approved elsewhere: from now on they count in the national figures.
 * @returns the review's reference, and how many findings count by it
 * @throws Missing unless the review came in from a file and the actor chairs its Board; AlreadyDone when they accepted
 *   it before; Refused when another chair did, or for whoever brought it in
 */
export async function acceptBrought(
  tx: Tx,
  actor: Actor,
  now: Date,
  reviewId: string,
): Promise<{ reference: string; findings: number }> {
  const boards = boardsAs(actor, 'chair').map(({ id }) => id);
  const brought = await lockBrought(tx, boards, reviewId);
  if (!brought) throw new Missing();
  if (brought.accepted_at) {
    if (brought.accepted_by === actor.accountId) throw new AlreadyDone('/approvals');
    const who = brought.accepted_name ?? 'The command that brought it in';
    throw new Refused(
      `${who} accepted ${brought.reference} on ${longDate(brought.accepted_at.toISOString())}.`,
    );
  }
  const bar = barToAcceptance(actor, brought);
  if (bar) throw new Refused(bar);
  await markAccepted(tx, { boardId: brought.board_id, reviewId }, actor.accountId, now);
  await refreshFacts(tx, [reviewId]);
  await recordAudit(tx, {
    board: brought.board_id,
    action: 'review.brought_accepted',
    kind: 'review',
    subject: reviewId,
    detail: { sha256: brought.file_sha256, findings: brought.findings },
  });
  return { reference: brought.reference, findings: brought.findings };
}
