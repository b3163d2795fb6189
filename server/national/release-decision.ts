import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { releaseCan, type ReleaseAction } from './release-policy';
import { lockRelease, moveRelease, type ReleaseRow } from './release-queries';

/**
 * Puts a built release before the second person.
 * @throws Missing when there is none; Refused for who did not build it, or where hidden figures can be worked out
 */
export async function proposeRelease(tx: Tx, actor: Actor, now: Date, id: string): Promise<ReleaseRow> {
  const release = await lockFor(tx, actor, id, 'propose');
  await moveRelease(tx, id, 'built', { state: 'proposed', proposed_at: now });
  await told(tx, release, 'release.proposed');
  return release;
}

/**
 * Takes back a release that is not decided on; its number is free again. One that is still being built is given up.
 * @throws Missing, Refused as `proposeRelease`
 */
export async function dropRelease(tx: Tx, actor: Actor, id: string): Promise<ReleaseRow> {
  const release = await lockFor(tx, actor, id, 'drop');
  await moveRelease(
    tx,
    id,
    release.state,
    release.state === 'building'
      ? { state: 'failed', problem: 'It was taken back while it was being built.' }
      : { state: 'dropped' },
  );
  await told(tx, release, 'release.dropped');
  return release;
}

/** What the second person decides; declining wants a reason. */
export interface Decision {
  decision: 'out' | 'declined';
  why: string;
}

/**
 * Lets a proposed release out, or declines it (METHOD section 14: never who built it).
 * @throws Missing, Refused as `proposeRelease`
 */
export async function decideRelease(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  { decision, why }: Decision,
): Promise<ReleaseRow> {
  const release = await lockFor(tx, actor, id, 'decide');
  await moveRelease(tx, id, 'proposed', {
    state: decision,
    decided_by: actor.accountId,
    decided_at: now,
    decided_why: why,
  });
  await told(tx, release, 'release.decided', { decision, why });
  return release;
}

async function lockFor(tx: Tx, actor: Actor, id: string, action: ReleaseAction): Promise<ReleaseRow> {
  const release = await lockRelease(tx, id);
  if (!release) throw new Missing();
  const may = releaseCan(actor, release)[action];
  if (may !== true) throw new Refused(may);
  return release;
}

async function told(
  tx: Tx,
  release: ReleaseRow,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await recordAudit(tx, {
    board: null,
    action,
    kind: 'release',
    subject: release.id,
    detail: { number: release.number, sha256: release.sha256, ...detail },
  });
}
