import { longDate } from '../http/dates';
import type { PageReply } from '../http/route';
import { ALL, HIDDEN } from './disclosure-control';
import type { Answer, Value } from './aggregates';
import type { Figure } from './aggregates-protection';
import { dimension, inWords, type Dimension } from './dimensions';
import { hiddenMeans, settingsOf } from './figures-files';
import { questionForm, type QuestionForm } from './question-page';
import { questionParameters, type Question } from './question';

export interface FiguresTable {
  id: string;
  caption: string;
  corner: string;
  head: string[];
  rows: { text: string; href?: string; label?: string; level: number; total: boolean; cells: Figure[] }[];
}

export interface NationalPage {
  form: QuestionForm;
  /** What was asked, line by line, for paper: the form is not printed. */
  asked: string[];
  /** Null while the question cannot be answered. */
  answer: FiguresAnswer | null;
}

/** The figures, and all that must be said with them. */
export interface FiguresAnswer {
  tables: FiguresTable[];
  chart: null | {
    id: string;
    title: string;
    description?: string;
    bars: { label: string; value: Figure }[];
    unit: string;
    hiddenText: string;
  };
  /** Absent while there are figures. */
  empty?: { title: string; text: string; action: { text: string; href: string } };
  note: string;
  hiddenText: string;
  /** Whether some category leads to its findings, and whether some does not though it has reviews. */
  linked: boolean;
  unlinked: boolean;
  /** A table of one column leaves room for the chart beside it. */
  beside: boolean;
  /** The next question to ask of the same reviews. */
  next?: { text: string; href: string };
  downloads: { csv: string; xlsx: string };
}

const HIDDEN_TEXT = 'hidden';
const MOST_BARS = 40;

/**
 * The national table.
 * @param readable categories whose published findings may be listed: none of their figures is hidden
 */
export function nationalPage(answer: Answer, readable: ReadonlySet<string>): NationalPage {
  const asked = settingsOf(answer)
    .filter(({ name }) => name === 'Period' || name === 'Figures' || name.startsWith('Only '))
    .map(({ name, text }) => `${name}: ${text}`);
  return { form: questionForm(answer, answer.question, {}), asked, answer: figuresAnswer(answer, readable) };
}

function figuresAnswer(answer: Answer, readable: ReadonlySet<string>): FiguresAnswer {
  const { aggregate, question } = answer;
  const given = new URLSearchParams(questionParameters(question)).toString();
  const tables = tablesOf(answer, readable);
  return {
    tables,
    chart: chartOf(answer),
    ...(aggregate.totals.reviews === 0 ? { empty: emptyOf(answer) } : {}),
    note: noteOf(answer),
    hiddenText: HIDDEN_TEXT,
    linked: tables.some(({ rows }) => rows.some(({ href }) => href !== undefined)),
    unlinked:
      question.by[0] === 'category' &&
      tables.some(({ rows }) => rows.some(({ href, total }) => href === undefined && !total)),
    beside: question.by.length === 1,
    ...(question.by.length === 1 && question.by[0] !== 'region' ? { next: byRegion(question) } : {}),
    downloads: { csv: `/national/figures.csv?${given}`, xlsx: `/national/figures.xlsx?${given}` },
  };
}

function byRegion(question: Question): { text: string; href: string } {
  const given = new URLSearchParams(questionParameters({ ...question, by: [...question.by, 'region'] }));
  return { text: 'Count the same by region too', href: `/national?${given.toString()}` };
}

/** Where the national pages stand in the navigation. */
export const NATIONAL_LAYOUT: Partial<PageReply> = { section: 'national' };

/** The address of the published findings behind a category's figure. */
export function findingsAddress(question: Question, category: string, pageNumber = 1): string {
  const { category: _own, ...filters } = question.filters;
  const given = questionParameters({ ...question, by: ['category'], filters }).filter(
    ([name]) => name !== 'by',
  );
  const parameters = new URLSearchParams([['category', category], ...given]);
  if (pageNumber > 1) parameters.set('page', String(pageNumber));
  return `/national/findings?${parameters.toString()}`;
}

function tablesOf(answer: Answer, readable: ReadonlySet<string>): FiguresTable[] {
  const { by } = answer.aggregate;
  const third = by[2];
  if (third === undefined) return [tableOf(answer, readable, null)];
  return [null, ...(answer.values[third] ?? [])].map((value) => tableOf(answer, readable, value));
}

