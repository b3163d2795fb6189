/**
 * Least-cost changes of any system of figures, by linear programming (HiGHS), in whole numbers.
 *
 * Two models of one system are kept and asked again and again, so that each answer starts from the one before:
 * one of the hidden figures alone, for what they allow by themselves, and one in which any figure may change at
 * the price of hiding it.
 */
import loadHighs, { type Highs, type Model } from 'highs';
import { hiddenModel, paidModel, partsOf, type Part } from './disclosure-models';
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
  const parts = partsOf(system).map((part) => ({
    part,
    within: highs.createModel(hiddenModel(part, highs.infinity)),
    beyond: highs.createModel(paidModel(part, highs.infinity)),
  }));
  const models = parts.flatMap(({ within, beyond }) => [within, beyond]);
  try {
    for (const model of models) {
      model.options.set({
        output_flag: false,
        // Each answer begins with the one before.
        presolve: 'off',
        mip_rel_gap: 0.05,
        mip_max_nodes: 100,
        simplex_iteration_limit: 20_000,
      });
    }
    return searchHidden(system, threshold, (ledger) => {
      const movers = new Map<number, { free: Mover; paid: Mover }>();
      const all = parts.map(({ part, within, beyond }) => {
        const mover = {
          free: freeMover(ledger, part, within, highs.infinity),
          paid: paidMover(ledger, part, beyond, highs.infinity),
        };
        for (const cell of part.cells) movers.set(cell, mover);
        return mover;
      });
      const solve = (request: MoveRequest): Move | undefined =>
        movers.get(request.cell)?.[request.paid ? 'paid' : 'free'](request);
      const quick = first?.(ledger);
      if (quick) return (request) => quick(request) ?? (request.paid ? solve(request) : undefined);
      const together: Mover['together'] = (directions) => {
        const figures = Float64Array.from(system.values);
        for (const { free } of all) {
          const own = new Map([...directions].filter(([cell]) => movers.get(cell)?.free === free));
          const found = own.size > 0 ? free.together?.(own) : undefined;
          found?.forEach((figure, cell) => {
            if (figure !== system.values[cell]) figures[cell] = figure;
          });
        }
        return figures;
      };
      return Object.assign(solve, { together });
    });
  } finally {
    for (const model of models) model.dispose();
  }
}

/** Calls `changed` for each cell of the part whose being hidden has changed since the last call. */
function hiddenSince(
  { cells }: Part,
  { hidden }: WitnessLedger,
  changed: (cell: number, n: number) => void,
): () => void {
  const before = new Uint8Array(cells.length);
  return () => {
    cells.forEach((cell, n) => {
      if (before[n] === hidden[cell]) return;
      before[n] = hidden[cell]!;
      changed(cell, n);
    });
  };
}

/** As far as the hidden figures allow, to `want` at most. */
function freeMover(ledger: WitnessLedger, part: Part, model: Model, infinity: number): Mover {
  const { values, least } = ledger.system;
  const at = (cell: number): number => part.at.get(cell)!;
  const boundsOf = (cell: number): [number, number] =>
    ledger.hidden[cell] ? [least[cell]!, infinity] : [values[cell]!, values[cell]!];
  const bringUp = hiddenSince(part, ledger, (cell, n) => model.changeColBounds(n, ...boundsOf(cell)));
  const figures = (): Float64Array => {
    const found = Float64Array.from(values);
    model.getSolution().colValue.forEach((figure, n) => (found[part.cells[n]!] = figure));
    return found;
  };
  const together: Mover['together'] = (directions) => {
    bringUp();
    // No further than is of use, so that many can move.
    for (const [cell, sign] of directions) {
      const [low] = boundsOf(cell);
      const lowest = Math.max(low, values[cell]! - ledger.threshold);
      model.changeColBounds(at(cell), lowest, values[cell]! + ledger.threshold);
      model.changeColCost(at(cell), -sign);
    }
    const found = isSolved(model) ? wholeFigures(part, figures()) : undefined;
    for (const cell of directions.keys()) {
      model.changeColBounds(at(cell), ...boundsOf(cell));
      model.changeColCost(at(cell), 0);
    }
    return found;
  };
  const alone = (request: MoveRequest): Move | undefined => {
    const { cell, sign, want, origin } = request;
    bringUp();
    const [low, high] = boundsOf(cell);
    const from = origin[cell]!;
    const goal = Math.max(from + sign * want, low);
    model.changeColBounds(at(cell), sign > 0 ? from : goal, sign > 0 ? Math.min(goal, high) : from);
    model.changeColCost(at(cell), -sign);
    const move = inWholeNumbers(ledger, part, request, model, figures);
    model.changeColCost(at(cell), 0);
    model.changeColBounds(at(cell), low, high);
    return move?.cells.includes(cell) ? move : undefined;
  };
  return Object.assign(alone, { together });
}

