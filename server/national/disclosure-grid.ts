/**
 * Tables of one population laid on one grid, so that a figure printed in two tables is one cell.
 *
 * The grid has every dimension of every table; a dimension that a table does not have is at its total there.
 */
import { DisclosureError, holds, indexSystem, weightOf, type IndexedSystem } from './disclosure-system';
import type { CoverRelation, FigureCell, SumRelation } from './disclosure-system';

/** Stands for a summed dimension in a printed row. */
export const ALL = '(all)';

/**
 * A checked table: `labels[k]` are the labels of dimension `by[k]`, `figures` every cell with every total, keyed
 * by `figureKey` of its labels in the order of `by` (ALL for a summed dimension).
 */
export interface CompleteTable {
  by: readonly string[];
  labels: readonly (readonly string[])[];
  /** Per dimension: whether its total is the sum of its labels. */
  additive: readonly boolean[];
  /** Per dimension: the parent of each label that has one. */
  parents: readonly ReadonlyMap<string, string>[];
  figures: ReadonlyMap<string, { coordinates: readonly string[]; value: number }>;
  /** Keys of the figures that are hidden from the start. */
  hidden: ReadonlySet<string>;
}

/** A key that no label can forge, whatever characters it has. */
export function figureKey(coordinates: readonly string[]): string {
  return JSON.stringify(coordinates);
}

/** One dimension of the grid. Index `size` is the total; `stride` is its step in a grid position. */
export interface GridDimension {
  name: string;
  labels: ReadonlyMap<string, number>;
  size: number;
  stride: number;
  additive: boolean;
  /** Per label index: the indexes of its ancestors, nearest first. Empty in a flat dimension. */
  ancestors: readonly (readonly number[])[];
}

export interface Grid {
  dimensions: readonly GridDimension[];
  system: IndexedSystem;
  /** The cell at a grid position (sum of index times stride); -1 where no table prints that figure. */
  cellAt: (position: number) => number;
  /** The grid position of each cell. */
  positions: readonly number[];
  hasCovers: boolean;
}

/**
 * Lays tables of one population on one grid, with every relation between their figures.
 *
 * @throws DisclosureError when two tables treat a dimension differently, or figures contradict each other.
 */
export function layOnGrid(tables: readonly CompleteTable[]): Grid {
  const dimensions = gridDimensions(tables);
  const cells: FigureCell[] = [];
  const cellAt = new Map<number, number>();
  const positions: number[] = [];
  const sums = new Map<string, SumRelation>();
  const covers = new Map<string, CoverRelation>();
  for (const table of tables) {
    const axes = table.by.map((name) => dimensions.find((dimension) => dimension.name === name)!);
    const place = (coordinates: readonly string[]): number =>
      dimensions.reduce((position, dimension) => {
        const label = coordinates[axes.indexOf(dimension)] ?? ALL;
        return position + (label === ALL ? dimension.size : dimension.labels.get(label)!) * dimension.stride;
      }, 0);
    for (const [key, { coordinates, value }] of table.figures) {
      const position = place(coordinates);
      const hidden = table.hidden.has(key);
      const known = cells[cellAt.get(position) ?? -1];
      if (known) {
        known.hidden ||= hidden;
        continue;
      }
      const summed = coordinates.filter((label) => label === ALL).length;
      cellAt.set(position, cells.length);
      positions.push(position);
      cells.push({ id: String(position), value, weight: weightOf(value, summed), hidden });
    }
    const idOf = (coordinates: readonly string[]): string => String(place(coordinates));
    for (const sum of sumsOf(table, idOf)) sums.set(figureKey([sum.total, ...sum.parts]), sum);
    for (const cover of coversOf(table, idOf)) covers.set(figureKey([cover.whole, ...cover.parts]), cover);
  }
  const system = indexSystem({ cells, sums: [...sums.values()], covers: [...covers.values()] });
  return { dimensions, system, cellAt: lookUp(cellAt, dimensions), positions, hasCovers: covers.size > 0 };
}

