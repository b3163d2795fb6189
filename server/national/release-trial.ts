import { attackRelease, type Attack, type Bounds } from './attack';
import { NoRelease, readReleases, type PrintedRelease } from './attack-print';
import { inWords } from './dimensions';
import type { RawCount, ReleaseCounts } from './release-counts';
import type { ReleaseFigures } from './release-figures';
import { protectRelease } from './release-protection';
import type { FoundWith, KeptAttack, SetApart } from './release-queries';

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
 * @param earlier releases that are out, of the same edition and origin, with their numbers
 * @throws DisclosureError when the counts contradict each other
 */
export async function protectAndTry(
  counts: ReleaseCounts,
  around: AroundFigures,
  earlier: readonly (PrintedRelease & { number: number })[],
): Promise<TriedRelease> {
  const { tables, map, undecided, figures: all, hidden } = await protectRelease(counts, around.threshold);
  const figures = { ...around, tables, map, undecided };
  const attacks = [await attackRelease(figures)];
  if (around.origin === 'both') attacks.push(await attackWorkbench(figures, counts));
  const foundWith = attacks.flatMap(({ found }) => toldOf(found, figures));
  const alone = new Set(attacks.flatMap(({ found }) => found.map(({ figure }) => figure)));
  const apart: SetApart[] = [];
  for (const one of earlier) {
    const together = await attackTogether(figures, one);
    if ('why' in together) apart.push(together);
    else {
      attacks.push(together);
      const more = together.found.filter(({ figure }) => !alone.has(figure));
      foundWith.push(...toldOf(more, figures, one));
    }
  }
  const widths = attacks.flatMap(({ narrowest }) => (narrowest === null ? [] : [narrowest]));
  return {
    figures,
    attack: {
      figures: all,
      hidden,
      found: new Set(attacks.flatMap(({ found }) => found.map(({ figure }) => figure))).size,
      narrowest: widths.length > 0 ? Math.min(...widths) : null,
      ...(foundWith.length > 0 ? { found_with: foundWith } : {}),
      ...(apart.length > 0 ? { apart } : {}),
    },
  };
}

const MOST_NAMED = 10;
const MOST_WORDS = 200;

/** What was found, and which tables of the release print it; or else, which print what the earlier one prints too. */
function toldOf(
  found: readonly Bounds[],
  figures: Printed,
  earlier?: PrintedRelease & { number: number },
): FoundWith[] {
  if (found.length === 0) return [];
  const names = found.map(({ figure }) => figure);
  const holding = partsHolding(figures, new Set(names));
  const shared = earlier && holding.length === 0 ? partsHolding(figures, namesIn(earlier)) : [];
  return [
    {
      release: earlier?.number ?? null,
      found: names.length,
      figures: names.slice(0, MOST_NAMED),
      tables: [...holding, ...shared],
    },
  ];
}

type Printed = Omit<PrintedRelease, 'tables'> & Pick<UnnumberedFigures, 'tables'>;

function namesIn(release: PrintedRelease): Set<string> {
  const { shown, hidden } = readReleases([release]);
  return new Set([...shown.keys(), ...hidden]);
}

function partsHolding(release: Printed, names: ReadonlySet<string>): string[] {
  const nothing = { ...release, tables: [], map: null, undecided: [] };
  const parts: [string, PrintedRelease][] = [
    ...release.tables.map((table): [string, PrintedRelease] => [
      `by ${inWords(table.by)}`,
      { ...nothing, tables: [table] },
    ]),
    ['which categories occur together', { ...nothing, map: release.map ?? null }],
    ['what waits to be coded again', { ...nothing, undecided: release.undecided ?? [] }],
  ];
  return parts.flatMap(([words, part]) =>
    [...namesIn(part)].some((name) => name !== 'all' && names.has(name)) ? [words] : [],
  );
}

/**
 * What both tell together. Where they contradict each other the data changed between them: neither bounds the other,
 * and what is told is that, with how many figures changed by so little that the change itself is a small count.
 */
async function attackTogether(
  release: PrintedRelease,
  earlier: PrintedRelease & { number: number },
): Promise<Attack | SetApart> {
  try {
    return await attackRelease(release, { earlier: [earlier] });
  } catch (error) {
    // Anything else is a fault: a release that could not be tried is not built.
    if (!(error instanceof NoRelease)) throw error;
    const { shown } = readReleases([release]);
    const changes = [...readReleases([earlier]).shown].map(([name, figure]) =>
      Math.abs((shown.get(name) ?? figure) - figure),
    );
    return {
      release: earlier.number,
      why: error.message.slice(0, MOST_WORDS),
      small_changes: changes.filter((change) => change >= 1 && change <= release.threshold).length,
    };
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
