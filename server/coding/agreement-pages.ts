import { count, longDate } from '../http/dates';
import { categoryHref } from '../typology/typology-pages';
import type { Agreement } from './agreement';
import { isWeak, LEAST_ALPHA } from './reliability-queries';
import type { SampleResult } from './sample-agreement';
import type { WholeSample } from './sample-queries';

/** `0.857`; a figure that does not exist is `not known`. */
export const figure = (value: number | null): string =>
  value === null ? 'not known' : signed(value.toFixed(3));
const percent = (value: number | null): string => (value === null ? 'not known' : `${value.toFixed(1)}%`);
/** `0.79 to 0.92`. */
export const between = (interval: readonly [number, number] | null): string =>
  interval === null ? 'not known' : `${signed(interval[0].toFixed(2))} to ${signed(interval[1].toFixed(2))}`;
// A real minus sign, and none before a zero.
const signed = (number: string): string => number.replace(/^-(?=0\.0*$)/, '').replace('-', '−');

/** How a sample came out, in words and tables. */
export interface AgreementPart {
  frozen: string;
  lead: string;
  weak: boolean;
  overall: { head: object[]; rows: object[][]; caption: string };
  explained: string[];
  categories: { head: { text: string; detail?: string }[]; rows: object[]; note: string };
  confused: { text: string; findings: string }[];
}

/** How coders agree, with what each figure is. */
export function agreementPart(
  sample: Pick<WholeSample, 'edition' | 'state' | 'closed_at'>,
  result: SampleResult,
): AgreementPart {
  const { decisions, sets, coded } = result;
  const weak = decisions.alpha === null || decisions.alpha < LEAST_ALPHA;
  const row = (what: string, { alpha, interval, kappa, percent: same, units }: Agreement): object[] => [
    { text: what },
    { text: figure(alpha), format: 'numeric' },
    { text: between(interval), format: 'numeric' },
    { text: kappa.map(({ kappa: value }) => figure(value)).join(', '), format: 'numeric' },
    { text: percent(same), format: 'numeric' },
    { text: units.toLocaleString('en-GB'), format: 'numeric' },
  ];
  const names = new Map(result.categories.map(({ category, name }) => [category, name]));
  return {
    frozen:
      sample.state === 'closed'
        ? `As it came out when the sample was closed on ${longDate(sample.closed_at ?? '')}. What is settled afterwards changes nothing here.`
        : 'As it stands now. It is kept for good when the sample is closed.',
    lead: `Krippendorff’s alpha is ${figure(decisions.alpha)} (95% interval ${between(decisions.interval)}). The coders gave the same codes to ${result.same} of ${count(coded, 'finding')}, and share at least one code in ${result.shared}.`,
    weak,
    overall: {
      caption: 'Agreement over all',
      head: [
        { text: 'Compared' },
        ...['Alpha', '95% interval', 'Kappa', 'Same', 'Units'].map((text) => ({ text, format: 'numeric' })),
      ],
      rows: [row('Decisions', decisions), row('Sets of codes', sets)],
    },
    explained: [
      `Decisions: for each of the ${count(coded, 'finding')} and each code of edition ${sample.edition}, whether the code itself was given or not. This is the figure of the whole edition. Most decisions are “not given”, so that the percentage is high by itself; alpha takes account of that.`,
      'Sets of codes: one value a finding, the set of all its codes. Plainer and stricter: sets that only overlap count as different.',
      `Kappa is Cohen’s, for ${result.coders.length > 2 ? 'each pair of these in turn: ' : ''}${result.coders.join(result.coders.length > 2 ? ', ' : ' and ')}. The interval is a bootstrap of ${result.draws.toLocaleString('en-GB')} draws of whole findings, with the seed of the sample.`,
      'The sample has only findings that had a code, so it says little of how well coders agree that a text states no pattern.',
    ],
    categories: {
      head: [
        { text: 'Category' },
        { text: 'Alpha' },
        { text: '95% interval' },
        { text: 'Same' },
        ...result.coders.map((text) => ({ text: 'Given', detail: text })),
      ],
      rows: result.categories.map((one) => ({
        text: one.name,
        href: categoryHref(sample.edition, one.category),
        total: one.part,
        cells: [
          {
            text: figure(one.alpha),
            ...(isWeak({ alpha: one.alpha, category: '', low: null, high: null, units: 0 })
              ? { mark: { sign: '▽', text: 'not reliable enough' } }
              : {}),
          },
          { text: between(one.interval) },
          { text: percent(one.percent) },
          ...one.given.map((n) => ({ text: String(n) })),
        ],
      })),
      note: `▽ marks what is below ${LEAST_ALPHA}, or not known because no coder, or every coder, gave it in every finding: figures of that category are marked wherever they are shown. A part holds when any of its codes was given. Look at how often a category was given before you look at its figure: of one or two findings even an interval of 1.00 to 1.00 says little.`,
    },
    confused: result.confused.map(({ one, other, findings }) => ({
      text: `${names.get(one) ?? one} – ${other === null ? 'nothing in its place' : (names.get(other) ?? other)}`,
      findings: count(findings, 'finding'),
    })),
  };
}
