/** A table of counts by up to three dimensions, every total with it, laid out in one row of numbers. Pure. */
import { ALL } from './disclosure-grid';

/** One dimension of a table. */
export interface Axis {
  name: string;
  labels: readonly string[];
  /** A review has one value, so that figures add up; otherwise it is counted once in each and once in the total. */
  additive: boolean;
  /** The label above each that has one. */
  parents: Readonly<Record<string, string | null>>;
}

/** Figures by position; the position after the last label of an axis is its total. */
export interface CountedTable {
  axes: readonly Axis[];
  reviews: readonly number[];
  /** Of those, published ones, which anyone can count in the list of published reviews. */
  published: readonly number[];
  /** Positions that are hidden whatever their size. */
  hidden: readonly number[];
  /** Positions of figures that a release prints: they are the same in every world. */
  fixed: readonly number[];
}

/** How far apart neighbours along each axis stand. */
export function stridesOf(axes: readonly Axis[]): number[] {
  const strides: number[] = [];
  axes.reduceRight((stride, { labels }, k) => {
    strides[k] = stride;
    return stride * (labels.length + 1);
  }, 1);
  return strides;
}

export function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((size, { labels }) => size * (labels.length + 1), 1);
}

/** The position of labels, `(all)` among them; undefined for one that the table does not have. */
export function positionsIn(axes: readonly Axis[]): (labels: readonly string[]) => number | undefined {
  const strides = stridesOf(axes);
  const indexes = axes.map(({ labels }) => new Map([...labels, ALL].map((label, index) => [label, index])));
  return (labels) => {
    let position = 0;
    for (let k = 0; k < axes.length; k++) {
      const index = indexes[k]?.get(labels[k] ?? ALL);
      if (index === undefined) return undefined;
      position += index * (strides[k] ?? 0);
    }
    return position;
  };
}

/** The table with one dimension summed, and where its positions stand in the larger one. */
export function without(table: CountedTable, left: number): { table: CountedTable; positions: number[] } {
  const strides = stridesOf(table.axes);
  const total = (table.axes[left]?.labels.length ?? 0) * (strides[left] ?? 0);
  let positions = [total];
  table.axes.forEach(({ labels }, k) => {
    if (k === left) return;
    positions = positions.flatMap((start) =>
      Array.from({ length: labels.length + 1 }, (_, index) => start + index * (strides[k] ?? 0)),
    );
  });
  const at = new Map(positions.map((position, index) => [position, index]));
  return {
    positions,
    table: {
      axes: table.axes.filter((_, k) => k !== left),
      reviews: positions.map((position) => table.reviews[position] ?? 0),
      published: positions.map((position) => table.published[position] ?? 0),
      hidden: table.hidden.flatMap((position) => at.get(position) ?? []),
      fixed: table.fixed.flatMap((position) => at.get(position) ?? []),
    },
  };
}

/** What is known of the figures along one line of a table: the sum of `terms` is, or is at most, a margin's change and what room there is. */
export interface Line {
  terms: readonly (readonly [position: number, sign: 1 | -1])[];
  /** The total of the line, and how its change counts. */
  margin: number;
  marginSign: 1 | 0 | -1;
  equal: boolean;
  /** Of a line that holds only where findings are never given to a label itself, but to those below it: that label. */
  exhausted?: string;
}

/** Positions of figures that are no totals. */
export function innerOf(axes: readonly Axis[]): number[] {
  const strides = stridesOf(axes);
  return axes.reduce(
    (before, { labels }, k) =>
      before.flatMap((start) => labels.map((_, index) => start + index * (strides[k] ?? 0))),
    [0],
  );
}

/**
 * Everything that is known to hold between the figures within a table and the totals over one dimension: sums of what
 * adds up; of what a review may have several of, that no figure exceeds its total or the one above it, and that those
 * together exhaust it.
 */
export function linesOf(axes: readonly Axis[]): Line[] {
  const strides = stridesOf(axes);
  return axes.flatMap((axis, k) => {
    const stride = strides[k] ?? 0;
    const starts = axes.reduce(
      (before, { labels }, other) =>
        other === k
          ? before
          : before.flatMap((start) => labels.map((_, index) => start + index * (strides[other] ?? 0))),
      [0],
    );
    return starts.flatMap((start) => linesAlong(axis, start, stride));
  });
}

function linesAlong({ labels, additive, parents }: Axis, start: number, stride: number): Line[] {
  const margin = start + labels.length * stride;
  const at = (index: number): number => start + index * stride;
  if (additive) {
    return [{ terms: labels.map((_, n) => [at(n), 1]), margin, marginSign: 1, equal: true }];
  }
  const above = labels.map((label) => labels.indexOf(parents[label] ?? ''));
  const lines = above.map(
    (parent, n): Line =>
    parent < 0
      ? { terms: [[at(n), 1]], margin, marginSign: 1, equal: false }
      : { terms: [[at(n), 1], [at(parent), -1]], margin, marginSign: 0, equal: false }, // prettier-ignore
  );
  for (const parent of [-1, ...labels.keys()]) {
    const below = labels.flatMap((_, n) => (above[n] === parent ? [n] : []));
    if (below.length === 0) continue;
    const parts = below.map((n) => [at(n), -1] as const);
    lines.push(
      parent < 0
        ? { terms: parts, margin, marginSign: -1, equal: false }
        : {
            terms: [[at(parent), 1], ...parts],
            margin,
            marginSign: 0,
            equal: false,
            exhausted: labels[parent] ?? '',
          },
    );
  }
  return lines;
}

/**
 * Positions of figures within that may change in a world: below a total that is none and stays none, zeros stay zeros,
 * and what a release prints stays.
 * @param moved positions of totals that change in some world
 */
export function openCells(table: CountedTable, moved: ReadonlySet<number>): number[] {
  const { axes, reviews } = table;
  const fixed = new Set(table.fixed);
  for (const { terms, margin, marginSign } of linesOf(axes)) {
    if (marginSign !== 1 || moved.has(margin) || reviews[margin] !== 0) continue;
    for (const [position] of terms) fixed.add(position);
  }
  return innerOf(axes).filter((position) => !fixed.has(position));
}
