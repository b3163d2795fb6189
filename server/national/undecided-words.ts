/** What is said of what is undecided and of what fits nothing, on pages and in files (METHOD section 6). Pure. */
import { count } from '../http/dates';
import type { Answer } from './aggregates';
import type { Figure } from './aggregates-protection';
import type { Dimension } from './dimensions';
import { ALL } from './disclosure-control';
import { mayGrowIn, type MayGrow, type Undecided, type Unfitted } from './undecided';

/** The sign of a figure that may still grow. */
export const GROWS_SIGN = '+';

/** What the sign means, once on a page or in a file. */
export const GROWS_MEANS = `${GROWS_SIGN}: may still grow, when a person has coded again what was split.`;

/** Those from which some reviews are undecided. */
export function waitingAmong(undecided: readonly Undecided[]): Undecided[] {
  return undecided.filter(({ reviews }) => reviews !== 0);
}

/** “14 reviews of “Information” (L5, edition 2008) are still to be coded again, …” */
export function undecidedInWords(
  { reviews, category, name, from_edition, candidates }: Undecided,
  nameOf: (category: string) => string = (code) => code,
): string {
  return `${reviewsInWords(reviews)} of “${name}” (${category}, edition ${from_edition}) ${areOrIs(reviews)} still to be coded again, and ${areOrIs(reviews)} not counted by that in ${candidates.map(nameOf).join(' or ')}`;
}

/** The same with its years, “2011 0, 2012 9, 2013 c”; nothing more where years are not counted by. */
export function undecidedWithYears(one: Undecided): string {
  const years = one.by_year?.map(({ year, reviews }) => `${year} ${reviews}`).join(', ') ?? '';
  return years === '' ? undecidedInWords(one) : `${undecidedInWords(one)}. By year: ${years}`;
}

/** “13 reviews have a finding that fits no category …” */
export function unfittedInWords({ reviews }: Unfitted): string {
  return `${reviewsInWords(reviews)} ${reviews === 1 ? 'has' : 'have'} a finding that does not fit any category and waits for the editors: by that it is counted only as “Does not fit”`;
}

function reviewsInWords(reviews: Figure): string {
  return typeof reviews === 'number' ? count(reviews, 'review') : `${reviews} reviews`;
}

function areOrIs(reviews: Figure): string {
  return reviews === 1 ? 'is' : 'are';
}

/** By whose label it is marked that a figure may grow: without either, all figures might. */
const MARKED_BY: readonly Dimension[] = ['category', 'year'];

/** Whether figures of a question are marked one by one. */
export function areMarked(by: readonly Dimension[]): boolean {
  return by.some((name) => MARKED_BY.includes(name));
}

/** Whether the figure at a place of the answer's table may still grow. */
export function growingIn({ aggregate: { by, undecided } }: Answer): (at: readonly string[]) => boolean {
  const mayGrow: MayGrow = mayGrowIn(undecided);
  if (!areMarked(by)) return () => false;
  const labelOf = (at: readonly string[], name: Dimension): string => at[by.indexOf(name)] ?? ALL;
  return (at) => mayGrow(labelOf(at, 'category'), labelOf(at, 'year'));
}

/** What is undecided of the category and the year of a figure: “L5 (2008): 9; T3 (2008): c”. */
export function undecidedAt({
  aggregate: { undecided },
}: Answer): (at: { category?: string; year?: string }) => string {
  const waiting = waitingAmong(undecided);
  return ({ category = ALL, year = ALL }) =>
    waiting
      .filter(({ lacking }) => category === ALL || lacking.includes(category))
      .map((one) => ({
        ...one,
        figure: year === ALL ? one.reviews : (one.by_year?.find((own) => own.year === year)?.reviews ?? 'x'),
      }))
      .filter(({ figure }) => figure !== 0)
      .map(({ category: code, from_edition, figure }) => `${code} (${from_edition}): ${figure}`)
      .join('; ');
}
