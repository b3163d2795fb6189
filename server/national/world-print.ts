import type { CountedTable } from './counted-table';
import { isSmall, ROUNDING, type ProtectedWorlds } from './world';

/** What a table prints of a figure, or of the sum of several that add up. */
export function printOf(
  { reviews, published }: CountedTable,
  { worlds, closed }: ProtectedWorlds,
  threshold: number,
): (positions: readonly number[]) => number | 'c' | 'x' {
  const inner = new Set(closed ?? []);
  const low = new Float64Array(reviews.length);
  const high = new Float64Array(reviews.length);
  for (const { changes } of worlds) {
    for (const [position, change] of changes) {
      if (change < (low[position] ?? 0)) low[position] = change;
      if (change > (high[position] ?? 0)) high[position] = change;
    }
  }
  /** How far a figure, or a sum, goes down and up in the worlds. */
  const rangeOf = (positions: readonly number[]): [number, number] => {
    const [first = 0] = positions;
    const moved = positions.filter((position) => (low[position] ?? 0) < 0 || (high[position] ?? 0) > 0);
    if (moved.length === 0) return [0, 0];
    if (positions.length === 1) return [low[first] ?? 0, high[first] ?? 0];
    const range: [number, number] = [0, 0];
    for (const { changes } of worlds) {
      const change = moved.reduce((total, position) => total + (changes.get(position) ?? 0), 0);
      range[0] = Math.min(range[0], change);
      range[1] = Math.max(range[1], change);
    }
    return range;
  };
  return (positions) => {
    if (positions.some((position) => inner.has(position))) return 'x';
    const sum = (figures: readonly number[]): number =>
      positions.reduce((total, position) => total + (figures[position] ?? 0), 0);
    const figure = sum(reviews);
    const [down, up] = rangeOf(positions);
    const isFixed = up - down < ROUNDING;
    if (isFixed && !isSmall(figure, threshold) && !isSmall(figure - sum(published), threshold)) return figure;
    return figure > 0 && figure + down > 1 - ROUNDING && up - down > threshold - ROUNDING ? 'c' : 'x';
  };
}
