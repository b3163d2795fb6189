/**
 * Disclosure control of the answer to one question: pure, and the last thing that happens to its figures.
 *
 * Tables are protected by `protectTable`. What is added here is that two questions set against each other tell no
 * more than each does:
 * - a filter on a dimension that is also counted by shows rows of the unfiltered table, hidden where they are there;
 * - a filter on one value of a dimension that reviews have shows a slice of the table with that dimension;
 * - any other filter on reviews is protected with what it leaves out, which is its difference from the unfiltered
 *   table;
 * - a figure for a period, a year or several is hidden where it cuts a block of its cell (see period-blocks), and
 *   where the figure for all dates is hidden, and the search for what else to hide begins with that;
 * - a total is shown or hidden as in the table that has it as a figure of its own.
 */
import { createHash } from 'node:crypto';
import { ALL, HIDDEN, protectTable, type ProtectedTable, type TableInput } from './disclosure-control';
import { DIMENSIONS, type Dimension } from './dimensions';
import { bringIntoAccord, place, type Printed } from './accord';
import { cuts, numberAt, startOf, type Counted, type Protection } from './dated-counts';

export type Figure = number | 'c' | 'x';

/** Gives the printed figure for one value, or `(all)`, in each of the dimensions counted by. */
export type FigureAt = (coordinates: readonly string[]) => Figure;

const SELECTION = 'selection';
const INSIDE = 'inside';
const OUTSIDE = 'outside';
const WHOSE = { [INSIDE]: INSIDE, [OUTSIDE]: OUTSIDE, [ALL]: 'everyone' } as const;

/**
 * Protects the figures of a question.
 * @throws DisclosureError when the counts contradict each other
 */
export function protectFigures(counted: Counted, threshold: number): FigureAt {
  const { plan } = counted;
  const protection = startOf(counted, threshold);
  const table = printTable(protection, plan.dimensions);
  return (coordinates) => {
    const filtered = plan.question.by.map((name, k) =>
      coordinates[k] === ALL ? (plan.question.filters[name] ?? null) : null,
    );
    const own = plan.dimensions.map((name, k) => coordinates[k] ?? plan.held[name] ?? ALL);
    const parts = combinations(own.map((label, k) => filtered[k] ?? [label]));
    const figures = parts.map((part) => table.get(place(part)) ?? 0);
    if (figures.includes(HIDDEN)) return HIDDEN;
    if (!filtered.some((values) => values !== null)) return figures[0] ?? 0;
    // The total over some of the values: nothing of it is hidden, and it counts distinct reviews.
    const union = numberAt(protection, own, 'picked');
    return isSmall(union, threshold) || cuts(protection, own, 'picked') ? HIDDEN : union;
  };
}

const isSmall = (number: number, threshold: number): boolean => number > 0 && number <= threshold;

/** The table by some of the plan's dimensions, in accord with every table by fewer of them. */
function printTable(protection: Protection, dimensions: readonly Dimension[]): Printed {
  const name = dimensions.join();
  const known = protection.made.get(name);
  if (known) return known;
  if (dimensions.length === 0) return protectAlone(protection);
  const { plan } = protection.counted;
  const table =
    plan.reviewFilters.length > 0 && dimensions.length < 3
      ? protectBeside(protection, dimensions)
      : protectInside(protection, dimensions, 'inside');
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
  protection.made.set(name, table);
  return table;
}

/** The total of all: hidden when it or what it leaves out is small, or cut by the period. */
function protectAlone(protection: Protection): Printed {
  const at = protection.counted.plan.dimensions.map(() => ALL);
  const inside = numberAt(protection, at, 'inside');
  const hidden = (['inside', 'outside'] as const).some(
    (whose) => isSmall(numberAt(protection, at, whose), protection.threshold) || cuts(protection, at, whose),
  );
  const before = protection.allDates && protectAlone(protection.allDates).get(place(at));
  return new Map([[place(at), inside > 0 && (hidden || before === HIDDEN) ? HIDDEN : inside]]);
}

/** The reviews that are counted, or everyone, by themselves. */
function protectInside(
  protection: Protection,
  dimensions: readonly Dimension[],
  whose: 'inside' | 'everyone',
): Printed {
  const { counted, threshold, allDates } = protection;
  const table = tableOf(counted, dimensions, (at) => numberAt(protection, at, whose));
  const before =
    allDates &&
    (whose === 'inside' ? printTable(allDates, dimensions) : protectInside(allDates, dimensions, whose));
  const hidden = [...table.rows, ...(table.totals ?? [])].filter((row) => {
    const at = placeOf(counted, row);
    return row.reviews > 0 && (before?.get(place(at)) === HIDDEN || cuts(protection, at, whose));
  });
  return printed(counted, protectOnce({ ...table, hidden: hidden.map(labelsOf) }, threshold));
}

/** The counted reviews with those left out beside them: the two make the unfiltered table, which anyone may ask for. */
function protectBeside(protection: Protection, dimensions: readonly Dimension[]): Printed {
  const { counted, threshold } = protection;
  const alone = protectInside(protection, dimensions, 'everyone');
  if (counted.cells.every((cell) => cell.inside === cell.everyone)) return alone;
  const everyone = tableOf(counted, dimensions, (at) => numberAt(protection, at, 'everyone'));
  const split = (row: TableInput['rows'][number]): TableInput['rows'] => {
    const inside = numberAt(protection, placeOf(counted, row), 'inside');
    return [
      { ...row, [SELECTION]: INSIDE, reviews: inside },
      { ...row, [SELECTION]: OUTSIDE, reviews: row.reviews - inside },
    ];
  };
  const both: TableInput = {
    ...everyone,
    by: [...everyone.by, SELECTION],
    rows: everyone.rows.flatMap(split),
    totals: [
      ...(everyone.totals ?? []).flatMap(split),
      ...[...everyone.rows, ...(everyone.totals ?? [])].map((row) => ({ ...row, [SELECTION]: ALL })),
    ],
  };
  const before = protection.allDates && printTable(protection.allDates, dimensions);
  const hidden = [...both.rows, ...(both.totals ?? [])].filter((row) => {
    const at = placeOf(counted, row);
    if (row.reviews === 0) return false;
    if (row[SELECTION] === INSIDE && before?.get(place(at)) === HIDDEN) return true;
    return cuts(protection, at, WHOSE[row[SELECTION] as keyof typeof WHOSE]);
  });
  const together = protectOnce({ ...both, hidden: hidden.map(labelsOf) }, threshold);
  const rows = [...together.rows, ...together.totals];
  const result = printed(counted, {
    ...together,
    rows: rows.filter((row) => row[SELECTION] === INSIDE),
    totals: [],
  });
  for (const row of rows.filter((one) => one[SELECTION] === ALL && one.reviews === HIDDEN)) {
    const at = placeOf(counted, row);
    if (alone.get(place(at)) === HIDDEN) continue;
    // It protects the selection and yet is shown in the unfiltered table: what it protects is hidden here instead.
    for (const up of combinations(at.map((label) => (label === ALL ? [ALL] : [label, ALL])))) {
      if ((result.get(place(up)) ?? 0) !== 0) result.set(place(up), HIDDEN);
    }
  }
  return result;
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
