import { count } from '../http/dates';
import { typedText, type Typed } from '../http/typed';
import { between, figure, markOf } from './agreement-pages';
import type { SampleResult } from './sample-agreement';
import { ALL, closingSeen, measuredIn, replaces, restsOnLess, standsOn } from './sample-closing';
import type { Measured, WholeSample } from './sample-queries';

/** The end of views/coding/sample: what closing does, and the form. */
export interface ClosingPart {
  action: string;
  seen: string;
  words: string;
  /** What the figures rest on now and would rest on; null where nothing is known yet, so that nothing is replaced. */
  changes: {
    id: string;
    caption: string;
    head: { text: string; detail?: string }[];
    rows: {
      text: string;
      total: boolean;
      cells: { text: string; mark?: { sign: string; text: string } }[];
    }[];
    note: string;
  } | null;
  uses: { value: string; text: string; hint: { text: string } }[];
  form: { use: string; because: string };
  reason: string;
}

/** What is replaced when a sample is closed, category by category where it changes, before it is closed. */
export function closingPart(
  sample: WholeSample,
  result: SampleResult,
  action: string,
  typed: Typed | null,
): ClosingPart {
  const before = standsOn(sample);
  const less = restsOnLess(sample, result);
  const found = measuredIn(result);
  const older = new Map(sample.stands.map((one) => [one.category, one]));
  const changed = found.filter((one) => isChanged(one, older.get(one.category)));
  const names = new Map(result.categories.map(({ category, name }) => [category, name]));
  const filled = (name: string, otherwise: string): string => (typed ? typedText(typed, name) : otherwise);
  return {
    action,
    seen: closingSeen(sample, result),
    words: wordsOf(sample, result, before),
    changes:
      before === null
        ? null
        : {
            id: 'changes',
            caption: 'What closing it for the edition changes',
            head: [
              { text: 'Category' },
              ...['now', 'then'].flatMap((detail) =>
                ['Alpha', '95% interval', 'Findings'].map((text) => ({ text, detail })),
              ),
            ],
            rows: changed.map((one) => {
              const was = older.get(one.category);
              return {
                text: one.category === ALL ? 'The whole edition' : (names.get(one.category) ?? one.category),
                total: one.category === ALL,
                cells: [...cellsOf(was), ...cellsOf(replaces(one, was) ? one : was)],
              };
            }),
            note: noteOf(
              found.length - changed.length,
              found.filter((one) => !replaces(one, older.get(one.category))).length,
            ),
          },
    uses: [
      {
        value: 'edition',
        text: `The figures of edition ${sample.edition} rest on it`,
        hint: {
          text: less
            ? `They then rest on ${count(result.coded, 'finding')}, where they rest on ${before ?? 0} now. Say why below.`
            : `They then rest on ${count(result.coded, 'finding')}.`,
        },
      },
      {
        value: 'record',
        text: 'Keep it for the record only',
        hint: { text: 'How it came out is kept and shown here, and replaces nothing. Say why below.' },
      },
    ],
    form: { use: filled('use', less ? 'record' : 'edition'), because: filled('because', '') },
    reason:
      'Wanted where the figures are not to rest on it, or rest on fewer findings than now. It is kept with the sample.',
  };
}

function wordsOf(
  { stands, edition, size, findings }: WholeSample,
  { coded }: SampleResult,
  before: number | null,
): string {
  const never = findings.filter(({ codings }) => codings.length === 0).length;
  const left =
    never === 0
      ? ''
      : ` ${never} of the ${count(size, 'finding')} ${never === 1 ? 'was' : 'were'} never given out: closing leaves ${never === 1 ? 'it' : 'them'} out for good.`;
  const all = `All that was given out is coded.${left} How it came out, with ${count(coded, 'finding')} coded twice, is kept for good. Differences can be settled before or after; the agreement stays as it came out.`;
  if (before === null)
    return `${all} Nothing is known yet of how reliable the coding of edition ${edition} is.`;
  const own = stands.find(({ category }) => category === ALL);
  return own
    ? `${all} The figures of edition ${edition} rest on sample ${own.sample} now, with ${count(own.units, 'finding')}.`
    : `${all} The figures of edition ${edition} rest on what was measured in edition ${stands[0]?.edition ?? ''} now, as far as its categories are still the same.`;
}

function isChanged(one: Measured, was: Measured | undefined): boolean {
  if (!replaces(one, was)) return false;
  return JSON.stringify(cellsOf(one)) !== JSON.stringify(cellsOf(was));
}

function cellsOf(one: Measured | undefined): { text: string; mark?: { sign: string; text: string } }[] {
  if (!one) return [{ text: 'not measured', ...markOf({ alpha: null }) }, { text: '–' }, { text: '–' }];
  const { alpha, low, high, units } = one;
  return [
    { text: alpha === null ? 'not measured' : figure(alpha), ...markOf(one) },
    { text: between(low === null || high === null ? null : [low, high]) },
    { text: String(units) },
  ];
}

const categories = (n: number): string => (n === 1 ? 'one category' : `${n} categories`);

function noteOf(same: number, kept: number): string {
  const stay =
    kept === 0
      ? ''
      : ` Of ${categories(kept)} this sample tells nothing, because nobody or everybody gave ${kept === 1 ? 'it' : 'them'}: what was known before stays.`;
  return `▽ marks what is below 0.667, not reliable enough, or not measured. ${same === 0 ? 'No other category changes.' : `Figures of ${categories(same)} do not change.`}${stay}`;
}
