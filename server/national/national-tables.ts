/** The figures of an answer as tables, each figure with what leads to the findings behind it. Pure. */
import type { Answer, Value } from './aggregates';
import type { Figure } from './aggregates-protection';
import { behindAddress, type Place, type ReadableAt } from './behind';
import { figuresAmong } from './chart-figures';
import { ALL } from './disclosure-control';
import { dimension, inWords, type Dimension } from './dimensions';
import type { Weakness } from '../coding/reliability-queries';
import { alphaInWords, weakCategories, weaknesses } from './national-reliability';
import { growingIn, waitingAmong } from './undecided-words';

export interface FiguresTable {
  id: string;
  caption: string;
  /** The coding of the category that a third dimension is held at is weak. */
  weak: boolean;
  why?: Weakness | undefined;
  corner: string;
  head: { text: string; weak: boolean; why?: Weakness | undefined }[];
  /** Whether a column says how far coders agree about the category of each row: where there is room for it. */
  agreement: boolean;
  /** Some of its figures may still grow, and are marked. */
  growing: boolean;
  rows: FiguresRow[];
}

export interface FiguresRow {
  text: string;
  /** Where the row has one figure, its words lead to the findings; otherwise each figure does. */
  href?: string;
  level: number;
  total: boolean;
  weak: boolean;
  why?: Weakness | undefined;
  cells: { figure: Figure; href?: string; grows?: true }[];
  agreement: string;
}

/** Figures that are shown though they lead nowhere, and whether any leads somewhere. */
export interface Ways {
  some: boolean;
  closed: boolean;
}

/** One table, or of three dimensions one for all and one for each value of the third. */
export function tablesOf(answer: Answer, readableAt: ReadableAt): { tables: FiguresTable[]; ways: Ways } {
  const third = answer.aggregate.by[2];
  const ways: Ways = { some: false, closed: false };
  const held = third === undefined ? [null] : [null, ...(answer.values[third] ?? [])];
  return { tables: held.map((value) => tableOf(answer, readableAt, value, ways)), ways };
}

/** Rows are the first dimension, columns the second; a third is held at a value, or at all of them. */
function tableOf(answer: Answer, readableAt: ReadableAt, held: Value | null, ways: Ways): FiguresTable {
  const { aggregate, question, values } = answer;
  const { by, rows, totals, reliability } = aggregate;
  const [first, second, third] = by as [Dimension, Dimension | undefined, Dimension | undefined];
  const figureAt = figuresAmong(by, [...rows, ...totals.rows]);
  const weak = weakCategories(reliability);
  const reasons = weaknesses(reliability);
  const why = (name: Dimension | undefined, code: string): Weakness | undefined =>
    name === 'category' ? reasons.get(code) : undefined;
  const isWeak = (name: Dimension | undefined, code: string): boolean =>
    name === 'category' && weak.has(code);
  const alphas = new Map(reliability.map(({ category, alpha }) => [category, alpha]));
  const agreement = first === 'category' && second === undefined && reliability.length > 0;
  const columns = second ? [...(values[second] ?? []), TOTAL] : [];
  const end = third ? [held?.code ?? ALL] : [];
  const growsAt = growingIn(answer);
  const cellAt = (at: Place): FiguresRow['cells'][number] => {
    const figure = figureAt(at);
    const mark = figure !== 'x' && growsAt(at) ? { grows: true as const } : {};
    const leads = typeof figure === 'number' && readableAt(at) !== null;
    if (leads) ways.some = true;
    else if (figure !== 0 && figure !== 'x') ways.closed = true;
    return leads ? { figure, ...mark, href: behindAddress(question, at) } : { figure, ...mark };
  };
  const rowOf = (code: string, text: string, level: number): FiguresRow => {
    const cells = second
      ? columns.map((column) => cellAt([code, column.code, ...end]))
      : [cellAt([code, ...end])];
    const [only] = cells;
    return {
      text,
      level,
      total: code === ALL,
      weak: isWeak(first, code),
      why: why(first, code),
      cells:
        second || !only ? cells : [{ figure: only.figure, ...(only.grows ? { grows: only.grows } : {}) }],
      ...(second || only?.href === undefined ? {} : { href: only.href }),
      agreement: agreement ? alphaInWords(alphas.get(code) ?? null) : '',
    };
  };
  const rowsOfTable = [
    ...(values[first] ?? []).map(({ code, text, parent }) => rowOf(code, text, parent ? 1 : 0)),
    rowOf(ALL, 'All', 0),
  ];
  const part = third ? `: ${held ? held.text : dimension(third).all}` : '';
  return {
    id: `figures${held ? `-${held.code.replace(/\W+/g, '-')}` : ''}`,
    caption: `Reviews by ${inWords(second ? [first, second] : [first])}${part}`,
    weak: held !== null && isWeak(third, held.code),
    why: held === null ? undefined : why(third, held.code),
    corner: capital(dimension(first).label),
    head: second
      ? columns.map(({ code, text }) => ({ text, weak: isWeak(second, code), why: why(second, code) }))
      : [{ text: 'Reviews', weak: false }],
    agreement,
    growing: rowsOfTable.some(({ cells }) => cells.some(({ grows }) => grows)),
    rows: rowsOfTable,
  };
}

/** What each year lacks until it is coded again; null where years are not counted by, or nothing is lacking. */
export function undecidedTable({ aggregate, values }: Answer): FiguresTable | null {
  const waiting = waitingAmong(aggregate.undecided).filter(({ by_year }) => by_year);
  if (waiting.length === 0) return null;
  return {
    id: 'undecided',
    caption: 'Reviews still to be coded again, by year',
    weak: false,
    corner: 'Category that was split',
    head: [...(values.year ?? []), TOTAL].map(({ text }) => ({ text, weak: false })),
    agreement: false,
    growing: false,
    rows: waiting.map(({ name, category, from_edition, by_year = [], reviews }) => ({
      text: `${name} (${category}, edition ${from_edition})`,
      level: 0,
      total: false,
      weak: false,
      cells: [...by_year, { reviews }].map(({ reviews: figure }) => ({ figure })),
      agreement: '',
    })),
  };
}

const TOTAL: Value = { code: ALL, text: 'All' };

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
