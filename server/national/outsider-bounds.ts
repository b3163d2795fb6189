/**
 * What the print of one table tells an outsider who adds and subtracts, and what must be withheld for that. Pure.
 *
 * The totals of a table stand in smaller tables too, and zeros are printed; in a sparse table both together can leave a
 * hidden figure little room. Bounds are carried along every sum, every category above another and every total of
 * distinct reviews, until nothing changes. Where a hidden figure is then narrower than the threshold (METHOD section 8),
 * the lines of figures through it are withheld, zeros too: the table has no figures in that detail.
 */
import { ALL } from './disclosure-control';
import { place, type Printed } from './accord';

/** One dimension of the table. */
export interface Axis {
  /** Its position among the labels of a place. */
  at: number;
  labels: readonly string[];
  /** A review has one value, so that figures add up. */
  additive: boolean;
  /** The label above each that has one. */
  parents: Readonly<Record<string, string | null>>;
}

/** A figure that is there in no such detail. */
export const WITHHELD = 'x';

/** The true figure at a place, and how many of it are published reviews, which anyone can count. */
export interface Truth {
  all: number;
  published: number;
}

/**
 * Withholds lines of the table until no hidden figure, nor the workbench's part of one, is narrower than the threshold,
 * or nothing is left to withhold. Totals are those of smaller tables and stay as they are.
 * @param table changed in place
 * @param size how many labels a place has
 */
export function withholdWhatTells(
  table: Printed,
  axes: readonly Axis[],
  size: number,
  truthAt: (labels: readonly string[]) => Truth,
  threshold: number,
): void {
  const cells = cellsOf(axes, size).map((labels) => ({ name: place(labels), labels, ...truthAt(labels) }));
  const facts = factsOf(axes, cells);
  for (;;) {
    const told = new Set([
      ...toldOfAll(table, cells, facts, threshold),
      ...toldOfWorkbench(table, cells, facts, threshold),
    ]);
    const gone = cells.filter(
      (cell) =>
        isWithin(cell, axes) &&
        table.get(cell.name) !== WITHHELD &&
        [...told].some((index) => isOnLine(cell, cells[index]!, axes)),
    );
    if (gone.length === 0) return;
    for (const { name } of gone) table.set(name, WITHHELD);
  }
}

interface Cell extends Truth {
  name: string;
  labels: readonly string[];
}

/** `whole` is at least each part and, where the parts exhaust it, at most their sum; or it is their sum. */
interface Fact {
  whole: number;
  parts: readonly number[];
  kind: 'sum' | 'cover' | 'above';
}

function cellsOf(axes: readonly Axis[], size: number): string[][] {
  return axes.reduce<string[][]>(
    (before, { at, labels }) =>
      before.flatMap((start) => [...labels, ALL].map((label) => start.with(at, label))),
    [Array.from({ length: size }, () => ALL)],
  );
}

function factsOf(axes: readonly Axis[], cells: readonly Cell[]): Fact[] {
  const indexes = new Map(cells.map(({ name }, index) => [name, index]));
  const indexAt = (labels: readonly string[]): number => indexes.get(place(labels))!;
  return cells.flatMap(({ labels }, whole) =>
    axes.flatMap(({ at, labels: values, additive, parents }): Fact[] => {
      const label = labels[at]!;
      if (label === ALL) {
        const top = additive ? values : values.filter((value) => (parents[value] ?? null) === null);
        return [
          {
            whole,
            parts: top.map((value) => indexAt(labels.with(at, value))),
            kind: additive ? 'sum' : 'cover',
          },
        ];
      }
      return values
        .filter((value) => parents[value] === label)
        .map((value) => ({ whole, parts: [indexAt(labels.with(at, value))], kind: 'above' }));
    }),
  );
}

/** Hidden figures that are narrower than the threshold. */
function toldOfAll(
  table: Printed,
  cells: readonly Cell[],
  facts: readonly Fact[],
  threshold: number,
): number[] {
  const bounds = boundsOf(cells, facts, ({ name }) => {
    const figure = table.get(name) ?? 0;
    return typeof figure === 'number' ? [figure, figure] : [figure === WITHHELD ? 0 : 1, UNKNOWN];
  });
  return cells.flatMap(({ name, all }, index) =>
    typeof table.get(name) === 'string' && all > 0 && bounds.width(index) < threshold ? [index] : [],
  );
}

/** Hidden figures of which the workbench's part is narrower than the threshold, for one who has counted the published reviews. */
function toldOfWorkbench(
  table: Printed,
  cells: readonly Cell[],
  facts: readonly Fact[],
  threshold: number,
): number[] {
  const bounds = boundsOf(cells, facts, ({ name, published }) => {
    const figure = table.get(name) ?? 0;
    if (typeof figure === 'number') return [figure - published, figure - published];
    return [figure !== WITHHELD && published === 0 ? 1 : 0, UNKNOWN];
  });
  return cells.flatMap(({ name, all, published }, index) =>
    typeof table.get(name) === 'string' && all > published && bounds.width(index) < threshold ? [index] : [],
  );
}

/** More than any count of reviews. */
const UNKNOWN = 1e9;

/** Carries bounds along the facts until nothing changes. */
function boundsOf(
  cells: readonly Cell[],
  facts: readonly Fact[],
  start: (cell: Cell) => readonly [number, number],
): { width(index: number): number } {
  const low = new Float64Array(cells.length);
  const high = new Float64Array(cells.length);
  cells.forEach((cell, index) => ([low[index], high[index]] = start(cell)));
  let changed = true;
  const raise = (index: number, to: number): void => {
    if (to > low[index]!) [low[index], changed] = [to, true];
  };
  const lower = (index: number, to: number): void => {
    if (to < high[index]!) [high[index], changed] = [Math.max(to, low[index]!), true];
  };
  // Each round passes bounds on by one fact; a chain of facts is never longer than this in a table of three dimensions.
  for (let round = 0; changed && round < MOST_ROUNDS; round++) {
    changed = false;
    for (const { whole, parts, kind } of facts) {
      let least = 0;
      let most = 0;
      for (const part of parts) {
        least += low[part]!;
        most += high[part]!;
      }
      if (kind === 'sum') raise(whole, least);
      if (kind !== 'above' && most < UNKNOWN) lower(whole, most);
      for (const part of parts) {
        if (kind !== 'sum') raise(whole, low[part]!);
        lower(part, kind === 'sum' ? high[whole]! - (least - low[part]!) : high[whole]!);
        if (kind !== 'above' && most - high[part]! < UNKNOWN) raise(part, low[whole]! - (most - high[part]!));
      }
    }
  }
  return { width: (index) => high[index]! - low[index]! };
}

const MOST_ROUNDS = 40;

/** No total. */
const isWithin = ({ labels }: Cell, axes: readonly Axis[]): boolean =>
  axes.every(({ at }) => labels[at] !== ALL);

/**
 * Whether a figure is withheld for another: all in the same line of a sum. Of three dimensions the lines of one figure
 * and those of its neighbours are nearly all of the table, so that all of it is.
 */
function isOnLine(cell: Cell, told: Cell, axes: readonly Axis[]): boolean {
  if (axes.length !== 2) return true;
  const differing = axes.filter(({ at }) => cell.labels[at] !== told.labels[at]);
  if (!isWithin(told, axes)) return differing.every(({ at }) => told.labels[at] === ALL);
  const along = axes.some(({ additive }) => additive) ? axes.filter(({ additive }) => additive) : axes;
  return differing.length === 0 || (differing.length === 1 && along.includes(differing[0]!));
}
