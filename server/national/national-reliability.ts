/** What is said of how far coders agree, beside every figure of a category (METHOD section 7). Pure. */
import {
  isWeak,
  LEAST_ALPHA,
  markedInWords,
  weaknessOf,
  type Reliability,
  type Weakness,
} from '../coding/reliability-queries';
import type { Answer } from './aggregates';
import { ALL } from './disclosure-control';

/** The agreement of coders about a category, and whether its figures are marked. */
export interface MarkedReliability extends Omit<Reliability, 'edition'> {
  /** The edition in which it was measured; null where it was not. */
  edition: string | null;
  weak: boolean;
}

/** The sign of a category whose coding is weak. */
export const WEAK_SIGN = '▽';
/** The sign as it is read out; without a reason where the page knows none. */
export const weakSaid = (why: Weakness | undefined): string =>
  `marked: the coding is ${why ?? 'not reliable enough, or not measured'}`;

/**
 * The agreement about each category and about the whole edition; of one that the sample tells nothing of, alpha is
 * not known. Empty while no sample of the edition or of those before it is closed.
 */
export function markedReliability(
  known: readonly Reliability[],
  categories: readonly string[],
): MarkedReliability[] {
  if (known.length === 0) return [];
  const found = new Map(known.map((one) => [one.category, one]));
  return [...categories, ALL].map((category) => {
    const { alpha, low, high, units, edition } = found.get(category) ?? NOTHING_KNOWN;
    return {
      category,
      alpha,
      low,
      high,
      units,
      weak: isWeak({ alpha }),
      edition,
    };
  });
}

const NOTHING_KNOWN = { alpha: null, low: null, high: null, units: 0, edition: null };

/** The categories that are marked. */
export function weakCategories(reliability: readonly MarkedReliability[]): Set<string> {
  return new Set(
    reliability.filter(({ category, weak }) => weak && category !== ALL).map(({ category }) => category),
  );
}

/** The same, with why. */
export function weaknesses(reliability: readonly MarkedReliability[]): Map<string, Weakness> {
  return new Map(
    reliability.flatMap((one) => {
      const why = weaknessOf(one);
      return why === null || one.category === ALL ? [] : [[one.category, why] as const];
    }),
  );
}

/** “.71”, as agreement is written. */
export function alphaInWords(alpha: number | null): string {
  return alpha === null ? 'not measured' : alpha.toFixed(2).replace(/^(-?)0\./, '$1.');
}

/** The explanation that stands once on a page or in a file. */
export function reliabilityMeans(reliability: readonly MarkedReliability[]): string {
  const whole = reliability.find(({ category }) => category === ALL);
  if (!whole) return 'The coding of this edition has not been tested.';
  const least = LEAST_ALPHA.toFixed(3).replace(/^0/, '');
  const overall =
    whole.alpha === null
      ? ''
      : ` Over the whole edition it is ${alphaInWords(whole.alpha)}, of ${whole.units} findings coded twice.`;
  const measured = measuredElsewhere(reliability);
  if (weakCategories(reliability).size === 0)
    return `Coders agree about each category well enough to rely on it (Krippendorff’s alpha ${least} or more).${overall}${measured}`;
  return `${markedInWords(reliability.filter(({ category }) => category !== ALL))} Alpha is Krippendorff’s, of how far two coders agree.${overall}${measured}`;
}

/** What is said with figures of these categories alone, where there is no row or column to mark; empty of none that is weak. */
export function weakAmong(
  { aggregate: { reliability }, choices }: Pick<Answer, 'aggregate' | 'choices'>,
  codes: readonly string[],
): string[] {
  const weak = weakCategories(reliability);
  const names = codes
    .filter((code) => weak.has(code))
    .map((code) => choices.category.find((one) => one.code === code)?.text ?? code);
  return names.length === 0
    ? []
    : [`${WEAK_SIGN} These figures count ${names.join(' and ')}.`, reliabilityMeans(reliability)];
}

/** Says that nothing was measured in the edition itself, but in an older one; empty where it was. */
function measuredElsewhere(reliability: readonly MarkedReliability[]): string {
  const older = reliability.find(({ edition }) => edition !== null)?.edition ?? null;
  if (older === null || reliability.some(({ category, edition }) => category === ALL && edition !== null))
    return '';
  return ` Measured in edition ${older}, for the categories that are still what they were there; the coding of this edition has not been tested.`;
}
