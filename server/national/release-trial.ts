import { attackRelease, type Attack, type AttackOptions, type Bounds } from './attack';
import { readReleases, type PrintedRelease } from './attack-print';
import { readTogether, type DatedRelease } from './attack-together';
import { inWords } from './dimensions';
import type { RawCount, ReleaseCounts } from './release-counts';
import type { ReleaseFigures } from './release-figures';
import { NOTHING_TOLD, type ToldElsewhere } from './release-layers';
import { protectRelease } from './release-protection';
import type { EarlierRelease } from './release-states';
import type { FoundWith, KeptAttack } from './release-queries';

/** The figures of a release before it has its number and title. */
export type UnnumberedFigures = Omit<
  ReleaseFigures,
  'format' | 'number' | 'title' | 'corrects' | 'what_changed'
>;

/** What is frozen with the protected figures. */
export type AroundFigures = Omit<UnnumberedFigures, 'tables' | 'map' | 'undecided' | 'since'>;

/** A release as it may be printed, and what an outsider could work out of it. */
export interface TriedRelease {
  figures: UnnumberedFigures;
  /** What was counted, kept so that later releases are protected beside this one; never shown. */
  counts: ReleaseCounts;
  attack: KeptAttack;
}

/**
 * Protects all that a release prints together and with what is out, and tries what an outsider could work out of it:
 * alone, with the published reviews counted beside it, and with each release that is out already and all of them.
 * @param earlier releases that are out, of the same edition and origin
 * @param elsewhere what else is told of the same figures
 * @throws DisclosureError when the counts contradict each other, or cannot be protected beside what is out
 */
export async function protectAndTry(
  counts: ReleaseCounts,
  around: AroundFigures,
  earlier: readonly EarlierRelease[],
  elsewhere: ToldElsewhere = NOTHING_TOLD,
): Promise<TriedRelease> {
  const {
    tables,
    map,
    undecided,
    since,
    figures: all,
    hidden,
    small,
    differing,
  } = await protectRelease(counts, around.threshold, earlier, elsewhere);
  const figures = { ...around, tables, map, undecided, ...(since.length > 0 ? { since } : {}) };
  const own = { print: figures, counts };
  const tried = await tryTogether(own, []);
  const found = new Set(tried.found.map(({ figure }) => figure));
  const foundWith = toldOf(tried.found, figures);
  let narrowest = tried.narrowest;
  const beside = earlier.map((one): EarlierRelease[] => [one]);
  for (const some of earlier.length > 1 ? [...beside, [...earlier]] : beside) {
    const together = await tryTogether(own, some);
    narrowest = least(narrowest, together.narrowest);
    const more = together.found.filter(({ figure }) => !found.has(figure));
    for (const { figure } of more) found.add(figure);
    foundWith.push(...toldOf(more, figures, some.at(-1)));
  }
  return {
    figures,
    counts,
    attack: {
      figures: all,
      hidden,
      small,
      differing,
      found: found.size,
      narrowest,
      ...(foundWith.length > 0 ? { found_with: foundWith } : {}),
    },
  };
}

const least = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** What is printed, and what was counted for it where that is known. */
export interface CountedPrint {
  print: DatedRelease & { origin?: unknown };
  counts: ReleaseCounts | null;
}

/**
 * Attacks a release with others that are out; where it is of published and workbench reviews, the workbench's part too,
 * for someone who has counted the published ones.
 */
export async function tryTogether(
  own: CountedPrint,
  others: readonly CountedPrint[],
  options: Pick<AttackOptions, 'enough' | 'progress'> = {},
): Promise<Attack> {
  const earlier = others.map(({ print }) => print);
  const whole = await attackRelease(own.print, { ...options, earlier });
  const counted = [own, ...others].filter(isCounted);
  if (own.print.origin !== 'both' || own.counts === null) return whole;
  const part = await attackWorkbench(counted, options);
  return {
    ...whole,
    found: [...whole.found, ...part.found],
    narrowest: least(whole.narrowest, part.narrowest),
  };
}

const isCounted = (one: CountedPrint): one is CountedPrint & { counts: ReleaseCounts } => one.counts !== null;

const MOST_NAMED = 10;

/** What was found, and which tables of the release print it; or else, which print what the earlier one prints too. */
function toldOf(found: readonly Bounds[], figures: Printed, earlier?: EarlierRelease): FoundWith[] {
  if (found.length === 0) return [];
  const names = found.map(({ figure }) => figure);
  const holding = partsHolding(figures, new Set(names));
  const shared = earlier && holding.length === 0 ? partsHolding(figures, namesIn(earlier.print)) : [];
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
 * The workbench's part of each figure, for someone who has counted the published reviews. That there is none of the
 * workbench's in a figure tells of no one; where there is, it must stay as wide as any hidden figure.
 */
async function attackWorkbench(
  counted: readonly (CountedPrint & { counts: ReleaseCounts })[],
  options: Pick<AttackOptions, 'enough' | 'progress'>,
): Promise<Attack> {
  const [own, ...others] = counted.map(({ print }) => print);
  const part = (of: (count: RawCount) => number): [DatedRelease, ...DatedRelease[]] => {
    const [first, ...rest] = counted.map(({ print, counts }) => partOf(print, counts, of));
    return [first!, ...rest];
  };
  const attack = await attackRelease(own!, {
    ...options,
    earlier: others,
    published: part(({ published }) => published),
  });
  const [one, ...rest] = part(({ reviews, published }) => reviews - published);
  const ofWorkbench = readTogether(one, rest).shown;
  const hasOne = ({ figure }: Bounds): boolean => (ofWorkbench.get(figure) ?? 0) > 0;
  const found = attack.found.filter(hasOne);
  // Found figures have an end.
  const widths = found.flatMap(({ low, high }) => (high === null ? [] : [high - low]));
  return { ...attack, found, narrowest: widths.length > 0 ? Math.min(...widths) : null };
}

/** The print with a part of each count in its place, and nothing hidden. */
function partOf(print: DatedRelease, counts: ReleaseCounts, of: (count: RawCount) => number): DatedRelease {
  const only = <Row extends RawCount>({ published, ...row }: Row) => ({
    ...row,
    reviews: of({ reviews: row.reviews, published }),
  });
  return {
    ...(print.number === undefined ? {} : { number: print.number }),
    // What is published may have been revised where all that is printed only grew.
    since: print.since ?? [],
    threshold: print.threshold,
    dimensions: counts.dimensions,
    tables: counts.tables.map(({ by, rows }) => ({ by, rows: rows.map(only) })),
    map: counts.map && { categories: counts.map.categories, rows: counts.map.rows.map(only) },
    undecided: counts.undecided.map(({ by_year, ...one }) => ({
      ...only(one),
      ...(by_year ? { by_year: by_year.map(only) } : {}),
    })),
  };
}
