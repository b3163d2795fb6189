import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../database/with-actor';
import { ALL } from './disclosure-control';
import { protectFigures, type Figure } from './aggregates-protection';
import { figuresAmong } from './chart-figures';
import { countReviews, planCount, yearSpans, type CountPlan, type Counts } from './aggregates-queries';
import { DIMENSIONS, NOT_STATED, dimension, type Dimension } from './dimensions';
import { markedReliability, type MarkedReliability } from './national-reliability';
import { QuestionRefused, shown, type Question } from './question';
import { releasesOutFor, standingOf } from './released-figures';
import { undecidedOf, unfittedOf, type PrintedIn, type Undecided, type Unfitted } from './undecided';

/** One figure: a value of each dimension, and how many reviews. */
export type FigureRow = Partial<Record<Dimension, string>> & { reviews: Figure };

/** A value of a dimension, as it is coded and as a person reads it. */
export interface Value {
  code: string;
  text: string;
  /** For a category: the one above it. */
  parent?: string | null;
  /** It is not among the values that figures exist for. */
  missing?: true;
}

export interface Aggregate {
  edition: string;
  by: Dimension[];
  unit: 'reviews';
  threshold: number;
  /** Date of the data, in London. */
  as_of: string;
  audit_head: string;
  caution: string;
  /** Every combination of values, zeros too. */
  rows: FigureRow[];
  /** The grand total, and every total with `(all)` standing for a summed dimension. */
  totals: { reviews: Figure; rows: FigureRow[] };
  /** What the edition lacks until a person has coded it again, for all its reviews, whatever the filters. */
  undecided: Undecided[];
  /** What fits no category of the edition, for all its reviews too; null where nothing waits. */
  unfitted: Unfitted | null;
  /** How far coders agree about each category and the whole edition; empty while that has not been tested. */
  reliability: MarkedReliability[];
}

/** An aggregate with what a page and a file say round it. */
export interface Answer {
  aggregate: Aggregate;
  question: Question;
  /** The values shown of each dimension counted by, in order. */
  values: Partial<Record<Dimension, Value[]>>;
  /** Every value of every dimension in this edition, for the question's form. */
  choices: Record<Dimension, Value[]>;
  editions: string[];
}

export interface DisclosureSettings {
  threshold: number;
  /** ISO date of the day in London. */
  today: string;
  /** Refuse a question of more figures than this, totals too. */
  mostFigures?: number;
}

/** METHOD section 8, on every export. */
export const CAUTION =
  'High or low numbers are not a measure of performance: they show where to ask questions.';

/**
 * Counts distinct reviews for a question, under disclosure control (METHOD section 8).
 * @param tx of the national role, read-only
 * @throws QuestionRefused when the edition or a value is not known
 */
export async function aggregate(tx: Tx, question: Question, settings: DisclosureSettings): Promise<Answer> {
  return withLacking(tx, await figuresOf(tx, question, settings), settings);
}

/** Says besides what the figures lack until a person has decided on it. */
export async function withLacking(tx: Tx, answer: Answer, settings: DisclosureSettings): Promise<Answer> {
  const { edition, threshold } = answer.aggregate;
  const years = answer.values.year?.map(({ code }) => code) ?? null;
  const printedIn = printedWith(tx, { threshold, today: settings.today });
  const undecided = await undecidedOf(tx, edition, threshold, years, printedIn);
  const unfitted = await unfittedOf(tx, edition, threshold, printedIn);
  return { ...answer, aggregate: { ...answer.aggregate, undecided, unfitted } };
}

/** The printed figures of whole editions, each table read once. */
function printedWith(tx: Tx, settings: DisclosureSettings): PrintedIn {
  const read = new Map<string, ReturnType<PrintedIn>>();
  return (edition, by) => {
    const name = JSON.stringify([edition, by]);
    const known = read.get(name);
    if (known) return known;
    const whole = figuresOf(tx, { edition, by: [...by], filters: {} }, settings).then(
      ({ aggregate: { rows, totals } }) => figuresAmong(by, [...rows, ...totals.rows]),
    );
    read.set(name, whole);
    return whole;
  };
}

/**
 * The same without what is undecided, for those who look up single figures.
 * @throws QuestionRefused when the edition or a value is not known, or there are too many figures
 */
export async function figuresOf(tx: Tx, question: Question, settings: DisclosureSettings): Promise<Answer> {
  const isPeriod = question.from !== undefined || question.to !== undefined;
  const plan = planCount(question, isPeriod ? await yearSpans(tx, question.edition) : []);
  const counts = await countReviews(tx, plan);
  const edition = counts.edition;
  if (edition === null) {
    const message = `edition has ${shown(question.edition ?? '')}, which is none of ${counts.editions.join(', ')}`;
    throw new QuestionRefused([{ field: 'edition', message }]);
  }
  const choices = valuesOf(counts);
  checkValues(question, choices, counts, edition);
  const values = Object.fromEntries(
    question.by.map((name) => [name, shownValues(question, name, choices[name])]),
  ) as Answer['values'];
  checkSize(question, values, settings.mostFigures);
  const labels = Object.fromEntries(
    plan.dimensions.map((name) => [name, choices[name].map(({ code }) => code)]),
  );
  const parents = Object.fromEntries(counts.categories.map(({ code, parent }) => [code, parent]));
  const beside = await countedBeside(tx, plan, counts, edition);
  const released = await releasesOutFor(tx);
  const figureAt = await protectFigures(
    {
      plan,
      cells: counts.cells,
      labels,
      parents,
      beside,
      standing: (at, reviews) => standingOf(released, { edition, labels: at, reviews }, settings.threshold),
    },
    settings.threshold,
  );
  const rows: FigureRow[] = [];
  const totals: FigureRow[] = [];
  for (const at of combinations(question.by.map((name) => [...(values[name] ?? []), TOTAL]))) {
    const coordinates = at.map(({ code }) => code);
    const row: FigureRow = {
      ...Object.fromEntries(question.by.map((name, k) => [name, coordinates[k] ?? ALL])),
      reviews: at.some(({ missing }) => missing) ? 'x' : figureAt(coordinates),
    };
    (coordinates.includes(ALL) ? totals : rows).push(row);
    if ((rows.length + totals.length) % FIGURES_AT_ONCE === 0) await setImmediate();
  }
  return {
    aggregate: {
      edition,
      by: question.by,
      unit: 'reviews',
      threshold: settings.threshold,
      as_of: settings.today,
      audit_head: counts.audit_head,
      caution: CAUTION,
      rows,
      totals: { reviews: totals.at(-1)?.reviews ?? 0, rows: totals },
      undecided: [],
      unfitted: null,
      reliability: markedReliability(
        counts.reliability,
        choices.category.map(({ code }) => code),
      ),
    },
    question: { ...question, edition },
    values,
    choices,
    editions: counts.editions,
  };
}

