import { createHash } from 'node:crypto';
import { alphaOf, sumOf, type Share } from './krippendorff';

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
    const name = JSON.stringify([...share.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = kinds.get(name) ?? { share, index: kinds.size };
    kinds.set(name, known);
    return known.index;
  });
  const distinct = [...kinds.values()].map(({ share }) => share);
  const next = numbersFrom(seed);
  const times = new Uint32Array(distinct.length);
  const alphas: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    times.fill(0);
    for (let unit = 0; unit < kindOf.length; unit++) {
      const kind = kindOf[Math.floor(next() * kindOf.length)] ?? 0;
      times[kind] = (times[kind] ?? 0) + 1;
    }
    const alpha = alphaOf(sumOf(distinct, times));
    if (alpha !== null) alphas.push(alpha);
  }
  if (alphas.length < LEAST_DRAWS) return null;
  alphas.sort((a, b) => a - b);
  return [percentile(alphas, 0.025), percentile(alphas, 0.975)];
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
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => begin.readUInt32LE(at)) as [number, number, number, number];
  const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  return () => {
    const given = Math.imul(turn(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = turn(d, 11);
    return given / 0x100000000;
  };
}
