/**
 * Disclosure control of the answer to one question, and the last thing that happens to its figures.
 *
 * Answers come from one family of tables, by one to three dimensions. All of them are protected together by the worlds
 * that they could come from (see worlds): a question shows what is the same in all of these, in whatever order and form
 * it is asked.
 * - A filter on a value of a dimension is a slice of the table with that dimension; on several values of what a review
 *   has one of, and for a period, it is a sum of slices: shown where the sum is the same in all worlds, also where its
 *   parts are hidden.
 * - The total of several values of what a review may have several of has no figure (`x`), unless one alone has any.
 * - A filter for which three dimensions are too few has no figures.
 * - A period is a set of years; of a year that it cuts between two reviews nothing is said.
 * - What a release that is out prints of the same figures is shown, what it hides is hidden, and so is what differs from
 *   a printed figure by from 1 to the threshold.
 * - A figure of which from 1 to the threshold are the workbench's is hidden: the others can be counted in the list of
 *   published reviews.
 */
import type { CountPlan, CountRow } from './aggregates-queries';
import { sizeOf, positionsIn, type Axis, type CountedTable } from './counted-table';
import { DIMENSIONS, type Dimension } from './dimensions';
import { ALL } from './disclosure-grid';
import type { Standing } from './released-figures';
import { reckonWorlds } from './world-reckoning';
import { printOf } from './world-print';

export type Figure = number | 'c' | 'x';

/** A figure of which nothing is said, or that is not there. */
export const WITHHELD = 'x';

/** Gives the printed figure for one value, or `(all)`, in each of the dimensions counted by. */
export type FigureAt = (coordinates: readonly string[]) => Figure;

/** The table to protect: its counts, and every label of each of its dimensions. */
export interface Counted {
  plan: CountPlan;
  cells: readonly CountRow[];
  labels: Partial<Record<Dimension, readonly string[]>>;
  /** The parent of each category that has one. */
  parents: Readonly<Record<string, string | null>>;
  /** The same counted in other editions that have a figure for whoever asks: no small difference is told. */
  beside?: readonly (readonly CountRow[])[];
  /** How a figure stands to the releases that are out. */
  standing?: (labels: readonly (readonly [Dimension, string])[], reviews: number) => Standing | undefined;
}

/**
 * Protects the figures of a question.
 * @throws Error when the reckoning breaks off
 */
export async function protectFigures(counted: Counted, threshold: number): Promise<FigureAt> {
  const { plan } = counted;
  if (plan.beyond) return () => WITHHELD;
  const table = tableOf(counted, threshold);
  const print = printOf(table, await reckonWorlds(table, threshold), threshold);
  const positionOf = positionsIn(table.axes);
  return (coordinates) => {
    const lists = plan.dimensions.map((name): readonly string[] => {
      const asked = coordinates[plan.question.by.indexOf(name)];
      const among = plan.among[name];
      if (asked === undefined) return among ?? [ALL];
      if (asked !== ALL) return name === 'year' && among && !among.includes(asked) ? [] : [asked];
      return topmost(counted, name, among ?? plan.question.filters[name] ?? [ALL]);
    });
    const year = lists[plan.dimensions.indexOf('year')] ?? [];
    if (plan.cut.some((one) => year.includes(one))) return WITHHELD;
    const place = (parts: readonly (readonly string[])[]): number[] =>
      combinations(parts).flatMap((part) => positionOf(part) ?? []);
    // Where all that is left out is none, the total says it.
    table.axes.forEach(({ labels, additive }, k) => {
      const left = labels.filter((label) => !lists[k]?.includes(label));
      if (!additive || coordinates[plan.question.by.indexOf(plan.dimensions[k]!)] || lists[k]?.includes(ALL))
        return;
      if (place(lists.with(k, left)).every((position) => print([position]) === 0)) lists[k] = [ALL];
    });
    const positions = place(lists);
    const mayOverlap = plan.dimensions.some(
      (name, k) => DIMENSIONS[name].level === 'finding' && (lists[k]?.length ?? 0) > 1,
    );
    if (!mayOverlap) return print(positions);
    const some = positions.filter((position) => print([position]) !== 0);
    return some.length > 1 ? WITHHELD : print(some);
  };
}

/** Of several categories, those that are not below another of them: who is in the lower is in the upper. */
function topmost({ parents }: Counted, name: Dimension, values: readonly string[]): readonly string[] {
  if (name !== 'category') return values;
  const isBelow = (code: string): boolean => {
    const parent = parents[code] ?? null;
    return parent !== null && (values.includes(parent) || isBelow(parent));
  };
  return values.filter((code) => !isBelow(code));
}

function tableOf(counted: Counted, threshold: number): CountedTable {
  const { plan, cells, labels, parents, beside = [], standing } = counted;
  const axes = plan.dimensions.map((name): Axis => ({
    name,
    labels: labels[name] ?? [],
    additive: DIMENSIONS[name].level === 'review',
    parents: name === 'category' ? parents : {},
  }));
  const positionOf = positionsIn(axes);
  const lay = (rows: readonly CountRow[], figure: (row: CountRow) => number): number[] => {
    const figures = Array.from({ length: sizeOf(axes) }, () => 0);
    for (const row of rows) {
      const position = positionOf(row.at.map((label) => label ?? ALL));
      if (position !== undefined) figures[position] = figure(row);
    }
    return figures;
  };
  const reviews = lay(cells, (row) => row.reviews);
  const others = beside.map((rows) => lay(rows, (row) => row.reviews));
  const isNear = (one: number, other: number): boolean =>
    one !== other && other > 0 && Math.abs(one - other) <= threshold;
  const stands = labelsOf(axes).map((at, position) =>
    standing?.(
      plan.dimensions.map((name, k) => [name, at[k] ?? ALL]),
      reviews[position] ?? 0,
    ),
  );
  return {
    axes,
    reviews,
    published: lay(cells, (row) => row.published),
    hidden: [...reviews.keys()].filter(
      (position) =>
        stands[position] === 'hidden' ||
        (stands[position] === undefined &&
          others.some((figures) => isNear(reviews[position] ?? 0, figures[position] ?? 0))),
    ),
    fixed: [...reviews.keys()].filter((position) => stands[position] === 'fixed'),
  };
}

/** The labels of every position of a table, in order. */
function labelsOf(axes: readonly Axis[]): string[][] {
  return combinations(axes.map(({ labels }) => [...labels, ALL]));
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (before, list) => before.flatMap((start) => list.map((label) => [...start, label])),
    [[]],
  );
}
