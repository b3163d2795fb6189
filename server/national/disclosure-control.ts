/**
 * Statistical disclosure control for counts of reviews that leave for the national level.
 *
 * Rule: shared/domain/METHOD.md section 8. Counts from 1 to the threshold are printed as `c`; a zero stays 0;
 * further figures are hidden until no `c` can be worked out from totals or from another table of the release.
 * For every hidden figure, two sets of whole-number figures agree with all that is printed and differ in it by
 * at least the threshold; that is verified before anything is returned.
 *
 * Example, a page of the national level. A review may be in several categories, so the total over `category` is
 * not a sum and is given; the total over `region` is a sum and may be left out:
 *
 *     protectTable(
 *       {
 *         by: ['category', 'region'],
 *         additive: { category: false, region: true },
 *         parents: { category: { MGT: null, 'MGT.SUP': 'MGT' } },
 *         rows: [{ category: 'MGT', region: 'North', reviews: 9 }, ... every category with every region, zeros too],
 *         totals: [{ category: '(all)', region: 'North', reviews: 14 }, ... for every region],
 *       },
 *       5,
 *     );
 *     // { by, rows: [{ category: 'MGT', region: 'North', reviews: 9 }, { ..., reviews: 'c' }, ...],
 *     //   totals: [{ category: 'MGT', region: '(all)', reviews: 31 }, ... every total], threshold: 5 }
 *
 * A figure that does not exist (`x`) is passed as 0 and printed as `x` by the caller.
 */
import { ALL, layOnGrid, type CompleteTable, type Grid } from './disclosure-grid';
import { groupByPopulation } from './disclosure-groups';
import { gridMover } from './disclosure-moves';
import { searchHidden, searchOrGiveUp } from './disclosure-search';
import { searchWithSolver } from './disclosure-solver';
import { DisclosureError, indexSystem, type FigureSystem } from './disclosure-system';
import { completeTable } from './disclosure-table';

export { ALL } from './disclosure-grid';
export { DisclosureError, type FigureSystem } from './disclosure-system';

/** One figure: a label per dimension, and `reviews`. */
export type TableRow<Figure> = { [dimension: string]: string | Figure } & { reviews: Figure };

/** A table to protect. Dimensions not named in `additive` are additive; those not named in `parents` are flat. */
export interface TableInput {
  by: readonly string[];
  additive?: Readonly<Record<string, boolean>>;
  /** Per dimension, the parent of each label, null or absent at the top. A parent is a row of its own. */
  parents?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Every combination of labels, zeros too. */
  rows: readonly TableRow<number>[];
  /** Totals that are not sums; others may be given and are checked. `(all)` stands for a summed dimension. */
  totals?: readonly TableRow<number>[];
  /** Figures to hide for another reason than their size, totals too: protected as the small ones are. */
  hidden?: readonly Readonly<Record<string, string>>[];
}

export interface ProtectedTable {
  by: readonly string[];
  /** The rows given, in their order. */
  rows: TableRow<number | 'c'>[];
  /** Every total: one dimension summed first, the grand total last. */
  totals: TableRow<number | 'c'>[];
  threshold: number;
}

/** A hidden figure, as printed. */
export const HIDDEN = 'c';

/**
 * Protects one table of up to three dimensions by itself.
 *
 * @param threshold the largest count hidden for its size, and the least width of what is known of a hidden figure.
 * @throws DisclosureError when figures are missing, given twice, no counts, or contradict each other.
 */
export function protectTable(table: TableInput, threshold: number): ProtectedTable {
  checkThreshold(threshold);
  const complete = completeInput(table);
  const grid = layOnGrid([complete]);
  return printTable(complete, grid, searchHidden(grid.system, threshold, gridMover(grid)), threshold);
}

/**
 * Protects the tables of one release together: a figure hidden in one is hidden in all that share it.
 *
 * @throws DisclosureError as `protectTable`, or when tables that agree treat a dimension differently.
 */
