import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { agreementPart, figure, type AgreementPart } from './agreement-pages';
import { ORIGINS } from './sample-forms';
import { markedInWords } from './reliability-queries';
import { ALL, resultOf } from './sample-closing';
import { closingPart, type ClosingPart } from './sample-closing-pages';
import { differs } from './samples';
import type { SampleLine, Standing, WholeSample } from './sample-queries';

export const sampleHref = (id: string): string => `/coding/samples/${id}`;
export const comparedHref = (id: string, findingId: string): string =>
  `${sampleHref(id)}/findings/${findingId}`;

/** views/coding/samples */
export interface SamplesPage {
  samples: { href: string; text: string; detail: string; state: string }[];
  /** What the figures of the edition in force rest on. */
  worth: string;
  canDraw: boolean;
  nothing: string;
  able: string;
  form: { size: string; seed: string; origin: string };
  origins: { value: string; text: string; hint: { text: string } }[];
  errors: Record<string, { text: string }>;
}

export function samplesPage(
  list: {
    samples: SampleLine[];
    edition: string | null;
    published: number;
    workbench: number;
    next: number;
    stands: Standing[];
    /** Of the edition in force. */
    categories: string[];
  },
  typed: Typed | null,
  problems: readonly Problem[],
): SamplesPage {
  const { edition, published, workbench } = list;
  const filled = (name: string, otherwise: string): string => (typed ? typedText(typed, name) : otherwise);
  const able = { published, workbench, both: published + workbench };
  return {
    samples: list.samples.map((sample) => ({
      href: sampleHref(sample.id),
      text: `Sample ${sample.number}, edition ${sample.edition}`,
      detail: `${count(sample.size, 'finding')}, drawn on ${longDate(sample.drawn_at)}. ${standing(sample)}`,
      state: sample.state === 'closed' ? `alpha ${figure(sample.alpha)}` : 'open',
    })),
    worth: worthOf(edition, list),
    canDraw: able.both > 0,
    nothing: `A sample is drawn from findings that stand in a category of the edition in force${edition ? ` (${edition})` : ''}. None does yet: code published findings first.`,
    able: `${count(able.both, 'finding')} ${able.both === 1 ? 'is' : 'are'} coded in edition ${edition ?? ''} and can be drawn.`,
    form: {
      size: filled('size', String(Math.min(80, able.published || able.both))),
      seed: filled('seed', `${edition ?? ''}-${list.next}`),
      origin: filled('origin', published > 0 ? 'published' : 'workbench'),
    },
    origins: (['published', 'workbench', 'both'] as const).map((value) => ({
      value,
      text: ORIGINS[value],
      hint: { text: count(able[value], 'finding') },
    })),
    errors: errorsByField(problems),
  };
}

function worthOf(
  edition: string | null,
  { stands, categories }: { stands: readonly Standing[]; categories: readonly string[] },
): string {
  if (edition === null) return '';
  if (stands.length === 0) {
    return `Nothing is known yet of how reliable the coding of edition ${edition} is: no sample was closed for it.`;
  }
  const whole = stands.find(({ category }) => category === ALL);
  const known = new Map(stands.map(({ category, alpha }) => [category, alpha]));
  const over = whole
    ? `The figures of edition ${edition} rest on sample ${whole.sample}, with ${count(whole.units, 'finding')} coded twice: alpha ${figure(whole.alpha)} over the whole.`
    : `The coding of edition ${edition} was not tested itself: what is known was measured in edition ${stands[0]?.edition ?? ''}.`;
  return `${over} ${markedInWords(categories.map((category) => ({ category, alpha: known.get(category) ?? null })))}`;
}

function standing({ state, given, coded, twice, size, counts }: SampleLine): string {
  if (state === 'closed')
    return `Closed with ${twice} of ${size} coded twice${counts ? '' : ', for the record only'}.`;
  return given === 0 ? 'Given to no one yet.' : `${coded} of ${given} coded.`;
}

/** views/coding/sample */
export interface SamplePage {
  title: string;
  open: boolean;
  state: string;
  facts: { key: { text: string }; value: { text: string } }[];
  strata: { head: object[]; rows: object[][]; caption: string };
  coders: { name: string; progress: string; takeBack: string | null; id: string; left: string }[];
  give: {
    items: { value: string; text: string; hint: { text: string } }[];
    none: string | null;
    form: { coder: string; which: string; most: string };
  } | null;
  /** Why nothing is compared yet. */
  waits: string | null;
  agreement: AgreementPart | null;
  comparison: { href: string; text: string; button: string } | null;
  close: ClosingPart | null;
  action: string;
  errors: Record<string, { text: string }>;
}

