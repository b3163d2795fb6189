import { MARK } from './search-marks';

/** A run of words, and whether it is what was looked for. */
export interface Run {
  text: string;
  hit: boolean;
}

/** Words round a hit, with signs that they begin or end in the middle of a sentence. */
export function excerpt(fragment: string, words: string): Run[] {
  const runs = runsOf(fragment, words);
  const text = runs.map((run) => run.text).join('');
  const sign = (shown: boolean, mark: string): Run[] => (shown ? [{ text: mark, hit: false }] : []);
  return [
    ...sign(/^[\s\p{Ll}]/u.test(text), '… '),
    ...runs,
    ...sign(/[\p{L}\p{N},;:]\s*$/u.test(text), ' …'),
  ];
}

const EDGES = new RegExp(`^\\s*${MARK.field}\\s*|\\s*${MARK.field}\\s*$`, 'g');

/** A fragment as runs of words: by the marks in it, or where the words stand as they were typed. */
export function runsOf(fragment: string, words: string): Run[] {
  const text = fragment
    .replace(EDGES, '')
    .replaceAll(MARK.between, ' … ')
    .replaceAll(MARK.field, ' · ')
    .replaceAll(MARK.less, '<')
    .replace(/\s+/g, ' ');
  const pieces = text.includes(MARK.start)
    ? text.split(MARK.start).flatMap((piece, index) => {
        const [hit = '', after] = piece.split(MARK.end);
        return index === 0 || after === undefined
          ? [{ text: piece.replaceAll(MARK.end, ''), hit: false }]
          : [
              { text: hit, hit: true },
              { text: after, hit: false },
            ];
      })
    : literalRuns(text, words);
  return pieces.filter((run) => run.text !== '');
}

function literalRuns(text: string, words: string): Run[] {
  const literal = words.replace(/\s+/g, ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text
    .split(new RegExp(`(${literal})`, 'iu'))
    .map((piece, index) => ({ text: piece, hit: index % 2 === 1 }));
}
