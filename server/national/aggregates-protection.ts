/**
 * Disclosure control of the answer to one question: pure, and the last thing that happens to its figures.
 *
 * Answers come from one family of tables, by one to three dimensions, each protected by `protectTable`. A question
 * shows figures of such a table, or the sum of figures that it shows, and nothing else; so no two questions of one
 * table set against each other tell more than the table does, in whatever order they are asked:
 * - a filter on one value of a dimension is a slice of the table with that dimension;
 * - a filter on several values of what a review has one of is the sum of their slices, hidden where one is hidden;
 * - the total of several values of what a review may have several of would tell how many have two of them: it is
 *   hidden, unless one value alone has any or is above the others;
 * - a filter for which three dimensions are too few has no figures (`x`);
 * - a figure for a period, a year or several is hidden where it cuts a block of its cell (see period-blocks), and
 *   where the figure for all dates is hidden, and the search for what else to hide begins with that;
 * - a total is shown or hidden as in the table that has it as a figure of its own;
 * - a figure of which from 1 to the threshold are the workbench's is hidden: the others can be counted in the list of
 *   published reviews;
 * - what then still tells too much of a hidden figure is withheld, line by line (see outsider-bounds).
 */
import { createHash } from 'node:crypto';
import { ALL, HIDDEN, protectTable, type ProtectedTable, type TableInput } from './disclosure-control';
import { DIMENSIONS, type Dimension } from './dimensions';
import { bringIntoAccord, place, type Printed } from './accord';
import { withholdWhatTells, WITHHELD } from './outsider-bounds';
import { cuts, numberAt, startOf, type Counted, type Protection } from './dated-counts';

export type Figure = number | 'c' | 'x';

/** Gives the printed figure for one value, or `(all)`, in each of the dimensions counted by. */
export type FigureAt = (coordinates: readonly string[]) => Figure;

/**
 * Protects the figures of a question.
 * @throws DisclosureError when the counts contradict each other
 */