export function samplePage(
  sample: WholeSample,
  typed: { given: Typed | null; closed: Typed | null },
  problems: readonly Problem[],
): SamplePage {
  const open = sample.state === 'open';
  const codings = sample.findings.flatMap(({ codings: all }) => all);
  const waiting = codings.filter(({ tags }) => tags === null).length;
  const coded = codings.length - waiting;
  // While someone still codes, nothing is compared: who hands out would otherwise see where it goes.
  const comparable = !open || (coded > 0 && waiting === 0);
  const result = sample.result ?? (comparable ? resultOf(sample) : null);
  return {
    title: `Sample ${sample.number}`,
    open,
    state: open ? 'Open' : `Closed on ${longDate(sample.closed_at ?? '')} by ${sample.closed_by ?? ''}`,
    facts: [
      ['Edition', sample.edition],
      ['Findings', `${sample.size}, from ${ORIGINS[sample.origin].toLowerCase()}`],
      ['Seed', sample.seed],
      ['Drawn', `${longDate(sample.drawn_at)}, by ${sample.drawn_by}`],
      [
        'Standing',
        open ? 'Open' : `Closed on ${longDate(sample.closed_at ?? '')}, by ${sample.closed_by ?? ''}`,
      ],
      ...(open ? [] : [['Is for', usedFor(sample)]]),
    ].map(([key = '', value = '']) => ({ key: { text: key }, value: { text: value } })),
    strata: strataOf(sample),
    coders: sample.coders.map(({ id, name }) => {
      const own = codings.filter(({ coder }) => coder === id);
      const left = own.filter(({ tags }) => tags === null).length;
      return {
        id,
        name,
        progress: `${own.length - left} of ${own.length} coded`,
        takeBack: open && left > 0 ? `${sampleHref(sample.id)}/taking-back` : null,
        left: count(left, 'finding'),
      };
    }),
    give: open ? giveOf(sample, typed.given) : null,
    waits: comparable ? null : waitsOf(sample, waiting),
    agreement: result && agreementPart(sample, result),
    comparison: comparable ? comparisonOf(sample) : null,
    close:
      open && result ? closingPart(sample, result, `${sampleHref(sample.id)}/closing`, typed.closed) : null,
    action: sampleHref(sample.id),
    errors: errorsByField(problems),
  };
}

function usedFor({ counts, counts_because, edition, number, stands }: WholeSample): string {
  const because = counts_because === '' ? '' : `: ${counts_because}`;
  if (!counts) return `The record only${because}`;
  const rest = stands.filter((one) => one.sample === number).length;
  const now =
    rest === 0
      ? 'no figure of it rests on this sample any more: a later one took its place'
      : rest < stands.length
        ? 'some of its figures rest on this sample, others on another'
        : 'its figures rest on this sample';
  return `Edition ${edition}${because}; ${now}`;
}

function comparisonOf(sample: WholeSample): NonNullable<SamplePage['comparison']> {
  const { show = '', ...words } = comparisonWords(sample);
  return { href: `${sampleHref(sample.id)}/comparison${show}`, ...words };
}

function comparisonWords({ findings }: WholeSample): { text: string; button: string; show?: string } {
  const different = findings.filter(differs);
  const left = different.filter(({ settled_at }) => settled_at === null).length;
  if (different.length === 0)
    return { text: 'The coders do not differ.', button: 'Read all codings', show: '?show=all' };
  const said = `The coders differ in ${count(different.length, 'finding')}`;
  return left === 0
    ? { text: `${said}, all settled.`, button: 'Read the differences' }
    : {
        text: `${said}, ${left === different.length ? 'none settled yet' : `${left} not settled`}.`,
        button: 'Settle the differences',
      };
}

function waitsOf({ findings }: WholeSample, waiting: number): string {
  if (findings.every(({ codings }) => codings.length === 0))
    return 'Give the findings to a coder first. When all are coded, the two codings stand here side by side.';
  const open = findings.filter(({ codings }) => codings.some(({ tags }) => tags === null)).length;
  return `${count(waiting, 'coding')} of ${count(open, 'finding')} ${waiting === 1 ? 'is' : 'are'} still to be done. When none is, all codings and their agreement stand here.`;
}

function giveOf(sample: WholeSample, typed: Typed | null): SamplePage['give'] {
  const able = sample.candidates.filter(({ may }) => may > 0);
  const filled = (name: string, otherwise: string): string => (typed ? typedText(typed, name) : otherwise);
  return {
    items: able.map(({ id, name, may }) => ({
      value: id,
      text: name,
      hint: { text: `May code ${may} more of ${sample.size}` },
    })),
    none:
      able.length > 0
        ? null
        : 'No one can be given more of this sample. A coder is a lead reviewer who is accredited today, has no national role, and had nothing to do with the finding or its review.',
    form: { coder: filled('coder', ''), which: filled('which', 'rest'), most: filled('most', '') },
  };
}

function strataOf({ findings, categories }: WholeSample): SamplePage['strata'] {
  const drawn = findings.map(({ first_tags }) => first_tags.map(({ category }) => category).sort()[0] ?? '');
  return {
    caption: 'Findings drawn, by the first of their codes',
    head: [{ text: 'Category' }, { text: 'Findings', format: 'numeric' }],
    rows: categories
      .map(({ code, name }) => ({ name, code, n: drawn.filter((one) => one === code).length }))
      .filter(({ n }) => n > 0)
      .map(({ name, code, n }) => [{ text: `${name} (${code})` }, { text: String(n), format: 'numeric' }]),
  };
}
