import type { Unit } from './krippendorff';

/**
 * Cohen's kappa of two coders for nominal data (Cohen 1960, “A Coefficient of Agreement for Nominal Scales”), over the
 * units that both of them coded.
 * @param first and `second`: which of the coders
 * @returns null when they have no unit in common, or when chance alone would make them agree always
 */
export function kappaOf(units: readonly Unit[], first: number, second: number): number | null {
  const ours = new Map<string, number>();
  const theirs = new Map<string, number>();
  let both = 0;
  let same = 0;
  for (const unit of units) {
    const a = unit[first] ?? null;
    const b = unit[second] ?? null;
    if (a === null || b === null) continue;
    both++;
    if (a === b) same++;
    ours.set(a, (ours.get(a) ?? 0) + 1);
    theirs.set(b, (theirs.get(b) ?? 0) + 1);
  }
  let chance = 0;
  for (const [value, count] of ours) chance += count * (theirs.get(value) ?? 0);
  // In whole numbers as far as they go, so that chance of exactly 1 is seen.
  return both * both === chance ? null : (same * both - chance) / (both * both - chance);
}

/**
 * How many in a hundred pairs of values that two coders gave to the same unit are the same. Every pair weighs the same,
 * so a unit with more coders has more say.
 * @returns from 0 to 100, or null when there is no pair
 */
export function percentOf(units: readonly Unit[]): number | null {
  let pairs = 0;
  let same = 0;
  for (const unit of units) {
    const counts = new Map<string, number>();
    let values = 0;
    for (const value of unit) {
      if (value === null) continue;
      const times = counts.get(value) ?? 0;
      same += times;
      pairs += values;
      counts.set(value, times + 1);
      values++;
    }
  }
  return pairs === 0 ? null : (100 * same) / pairs;
}
