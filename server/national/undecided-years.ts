/**
 * What is undecided of one split category, year by year, under disclosure control (METHOD sections 6 and 8). Pure.
 *
 * In each year the reviews that stand in the split category are those that are undecided and those that are not, and
 * over the years both add up. An outsider has the split category's own figures in its edition, by year and in all, and
 * how many are undecided in all: what is printed here may tell no small figure together with those.
 */
import type { Figure } from './aggregates-protection';
import { ALL, DisclosureError, HIDDEN, type FigureSystem } from './disclosure-control';
import { protectOnce } from './protect-once';
import type { Layered, YearCount } from './undecided-queries';

/** What is printed of the split category elsewhere. */
export interface PrintedElsewhere {
  /** The category's own figure in a year, or in all. */
  coded(year: string): Figure;
  /** How many of it are undecided, in all years. */
  undecided: Figure;
}

/** Weighs more than all that could be hidden in its place: what is shown elsewhere is shown. */
const FIXED = 1e6;
/** Weighs next to nothing: who is decided is not printed. */
const UNPRINTED = 1e-3;

/**
 * Gives the figure of each year that has any; null where none can be printed by year, not even which years have some.
 * @param counts the years in which the split category has reviews
 */
export async function protectYears(
  counts: readonly YearCount[],
  printed: PrintedElsewhere,
  threshold: number,
): Promise<ReadonlyMap<string, Figure> | null> {
  const isSame = (one: Layered, other: Layered): boolean => one.all === other.all;
  // Where a later edition has decided what an earlier one has not, each prints a part of the other.
  if (!counts.every(({ reviews, waiting }) => isSame(reviews, waiting))) return null;
  const places = [...counts.map(({ year }) => year), ALL];
  if (places.some((year) => printed.coded(year) === 'x')) return null;
  const system = systemOf(counts, printed);
  const hidden = await protectOnce(system, threshold).catch((error: unknown) => {
    if (error instanceof DisclosureError) return null;
    throw error;
  });
  const isShown = ({ weight, hidden: before }: FigureSystem['cells'][number]): boolean =>
    weight === FIXED && !before;
  // Nothing else would do than to hide what is shown elsewhere.
  if (!hidden || system.cells.some((cell) => isShown(cell) && hidden.has(cell.id))) return null;
  return new Map(
    counts.map(({ year, reviews }) => [year, hidden.has(idOf(0, 'undecided', year)) ? HIDDEN : reviews.all]),
  );
}

const PARTS = ['coded', 'undecided', 'decided'] as const;
type Part = (typeof PARTS)[number];
const idOf = (layer: number, part: Part, year: string): string => JSON.stringify([layer, part, year]);

/** Two layers of the same sums: all reviews, and the workbench's part of them, as the published ones can be counted. */
function systemOf(counts: readonly YearCount[], printed: PrintedElsewhere): FigureSystem {
  const years = counts.map(({ year }) => year);
  const decided = ({ coded, reviews }: YearCount): Layered => ({
    all: coded.all - reviews.all,
    published: coded.published - reviews.published,
  });
  const total = (layers: readonly Layered[]): Layered => ({
    all: layers.reduce((sum, { all }) => sum + all, 0),
    published: layers.reduce((sum, { published }) => sum + published, 0),
  });
  const layersOf: Record<Part, Layered[]> = {
    coded: counts.map(({ coded }) => coded),
    undecided: counts.map(({ reviews }) => reviews),
    decided: counts.map(decided),
  };
  const hasWorkbench = layersOf.coded.some(({ all, published }) => all > published);
  const elsewhere = (part: Part, year: string): Figure | null => {
    if (part === 'coded') return printed.coded(year);
    return part === 'undecided' && year === ALL ? printed.undecided : null;
  };
  const cells = PARTS.flatMap((part) =>
    [...years, ALL].flatMap((year, k) => {
      const count = layersOf[part][k] ?? total(layersOf[part]);
      const known = elsewhere(part, year);
      const weight = known !== null ? FIXED : part === 'decided' ? UNPRINTED : undefined;
      const common = {
        ...(weight === undefined ? {} : { weight }),
        ...(typeof known === 'string' ? { hidden: true } : {}),
      };
      const whole = {
        id: idOf(0, part, year),
        value: count.all,
        ...common,
        // What can be said of the workbench's part can be said of the whole, the published ones being known.
        ...(hasWorkbench ? { proved: count.all > count.published } : {}),
      };
      if (!hasWorkbench) return [whole];
      const workbench = {
        id: idOf(1, part, year),
        value: count.all - count.published,
        ...common,
        ...(count.all > 0 ? { least: Math.max(0, 1 - count.published), with: whole.id } : {}),
      };
      return [whole, workbench];
    }),
  );
  const layers = hasWorkbench ? [0, 1] : [0];
  return {
    cells,
    sums: layers.flatMap((layer) => [
      ...[...years, ALL].map((year) => ({
        total: idOf(layer, 'coded', year),
        parts: [idOf(layer, 'undecided', year), idOf(layer, 'decided', year)],
      })),
      ...PARTS.map((part) => ({
        total: idOf(layer, part, ALL),
        parts: years.map((year) => idOf(layer, part, year)),
      })),
    ]),
    covers: [],
  };
}
