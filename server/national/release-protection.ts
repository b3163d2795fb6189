import { ALL, HIDDEN, protectSystem } from './disclosure-control';
import type { ReleaseCounts } from './release-counts';
import type { ReleasedRow, ReleaseFigures } from './release-figures';
import { figureId, pairId, treeOf, undecidedId, undecidedInYearId } from './release-figure-ids';
import {
  besideEarlier,
  heldIn,
  NOTHING_TOLD,
  type BesideEarlier,
  type ToldElsewhere,
} from './release-layers';
import { figuresAndRelations } from './release-relations';
import type { EarlierRelease } from './release-states';

/** The figures of a release as they may be printed, and how much of them is hidden. */
export interface ProtectedRelease {
  tables: ReleaseFigures['tables'];
  map: ReleaseFigures['map'];
  undecided: ReleaseFigures['undecided'];
  since: BesideEarlier['since'];
  /**
   * Figures above 0, those of them that are hidden, those hidden for their own size, and further ones because they differ
   * too little from an earlier release; each figure once.
   */
  figures: number;
  hidden: number;
  small: number;
  differing: number;
  /** `hidden` of `figures`, 0 to 1. */
  hiddenShare: number;
}

/**
 * Protects all that one release prints together (METHOD section 8): its tables, the map and what is undecided.
 * The same counts are protected the same way at every run.
 *
 * For every figure that is hidden, two sets of whole-number figures agree with all that is printed and differ in
 * it by the threshold. Where published reviews are counted with the workbench's, the same holds of the workbench's
 * part of every hidden figure that has one, for an outsider who has counted the published reviews. With releases that
 * are out already the same holds of all of them together, and of what was added between two.
 *
 * What free questions show of the same counts is not hidden where that can be helped: who reads both would learn what the
 * one hides from the other.
 *
 * @throws DisclosureError when the counts contradict each other, or cannot be protected beside what is out
 */
export async function protectRelease(
  counts: ReleaseCounts,
  threshold: number,
  earlier: readonly EarlierRelease[] = [],
  elsewhere: ToldElsewhere = NOTHING_TOLD,
): Promise<ProtectedRelease> {
  const { system, since, differing } = besideEarlier(counts, threshold, earlier, elsewhere);
  const { figures } = figuresAndRelations(counts);
  const ids = [...figures.keys()];
  const hiddenIds = await protectSystem(system, threshold).catch((error: unknown) => {
    // Free questions may hide a true zero, which a release does not.
    if (elsewhere.free.size === 0) throw error;
    const without = { ...elsewhere, free: NOTHING_TOLD.free };
    return protectSystem(besideEarlier(counts, threshold, earlier, without).system, threshold);
  });
  // What an earlier release of the same data shows is held back all the same: nothing but its years rests on it.
  const held = heldIn(counts);
  const isHidden = (id: string): boolean => hiddenIds.has(`0 ${id}`) || held.has(id);
  const tree = treeOf(counts);
  const shown = (id: string, reviews: number): number | 'c' => (isHidden(id) ? HIDDEN : reviews);
  const valueOf = (id: string): number => figures.get(id)!.count.reviews;
  const above = ids.filter((id) => valueOf(id) > 0);
  const hidden = above.filter(isHidden);
  return {
    tables: counts.tables.map(({ name, title, by, rows }) => ({
      name,
      title,
      by: [...by],
      rows: rows.map((row) => {
        const labels = by.map((one) => [one, row[one] ?? ALL] as const);
        const reviews = shown(figureId(labels), row.reviews);
        const entries: (readonly [string, string | number])[] = [...labels, ['reviews', reviews]];
        return Object.fromEntries(entries) as ReleasedRow;
      }),
    })),
    map: counts.map && {
      categories: [...counts.map.categories],
      rows: counts.map.rows.map(({ one, other, reviews }) => ({
        one,
        other,
        reviews: shown(pairId(tree, one, other), reviews),
      })),
    },
    undecided: counts.undecided.map(({ from_edition, category, reviews, lacking, by_year }) => ({
      from_edition,
      category,
      reviews: shown(undecidedId({ from_edition, category }), reviews),
      ...(lacking ? { lacking: [...lacking] } : {}),
      ...(by_year
        ? {
            by_year: by_year.map((one) => ({
              year: one.year,
              reviews: shown(undecidedInYearId({ from_edition, category }, one.year), one.reviews),
            })),
          }
        : {}),
    })),
    since,
    figures: above.length,
    hidden: hidden.length,
    small: above.filter((id) => valueOf(id) <= threshold).length,
    differing: above.filter((id) => valueOf(id) > threshold && differing.has(id)).length,
    hiddenShare: above.length === 0 ? 0 : hidden.length / above.length,
  };
}
