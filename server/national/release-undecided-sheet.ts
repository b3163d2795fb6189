/** What a release lacks because it is not coded again yet: its list, and beside each figure that may lack it. Pure. */
import { ALL } from './disclosure-control';
import type { ReleaseFigures } from './release-figures';
import { columnHead } from './release-settings';
import { conditions, MISSING, REVIEWS, type Column, type Drafted } from './release-sheet';

/** What a figure may lack. */
export const LACKS: Column = {
  name: 'undecided',
  type: 'string',
  title: 'Not in it yet',
  description:
    'Reviews that are not coded again after a category was split, and may come into the figure: the older category, its edition and how many. x: nothing can be said by year.',
};

/** The split categories whose undecided reviews may belong to a category, or to all, in a year or in all. */
export function lackedBy({ undecided }: ReleaseFigures, category: string, year: string): string {
  return undecided
    .filter(({ reviews, lacking = [] }) => reviews !== 0 && [...lacking, ALL].includes(category))
    .map(({ from_edition, category: split, reviews, by_year }) => {
      const inYear = by_year ? (by_year.find((one) => one.year === year)?.reviews ?? 0) : 'x';
      return { split: `${split} (${from_edition})`, figure: year === ALL ? reviews : inYear };
    })
    .filter(({ figure }) => figure !== 0)
    .map(({ split, figure }) => `${split}: ${figure}`)
    .join('; ');
}

const YEAR: Column = {
  name: 'year',
  type: 'string',
  title: columnHead('year'),
  description: `${ALL}: all years. Of a category without years, nothing can be said by year; of others, a year that is not here has none.`,
};

/** The list of what is undecided; empty where there is none. */
export function undecidedSheet(figures: ReleaseFigures): Drafted[] {
  if (figures.undecided.length === 0) return [];
  const { columns, cells } = conditions(figures);
  const isByYear = figures.undecided.some(({ by_year }) => by_year);
  return [
    {
      name: 'undecided',
      title: 'Reviews whose findings were coded in a category that was split, and are not coded again yet',
      key: ['from_edition', 'category', ...(isByYear ? ['year'] : [])],
      missing: MISSING,
      columns: [
        { name: 'from_edition', type: 'string', title: 'Older edition' },
        { name: 'category', type: 'string', title: 'Category of the older edition' },
        {
          name: 'lacking',
          type: 'string',
          title: 'Categories whose figures may lack them',
          description: 'Codes of the edition, with spaces between.',
        },
        ...(isByYear ? [YEAR] : []),
        REVIEWS,
        ...columns,
      ],
      rows: figures.undecided.flatMap(({ from_edition, category, reviews, lacking = [], by_year = [] }) =>
        [{ year: ALL, reviews }, ...by_year].map((one) => [
          from_edition,
          category,
          lacking.join(' '),
          ...(isByYear ? [one.year] : []),
          one.reviews,
          ...cells,
        ]),
      ),
    },
  ];
}
