import { longDate } from '../http/dates';
import type { PageReply } from '../http/route';
import type { Answer } from './aggregates';
import { behindAddress, type ReadableAt } from './behind';
import { chartOf, type Chart } from './chart';
import { figuresAmong } from './chart-figures';
import { hiddenMeans, settingsOf, WITHHELD_MEANS } from './figures-files';
import { reliabilityMeans, weakAmong, weakCategories, weaknesses } from './national-reliability';
import { tablesOf, undecidedTable, type FiguresTable } from './national-tables';
import { questionForm, type QuestionForm } from './question-page';
import { questionParameters, type Question } from './question';
import {
  areMarked,
  GROWS_MEANS,
  growingIn,
  undecidedInWords,
  unfittedInWords,
  waitingAmong,
} from './undecided-words';

export interface NationalPage {
  form: QuestionForm;
  /** What was asked, line by line, for paper: the form is not printed. */
  asked: string[];
  places: Place[];
  /** Null while the question cannot be answered. */
  answer: FiguresAnswer | null;
}

/** The pages of the figures, one of them this one. */
export interface Place {
  text: string;
  href: string;
  current: boolean;
}

/** The figures, and all that must be said with them. */
export interface FiguresAnswer {
  tables: FiguresTable[];
  /** What a series lacks, year by year. */
  undecided: FiguresTable | null;
  chart: Chart | null;
  /** Absent while there are figures. */
  empty?: { title: string; text: string; action: { text: string; href: string } };
  /** What must be said with the figures, a paragraph each. */
  notes: string[];
  hiddenText: string;
  /** Whether some figure leads to its findings, and whether some does not though it has reviews. */
  linked: boolean;
  unlinked: boolean;
  /** A table of one column leaves room for the chart beside it. */
  beside: boolean;
  /** The next question to ask of the same reviews. */
  next?: { text: string; href: string };
  downloads: { csv: string; xlsx: string };
}

export const HIDDEN_TEXT = 'hidden';

/**
 * The national table.
 * @param readableAt which figures lead to the published findings behind them
 */
export function nationalPage(answer: Answer, readableAt: ReadableAt): NationalPage {
  return {
    form: questionForm(answer, answer.question, {}),
    asked: askedOf(answer),
    places: placesOf('table', answer.question),
    answer: figuresAnswer(answer, readableAt),
  };
}

/** What was asked, line by line. */
export function askedOf(answer: Answer): string[] {
  return settingsOf(answer)
    .filter(({ name }) => name === 'Period' || name === 'Figures' || name.startsWith('Only '))
    .map(({ name, text }) => `${name}: ${text}`);
}

/** The table and the map of the same reviews. */
export function placesOf(current: 'table' | 'map', question: Question): Place[] {
  const { category: _own, ...filters } = question.filters;
  const given = new URLSearchParams(
    questionParameters({ ...question, by: ['category'], filters }).filter(([name]) => name !== 'by'),
  ).toString();
  const place = (name: typeof current, text: string, path: string): Place => ({
    text,
    href: given === '' ? path : `${path}?${given}`,
    current: current === name,
  });
  return [place('table', 'Figures', '/national'), place('map', 'What occurs together', '/national/map')];
}

function figuresAnswer(answer: Answer, readableAt: ReadableAt): FiguresAnswer {
  const { aggregate, question } = answer;
  const given = new URLSearchParams(questionParameters(question)).toString();
  const { tables, ways } = tablesOf(answer, readableAt);
  return {
    tables,
    undecided: undecidedTable(answer),
    chart: aggregate.totals.reviews === 0 ? null : chartOfAnswer(answer, readableAt),
    ...(aggregate.totals.reviews === 0 ? { empty: emptyOf(question, aggregate.edition, '/national') } : {}),
    notes: notesOf(answer),
    hiddenText: HIDDEN_TEXT,
    linked: ways.some,
    unlinked: ways.closed,
    beside: question.by.length === 1,
    ...(question.by.length === 1 && question.by[0] !== 'region' ? { next: byRegion(question) } : {}),
    downloads: { csv: `/national/figures.csv?${given}`, xlsx: `/national/figures.xlsx?${given}` },
  };
}

