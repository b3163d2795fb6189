/** The cheapest cycle through one cell in two dimensions of a grid: Dijkstra over its rows and columns. */
import type { Grid, GridDimension } from './disclosure-grid';
import type { MovePlan } from './disclosure-factors';
import { holds } from './disclosure-system';
import type { Move, MoveRequest, WitnessLedger } from './disclosure-witness';

/** A search for changes of `size` along `plan`, cheaper than `limit`. */
export interface CycleSearch {
  grid: Grid;
  ledger: WitnessLedger;
  request: MoveRequest;
  size: number;
  plan: MovePlan;
  limit: number;
}

/** A shorter cycle of equal price leaves more room for the next: each changed figure costs this much. */
const STEP_PRICE = 1e-4;

/** The cheapest change by 1 in the plan's shape, with room for `size`; undefined when there is none below `limit`. */
export function cheapestCycle(search: CycleSearch): Move | undefined {
  const { plan, request } = search;
  const own = plan.at;
  // The wanted direction, freed of the signs that totals have in the sums.
  const sign = signedStep(search, own, request.sign);
  const first = edgePrice(search, own, sign);
  if (first >= search.limit) return undefined;
  if (plan.axes.length === 0) return moveAlong(search, [{ at: own, sign }], first);
  const path = shortestPath(search, own, sign, first);
  if (!path) return undefined;
  return moveAlong(search, [{ at: own, sign }, ...path.edges], path.price);
}

interface Edge {
  at: readonly number[];
  sign: number;
}

function signAt(dimension: GridDimension, index: number): number {
  return index === dimension.size ? -1 : 1;
}

/** From the row of the cell back to its column: rows are left by a step against the sign, columns by one with it. */
function shortestPath(
  search: CycleSearch,
  own: readonly number[],
  sign: number,
  first: number,
): { edges: Edge[]; price: number } | undefined {
  const [rows, columns] = search.plan.axes.map((dimension) => dimension.size + 1) as [number, number];
  const [ownRow, ownColumn] = own as [number, number];
  const prices = new Float64Array(rows + columns).fill(Infinity);
  const from = new Int32Array(rows + columns).fill(-1);
  const done = new Uint8Array(rows + columns);
  const goal = rows + ownColumn;
  const at = [0, 0];
  prices[ownRow] = first;
  for (;;) {
    let node = -1;
    for (let other = 0; other < prices.length; other++) {
      if (!done[other] && prices[other]! < (node < 0 ? search.limit : prices[node]!)) node = other;
    }
    if (node < 0) return undefined;
    if (node === goal) break;
    done[node] = 1;
    const isRow = node < rows;
    const [start, end] = isRow ? [rows, rows + columns] : [0, rows];
    for (let next = start; next < end; next++) {
      if (done[next] || (node === ownRow && next === goal)) continue;
      at[0] = isRow ? node : next;
      at[1] = (isRow ? next : node) - rows;
      const price = prices[node]! + edgePrice(search, at, isRow ? -sign : sign);
      if (price >= prices[next]!) continue;
      prices[next] = price;
      from[next] = node;
    }
  }
  const edges: Edge[] = [];
  for (let node = goal; node !== ownRow; node = from[node]!) {
    const before = from[node]!;
    const step = before < rows ? [before, node - rows] : [node, before - rows];
    edges.push({ at: step, sign: before < rows ? -sign : sign });
  }
  return { edges, price: prices[goal]! };
}

/** What an edge would hide; infinite when a zero, a lack of room, a shown figure or a cover forbids it. */
function edgePrice(search: CycleSearch, at: readonly number[], sign: number): number {
  const { grid, ledger, request, size, plan } = search;
  const { values, weights } = grid.system;
  const base = basePosition(search, at);
  const signed = signedStep(search, at, sign);
  let price = 0;
  for (const factor of plan.factors) {
    const cell = grid.cellAt(base + factor.offset);
    if (cell < 0) continue;
    if (values[cell] === 0) return Infinity;
    if (signed * factor.sign < 0 && request.origin[cell]! - size < 1) return Infinity;
    if (!ledger.hidden[cell]) {
      if (!request.paid) return Infinity;
      price += weights[cell]!;
    }
    price += STEP_PRICE;
  }
  return grid.hasCovers && !keepsCovers(search, at, sign) ? Infinity : price;
}

/** Covers tie figures that differ in a non-additive dimension alone, so each edge can be judged by itself. */
function keepsCovers(search: CycleSearch, at: readonly number[], sign: number): boolean {
  const { relations, relationsOf } = search.grid.system;
  const { origin } = search.request;
  const { cells, steps } = moveAlong(search, [{ at, sign }], 0);
  cells.forEach((cell, n) => (origin[cell]! += steps[n]! * search.size));
  const kept = cells.every((cell) =>
    relationsOf[cell]!.every((index) => relations[index]!.equal || holds(relations[index]!, origin)),
  );
  cells.forEach((cell, n) => (origin[cell]! -= steps[n]! * search.size));
  return kept;
}

function basePosition({ plan }: CycleSearch, at: readonly number[]): number {
  let base = 0;
  for (let k = 0; k < at.length; k++) base += at[k]! * plan.axes[k]!.stride;
  return base;
}

/** In a total the step of a cycle has the other sign: what the parts gain together, the total gains. */
function signedStep({ plan }: CycleSearch, at: readonly number[], sign: number): number {
  let signed = sign;
  for (let k = 0; k < at.length; k++) signed *= signAt(plan.axes[k]!, at[k]!);
  return signed;
}

/** The cells that these edges change at every factor, and by how much. */
function moveAlong(search: CycleSearch, edges: readonly Edge[], price: number): Move {
  const cells: number[] = [];
  const steps: number[] = [];
  for (const { at, sign } of edges) {
    const base = basePosition(search, at);
    const signed = signedStep(search, at, sign);
    for (const factor of search.plan.factors) {
      const cell = search.grid.cellAt(base + factor.offset);
      if (cell < 0) continue;
      cells.push(cell);
      steps.push(signed * factor.sign);
    }
  }
  return { cells, steps, price };
}
