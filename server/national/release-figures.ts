import type { Dimension } from './dimensions';

/** One printed figure: a label for each dimension, `(all)` where it is summed. */
export type ReleasedRow = Partial<Record<Dimension, string>> & { reviews: number | 'c' };

/** One table of a release, by one to three dimensions, every total included. */
export interface ReleasedTable {
  /** Names its files: `category-by-year`. */
  name: string;
  title: string;
  by: Dimension[];
  rows: ReleasedRow[];
}

/** Which categories occur together: reviews with both. Each pair once; a category with itself is its own figure. */
export interface ReleasedMap {
  categories: string[];
  rows: { one: string; other: string; reviews: number | 'c' }[];
}

/** What became of the data since an earlier release: nothing, reviews were only added, or earlier figures changed. */
export type DataSince = 'same' | 'grown' | 'revised';

/** The figures of a release as they are frozen and published (`release/1`): all that an outsider has. */
export interface ReleaseFigures {
  format: 'release/1';
  number: number;
  title: string;
  edition: string;
  unit: 'reviews';
  threshold: number;
  /** Date of the data, in London, and the head of the audit then. */
  as_of: string;
  audit_head: string;
  caution: string;
  origin: 'published' | 'workbench' | 'both';
  /** Reviews that were published or approved before this day are counted. */
  before: string;
  /** Codes with their words and, for categories, the one above; dimensions in which a review has several values are not additive. */
  dimensions: {
    name: Dimension;
    additive: boolean;
    values: { code: string; text: string; parent?: string | null }[];
  }[];
  tables: ReleasedTable[];
  map: ReleasedMap | null;
  reliability: {
    category: string;
    alpha: number | null;
    low: number | null;
    high: number | null;
    units: number;
    weak: boolean;
    /** The older edition in which it was measured, where nothing was in that of the release. */
    measured_in?: string;
  }[];
  crosswalk: {
    from_edition: string;
    to_edition: string;
    steps: { from: string; change: string; to: string[] }[];
  }[];
  /** By category of an older edition: findings that were split and are not coded again, as a count of reviews. */
  undecided: {
    from_edition: string;
    category: string;
    reviews: number | 'c';
    /** Categories of the release whose figures may lack those reviews; absent in the first releases. */
    lacking?: string[];
    /** Where a table counts by year: of each year; absent where nothing can be said by year. */
    by_year?: { year: string; reviews: number | 'c' }[];
  }[];
  /** Against each earlier release of the edition and origin; absent in the first releases. */
  since?: { release: number; data: DataSince }[];
  corrects: number | null;
  what_changed: string;
}