/** Rows are the first dimension, columns the second; a third is fixed at a value, or at all of them. */
function tableOf(answer: Answer, readable: ReadonlySet<string>, fixed: Value | null): FiguresTable {
  const { aggregate, question, values } = answer;
  const [first, second, third] = aggregate.by as [Dimension, Dimension | undefined, Dimension | undefined];
  const figures = figuresByPlace(answer);
  const columns = second ? [...(values[second] ?? []), { code: ALL, text: 'All' }] : [];
  const cellsAt = (row: string): Figure[] => {
    const end = third ? [fixed?.code ?? ALL] : [];
    if (!second) return [figures.get(place([row, ...end])) ?? 'x'];
    return columns.map(({ code }) => figures.get(place([row, code, ...end])) ?? 'x');
  };
  const rows = (values[first] ?? []).map((value) => ({
    text: value.text,
    level: value.parent ? 1 : 0,
    total: false,
    cells: cellsAt(value.code),
    ...(first === 'category' && !fixed && readable.has(value.code)
      ? { href: findingsAddress(question, value.code) }
      : {}),
  }));
  const part = third ? `: ${fixed ? fixed.text : dimension(third).all}` : '';
  return {
    id: `figures${fixed ? `-${fixed.code.replace(/\W+/g, '-')}` : ''}`,
    caption: `Reviews by ${inWords(second ? [first, second] : [first])}${part}`,
    corner: capital(dimension(first).label),
    head: second ? columns.map(({ text }) => text) : ['Reviews'],
    rows: [...rows, { text: 'All', level: 0, total: true, cells: cellsAt(ALL) }],
  };
}

/** The totals of the first dimension; of categories, the main ones. */
function chartOf(answer: Answer): FiguresAnswer['chart'] {
  const { aggregate, values } = answer;
  const first = aggregate.by[0] as Dimension;
  const figures = figuresByPlace(answer);
  const rest = aggregate.by.slice(1).map(() => ALL);
  const all = values[first] ?? [];
  const main = all.filter(({ parent }) => !parent || !all.some(({ code }) => code === parent));
  if (main.length === 0 || main.length > MOST_BARS || aggregate.totals.reviews === 0) return null;
  return {
    id: 'chart',
    title: `Reviews by ${dimension(first).label}`,
    ...(main.length < all.length ? { description: 'Main categories. A review may be in several.' } : {}),
    bars: main.map(({ code, text }) => ({ label: text, value: figures.get(place([code, ...rest])) ?? 'x' })),
    unit: 'reviews',
    hiddenText: HIDDEN_TEXT,
  };
}

const place = (coordinates: readonly string[]): string => JSON.stringify(coordinates);

function figuresByPlace({ aggregate }: Answer): Map<string, Figure> {
  const rows = [...aggregate.rows, ...aggregate.totals.rows];
  return new Map(rows.map((row) => [place(aggregate.by.map((name) => row[name] ?? ALL)), row.reviews]));
}

/** Categories with a figure that is neither hidden nor nothing. */
export function shownCategories({ aggregate }: Answer): Set<string> {
  return new Set(
    aggregate.rows.flatMap(({ category, reviews }) =>
      category !== undefined && reviews !== HIDDEN && reviews !== 'x' && reviews > 0 ? [category] : [],
    ),
  );
}

function noteOf({ aggregate }: Answer): string {
  const { threshold, caution, edition, as_of } = aggregate;
  return `${hiddenMeans(threshold)} A review is counted once in each figure, whatever the number of its findings. ${caution} Data of ${longDate(as_of)}, typology edition ${edition}, threshold ${threshold}.`;
}

function emptyOf({ question, aggregate }: Answer): NonNullable<FiguresAnswer['empty']> {
  const narrowed =
    Object.keys(question.filters).length > 0 || question.from !== undefined || question.to !== undefined;
  return narrowed
    ? {
        title: 'No review matches',
        text: 'No review has all that the question asks for. Ask for fewer things, or begin again with all reviews.',
        action: { text: 'Ask for all reviews', href: '/national' },
      }
    : {
        title: 'Nothing to count yet',
        text: `Figures come from approved findings and from published findings that an editor has coded. None is coded in edition ${aggregate.edition} of the typology.`,
        action: { text: 'Browse the typology', href: '/typology' },
      };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
