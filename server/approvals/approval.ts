import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { barToApproval } from './approvals-policy';
import { decideVersion, supersedeApproved } from './approvals-queries';
import { beginStep, finishStep, type Step, type Target, type Version } from './step';
import { TRANSITIONS } from './transitions';

/**
 * Sends a finding back to its reviewers with what should change.
 * @throws Missing unless the actor chairs the Board; Refused without words, when it is not waiting for a decision, or
 *   when another version waits than the one that was read
 */
export async function returnFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target & { comment: string },
): Promise<void> {
  const step = await beginStep(tx, actor, 'return', target, required('return', target.comment));
  const version = versionOf(step);
  await decideVersion(tx, step.place, version.id, { state: 'returned' });
  await finishStep(tx, actor, now, step, version.id);
  await audit(tx, step, { version: version.number });
}

/**
 * Approves the version that was read: it is frozen, an older approved version no longer counts, and the national
 * facts are made to agree, all in this transaction.
 * @throws Missing unless the actor chairs the Board; Refused for someone who wrote any of it (METHOD section 14), when
 *   it is not waiting for a decision, or when what waits is not what was read
 */
export async function approveFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target & { sha256: string },
): Promise<{ number: number; sha256: string }> {
  const step = await beginStep(tx, actor, 'approve', target);
  const version = versionOf(step);
  const bar = barToApproval(actor, step.whole);
  if (bar) throw new Refused(bar);
  if (version.sha256 !== target.sha256) {
    throw new Refused('What you read is not the version that was sent. Read it below, then decide.');
  }
  await supersedeApproved(tx, step.place);
  await decideVersion(tx, step.place, version.id, { state: 'approved', by: actor.accountId, at: now });
  await finishStep(tx, actor, now, step, version.id);
  await audit(tx, step, { version: version.number, sha256: version.sha256 });
  return { number: version.number, sha256: version.sha256 };
}

/**
 * Opens an approved finding again, with the reason. Its approved version stays as it is; the finding counts in no
 * national figure until a new version is approved.
 * @throws Missing unless the actor chairs the Board; Refused without a reason, or when it is not approved
 */
export async function reopenFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target & { comment: string },
): Promise<void> {
  const step = await beginStep(tx, actor, 'reopen', target, required('reopen', target.comment));
  const version = versionOf(step);
  await finishStep(tx, actor, now, step, version.id);
  await audit(tx, step, { version: version.number, reason: step.comment });
}

function required(action: 'return' | 'reopen', comment: string): string {
  const words = comment.trim();
  if (words === '') throw new Refused(String(TRANSITIONS[action].comment?.missing), 'comment');
  return words;
}

function versionOf(step: Step): Version {
  if (!step.latest) throw new Error(`Finding ${step.whole.id} is ${step.whole.state} without a version`);
  return step.latest;
}

async function audit(tx: Tx, { action, place }: Step, detail: Record<string, unknown>): Promise<void> {
  await recordAudit(tx, {
    board: place.boardId,
    action: TRANSITIONS[action].audit,
    kind: 'finding',
    subject: place.findingId,
    detail,
  });
}
