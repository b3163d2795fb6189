/** What an edition's figures lack because no one has coded it again after a split (METHOD section 6), under disclosure control. */
import type { Tx } from '../database/with-actor';
import type { Figure } from './aggregates-protection';
import { undecidedCounts, type UndecidedCount } from './undecided-queries';

/** One category of an older edition that was split, and how many reviews are undecided. */
export interface Undecided {
  from_edition: string;
  category: string;
  candidates: string[];
  reviews: Figure;
}

/**
 * The undecided of an edition, always for all its reviews: under a question's filters, two of them set against each
 * other would tell a small figure.
 * @param shownIn the categories of an edition whose figures are not hidden
 */
export async function undecidedOf(
  tx: Tx,
  edition: string,
  threshold: number,
  shownIn: (edition: string) => Promise<ReadonlySet<string>>,
): Promise<Undecided[]> {
  const counts = await undecidedCounts(tx, edition);
  const shown = new Map<string, ReadonlySet<string>>();
  for (const { from_edition, reviews } of counts)
    if (reviews > threshold && !shown.has(from_edition)) shown.set(from_edition, await shownIn(from_edition));
  return counts.map((count) => ({
    from_edition: count.from_edition,
    category: count.category,
    candidates: count.candidates,
    reviews: undecidedFigure(count, threshold, shown.get(count.from_edition)?.has(count.category) ?? false),
  }));
}

/**
 * Hidden where it is small; where the reviews that stand in the category and are decided, or that only an edition
 * between lacks, would be a small figure by the difference; and where the category's own figure is hidden.
 */
export function undecidedFigure(
  { reviews, waiting, coded }: Pick<UndecidedCount, 'reviews' | 'waiting' | 'coded'>,
  threshold: number,
  isShown: boolean,
): Figure {
  if (reviews === 0) return 0;
  const isSmall = (number: number): boolean => number > 0 && number <= threshold;
  return !isShown || [reviews, waiting - reviews, coded - reviews].some(isSmall) ? 'c' : reviews;
}