function chartOfAnswer(answer: Answer, readableAt: ReadableAt): Chart | null {
  const { aggregate, question, values } = answer;
  const { by, rows, totals, reliability } = aggregate;
  const figureAt = figuresAmong(by, [...rows, ...totals.rows]);
  return chartOf({
    by,
    values,
    figureAt,
    behind: (at) =>
      typeof figureAt(at) === 'string' || readableAt(at) === null ? undefined : behindAddress(question, at),
    weak: weakCategories(reliability),
    why: weaknesses(reliability),
    mayGrow: growingIn(answer),
  });
}

function byRegion(question: Question): { text: string; href: string } {
  const given = new URLSearchParams(questionParameters({ ...question, by: [...question.by, 'region'] }));
  return { text: 'Count the same by region too', href: `/national?${given.toString()}` };
}

/** Where the national pages stand in the navigation. */
export const NATIONAL_LAYOUT: Partial<PageReply> = { section: 'national' };

/** What the figures mean, what they lack, how far their coding can be relied on, and the caution. */
export function notesOf(answer: Answer): string[] {
  const { aggregate, question } = answer;
  const { threshold, caution, edition, as_of, reliability } = aggregate;
  const only = question.by.includes('category') ? [] : (question.filters.category ?? []);
  const withheld = [...aggregate.rows, ...aggregate.totals.rows].some(({ reviews }) => reviews === 'x');
  const detail = withheld ? ` ${WITHHELD_MEANS} Ask by fewer dimensions, or with fewer filters.` : '';
  return [
    `${hiddenMeans(threshold)}${detail} A review is counted once in each figure, whatever the number of its findings. ${caution}`,
    ...publishedAlone(answer),
    ...weakAmong(answer, only).slice(0, 1),
    reliabilityMeans(reliability),
    ...lackingOf(answer),
    `Data of ${longDate(as_of)}, typology edition ${edition}, threshold ${threshold}.`,
  ];
}

const isOfAll = ({ filters, from, to }: Question): boolean =>
  Object.keys(filters).length === 0 && from === undefined && to === undefined;

/** Where even the total of all is hidden: why, and what to ask instead. */
function publishedAlone({ aggregate: { threshold, totals }, question }: Answer): string[] {
  if (!isOfAll(question) || typeof totals.reviews === 'number') return [];
  return [
    `A figure is hidden too when from 1 to ${threshold} of its reviews were made in the workbench, as in the total here: the published ones can be counted, and what is left over would be told. Choose published reviews above, and more figures are shown.`,
  ];
}

/** What was split and is not coded again, and what fits nothing: of all reviews, whatever is asked. */
function lackingOf({ aggregate: { by, undecided, unfitted }, question, choices }: Answer): string[] {
  const waiting = waitingAmong(undecided);
  const nameOf = (code: string): string => {
    const known = choices.category.find((one) => one.code === code);
    return known ? `“${known.text}”` : code;
  };
  const words = [
    ...waiting.map((one) => `${undecidedInWords(one, nameOf)}.`),
    ...(unfitted ? [`${unfittedInWords(unfitted)}.`] : []),
  ];
  const means = waiting.length > 0 && areMarked(by) ? `${GROWS_MEANS} ` : '';
  const whose = isOfAll(question) ? '' : ' This is of all reviews, whatever else is asked.';
  return words.map((line, k) => `${k === 0 ? means : ''}${line}${k === words.length - 1 ? whose : ''}`);
}

/** What stands in place of figures while there are none. */
export function emptyOf(
  question: Question,
  edition: string,
  begin: string,
): NonNullable<FiguresAnswer['empty']> {
  return !isOfAll(question)
    ? {
        title: 'No review matches',
        text: 'No review has all that the question asks for. Ask for fewer things, or begin again with all reviews.',
        action: { text: 'Ask for all reviews', href: begin },
      }
    : {
        title: 'Nothing to count yet',
        text: `Figures come from approved findings and from published findings that an editor has coded. None is coded in edition ${edition} of the typology.`,
        action: { text: 'Browse the typology', href: '/typology' },
      };
}
