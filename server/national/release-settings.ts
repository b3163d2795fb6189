/** What can be asked of a release: its tables, and which of them are offered. Pure. */
import { DIMENSIONS, dimension, inWords, type Dimension } from './dimensions';

export type ReleaseOrigin = 'published' | 'workbench' | 'both';

export const ORIGIN_WORDS: Record<ReleaseOrigin, string> = {
  both: 'Published reviews and those made in the workbench',
  published: 'Published reviews alone',
  workbench: 'Reviews made in the workbench alone',
};

/** What a release was asked to hold, as it is kept with it. */
export interface ReleaseSettings {
  edition: string;
  origin: ReleaseOrigin;
  /** Reviews dated before this day, ISO. */
  before: string;
  /** Dimensions of each table. */
  tables: Dimension[][];
  /** Whether the map of what occurs together is in it. */
  map: boolean;
  /** Which categories tables by category and something else, and the map, count; absent in the first releases: all. */
  categories?: CategoryChoice;
}

export type CategoryChoice = 'main' | 'all';

export const CATEGORY_WORDS: Record<CategoryChoice, string> = {
  main: 'The main ones alone, so that less is hidden',
  all: 'Those below them too',
};

/** Whether a table counts the main categories alone: by itself a category always has its own figure. */
export function isOfMain(
  { categories }: Pick<ReleaseSettings, 'categories'>,
  by: readonly Dimension[],
): boolean {
  return categories === 'main' && by.length > 1 && by.includes('category');
}

export const MOST_EXTRA_TABLES = 6;

/**
 * Offered with a box each; those marked are ticked to begin with: with the number of reviews that there are in a year,
 * most figures of larger tables are small.
 */
export const OFFERED_TABLES: readonly { by: Dimension[]; standard: boolean }[] = [
  { by: ['category'], standard: true },
  { by: ['year'], standard: true },
  { by: ['region'], standard: true },
  { by: ['outcome'], standard: true },
  { by: ['age_band'], standard: true },
  { by: ['journey_stage'], standard: true },
  { by: ['method'], standard: false },
  { by: ['category', 'year'], standard: false },
  { by: ['category', 'region'], standard: false },
  { by: ['category', 'outcome'], standard: true },
  { by: ['category', 'age_band'], standard: false },
  { by: ['category', 'journey_stage'], standard: false },
  { by: ['category', 'origin'], standard: false },
  { by: ['region', 'year'], standard: false },
  { by: ['kind', 'outcome'], standard: false },
  { by: ['age_band', 'outcome'], standard: false },
];

/** `category-by-age-band`: names a table's files and its place on the page. */
export function tableName(by: readonly Dimension[]): string {
  return by.join('-by-').replaceAll('_', '-');
}

/** “Reviews by category and year”. */
export function tableTitle(by: readonly Dimension[]): string {
  return `Reviews by ${inWords(by)}`;
}

/** The same dimensions in another order are the same table. */
export function sameTable(one: readonly Dimension[], other: readonly Dimension[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

/** Whether a dimension says anything in a release of this origin. */
export function isOfUse(name: Dimension, origin: ReleaseOrigin): boolean {
  return name !== 'origin' || origin === 'both';
}

/** Whether the figures of a dimension add up to its total. */
export function isAdditive(name: Dimension): boolean {
  return DIMENSIONS[name].level === 'review';
}

/** `Age of the child`, as it stands above a column. */
export function columnHead(name: Dimension): string {
  const { label } = dimension(name);
  return label.charAt(0).toUpperCase() + label.slice(1);
}
