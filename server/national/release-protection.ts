import type { ReleaseCounts } from './release-counts';
import type { ReleaseFigures } from './release-figures';

/** The figures of a release as they may be printed, and how much of them is hidden. */
export interface ProtectedRelease {
  tables: ReleaseFigures['tables'];
  map: ReleaseFigures['map'];
  undecided: ReleaseFigures['undecided'];
  /** Figures above 0, those of them that are hidden, and those hidden for their own size; each figure once. */
  figures: number;
  hidden: number;
  small: number;
  /** `hidden` of `figures`, 0 to 1. */
  hiddenShare: number;
}

/**
 * Protects all that one release prints together (METHOD section 8): its tables, the map and what is undecided.
 * The same counts are protected the same way at every run.
 *
 * @throws DisclosureError when the counts contradict each other
 */
export async function protectRelease(counts: ReleaseCounts, threshold: number): Promise<ProtectedRelease> {
  await Promise.resolve();
  throw new Error(`not yet: ${counts.edition} ${threshold}`);
}