export async function protectTables(
  tables: readonly TableInput[],
  threshold: number,
): Promise<ProtectedTable[]> {
  checkThreshold(threshold);
  const complete = tables.map(completeInput);
  const printed: ProtectedTable[] = [];
  for (const members of groupByPopulation(complete)) {
    const grid = layOnGrid(members.map((index) => complete[index]!));
    const hidden = await searchLinked(grid, threshold);
    for (const index of members) printed[index] = printTable(complete[index]!, grid, hidden, threshold);
  }
  return printed;
}

/**
 * Protects any set of figures with the relations known to hold between them.
 *
 * @returns the ids of the figures to hide.
 * @throws DisclosureError when figures are given twice, are no counts, or break their relations.
 */
export async function protectSystem(system: FigureSystem, threshold: number): Promise<Set<string>> {
  checkThreshold(threshold);
  const indexed = indexSystem(system);
  const hidden = await searchWithSolver(indexed, threshold);
  return new Set(indexed.ids.filter((_, cell) => hidden[cell]));
}

/** Moves on the grid are fast and nearly always enough; the solver is for tables linked in ways they miss. */
async function searchLinked(grid: Grid, threshold: number): Promise<Uint8Array> {
  const hidden = searchOrGiveUp(grid.system, threshold, gridMover(grid));
  return hidden ?? searchWithSolver(grid.system, threshold, gridMover(grid));
}

function checkThreshold(threshold: number): void {
  if (!Number.isSafeInteger(threshold) || threshold < 1) {
    throw new DisclosureError(`the threshold is ${threshold}, not a whole number from 1`);
  }
}

function completeInput(table: TableInput): CompleteTable {
  const { by } = table;
  if (by.length === 0 || by.length > 3) throw new DisclosureError('a table has one to three dimensions');
  if (new Set(by).size !== by.length || by.includes('reviews')) {
    throw new DisclosureError(`the dimensions ${by.join(', ')} need names of their own, other than reviews`);
  }
  const labelsOf = (row: Readonly<Record<string, unknown>>): string[] => by.map((name) => String(row[name]));
  const inner = table.rows.map((row) => ({ labels: labelsOf(row), reviews: row.reviews }));
  const stray = inner.find(({ labels }) => labels.includes(ALL));
  if (stray) throw new DisclosureError(`a row has the label ${ALL}, which stands for a total`);
  const totals = (table.totals ?? []).map((row) => ({ labels: labelsOf(row), reviews: row.reviews }));
  return completeTable({
    by,
    additive: by.map(
      (name) => !(Object.hasOwn(table.additive ?? {}, name) && table.additive?.[name] === false),
    ),
    parents: by.map((name) => parentsOf(table, name)),
    figures: [...inner, ...totals],
    hidden: (table.hidden ?? []).map(labelsOf),
  });
}

function parentsOf(table: TableInput, name: string): Map<string, string> {
  const given = Object.hasOwn(table.parents ?? {}, name) ? Object.entries(table.parents?.[name] ?? {}) : [];
  return new Map(given.filter((entry): entry is [string, string] => entry[1] !== null));
}

function printTable(table: CompleteTable, grid: Grid, hidden: Uint8Array, threshold: number): ProtectedTable {
  const axes = table.by.map((name) => grid.dimensions.find((dimension) => dimension.name === name)!);
  const totalsElsewhere = grid.dimensions
    .filter((dimension) => !axes.includes(dimension))
    .reduce((position, dimension) => position + dimension.size * dimension.stride, 0);
  const rows: TableRow<number | 'c'>[] = [];
  const totals: TableRow<number | 'c'>[] = [];
  for (const { coordinates, value } of table.figures.values()) {
    const position = coordinates.reduce((sum, label, k) => {
      const axis = axes[k]!;
      return sum + (label === ALL ? axis.size : axis.labels.get(label)!) * axis.stride;
    }, totalsElsewhere);
    const reviews = hidden[grid.cellAt(position)] ? HIDDEN : value;
    // fromEntries makes own properties even of names such as __proto__.
    const entries: [string, string | number][] = table.by.map((name, k) => [name, coordinates[k]!]);
    const row = Object.fromEntries([...entries, ['reviews', reviews]]) as TableRow<number | 'c'>;
    (coordinates.includes(ALL) ? totals : rows).push(row);
  }
  return { by: table.by, rows, totals, threshold };
}
