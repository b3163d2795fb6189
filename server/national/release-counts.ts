/** The raw counts of one release, before disclosure control: never printed, never stored. */
import type { Dimension } from './dimensions';
import type { ReleaseFigures } from './release-figures';

/** A true count of distinct reviews, and how many of them are published ones, which anybody may count. */
export interface RawCount {
  reviews: number;
  published: number;
}

/** One true figure: a label for each dimension, `(all)` where it is summed. */
export type CountedRow = Partial<Record<Dimension, string>> & RawCount;

/** One table with every combination of labels, every total included, zeros too. */
export interface CountedTable {
  name: string;
  title: string;
  by: Dimension[];
  rows: CountedRow[];
}

/** All that a release counts, of one population: edition, origin and day before which reviews are dated. */
export interface ReleaseCounts {
  edition: string;
  origin: ReleaseFigures['origin'];
  dimensions: ReleaseFigures['dimensions'];
  tables: CountedTable[];
  /** Each pair of categories once, in the order of `categories`. */
  map: { categories: string[]; rows: ({ one: string; other: string } & RawCount)[] } | null;
  /** `held`: hidden whatever its size, for it would tell another figure. */
  undecided: ({
    from_edition: string;
    category: string;
    held: boolean;
    lacking?: string[];
    /** Where a table counts by year, and something can be said by year. */
    by_year?: ({ year: string; held: boolean } & RawCount)[];
  } & RawCount)[];
}
