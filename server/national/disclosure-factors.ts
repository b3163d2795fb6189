/** The shapes of change to try for one cell: which two dimensions the cycle runs in, and what happens in the others. */
import type { Grid, GridDimension } from './disclosure-grid';
import type { MoveRequest } from './disclosure-witness';

/** Part of a change outside the cycle's dimensions: a step of `sign` at the grid offset `offset`. */
export interface Factor {
  offset: number;
  sign: number;
}

/** One shape: a cycle in `axes` (two, or none) through the cell at `at`, taken at every factor. */
export interface MovePlan {
  axes: readonly GridDimension[];
  at: readonly number[];
  factors: readonly Factor[];
}

/** How many combinations over the other dimensions one cell may try per pair of axes. */
const MOST_PLANS = 96;
/** How many sibling labels are tried as a swap over a non-additive dimension. */
const MOST_SWAPS = 4;

/** The shapes to try for the request, in a fixed order. */
export function* factorsFor(grid: Grid, request: MoveRequest, hidden: Uint8Array): Generator<MovePlan> {
  const position = grid.positions[request.cell]!;
  const indexIn = (dimension: GridDimension): number =>
    Math.floor(position / dimension.stride) % (dimension.size + 1);
  const additive = grid.dimensions.filter((dimension) => dimension.additive);
  for (const axes of pairsOf(additive)) {
    const others = grid.dimensions.filter((dimension) => !axes.includes(dimension));
    const counts = Math.max(3, Math.floor(MOST_PLANS ** (1 / Math.max(1, others.length))));
    const choices = others.map((dimension) => {
      const index = indexIn(dimension);
      const all = dimension.additive
        ? partnersOf(grid, dimension, index, position, request, hidden)
        : coveringOf(grid, dimension, index, position, hidden);
      return all.slice(0, Math.max(counts, others.length === 1 ? all.length : 0));
    });
    for (const factors of combine(choices)) yield { axes, at: axes.map(indexIn), factors };
  }
}

/** Every pair of additive dimensions; no axes where there are fewer than two. */
function pairsOf(additive: readonly GridDimension[]): GridDimension[][] {
  if (additive.length < 2) return [[]];
  return additive.flatMap((first, n) => additive.slice(n + 1).map((second) => [first, second]));
}

function* combine(choices: readonly (readonly (readonly Factor[])[])[]): Generator<Factor[]> {
  if (choices.length === 0) {
    yield [{ offset: 0, sign: 1 }];
    return;
  }
  for (const rest of combine(choices.slice(1))) {
    for (const first of choices[0]!) {
      yield first.flatMap((a) => rest.map((b) => ({ offset: a.offset + b.offset, sign: a.sign * b.sign })));
    }
  }
}

/** Over an additive dimension: each other index as the slice that takes the change back, or the total that carries it. */
function partnersOf(
  grid: Grid,
  dimension: GridDimension,
  index: number,
  position: number,
  request: MoveRequest,
  hidden: Uint8Array,
): Factor[][] {
  const { size, stride } = dimension;
  const score = (partner: number): number => {
    // The total must stay among the first: with it a cell and all above it can always rise together.
    if (partner === size) return Infinity;
    const cell = grid.cellAt(position + (partner - index) * stride);
    if (cell < 0) return 0;
    if (grid.system.values[cell] === 0) return -1;
    return hidden[cell] ? 1 + request.origin[cell]! : 0.5;
  };
  const partners = Array.from({ length: size + 1 }, (_, partner) => partner).filter(
    (partner) => partner !== index,
  );
  const ranked = partners.map((partner) => ({ partner, score: score(partner) }));
  ranked.sort((a, b) => b.score - a.score || a.partner - b.partner);
  return ranked.map(({ partner }) => [
    { offset: index * stride, sign: 1 },
    { offset: partner * stride, sign: (index === size) !== (partner === size) ? 1 : -1 },
  ]);
}

/** Over a non-additive dimension: the label alone, with its ancestors, with the total too, or against a sibling. */
function coveringOf(
  grid: Grid,
  dimension: GridDimension,
  index: number,
  position: number,
  hidden: Uint8Array,
): Factor[][] {
  const { size, stride } = dimension;
  const together = (indexes: readonly number[]): Factor[] =>
    indexes.map((one) => ({ offset: one * stride, sign: 1 }));
  const cellOf = (other: number): number => grid.cellAt(position + (other - index) * stride);
  const labels = Array.from({ length: size }, (_, label) => label).filter((label) => {
    const cell = cellOf(label);
    return label !== index && cell >= 0 && grid.system.values[cell]! > 0;
  });
  if (index === size) {
    return [[index], ...labels.map((label) => [index, label, ...dimension.ancestors[label]!])].map(together);
  }
  const ancestors = dimension.ancestors[index]!;
  const below = labels.filter((label) => dimension.ancestors[label]!.includes(index));
  const sets = [[index], [index, ...ancestors], [index, ...ancestors, size], [index, ...below]];
  const swaps = labels
    .filter((label) => dimension.ancestors[label]!.join() === ancestors.join() && hidden[cellOf(label)])
    .slice(0, MOST_SWAPS)
    .map((label) => [
      { offset: index * stride, sign: 1 },
      { offset: label * stride, sign: -1 },
    ]);
  const distinct = new Map(sets.map((set) => [set.join(), set]));
  return [...[...distinct.values()].map(together), ...swaps];
}
