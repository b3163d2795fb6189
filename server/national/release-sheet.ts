/** One table or list of a release, before it is a file of any kind. Pure. */
import type { ReleaseFigures } from './release-figures';

export type Cell = string | number | null;

export interface Column {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean';
  title: string;
  description?: string;
  /** The values that it may have; they are all written without a guard. */
  values?: string[];
}

/** One table or list, as it is written to a file. */
export interface Sheet {
  /** Without an extension: `category-by-year`. */
  name: string;
  title: string;
  columns: Column[];
  /** Together they name a row. */
  key: string[];
  /** What stands for a value that is not given. */
  missing: string[];
  rows: Cell[][];
  csv: string;
}

export type Drafted = Omit<Sheet, 'csv'>;

export const REVIEWS: Column = {
  name: 'reviews',
  type: 'integer',
  title: 'Reviews',
  description:
    'How many distinct reviews. c: hidden, because it is small or because a small number could be worked out from it. x: there is no such figure.',
};
export const MISSING = ['c', 'x', ''];

/** Whether a figure rests on weak coding, beside each figure that is counted by category. */
export const WEAK: Column = {
  name: 'weak',
  type: 'boolean',
  title: 'Marked',
  description:
    'Two coders agreed too little on a category of the row (alpha below 0.667, or none). Empty: its coding was not tested.',
};

/** Gives that mark for the categories of a row: one that is weak is enough, one that was not tested leaves it open. */
export function weakOf({ reliability }: ReleaseFigures): (categories: readonly string[]) => Cell {
  const tested = new Map(reliability.map(({ category, weak }) => [category, weak]));
  return (categories) => {
    const marks = categories.map((category) => tested.get(category));
    if (marks.includes(true)) return 'true';
    return marks.includes(undefined) ? null : 'false';
  };
}

/** What makes a row tell its own conditions when it is taken out of its file (METHOD section 8: on every export). */
export function conditions(figures: ReleaseFigures): { columns: Column[]; cells: Cell[] } {
  return {
    columns: [
      { name: 'release', type: 'integer', title: 'Release' },
      { name: 'edition', type: 'string', title: 'Typology edition' },
      {
        name: 'threshold',
        type: 'integer',
        title: 'Disclosure threshold',
        description: 'Counts from 1 to this are hidden.',
      },
      { name: 'as_of', type: 'string', title: 'Date of the data' },
      { name: 'caution', type: 'string', title: 'Caution' },
    ],
    cells: [figures.number, figures.edition, figures.threshold, figures.as_of, figures.caution],
  };
}
