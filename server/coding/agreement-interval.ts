import { createHash } from 'node:crypto';
import { alphaFrom, type Share } from './krippendorff';

// Named once: they are called millions of times.
const { floor, imul } = Math;

/** How often the units are drawn again. */
export const DRAWS = 2000;
/** Of those, how many must have an alpha for there to be an interval. */
export const LEAST_DRAWS = 1000;

/**
 * The 95% interval of alpha: what is drawn again, with replacement and as often as there are, are whole units (or
 * whole findings with all their decisions), 2,000 times; then the 2.5th and 97.5th percentile of the alphas, between
 * two of them in proportion. Draws in which nothing varies have no alpha and are left out.
 * @param shares what each unit adds; those that stand together are one share
 * @param seed the same seed and units give the same interval, on any machine: the numbers come from xoshiro128**
 * (Blackman and Vigna 2018), which begins with the SHA-256 of the seed
 * @returns null when fewer than 1,000 draws have an alpha
 */
export function alphaInterval(shares: readonly Share[], seed: string): [number, number] | null {
  // Units that add the same are the same for this, and there are few kinds of them.
  const kinds = new Map<string, { share: Share; index: number }>();
  const kindOf = Uint32Array.from(shares, (share) => {
    const name = JSON.stringify([share.differing, [...share.counts].sort(([a], [b]) => (a < b ? -1 : 1))]);
    const known = kinds.get(name) ?? { share, index: kinds.size };
    kinds.set(name, known);
    return known.index;
  });
  const alphaOfDraw = alphasOf([...kinds.values()].map(({ share }) => share));
  const next = numbersFrom(seed);
  const times = new Uint32Array(kinds.size);
  const alphas: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    times.fill(0);
    for (let unit = 0; unit < kindOf.length; unit++) {
      const kind = kindOf[floor(next() * kindOf.length)] ?? 0;
      times[kind] = (times[kind] ?? 0) + 1;
    }
    const alpha = alphaOfDraw(times);
    if (alpha !== null) alphas.push(alpha);
  }
  if (alphas.length < LEAST_DRAWS) return null;
  alphas.sort((a, b) => a - b);
  return [percentile(alphas, 0.025), percentile(alphas, 0.975)];
}

/** Alpha of so many of each of these: as `alphaOf(sumOf(…))`, without a map for each of the many draws. */
function alphasOf(shares: readonly Share[]): (times: Uint32Array) => number | null {
  const values = [...new Set(shares.flatMap(({ counts }) => [...counts.keys()]))];
  const place = new Map(values.map((value, n) => [value, n]));
  const entries = shares.flatMap(({ counts }, kind) =>
    [...counts].map(([value, count]) => ({ kind, value: place.get(value) ?? 0, count })),
  );
  const sums = new Float64Array(values.length);
  return (times) => {
    sums.fill(0);
    let differing = 0;
    for (let kind = 0; kind < shares.length; kind++) {
      differing += (shares[kind]?.differing ?? 0) * (times[kind] ?? 0);
    }
    for (const { kind, value, count } of entries) {
      sums[value] = (sums[value] ?? 0) + count * (times[kind] ?? 0);
    }
    let n = 0;
    let squares = 0;
    for (const sum of sums) {
      n += sum;
      squares += sum * sum;
    }
    return alphaFrom(n, squares, differing);
  };
}

function percentile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? 0;
  return below + (above - below) * (at - Math.floor(at));
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function numbersFrom(seed: string): () => number {
  const begin = createHash('sha256').update(seed).digest();
  const state = Int32Array.from([0, 4, 8, 12], (at) => begin.readInt32LE(at)) as Int32Array & Four;
  return () => {
    const by5 = imul(state[1], 5);
    const given = imul((by5 << 7) | (by5 >>> 25), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return given / 0x100000000;
  };
}

interface Four {
  0: number;
  1: number;
  2: number;
  3: number;
}
