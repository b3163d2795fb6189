/** Which figures a correction prints otherwise than the release that it corrects. Pure. */
import { count } from '../http/dates';
import { DIMENSIONS, type Dimension } from './dimensions';
import { textsOf } from './release-csv';
import type { ReleaseFigures } from './release-figures';
import { printedFigures } from './release-states';

/** views/national/release-changes */
export interface ReleaseChanges {
  said: string;
  /** The release that is corrected. */
  before: number;
  rows: { text: string; format?: 'numeric' }[][];
  /** How many more there are. */
  more: string;
}

const MOST_LISTED = 100;

/** What differs between the figures that two releases both print, and how much only one of them has. */
export function changesBetween(before: ReleaseFigures, now: ReleaseFigures): ReleaseChanges {
  const [was, is] = [printedFigures(before), printedFigures(now)];
  const both = [...is].filter(([id]) => was.has(id));
  const changed = both.filter(([id, figure]) => was.get(id) !== figure);
  const added = is.size - both.length;
  const dropped = was.size - both.length;
  const only = [
    ...(added > 0 ? [`${count(added, 'figure')} ${added === 1 ? 'is' : 'are'} new`] : []),
    ...(dropped > 0
      ? [`${count(dropped, 'figure')} of release ${before.number} ${dropped === 1 ? 'is' : 'are'} not here`]
      : []),
  ];
  const first =
    changed.length === 0
      ? `All ${count(both.length, 'figure')} that both print are the same.`
      : `${count(changed.length, 'figure')} of the ${both.length.toLocaleString('en-GB')} that both print ${changed.length === 1 ? 'is' : 'are'} not the same.`;
  return {
    before: before.number,
    said: [first, ...(only.length > 0 ? [`${only.join(', and ')}.`] : [])].join(' '),
    rows: changed
      .slice(0, MOST_LISTED)
      .map(([id, figure]) => [
        { text: wordsOf(now, id) },
        { text: figureIn(was.get(id)), format: 'numeric' as const },
        { text: figureIn(figure), format: 'numeric' as const },
      ]),
    more:
      changed.length > MOST_LISTED
        ? `And ${(changed.length - MOST_LISTED).toLocaleString('en-GB')} more: compare the files.`
        : '',
  };
}

const figureIn = (figure: number | 'c' | undefined): string =>
  typeof figure === 'number' ? figure.toLocaleString('en-GB') : (figure ?? '');

/** A figure's id in words: “category: Tools, year: 2014”. */
function wordsOf(figures: ReleaseFigures, id: string): string {
  const parts = JSON.parse(`[${id}]`) as string[][];
  if (parts.length === 0) return 'All reviews';
  return parts
    .map(([name = '', label = '', ...rest]) => {
      if (name === 'undecided') return `to be coded again from edition ${[label, ...rest].join(', ')}`;
      const isDimension = name in DIMENSIONS;
      const text = isDimension ? textsOf(figures, name as Dimension).get(label) : undefined;
      return `${isDimension ? DIMENSIONS[name as Dimension].label : name}: ${text ?? label}`;
    })
    .join(', ');
}
