/** What the coders said of one unit, in the order of the coders; null where one said nothing. */
export type Unit = readonly (string | null)[];

/**
 * What some units add to alpha: how often values of one unit differ, and how often each value stands where it can be
 * compared. Sums of these are all that alpha needs, so units can be drawn again and again without looking at them.
 */
export interface Share {
  /** The coincidences off the diagonal, both halves: pairs of a unit's values that differ, each weighing 1 / (m - 1). */
  differing: number;
  /** Pairable values: each value of a unit that has another beside it. */
  counts: ReadonlyMap<string, number>;
}

/**
 * What one unit adds to the coincidence matrix (Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”,
 * section C): of a unit with m values each of its m (m - 1) ordered pairs weighs 1 / (m - 1). With fewer than two
 * values nothing can be compared, and it adds nothing.
 */
export function shareOf(unit: Unit): Share {
  const counts = new Map<string, number>();
  let values = 0;
  for (const value of unit) {
    if (value === null) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    values++;
  }
  if (values < 2) return NOTHING;
  let squares = 0;
  for (const times of counts.values()) squares += times * times;
  return { differing: (values * values - squares) / (values - 1), counts };
}

const NOTHING: Share = { differing: 0, counts: new Map() };

/** The sum of shares, each as often as `times` says; once unless told. */
export function sumOf(shares: readonly Share[], times?: ArrayLike<number>): Share {
  const counts = new Map<string, number>();
  let differing = 0;
  shares.forEach((share, index) => {
    const factor = times === undefined ? 1 : (times[index] ?? 0);
    if (factor === 0) return;
    differing += share.differing * factor;
    for (const [value, count] of share.counts) counts.set(value, (counts.get(value) ?? 0) + count * factor);
  });
  return { differing, counts };
}

/** How many values can be compared with another of the same unit: Krippendorff's n. */
export function pairableOf({ counts }: Share): number {
  let n = 0;
  for (const count of counts.values()) n += count;
  return n;
}

/**
 * Krippendorff's alpha for nominal data, any number of coders and missing values: 1 - D_o / D_e, by way of the
 * coincidence matrix (Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”, sections B and C).
 * @returns null where nothing varies, or nothing can be compared: what would be expected by chance is then no
 * disagreement at all, and alpha does not exist
 */
export function alphaOf(share: Share): number | null {
  let squares = 0;
  for (const count of share.counts.values()) squares += count * count;
  return alphaFrom(pairableOf(share), squares, share.differing);
}

/** Alpha from n pairable values, the sum of the squares of how often each value stands, and the coincidences that differ. */
export function alphaFrom(n: number, squares: number, differing: number): number | null {
  const expected = n * n - squares;
  return expected === 0 ? null : 1 - ((n - 1) * differing) / expected;
}
