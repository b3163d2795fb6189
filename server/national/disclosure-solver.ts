/**
 * Least-cost changes of any system of figures, by linear programming (HiGHS), in whole numbers.
 *
 * Slower than the moves on a grid, and needed where figures hang together in no grid's way.
 */
import loadHighs, { type Highs, type Model, type ModelData } from 'highs';
import { searchHidden, type MoverFactory } from './disclosure-search';
import { holds, type IndexedSystem } from './disclosure-system';
import type { Move, Mover, MoveRequest, WitnessLedger } from './disclosure-witness';

let solver: Promise<Highs> | undefined;

/** `searchHidden` with the solver; with `first`, only for what that cannot protect at any price. */
export async function searchWithSolver(
  system: IndexedSystem,
  threshold: number,
  first?: MoverFactory,
): Promise<Uint8Array> {
  solver ??= loadHighs();
  const highs = await solver;
  const model = highs.createModel(modelOf(system, highs.infinity));
  try {
    model.options.set({
      output_flag: false,
      mip_rel_gap: 0.05,
      mip_max_nodes: 100,
      simplex_iteration_limit: 20_000,
    });
    return searchHidden(system, threshold, (ledger) => {
      const solve = solverMover(ledger, model, highs.infinity);
      const quick = first?.(ledger);
      return (request) => quick?.(request) ?? (quick && !request.paid ? undefined : solve(request));
    });
  } finally {
    model.dispose();
  }
}

/** Two columns a cell, up (2n) and down (2n + 1) from the true figure, and one row a relation. */
function modelOf(system: IndexedSystem, infinity: number): ModelData {
  const { relations, values } = system;
  const starts = [0];
  const indices: number[] = [];
  const entries: number[] = [];
  for (const relation of relations) {
    relation.cells.forEach((cell, n) => {
      indices.push(2 * cell, 2 * cell + 1);
      entries.push(relation.signs[n]!, -relation.signs[n]!);
    });
    starts.push(indices.length);
  }
  // How far the true figures are from breaking a cover.
  const slack = relations.map((relation) =>
    relation.cells.reduce((sum, cell, n) => sum + relation.signs[n]! * values[cell]!, 0),
  );
  const numCols = 2 * values.length;
  return {
    numCols,
    numRows: relations.length,
    colCost: new Float64Array(numCols),
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols),
    rowLower: relations.map((relation, n) => (relation.equal ? 0 : -slack[n]!)),
    rowUpper: relations.map((relation) => (relation.equal ? 0 : infinity)),
    matrix: { format: 'csr', numRows: relations.length, numCols, starts, indices, values: entries },
  };
}

function solverMover(ledger: WitnessLedger, model: Model, infinity: number): Mover {
  const columns = 2 * ledger.system.values.length;
  const every = { kind: 'range', from: 0, to: columns - 1 } as const;
  return (request) => {
    const bounds = boundsFor(ledger, request, infinity);
    if (!bounds) return undefined;
    const { lower, upper, cost } = bounds;
    model.changeColsBounds(every, lower, upper);
    model.changeColsCost(every, cost);
    if (!isSolved(model)) return undefined;
    const move = moveFrom(ledger, request, model.getSolution().colValue);
    if (move) return move;
    // The cheapest change was in fractions of a review: ask for whole ones.
    model.changeColsIntegrality(every, new Int32Array(columns).fill(1));
    const whole = isSolved(model) ? moveFrom(ledger, request, model.getSolution().colValue) : undefined;
    model.changeColsIntegrality(every, new Int32Array(columns));
    return whole;
  };
}

const OPTIMAL = 7;
const SOLUTION_LIMIT = 16;

function isSolved(model: Model): boolean {
  const { modelStatus } = model.run();
  return modelStatus === OPTIMAL || modelStatus === SOLUTION_LIMIT;
}

function boundsFor(
  ledger: WitnessLedger,
  request: MoveRequest,
  infinity: number,
): { lower: Float64Array; upper: Float64Array; cost: Float64Array } | undefined {
  const { values, weights } = ledger.system;
  const { cell, sign, want, paid, origin } = request;
  const lower = new Float64Array(2 * values.length);
  const upper = new Float64Array(2 * values.length);
  const cost = new Float64Array(2 * values.length);
  values.forEach((value, other) => {
    const hidden = Boolean(ledger.hidden[other]);
    if (value === 0 || !(hidden || paid)) return;
    upper[2 * other] = infinity;
    upper[2 * other + 1] = value - 1;
    cost.fill(hidden ? 0 : weights[other]!, 2 * other, 2 * other + 2);
  });
  const [along, against] = sign > 0 ? [2 * cell, 2 * cell + 1] : [2 * cell + 1, 2 * cell];
  const done = Math.abs(origin[cell]! - values[cell]!);
  lower[along] = done + (paid ? want : 1);
  upper[along] = Math.min(upper[along]!, done + want);
  upper[against] = 0;
  cost[along] = paid ? 0 : -1;
  if (lower[along]! > upper[along]!) return undefined;
  return { lower, upper, cost };
}

/** The solution as a change from the origin of the request; undefined when it is not in whole numbers. */
function moveFrom(ledger: WitnessLedger, request: MoveRequest, solution: Float64Array): Move | undefined {
  const { system, hidden } = ledger;
  const figures = Float64Array.from(system.values);
  const move: Move = { cells: [], steps: [], price: 0 };
  for (let cell = 0; cell < figures.length; cell++) {
    const change = solution[2 * cell]! - solution[2 * cell + 1]!;
    if (Math.abs(change - Math.round(change)) > 1e-5) return undefined;
    figures[cell]! += Math.round(change);
    const step = figures[cell]! - request.origin[cell]!;
    if (step === 0) continue;
    move.cells.push(cell);
    move.steps.push(step);
    if (!hidden[cell]) move.price += system.weights[cell]!;
  }
  return system.relations.every((relation) => holds(relation, figures)) ? move : undefined;
}