/** The cheapest change by `want`. */
function paidMover(ledger: WitnessLedger, part: Part, model: Model, infinity: number): Mover {
  const { values, weights, least } = ledger.system;
  const bringUp = hiddenSince(part, ledger, (cell, n) => {
    for (const column of [2 * n, 2 * n + 1]) {
      model.changeColCost(column, ledger.hidden[cell] ? 0 : weights[cell]!);
    }
  });
  const figures = (): Float64Array => {
    const { colValue } = model.getSolution();
    const found = Float64Array.from(values);
    part.cells.forEach((cell, n) => (found[cell]! += colValue[2 * n]! - colValue[2 * n + 1]!));
    return found;
  };
  return (request) => {
    const { cell, sign, want, origin } = request;
    bringUp();
    const n = part.at.get(cell)!;
    const [along, against] = sign > 0 ? [2 * n, 2 * n + 1] : [2 * n + 1, 2 * n];
    const upper = (column: number): number => (column === 2 * n ? infinity : values[cell]! - least[cell]!);
    const goal = Math.abs(origin[cell]! - values[cell]!) + want;
    if (goal > upper(along)) return undefined;
    model.changeColBounds(along, goal, goal);
    model.changeColBounds(against, 0, 0);
    const move = inWholeNumbers(ledger, part, request, model, figures);
    model.changeColBounds(along, 0, upper(along));
    model.changeColBounds(against, 0, upper(against));
    return move;
  };
}

const OPTIMAL = 7;
const SOLUTION_LIMIT = 16;

/** Solves, and once more in whole numbers where the answer has fractions of a review. */
function inWholeNumbers(
  ledger: WitnessLedger,
  part: Part,
  request: MoveRequest,
  model: Model,
  figures: () => Float64Array,
): Move | undefined {
  if (!isSolved(model)) return undefined;
  const move = moveFrom(ledger, part, request, figures());
  if (move) return move;
  const columns = model.getSolution().colValue.length;
  const every = { kind: 'range', from: 0, to: columns - 1 } as const;
  model.changeColsIntegrality(every, new Int32Array(columns).fill(1));
  const whole = isSolved(model) ? moveFrom(ledger, part, request, figures()) : undefined;
  model.changeColsIntegrality(every, new Int32Array(columns));
  return whole;
}

function isSolved(model: Model): boolean {
  const { modelStatus } = model.run();
  return modelStatus === OPTIMAL || modelStatus === SOLUTION_LIMIT;
}

/** The figures found as a change from the origin of the request; undefined when they are not whole numbers. */
function moveFrom(
  ledger: WitnessLedger,
  part: Part,
  request: MoveRequest,
  found: Float64Array,
): Move | undefined {
  const figures = wholeFigures(part, found);
  if (!figures) return undefined;
  const move: Move = { cells: [], steps: [], price: 0 };
  figures.forEach((figure, cell) => {
    const step = figure - request.origin[cell]!;
    if (step === 0) return;
    move.cells.push(cell);
    move.steps.push(step);
    if (!ledger.hidden[cell]) move.price += ledger.system.weights[cell]!;
  });
  return move;
}

/** The figures without the rounding of the solver; undefined when they are not whole numbers or break a relation. */
function wholeFigures({ relations }: Part, found: Float64Array): Float64Array | undefined {
  const figures = found.map(Math.round);
  if (found.some((figure, cell) => Math.abs(figure - figures[cell]!) > 1e-5)) return undefined;
  return relations.every((relation) => holds(relation, figures)) ? figures : undefined;
}