/** A grid of this many positions or fewer is looked up in an array, which the search is several times faster with. */
const MOST_POSITIONS = 2 ** 22;

function lookUp(cellAt: ReadonlyMap<number, number>, dimensions: readonly GridDimension[]): Grid['cellAt'] {
  const extent = dimensions.reduce((product, dimension) => product * (dimension.size + 1), 1);
  if (extent > MOST_POSITIONS) return (position) => cellAt.get(position) ?? -1;
  const dense = new Int32Array(extent).fill(-1);
  for (const [position, cell] of cellAt) dense[position] = cell;
  return (position) => dense[position] ?? -1;
}

function gridDimensions(tables: readonly CompleteTable[]): GridDimension[] {
  const merged = new Map<
    string,
    { labels: Map<string, number>; additive: boolean; parents: Map<string, string> }
  >();
  for (const table of tables) {
    table.by.forEach((name, k) => {
      const additive = table.additive[k]!;
      const known = merged.get(name) ?? { labels: new Map(), additive, parents: new Map() };
      if (known.additive !== additive)
        throw new DisclosureError(`${name} is additive in one table and not in another`);
      for (const label of table.labels[k]!)
        if (!known.labels.has(label)) known.labels.set(label, known.labels.size);
      for (const [child, parent] of table.parents[k]!) known.parents.set(child, parent);
      merged.set(name, known);
    });
  }
  let stride = 1;
  return [...merged].map(([name, { labels, additive, parents }]) => {
    const ancestors = [...labels.keys()].map((label) =>
      ancestorsOf(label, parents).map((up) => labels.get(up)!),
    );
    const dimension = { name, labels, size: labels.size, stride, additive, ancestors };
    stride *= labels.size + 1;
    if (!Number.isSafeInteger(stride))
      throw new DisclosureError('the tables have too many dimensions together');
    return dimension;
  });
}

function ancestorsOf(label: string, parents: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (let up = parents.get(label); up !== undefined && !found.includes(up); up = parents.get(up))
    found.push(up);
  return found;
}

function withLabel(coordinates: readonly string[], k: number, label: string): string[] {
  return coordinates.map((old, at) => (at === k ? label : old));
}

function sumsOf(table: CompleteTable, idOf: (coordinates: readonly string[]) => string): SumRelation[] {
  const sums: SumRelation[] = [];
  for (const { coordinates } of table.figures.values()) {
    coordinates.forEach((label, k) => {
      if (label !== ALL || !table.additive[k]) return;
      const parts = table.labels[k]!.map((part) => idOf(withLabel(coordinates, k, part)));
      sums.push({ total: idOf(coordinates), parts });
    });
  }
  return sums;
}

/**
 * Over a non-additive dimension: the total covers its top labels, a parent covers its children. That the top
 * labels exhaust the total is taken as known wherever the figures allow it: an outsider may well assume it.
 */
function coversOf(table: CompleteTable, idOf: (coordinates: readonly string[]) => string): CoverRelation[] {
  const covers: CoverRelation[] = [];
  const valueOf = (coordinates: readonly string[]): number =>
    table.figures.get(figureKey(coordinates))!.value;
  for (const { coordinates, value } of table.figures.values()) {
    coordinates.forEach((label, k) => {
      if (table.additive[k]) return;
      const parents = table.parents[k]!;
      const below = table.labels[k]!.filter((part) => (parents.get(part) ?? ALL) === label);
      if (below.length === 0) return;
      const parts = below.map((part) => withLabel(coordinates, k, part));
      const sum = parts.reduce((total, part) => total + valueOf(part), 0);
      const exhaustive = label === ALL && sum >= value;
      covers.push({ whole: idOf(coordinates), parts: parts.map(idOf), exhaustive });
    });
  }
  return covers;
}

/** Whether a change of figures keeps every relation of the cells it changes. `figures` has the change applied. */
export function keepsRelations(
  system: IndexedSystem,
  cells: readonly number[],
  figures: Float64Array,
): boolean {
  return cells.every((cell) =>
    system.relationsOf[cell]!.every((relation) => holds(system.relations[relation]!, figures)),
  );
}
