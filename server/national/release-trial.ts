import { attackRelease, type Attack, type Bounds } from './attack';
import { readReleases, type PrintedRelease } from './attack-print';
import type { RawCount, ReleaseCounts } from './release-counts';
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
 * Protects all that a release prints together, and tries what an outsider could work out of it: alone, with the
 * published reviews counted beside it, and with each release that is out already.
 * @param earlier releases that are out, of the same edition and origin
 * @throws DisclosureError when the counts contradict each other
 */
export async function protectAndTry(
  counts: ReleaseCounts,
  around: AroundFigures,
  earlier: readonly PrintedRelease[],
): Promise<TriedRelease> {
  const { tables, map, undecided, figures: all, hidden } = await protectRelease(counts, around.threshold);
  const figures = { ...around, tables, map, undecided };
  const attacks = [await attackRelease(figures)];
  if (around.origin === 'both') attacks.push(await attackWorkbench(figures, counts));
  for (const one of earlier) {
    const together = await attackTogether(figures, one);
    if (together) attacks.push(together);
  }
  const widths = attacks.flatMap(({ narrowest }) => (narrowest === null ? [] : [narrowest]));
  return {
    figures,
    attack: {
      figures: all,
      hidden,
      found: new Set(attacks.flatMap(({ found }) => found.map(({ figure }) => figure))).size,
      narrowest: widths.length > 0 ? Math.min(...widths) : null,
    },
  };
}

/** Null when the two contradict each other: the data changed between them, and neither bounds the other. */
async function attackTogether(release: PrintedRelease, earlier: PrintedRelease): Promise<Attack | null> {
  try {
    return await attackRelease(release, { earlier: [earlier] });
  } catch {
    return null;
  }
}

/**
 * The workbench's part of each figure, for someone who has counted the published reviews. That there is none of the
 * workbench's in a figure tells of no one; where there is, it must stay as wide as any hidden figure.
 */
async function attackWorkbench(figures: PrintedRelease, counts: ReleaseCounts): Promise<Attack> {
  const partOf = (part: (count: RawCount) => number): PrintedRelease => {
    const only = <Row extends RawCount>({ published, ...row }: Row) => ({
      ...row,
      reviews: part({ reviews: row.reviews, published }),
    });
    return {
      threshold: figures.threshold,
      dimensions: counts.dimensions,
      tables: counts.tables.map(({ by, rows }) => ({ by, rows: rows.map(only) })),
      map: counts.map && { categories: counts.map.categories, rows: counts.map.rows.map(only) },
      undecided: counts.undecided.map(only),
    };
  };
  const attack = await attackRelease(figures, { published: [partOf(({ published }) => published)] });
  const ofWorkbench = readReleases([partOf(({ reviews, published }) => reviews - published)]).shown;
  const hasOne = ({ figure }: Bounds): boolean => (ofWorkbench.get(figure) ?? 0) > 0;
  const found = attack.found.filter(hasOne);
  // Found figures have an end, and the narrowest stands first.
  const widths = found.flatMap(({ low, high }) => (high === null ? [] : [high - low]));
  return { ...attack, found, narrowest: widths[0] ?? null };
}
