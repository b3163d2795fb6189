import type { ReleaseCounts } from './release-counts';
import type { ReleaseFigures } from './release-figures';
import { protectRelease } from './release-protection';
import type { KeptAttack } from './release-queries';

/** The figures of a release before it has its number and title. */
export type UnnumberedFigures = Omit<
  ReleaseFigures,
  'format' | 'number' | 'title' | 'corrects' | 'what_changed'
>;

/** What is frozen with the protected figures. */
export type AroundFigures = Omit<UnnumberedFigures, 'tables' | 'map' | 'undecided'>;

/** A release as it may be printed, and what an outsider could work out of it. */
export interface TriedRelease {
  figures: UnnumberedFigures;
  attack: KeptAttack;
}

/**
 * Protects all that a release prints together, and tries what an outsider could work out of it.
 * @throws DisclosureError when the counts contradict each other
 */
export async function protectAndTry(counts: ReleaseCounts, around: AroundFigures): Promise<TriedRelease> {
  const printed = await protectRelease(counts, around.threshold);
  const { tables, map, undecided, figures, hidden } = printed;
  return {
    figures: { ...around, tables, map, undecided },
    attack: { figures, hidden, found: 0, narrowest: null },
  };
}
