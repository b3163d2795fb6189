/** Who may do what with a release, and why not. Pure. */
import { hasRole, type Actor } from '../database/with-actor';
import type { ReleaseRow, ReleaseState } from './release-queries';

export const RELEASE_ROLES = ['analyst', 'editor'] as const;

export type ReleaseAction = 'propose' | 'drop' | 'decide';

/** For each action, true or the reason why not. */
export type ReleaseCan = Record<ReleaseAction, true | string>;

/** Whether someone works with releases, and so sees those that are not out. */
export function worksWithReleases(actor: Actor | undefined): boolean {
  return actor !== undefined && hasRole(actor, ...RELEASE_ROLES);
}

const ALREADY: Record<ReleaseState, string> = {
  building: 'This release is still being built',
  failed: 'This release could not be built',
  built: 'This release has not been proposed yet',
  dropped: 'This release was taken back by who built it',
  proposed: 'This release is proposed already',
  declined: 'This release was declined already',
  out: 'This release is out already',
};

/**
 * The builder proposes and takes back; someone else decides (METHOD section 14: no one approves what they made).
 * The database holds the same.
 */
export function releaseCan(
  actor: Actor,
  release: Pick<ReleaseRow, 'state' | 'built_by' | 'attack'>,
): ReleaseCan {
  const { state, attack } = release;
  const own = release.built_by === actor.accountId;
  return {
    propose: firstOf(
      state !== 'built' && ALREADY[state],
      !own && 'Only who built a release can propose it',
      attack?.found !== 0 &&
        'A hidden figure of this release can be worked out, so it cannot be proposed. Build it with other tables',
    ),
    drop: firstOf(
      !['building', 'built', 'proposed'].includes(state) && ALREADY[state],
      !own && 'Only who built a release can take it back',
    ),
    decide: firstOf(
      state !== 'proposed' && ALREADY[state],
      own && 'You built this release: someone else decides whether it goes out',
    ),
  };
}

function firstOf(...reasons: (string | false)[]): true | string {
  return reasons.find((reason): reason is string => reason !== false) ?? true;
}
