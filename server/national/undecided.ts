/**
 * What an edition's figures lack because no one has coded it again after a split, and what fits no category of it
 * (METHOD section 6), under disclosure control.
 */
import type { Tx } from '../database/with-actor';
import type { Figure } from './aggregates-protection';
import type { Dimension } from './dimensions';
import { ALL, HIDDEN } from './disclosure-control';
import {
  undecidedByYear,
  undecidedCounts,
  unfittedCount,
  type Layered,
  type WaitingCount,
} from './undecided-queries';
import { protectYears } from './undecided-years';

/** One category of an older edition that was split, and how many reviews are undecided. */
export interface Undecided {
  from_edition: string;
  category: string;
  name: string;
  candidates: string[];
  /** The categories of the edition asked for whose figures may lack them, those above included. */
  lacking: string[];
  reviews: Figure;
  /** Where years are counted by: each of them. `x` where nothing can be said by year. */
  by_year?: { year: string; reviews: Figure }[];
}

/** What no category of the edition fits, for the editors to answer. */
export interface Unfitted {
  category: string;
  reviews: Figure;
}

/** Gives the printed figures of a whole edition, by the labels of these dimensions, or `(all)`. */
export type PrintedIn = (
  edition: string,
  by: readonly Dimension[],
) => Promise<(coordinates: readonly string[]) => Figure>;

/** The category of what does not fit. */
const UNFITTED = 'X';

/**
 * The undecided of an edition, always for all its reviews: under a question's filters, two of them set against each
 * other would tell a small figure.
 * @param years those that are counted by; null where none are
 */
export async function undecidedOf(
  tx: Tx,
  edition: string,
  threshold: number,
  years: readonly string[] | null,
  printedIn: PrintedIn,
): Promise<Undecided[]> {
  const undecided: Undecided[] = [];
  for (const count of await undecidedCounts(tx, edition)) {
    const { from_edition, category, name, candidates, lacking } = count;
    // Nothing needs to be known of an edition whose figure would be hidden anyway.
    const isLarge = count.reviews.all > threshold;
    const isShown = isLarge && typeof (await printedIn(from_edition, ['category']))([category]) === 'number';
    const reviews = layeredFigure(count, threshold, isShown);
    const split = { from_edition, category, name, candidates, lacking, reviews };
    if (years === null) undecided.push(split);
    else {
      const known = reviews === 0 ? new Map() : await yearsOf(tx, edition, split, threshold, printedIn);
      const by_year = years.map((year) => ({
        year,
        reviews: known ? (known.get(year) ?? 0) : ('x' as const),
      }));
      undecided.push({ ...split, by_year });
    }
  }
  return undecided;
}

async function yearsOf(
  tx: Tx,
  edition: string,
  split: Undecided,
  threshold: number,
  printedIn: PrintedIn,
): Promise<ReadonlyMap<string, Figure> | null> {
  const counts = await undecidedByYear(tx, edition, split);
  const inYear = await printedIn(split.from_edition, ['category', 'year']);
  const coded = (year: string): Figure => inYear([split.category, year]);
  return protectYears(counts, { coded, undecided: split.reviews }, threshold);
}

/** How many reviews wait because they fit no category; null where none do, or of an edition that is not in force. */
export async function unfittedOf(
  tx: Tx,
  edition: string,
  threshold: number,
  printedIn: PrintedIn,
): Promise<Unfitted | null> {
  const count = await unfittedCount(tx);
  if (count.edition !== edition || count.reviews.all === 0) return null;
  const isLarge = count.reviews.all > threshold;
  const isShown = isLarge && typeof (await printedIn(edition, ['category']))([UNFITTED]) === 'number';
  return { category: UNFITTED, reviews: layeredFigure(count, threshold, isShown) };
}

/** Of all reviews, where the figure for the workbench's part, the published ones being known, would be shown too. */
function layeredFigure(count: WaitingCount, threshold: number, isShown: boolean): Figure {
  const layer = (valueOf: (layered: Layered) => number): Figure =>
    undecidedFigure(
      {
        reviews: valueOf(count.reviews),
        waiting: valueOf(count.waiting),
        coded: valueOf(count.coded),
      },
      threshold,
      isShown,
    );
  const all = layer((one) => one.all);
  return layer((one) => one.all - one.published) === HIDDEN ? HIDDEN : all;
}

/**
 * Hidden where it is small; where the reviews that stand in the category and are decided, or that only an edition
 * between lacks, would be a small figure by the difference; and where the category's own figure is hidden.
 */
export function undecidedFigure(
  { reviews, waiting, coded }: { reviews: number; waiting: number; coded: number },
  threshold: number,
  isShown: boolean,
): Figure {
  if (reviews === 0) return 0;
  const isSmall = (number: number): boolean => number > 0 && number <= threshold;
  return !isShown || [reviews, waiting - reviews, coded - reviews].some(isSmall) ? HIDDEN : reviews;
}

/** Which figures may still grow: those of a category and, where years are counted by, a year. */
export type MayGrow = (category: string, year: string) => boolean;

/**
 * A figure may still grow where its category, or all, lacks reviews that are undecided; by year where it is known of
 * the year that some are, or nothing can be said by year.
 */
export function mayGrowIn(undecided: readonly Undecided[]): MayGrow {
  const lacking = undecided
    .filter(({ reviews }) => reviews !== 0)
    .map(({ lacking: codes, by_year }) => ({
      categories: new Set([...codes, ALL]),
      years: by_year && new Set(by_year.flatMap(({ year, reviews }) => (reviews === 0 ? [] : [year]))),
    }));
  return (category, year) =>
    lacking.some(
      ({ categories, years }) => categories.has(category) && (year === ALL || !years || years.has(year)),
    );
}
