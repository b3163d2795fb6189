/**
 * Least-cost whole-number changes of tables on a grid.
 *
 * In two additive dimensions, with the totals as one more row and column, the changes that keep every sum are
 * the cycles that go by turns along a row and a column, adding and taking away (Cox, "Network models for
 * complementary cell suppression", JASA 90, 1995); the cheapest is a shortest path. With further dimensions the
 * same cycle is taken in one slice and undone in another, or carried up into the total; over a non-additive
 * dimension it is taken in one label, or in a label with all that covers it.
 */
import type { Grid } from './disclosure-grid';
import { factorsFor } from './disclosure-factors';
import { keepsRelations } from './disclosure-grid';
import { cheapestCycle, type CycleSearch } from './disclosure-cycle';
import type { Move, Mover, MoveRequest, WitnessLedger } from './disclosure-witness';

/** Makes the mover for tables on `grid`. */
export function gridMover(grid: Grid): (ledger: WitnessLedger) => Mover {
  return (ledger) => {
    return (request) => {
      if (!request.paid) return searchMove(grid, ledger, request, 1);
      return cheapestPaid(grid, ledger, request);
    };
  };
}

/** One large change hides its whole cycle at once; small ones may each find cells with room. Takes the better. */
function cheapestPaid(grid: Grid, ledger: WitnessLedger, request: MoveRequest): Move | undefined {
  const { want } = request;
  let best: Move | undefined;
  let bestRate = Infinity;
  for (const size of new Set([want, Math.ceil(want / 2), 1])) {
    const move = searchMove(grid, ledger, request, size);
    if (!move) continue;
    const progress = Math.abs(move.steps[move.cells.indexOf(request.cell)]!);
    // What is left to do after a part will cost something again, though less than the first part did.
    const rate = move.price * (1 + 0.6 * (want / progress - 1));
    if (rate < bestRate) {
      best = move;
      bestRate = rate;
    }
  }
  return best;
}

function searchMove(grid: Grid, ledger: WitnessLedger, request: MoveRequest, size: number): Move | undefined {
  let best: Move | undefined;
  let bestPrice = Infinity;
  for (const plan of factorsFor(grid, request, ledger.hidden)) {
    const search: CycleSearch = { grid, ledger, request, size, plan, limit: bestPrice };
    const move = cheapestCycle(search);
    if (!move) continue;
    const stretched = stretch(grid, request, move, size);
    if (!stretched || stretched.price >= bestPrice) continue;
    if (!request.paid) return stretched;
    best = stretched;
    bestPrice = stretched.price;
  }
  return best;
}

/** Repeats a change as far as room allows, to `want` at most; undefined when it breaks a relation after all. */
function stretch(grid: Grid, request: MoveRequest, move: Move, size: number): Move | undefined {
  let times = request.want;
  move.cells.forEach((cell, n) => {
    if (move.steps[n]! < 0) times = Math.min(times, request.origin[cell]! - 1);
  });
  for (; times >= size; times--) {
    if (keepsWhenRepeated(grid, request.origin, move, times)) {
      return { cells: move.cells, steps: move.steps.map((step) => step * times), price: move.price };
    }
  }
  return undefined;
}

/** Tries the change on `figures` itself and takes it back: copies of a large table cost more than the search. */
function keepsWhenRepeated(grid: Grid, figures: Float64Array, move: Move, times: number): boolean {
  const { cells, steps } = move;
  for (let n = 0; n < cells.length; n++) figures[cells[n]!]! += steps[n]! * times;
  const kept = keepsRelations(grid.system, cells, figures);
  for (let n = 0; n < cells.length; n++) figures[cells[n]!]! -= steps[n]! * times;
  return kept;
}
