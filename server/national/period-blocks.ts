/**
 * Which periods a figure may be shown for, so that two of them set against each other reveal no small cell
 * (METHOD section 8). Pure.
 *
 * The reviews of a cell are laid out by date, those without one first, and neighbours are merged into blocks. A
 * figure for a period is shown only when the period cuts no block: it counts all reviews of a block, or none.
 *
 * Proof. Every block has more than `threshold` reviews, or is all that the cell has. The blocks depend on the cell
 * and never on the period, so what one shown figure counts and another does not is a union of whole blocks too:
 * nothing, more than `threshold` reviews, or the cell itself, which is hidden where it is small. The same holds for
 * any number of periods joined and taken from each other, and for sets of years.
 *
 * A year is a period. A block of several years has `threshold` and one for each of its years: each is at least 1,
 * so each still lies within a range as wide as the threshold when the block is known and its years are hidden.
 */
import { NOT_STATED } from './dimensions';

/** The reviews of one cell on one date; null for those without a date. */
export interface DatedCount {
  date: string | null;
  reviews: number;
}

/** Dates as in a question: `from` inclusive, `to` exclusive; and years, `not stated` for no date. */
export interface Period {
  from?: string;
  to?: string;
  years?: readonly string[];
}

/** The year of a date, as figures are counted by it. */
export function yearOf(date: string | null): string {
  return date?.slice(0, 4) ?? NOT_STATED;
}

/** Whether a review of that date is counted; one without a date is not, once there is a bound. */
export function isWithin({ from, to, years }: Period, date: string | null): boolean {
  if (years && !years.includes(yearOf(date))) return false;
  if (date === null) return from === undefined && to === undefined;
  return (from === undefined || date >= from) && (to === undefined || date < to);
}

/**
 * The blocks of a cell, oldest first.
 * @param counts each date once, in any order
 */
export function blocksOf(counts: readonly DatedCount[], threshold: number): DatedCount[][] {
  const inOrder = counts
    .filter(({ reviews }) => reviews > 0)
    .sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
  const blocks: DatedCount[][] = [];
  let open: DatedCount[] = [];
  for (const count of inOrder) {
    open.push(count);
    if (!isLarge(open, threshold)) continue;
    blocks.push(open);
    open = [];
  }
  // What is left over at the end joins the block before it, and stands alone only where there is none.
  const rest = [...(blocks.pop() ?? []), ...open];
  // With more years the last block may need more reviews: it takes in whole blocks until it has them.
  while (blocks.length > 0 && !isLarge(rest, threshold)) rest.unshift(...(blocks.pop() ?? []));
  return rest.length > 0 ? [...blocks, rest] : blocks;
}

function isLarge(block: readonly DatedCount[], threshold: number): boolean {
  const reviews = block.reduce((sum, count) => sum + count.reviews, 0);
  return reviews >= threshold + new Set(block.map(({ date }) => yearOf(date))).size;
}

/** Whether some block of the cell is counted in part, so that the figure may not be shown. */
export function cutsBlock(
  counts: readonly DatedCount[],
  threshold: number,
  isCounted: (date: string | null) => boolean,
): boolean {
  return blocksOf(counts, threshold).some((block) => {
    const counted = block.filter(({ date }) => isCounted(date)).length;
    return counted > 0 && counted < block.length;
  });
}
