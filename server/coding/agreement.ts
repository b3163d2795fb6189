import { alphaInterval } from './agreement-interval';
import { kappaOf, percentOf } from './kappa';
import { alphaOf, pairableOf, shareOf, sumOf, type Share, type Unit } from './krippendorff';

/** How far coders agree, as `npm run agreement` prints it (CONTRACT). What does not exist is null. */
export interface Agreement {
  /** From 0 to 100: of the pairs of values that two coders gave to the same unit, how many are the same. */
  percent: number | null;
  /** Cohen's kappa of each pair of coders, over the units that both coded. */
  kappa: { coders: [string, string]; kappa: number | null }[];
  /** Krippendorff's alpha, nominal. */
  alpha: number | null;
  /** The 95% bootstrap interval of alpha. */
  interval: [number, number] | null;
  /** How many units there are, coded or not. */
  units: number;
  /** How many values can be compared with another of their unit: Krippendorff's n. */
  pairable: number;
}

/** The seed of the command, and of whoever gives none. */
export const SEED = 'agreement';

/**
 * How far coders agree about units, for nominal data with missing values: percentage, Cohen's kappa (Cohen 1960) and
 * Krippendorff's alpha (Krippendorff 2011) with a bootstrap interval that is the same every time. Pure.
 * @param coders their names, in the order in which they stand in every unit
 * @param more.together for each unit what it belongs to: units that belong together are drawn together, since they do
 * not vary independently
 */
export function agreementOf(
  coders: readonly string[],
  units: readonly Unit[],
  { seed = SEED, together }: { seed?: string; together?: readonly number[] } = {},
): Agreement {
  const shares = units.map(shareOf);
  const whole = sumOf(shares);
  const alpha = alphaOf(whole);
  return {
    percent: percentOf(units),
    kappa: coders.flatMap((first, a) =>
      coders.slice(a + 1).map((second, b) => ({
        coders: [first, second] as [string, string],
        kappa: kappaOf(units, a, a + 1 + b),
      })),
    ),
    alpha,
    interval: alpha === null ? null : alphaInterval(together ? joined(shares, together) : shares, seed),
    units: units.length,
    pairable: pairableOf(whole),
  };
}

function joined(shares: readonly Share[], together: readonly number[]): Share[] {
  const groups = new Map<number, Share[]>();
  shares.forEach((share, index) => {
    const name = together[index] ?? index;
    const group = groups.get(name);
    if (group) group.push(share);
    else groups.set(name, [share]);
  });
  return [...groups.values()].map((group) => sumOf(group));
}
