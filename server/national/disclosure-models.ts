/** The parts of a system of figures that nothing ties together, each as two linear programs. Pure. */
import type { ModelData } from 'highs';
import type { IndexedSystem, Relation } from './disclosure-system';

/** Figures that hang together, by the numbers that they have among all and by those that they have here. */
export interface Part {
  system: IndexedSystem;
  cells: readonly number[];
  at: ReadonlyMap<number, number>;
  relations: readonly Relation[];
}

/** A system falls into parts that no relation ties; each has models of its own, which are the faster for it. */
export function partsOf(system: IndexedSystem): Part[] {
  const seen = new Uint8Array(system.ids.length);
  const parts: Part[] = [];
  system.ids.forEach((_, start) => {
    if (seen[start] || !system.hideable[start]) return;
    const cells = new Set([start]);
    const relations = new Set<number>();
    for (const cell of cells) {
      seen[cell] = 1;
      for (const relation of system.relationsOf[cell]!) {
        relations.add(relation);
        for (const other of system.relations[relation]!.cells) if (system.hideable[other]) cells.add(other);
      }
    }
    const list = [...cells].sort((a, b) => a - b);
    parts.push({
      system,
      cells: list,
      at: new Map(list.map((cell, n) => [cell, n])),
      relations: [...relations].sort((a, b) => a - b).map((relation) => system.relations[relation]!),
    });
  });
  return parts;
}

/** One row a relation, over columns that `columnsOf` gives for a cell with the sign of each. */
function rowsOf(
  { relations, at }: Part,
  columnsOf: (cell: number) => readonly (readonly [column: number, sign: number])[],
): { starts: number[]; indices: number[]; values: number[] } {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const { cells, signs } of relations) {
    cells.forEach((cell, n) => {
      const own = at.get(cell);
      // The others stay as they are.
      for (const [column, sign] of own === undefined ? [] : columnsOf(own)) {
        indices.push(column);
        values.push(signs[n]! * sign);
      }
    });
    starts.push(indices.length);
  }
  return { starts, indices, values };
}

/** A column a cell, which is its figure. */
export function hiddenModel(part: Part, infinity: number): ModelData {
  const { cells, relations, system } = part;
  const values = Float64Array.from(cells, (cell) => system.values[cell]!);
  const numCols = values.length;
  const numRows = relations.length;
  const rowLower = relations.map((relation) => -fixedPart(part, relation));
  return {
    numCols,
    numRows,
    colCost: new Float64Array(numCols),
    colLower: Float64Array.from(values),
    colUpper: Float64Array.from(values),
    rowLower,
    rowUpper: relations.map(({ equal }, n) => (equal ? rowLower[n]! : infinity)),
    matrix: { format: 'csr', numRows, numCols, ...rowsOf(part, (column) => [[column, 1]]) },
  };
}

/** What the figures of a relation that cannot move come to. */
function fixedPart({ at, system }: Part, { cells, signs }: Relation): number {
  return cells.reduce((sum, cell, n) => (at.has(cell) ? sum : sum + signs[n]! * system.values[cell]!), 0);
}

/** Two columns a cell, up (2n) and down (2n + 1) from the true figure. */
export function paidModel(part: Part, infinity: number): ModelData {
  const { relations, system } = part;
  const { values, weights, least } = system;
  // How far the true figures are from breaking a cover.
  const slack = relations.map(({ cells, signs }) =>
    cells.reduce((sum, cell, n) => sum + signs[n]! * values[cell]!, 0),
  );
  const numCols = 2 * part.cells.length;
  const numRows = relations.length;
  const colUpper = new Float64Array(numCols);
  const colCost = new Float64Array(numCols);
  part.cells.forEach((cell, n) => {
    colUpper[2 * n] = infinity;
    colUpper[2 * n + 1] = values[cell]! - least[cell]!;
    colCost.fill(weights[cell]!, 2 * n, 2 * n + 2);
  });
  const columns = (n: number) =>
    [
      [2 * n, 1],
      [2 * n + 1, -1],
    ] as const;
  return {
    numCols,
    numRows,
    colCost,
    colLower: new Float64Array(numCols),
    colUpper,
    rowLower: relations.map((relation, n) => (relation.equal ? 0 : -slack[n]!)),
    rowUpper: relations.map((relation) => (relation.equal ? 0 : infinity)),
    matrix: { format: 'csr', numRows, numCols, ...rowsOf(part, columns) },
  };
}
