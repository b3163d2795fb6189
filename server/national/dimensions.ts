import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import { AGE_BANDS, OUTCOMES } from '../reviews/review-words';

/** What stands in a figure for a review or finding that does not say. */
export const NOT_STATED = 'not stated';

/** Kinds of review, published ones included. */
export const KINDS = {
  scr: 'Serious Case Review',
  cspr: 'Child Safeguarding Practice Review',
  near_miss: 'Near miss review',
  other: 'Other review',
} as const;
export const ORIGINS = {
  published: 'Published reviews',
  workbench: 'Made in the workbench',
} as const;

interface DimensionDefinition {
  /** As it stands in “Reviews by …” and, with a capital, above a column. */
  label: string;
  /** The words for no restriction: “all regions”. */
  all: string;
  /**
   * A review has one value of a `review` dimension, so its counts add up. It may have several of a `finding`
   * dimension, and is counted once in each and once in the total.
   */
  level: 'review' | 'finding';
  /** Known values and their words, where the database does not hold them. */
  values?: Readonly<Record<string, string>>;
}

const open = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...values,
  [NOT_STATED]: 'Not stated',
});

/** What the national figures can be counted by, in the order of CONTRACT “API, version 1”. */
export const DIMENSIONS = {
  category: { label: 'category', all: 'all categories', level: 'finding' },
  region: { label: 'region', all: 'all regions', level: 'review' },
  year: { label: 'year', all: 'all years', level: 'review' },
  kind: { label: 'kind of review', all: 'all kinds of review', level: 'review', values: open(KINDS) },
  outcome: { label: 'outcome', all: 'all outcomes', level: 'review', values: open(OUTCOMES) },
  age_band: { label: 'age of the child', all: 'all ages', level: 'review', values: open(AGE_BANDS) },
  journey_stage: {
    label: 'stage of the child’s journey',
    all: 'all stages',
    level: 'finding',
    values: open(JOURNEY_STAGES),
  },
  method: { label: 'method', all: 'all methods', level: 'review' },
  extent: { label: 'extent', all: 'all extents', level: 'finding', values: open(EXTENTS) },
  polarity: { label: 'polarity', all: 'both polarities', level: 'finding', values: open(POLARITIES) },
  origin: { label: 'origin', all: 'published and workbench', level: 'review', values: ORIGINS },
} as const satisfies Record<string, DimensionDefinition>;

export type Dimension = keyof typeof DIMENSIONS;
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[];

export function isDimension(name: string): name is Dimension {
  return Object.hasOwn(DIMENSIONS, name);
}

/** The definition, with what only some of them have. */
export function dimension(name: Dimension): DimensionDefinition {
  return DIMENSIONS[name];
}

/** `category`, `category and region`, `category, region and year`, in words. */
export function inWords(by: readonly Dimension[]): string {
  const words = by.map((name) => dimension(name).label);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
