/**
 * Disclosure control of the answer to one question: pure, and the last thing that happens to its figures.
 *
 * Tables are protected by `protectTable`. What is added here is that two questions set against each other tell no
 * more than each does:
 * - a filter on a dimension that is also counted by shows rows of the unfiltered table, hidden where they are there;
 * - a filter on one value of a dimension that reviews have shows a slice of the table with that dimension;
 * - any other filter on reviews, and a period, is protected with what it leaves out, which is its difference from
 *   the unfiltered table;
 * - a total is shown or hidden as in the table that has it as a figure of its own.
 */
import { createHash } from 'node:crypto';
import { ALL, HIDDEN, protectTable, type ProtectedTable, type TableInput } from './disclosure-control';
import type { CountPlan, CountRow } from './aggregates-queries';
import { DIMENSIONS, type Dimension } from './dimensions';
import { bringIntoAccord, place, type Printed } from './accord';

export type Figure = number | 'c' | 'x';

/** The table to protect: its counts, and every label of each of its dimensions. */
export interface Counted {
  plan: CountPlan;
  cells: readonly CountRow[];
  labels: Partial<Record<Dimension, readonly string[]>>;
  /** The parent of each category that has one. */
  parents: Readonly<Record<string, string | null>>;
}

/** Gives the printed figure for one value, or `(all)`, in each of the dimensions counted by. */
export type FigureAt = (coordinates: readonly string[]) => Figure;

const SELECTION = 'selection';
const INSIDE = 'inside';
const OUTSIDE = 'outside';

/**
 * Protects the figures of a question.
 * @throws DisclosureError when the counts contradict each other
 */
export function protectFigures(counted: Counted, threshold: number): FigureAt {
  const { plan } = counted;
  const counts: Counts = new Map(
    counted.cells.map((cell) => [place(cell.at.map((value) => value ?? ALL)), cell]),
  );
  const table = printTable({ counted, counts, threshold, made: new Map() }, plan.dimensions);
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
    const union = counts.get(place(own))?.picked ?? 0;
    return union > 0 && union <= threshold ? HIDDEN : union;
  };
}

type Counts = ReadonlyMap<string, CountRow>;
interface Protection {
  counted: Counted;
  counts: Counts;
  threshold: number;
  made: Map<string, Printed>;
}

/** The table by some of the plan's dimensions, in accord with every table by fewer of them. */
function printTable(protection: Protection, dimensions: readonly Dimension[]): Printed {
  const name = dimensions.join();
  const known = protection.made.get(name);
  if (known) return known;
  if (dimensions.length === 0) return protectAlone(protection);
  const { plan } = protection.counted;
  const selects =
    plan.reviewFilters.length > 0 || plan.question.from !== undefined || plan.question.to !== undefined;
  const table =
    selects && dimensions.length < 3
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

/** The total of all: hidden when it is small, or when it differs by a small number from that of everyone. */
function protectAlone({ counted, counts, threshold }: Protection): Printed {
  const name = place(counted.plan.dimensions.map(() => ALL));
  const { inside = 0, everyone = 0 } = counts.get(name) ?? {};
  const small = [inside, everyone - inside].some((number) => number > 0 && number <= threshold);
  return new Map([[name, small && inside > 0 ? HIDDEN : inside]]);
}

/** The reviews that are counted, or everyone, by themselves. */
function protectInside(
  { counted, counts, threshold }: Protection,
  dimensions: readonly Dimension[],
  whose: 'inside' | 'everyone',
): Printed {
  const table = tableOf(counted, dimensions, (at) => counts.get(place(at))?.[whose] ?? 0);
  return printed(counted, protectOnce(table, threshold));
}

/** The counted reviews with those left out beside them: the two make the unfiltered table, which anyone may ask for. */
function protectBeside(protection: Protection, dimensions: readonly Dimension[]): Printed {
  const { counted, counts, threshold } = protection;
  const alone = protectInside(protection, dimensions, 'everyone');
  if ([...counts.values()].every((cell) => cell.inside === cell.everyone)) return alone;
  const everyone = tableOf(counted, dimensions, (at) => counts.get(place(at))?.everyone ?? 0);
  const split = (row: TableInput['rows'][number]): TableInput['rows'] => {
    const inside = counts.get(place(placeOf(counted, row)))?.inside ?? 0;
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
  const together = protectOnce(both, threshold);
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
