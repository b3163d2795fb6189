import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { termOf } from '../findings/frame-pages';
import { allMissing, sufficiencyOf } from '../findings/sufficiency';
import { Refused } from '../http/errors';
import { submissionHindrances } from '../reviews/submission-hindrance';
import { decideVersion, insertVersion } from './approvals-queries';
import { freeze } from './canonical';
import { beginStep, finishStep, type Target } from './step';
import { TRANSITIONS } from './transitions';

/**
 * Sends a finding to the chair: its content is frozen as the next version. The page asks the same rules, and this
 * does not trust it to have done so.
 * @throws Missing unless the actor leads this review; Refused when it is with the chair or approved, when the
 *   actor's accreditation or declaration hinders it (METHOD section 14), or when it is not sufficient (section 2)
 */
export async function submitFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target,
): Promise<{ versionId: string; number: number }> {
  const step = await beginStep(tx, actor, 'submit', target);
  const { whole, latest, place } = step;
  const hindrances = submissionHindrances({ accredited: actor.accredited, declared: whole.declared });
  if (hindrances.length > 0) throw new Refused(hindrances.join(' '));
  const sufficiency = sufficiencyOf(whole.content);
  if (!sufficiency.ready) {
    const missing = allMissing(sufficiency).map(({ message }) => message);
    throw new Refused(`This ${termOf(whole).one} is not ready to send. Still needed: ${missing.join('; ')}.`);
  }
  const number = (latest?.number ?? 0) + 1;
  const frozen = freeze(whole.content);
  const versionId = await insertVersion(tx, place, { number, ...frozen, by: actor.accountId, at: now });
  await finishStep(tx, actor, now, step, versionId);
  await recordAudit(tx, {
    board: place.boardId,
    action: TRANSITIONS.submit.audit,
    kind: 'finding',
    subject: place.findingId,
    detail: { version: number, sha256: frozen.sha256 },
  });
  return { versionId, number };
}

/**
 * Takes a finding back from the chair while it is undecided: it is a draft again.
 * @throws Missing unless the actor leads this review; Refused when the chair has decided meanwhile
 */
export async function withdrawFinding(tx: Tx, actor: Actor, now: Date, target: Target): Promise<void> {
  const step = await beginStep(tx, actor, 'withdraw', target);
  const versionId = step.latest?.id ?? null;
  if (versionId) await decideVersion(tx, step.place, versionId, { state: 'withdrawn' });
  await finishStep(tx, actor, now, step, versionId);
  await recordAudit(tx, {
    board: step.place.boardId,
    action: TRANSITIONS.withdraw.audit,
    kind: 'finding',
    subject: step.place.findingId,
    detail: { version: step.latest?.number ?? null },
  });
}