export function protectFigures(counted: Counted, threshold: number): FigureAt {
  const { plan } = counted;
  const protection = startOf(counted, threshold);
  const table = printTable(protection, plan.dimensions);
  return (coordinates) => {
    if (plan.beyond) return WITHHELD;
    const lists = plan.dimensions.map((name): readonly string[] => {
      const asked = coordinates[plan.question.by.indexOf(name)];
      if (asked === undefined) return plan.among[name] ?? [plan.held[name] ?? ALL];
      return asked === ALL ? topmost(counted, name, plan.question.filters[name] ?? [ALL]) : [asked];
    });
    const parts = combinations(lists);
    const figures = parts.map((part) => table.get(place(part)) ?? 0).filter((figure) => figure !== 0);
    const mayOverlap = plan.dimensions.some(
      (name, k) => DIMENSIONS[name].level === 'finding' && (lists[k]?.length ?? 0) > 1,
    );
    if (figures.includes(WITHHELD)) return WITHHELD;
    if (figures.includes(HIDDEN) || (mayOverlap && figures.length > 1)) return HIDDEN;
    return figures.reduce<number>((sum, figure) => sum + Number(figure), 0);
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

const isSmall = (number: number, threshold: number): boolean => number > 0 && number <= threshold;

/** Whether the figure tells how few of its reviews are the workbench's, to one who has counted the published ones. */
function tellsOfWorkbench(protection: Protection, at: readonly string[]): boolean {
  const all = numberAt(protection, at, 'inside');
  return isSmall(all - numberAt(protection, at, 'published'), protection.threshold);
}

/** The table by some of the plan's dimensions, in accord with every table by fewer of them. */
function printTable(protection: Protection, dimensions: readonly Dimension[]): Printed {
  const name = dimensions.join();
  const known = protection.made.get(name);
  if (known) return known;
  if (dimensions.length === 0) return protectAlone(protection);
  const { plan } = protection.counted;
  const table = protectInside(protection, dimensions);
  const position = (one: Dimension): number => plan.dimensions.indexOf(one);
  const smaller = dimensions.map((left) => ({
    table: printTable(
      protection,
      dimensions.filter((other) => other !== left),
    ),
    summed: position(left),
  }));
  const additive = dimensions.filter((one) => DIMENSIONS[one].level === 'review').map(position);
  bringIntoAccord(table, smaller, additive);
  withholdWhatTells(
    table,
    dimensions.map((one) => ({
      at: position(one),
      labels: protection.counted.labels[one] ?? [],
      additive: DIMENSIONS[one].level === 'review',
      parents: one === 'category' ? protection.counted.parents : {},
    })),
    plan.dimensions.length,
    (at) => ({ all: numberAt(protection, at, 'inside'), published: numberAt(protection, at, 'published') }),
    protection.threshold,
  );
  protection.made.set(name, table);
  return table;
}

/** The total of all: hidden when it is small, or cut by the period. */
function protectAlone(protection: Protection): Printed {
  const at = protection.counted.plan.dimensions.map(() => ALL);
  const inside = numberAt(protection, at, 'inside');
  const hidden =
    isSmall(inside, protection.threshold) ||
    tellsOfWorkbench(protection, at) ||
    cuts(protection, at, 'inside');
  const before = protection.allDates && protectAlone(protection.allDates).get(place(at));
  return new Map([[place(at), inside > 0 && (hidden || before === HIDDEN) ? HIDDEN : inside]]);
}

/** The reviews that are counted, by themselves. */
function protectInside(protection: Protection, dimensions: readonly Dimension[]): Printed {
  const { counted, threshold, allDates } = protection;
  const table = tableOf(counted, dimensions, (at) => numberAt(protection, at, 'inside'));
  const before = allDates && printTable(allDates, dimensions);
  const hidden = [...table.rows, ...(table.totals ?? [])].filter((row) => {
    const at = placeOf(counted, row);
    if (row.reviews === 0) return false;
    return (
      typeof before?.get(place(at)) === 'string' ||
      tellsOfWorkbench(protection, at) ||
      cuts(protection, at, 'inside')
    );
  });
  return printed(counted, protectOnce({ ...table, hidden: hidden.map(labelsOf) }, threshold));
}

/** A row without its figure. */
function labelsOf({ reviews: _figure, ...labels }: TableInput['rows'][number]): Record<string, string> {
  return labels as Record<string, string>;
}

function printed(counted: Counted, table: ProtectedTable): Printed {
  return new Map([...table.rows, ...table.totals].map((row) => [place(placeOf(counted, row)), row.reviews]));
}

/** The label of a row in every dimension of the plan. */
function placeOf({ plan }: Counted, row: Readonly<Record<string, unknown>>): string[] {
  return plan.dimensions.map((name) => String(row[name] ?? ALL));
}

function tableOf(
  counted: Counted,
  dimensions: readonly Dimension[],
  reviewsAt: (at: readonly string[]) => number,
): TableInput {
  const lists = dimensions.map((name) => [...(counted.labels[name] ?? []), ALL]);
  const rows = combinations(lists).map((at) => {
    const labels = Object.fromEntries(dimensions.map((name, k) => [name, at[k] ?? ALL]));
    return { ...labels, reviews: reviewsAt(placeOf(counted, labels)) };
  });
  const isTotal = (row: Readonly<Record<string, unknown>>): boolean =>
    dimensions.some((name) => row[name] === ALL);
  return {
    by: dimensions,
    additive: Object.fromEntries(dimensions.map((name) => [name, DIMENSIONS[name].level === 'review'])),
    parents: { category: counted.parents },
    rows: rows.filter((row) => !isTotal(row)),
    totals: rows.filter(isTotal),
  };
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (before, list) => before.flatMap((start) => list.map((label) => [...start, label])),
    [[]],
  );
}

const remembered = new Map<string, ProtectedTable>();
const MOST_REMEMBERED = 200;

/** The same figures are protected the same way, so the work is done once. Keeps the tables asked for last. */
function protectOnce(table: TableInput, threshold: number): ProtectedTable {
  const name = createHash('sha256')
    .update(JSON.stringify([table, threshold]))
    .digest('base64');
  const known = remembered.get(name);
  const result = known ?? protectTable(table, threshold);
  remembered.delete(name);
  remembered.set(name, result);
  const oldest = remembered.keys().next().value;
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return result;
}