/** The same counts in the editions that come first: the one in force, then the newer ones. */
async function countedBeside(
  tx: Tx,
  plan: CountPlan,
  { ranked }: Counts,
  edition: string,
): Promise<Counts['cells'][]> {
  const beside: Counts['cells'][] = [];
  for (const other of plan.beyond ? [] : ranked.slice(0, ranked.indexOf(edition))) {
    const { cells } = await countReviews(tx, { ...plan, question: { ...plan.question, edition: other } });
    beside.push(cells);
  }
  return beside;
}

/** So many are printed before others’ requests have their turn. */
const FIGURES_AT_ONCE = 250;
const TOTAL: Value = { code: ALL, text: 'All' };

/** Every value that a figure can stand for, in the order in which people expect them. */
export function valuesOf(counts: Counts): Record<Dimension, Value[]> {
  const { first_year: first, last_year: last } = counts;
  const years = first === null || last === null ? [] : range(first, last).map(String);
  const plain = (codes: readonly string[]): Value[] => codes.map((code) => ({ code, text: code }));
  const notStated: Value = { code: NOT_STATED, text: 'Not stated' };
  const held: Partial<Record<Dimension, Value[]>> = {
    category: inTreeOrder(counts.categories).map(({ code, name, parent }) => ({ code, text: name, parent })),
    region: [...plain(counts.regions), notStated],
    year: [...plain(years), notStated],
    method: [...counts.methods.map(({ code, name }) => ({ code, text: name })), notStated],
  };
  const names = Object.keys(DIMENSIONS) as Dimension[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      held[name] ?? Object.entries(dimension(name).values ?? {}).map(([code, text]) => ({ code, text })),
    ]),
  ) as Record<Dimension, Value[]>;
}

/** Each category followed by those below it, in the order of the edition. */
function inTreeOrder(categories: Counts['categories'], parent: string | null = null): Counts['categories'] {
  return categories
    .filter((category) => category.parent === parent)
    .flatMap((category) => [category, ...inTreeOrder(categories, category.code)]);
}

/** A value that no edition or list has is a mistake; a year or category that is only not in this one has no figure. */
function checkValues(question: Question, choices: Answer['choices'], counts: Counts, edition: string): void {
  const problems = (Object.keys(question.filters) as Dimension[]).flatMap((name) => {
    const known = new Set(choices[name].map(({ code }) => code));
    const unknown = question.filters[name]?.find((code) => !known.has(code));
    if (unknown === undefined || name === 'year') return [];
    if (name === 'category' && question.by.includes(name) && counts.elsewhere.includes(unknown)) return [];
    const where =
      name === 'category' ? `not a category of edition ${edition}` : `not a ${dimension(name).label}`;
    return [{ field: name, message: `${name} has ${shown(unknown)}, which is ${where}` }];
  });
  if (problems.length > 0) throw new QuestionRefused(problems);
}

/** So many figures are neither read nor protected while someone waits. */
function checkSize(question: Question, values: Answer['values'], most = Infinity): void {
  const figures = question.by.reduce((product, name) => product * ((values[name]?.length ?? 0) + 1), 1);
  if (figures <= most) return;
  const asked = `this question has ${figures.toLocaleString('en-GB')} figures, and a page shows at most ${most.toLocaleString('en-GB')}`;
  const message = `Ask for less: ${asked}. Count by one thing fewer, or choose fewer values under More filters`;
  throw new QuestionRefused([{ field: 'by', message }]);
}

/** All values, or those asked for; of years, those that the period touches. */
function shownValues({ filters, from, to }: Question, name: Dimension, all: Value[]): Value[] {
  const asked = filters[name];
  const values = asked
    ? [
        ...all.filter(({ code }) => asked.includes(code)),
        ...asked
          .filter((code) => !all.some((value) => value.code === code))
          .map((code): Value => ({ code, text: code, missing: true })),
      ]
    : all;
  if (name !== 'year' || asked || (from === undefined && to === undefined)) return values;
  return values.filter(
    ({ code }) =>
      code !== NOT_STATED &&
      (from === undefined || code >= from.slice(0, 4)) &&
      (to === undefined || `${code}-01-01` < to),
  );
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function combinations(lists: readonly (readonly Value[])[]): Value[][] {
  return lists.reduce<Value[][]>(
    (before, list) => before.flatMap((start) => list.map((value) => [...start, value])),
    [[]],
  );
}
