import { count, longDate } from '../http/dates';
import { categoryHref } from '../typology/typology-pages';
import type { Agreement } from './agreement';
import { LEAST_ALPHA, weaknessOf } from './reliability-queries';
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

/** views/components/figures-table, as far as it is used here. */
interface Figures {
  id: string;
  caption: string;
  head: { text: string; detail?: string }[];
  rows: {
    text: string;
    href?: string;
    total?: boolean;
    cells: { text: string; mark?: { sign: string; text: string } }[];
  }[];
}

/** The mark beside a figure, with why. */
export function markOf(known: { alpha: number | null }): { mark?: { sign: string; text: string } } {
  const why = weaknessOf(known);
  return why === null ? {} : { mark: { sign: '▽', text: why } };
}

/** How a sample came out, in words and tables. */
export interface AgreementPart {
  frozen: string;
  lead: string;
  weak: boolean;
  overall: Figures;
  explained: string[];
  categories: Figures & { note: string };
  /** Categories of which nothing can be told. */
  unmeasured: { summary: string; text: string } | null;
  confused: { text: string; findings: string }[];
}

/** How coders agree, with what each figure is. */
export function agreementPart(
  sample: Pick<WholeSample, 'edition' | 'state' | 'closed_at'>,
  result: SampleResult,
): AgreementPart {
  const { decisions, sets, coded } = result;
  const weak = decisions.alpha === null || decisions.alpha < LEAST_ALPHA;
  const row = (what: string, { alpha, interval, kappa, percent: same, units }: Agreement) => ({
    text: what,
    cells: [
      figure(alpha),
      between(interval),
      kappas(kappa),
      percent(same),
      units.toLocaleString('en-GB'),
    ].map((text) => ({ text })),
  });
  const told = result.categories.filter((one) => one.alpha !== null);
  const untold = result.categories.filter((one) => one.alpha === null);
  const names = new Map(result.categories.map(({ category, name }) => [category, name]));
  return {
    frozen:
      sample.state === 'closed'
        ? `As it came out when the sample was closed on ${longDate(sample.closed_at ?? '')}. What is settled afterwards changes nothing here.`
        : 'As it stands now. It is kept for good when the sample is closed.',
    lead: `Krippendorff’s alpha is ${figure(decisions.alpha)} (95% interval ${between(decisions.interval)}). The coders gave the same codes to ${result.same} of ${count(coded, 'finding')}, and share at least one code in ${result.shared}.`,
    weak,
    overall: {
      id: 'overall',
      caption: 'Agreement over all',
      head: ['Compared', 'Alpha', '95% interval', 'Kappa', 'Same', 'Units'].map((text) => ({ text })),
      rows: [row('Decisions', decisions), row('Sets of codes', sets)],
    },
    explained: [
      `Decisions: for each of the ${count(coded, 'finding')} and each code of edition ${sample.edition}, whether the code itself was given or not. This is the figure of the whole edition. Most decisions are “not given”, so that the percentage is high by itself; alpha takes account of that.`,
      'Sets of codes: one value a finding, the set of all its codes. Plainer and stricter: sets that only overlap count as different.',
      `Kappa is Cohen’s, ${pairsOf(decisions)}. The interval is a bootstrap of ${result.draws.toLocaleString('en-GB')} draws of whole findings, with the seed of the sample.`,
      'The sample has only findings that had a code, so it says little of how well coders agree that a text states no pattern.',
    ],
    categories: {
      id: 'categories',
      caption: 'Agreement by category',
      head: [
        { text: 'Category' },
        { text: 'Alpha' },
        { text: '95% interval' },
        { text: 'Same' },
        ...result.coders.map((text) => ({ text: 'Given', detail: text })),
      ],
      rows: told.map((one) => ({
        text: one.name,
        href: categoryHref(sample.edition, one.category),
        total: one.part,
        cells: [
          {
            text: figure(one.alpha),
            ...markOf(one),
          },
          { text: between(one.interval) },
          { text: percent(one.percent) },
          ...one.given.map((n) => ({ text: String(n) })),
        ],
      })),
      note: `▽ marks what is below ${LEAST_ALPHA}, not reliable enough: figures of that category are marked wherever they are shown. A part holds when any of its codes was given. Look at how often a category was given before you look at its figure: of one or two findings even an interval of 1.00 to 1.00 says little.`,
    },
    unmeasured:
      untold.length === 0
        ? null
        : {
            summary: `${untold.length === 1 ? 'One category is' : `${untold.length} categories are`} not measured ▽`,
            text: `Every coder, or none, gave ${untold.length === 1 ? 'it' : 'each of these'} in every finding, so that there is no figure: ${untold.map(({ name }) => name).join(' · ')}.`,
          },
    confused: result.confused.map(({ one, other, findings }) => ({
      text: `${names.get(one) ?? one} – ${other === null ? 'nothing in its place' : (names.get(other) ?? other)}`,
      findings: count(findings, 'finding'),
    })),
  };
}

/** One kappa, or from the least to the greatest of several pairs. */
function kappas(pairs: Agreement['kappa']): string {
  const known = pairs.flatMap(({ kappa }) => (kappa === null ? [] : [kappa])).sort((a, b) => a - b);
  const [least, greatest] = [known[0], known.at(-1)];
  if (pairs.length < 2 || least === undefined || greatest === undefined) return figure(least ?? null);
  return `${figure(least)} to ${figure(greatest)}`;
}

/** Whose kappa it is; of several pairs, each with its own. */
function pairsOf({ kappa }: Agreement): string {
  const [only] = kappa;
  if (only && kappa.length === 1) return `for ${only.coders.join(' and ')}`;
  const each = kappa.map(({ coders, kappa: value }) => `${coders.join(' and ')} ${figure(value)}`);
  return `of each pair; the table has the least and the greatest. Of decisions: ${each.join('; ')}`;
}
