import type { Answer, Value } from './aggregates';
import { DIMENSION_NAMES, NOT_STATED, dimension, isDimension, type Dimension } from './dimensions';
import { QuestionRefused, readQuestion, type Question } from './question';

interface Item {
  value: string;
  text: string;
  selected?: boolean;
  checked?: boolean;
}
interface Choice {
  id: string;
  name: string;
  label: string;
  items: Item[];
}

/** The question in words, as a form that asks another. */
export interface QuestionForm {
  by: Choice[];
  firstYear: Choice;
  lastYear: Choice;
  kind: Choice;
  origin: Choice;
  edition: Choice;
  filters: { name: Dimension; legend: string; items: Item[] }[];
  /** Whether the folded filters hold something, and so stand open. */
  open: boolean;
  /** A period that does not end with its years is kept, and can be taken off. */
  period: { from: string; to: string } | null;
  errors: Record<string, { text: string }>;
}

const DEFAULT_BY = 'category';

/**
 * Reads the page's own words: years from and to, both inclusive, beside the parameters that the API takes.
 * @throws QuestionRefused with the fields of the page's form
 */
export function readPageQuestion(given: Readonly<Record<string, string>>): Question {
  const known = ['edition', 'by', 'from', 'to', ...DIMENSION_NAMES];
  const parameters = Object.fromEntries(Object.entries(given).filter(([name]) => known.includes(name)));
  const first = yearOf(given, 'first_year', 'The first year');
  const last = yearOf(given, 'last_year', 'The last year');
  if (first !== undefined && last !== undefined && first > last) {
    const message = 'The last year must be the first year or a later one';
    throw new QuestionRefused([{ field: 'last_year', message }]);
  }
  if (first !== undefined) parameters.from = `${first}-01-01`;
  if (last !== undefined) parameters.to = `${last + 1}-01-01`;
  return readQuestion({ by: DEFAULT_BY, ...parameters });
}

/** The number of a page as an address has it; 1 for what is none. */
export function pageNumberOf(text: string): number {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/** What was typed, as far as the form can show it again. */
export function typedQuestion(given: Readonly<Record<string, string>>): Question {
  const year = (name: string, add: number): string | undefined =>
    /^\d{4}$/.test(given[name] ?? '') ? `${Number(given[name]) + add}-01-01` : undefined;
  const from = year('first_year', 0);
  const to = year('last_year', 1);
  return {
    by: (given.by ?? '').split(',').filter(isDimension).slice(0, 3),
    filters: Object.fromEntries(
      DIMENSION_NAMES.flatMap((name) => (given[name] ? [[name, given[name].split(',')]] : [])),
    ),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function yearOf(given: Readonly<Record<string, string>>, name: string, label: string): number | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  if (!/^(19|20)\d{2}$/.test(value)) {
    throw new QuestionRefused([{ field: name, message: `${label} must be a year, like 2012` }]);
  }
  return Number(value);
}

/**
 * The form, with what is asked now.
 * @param answer for the choices there are
 */
export function questionForm(
  answer: Answer,
  question: Question,
  errors: QuestionForm['errors'],
): QuestionForm {
  const { choices, editions } = answer;
  const { from, to, filters } = question;
  const dimensions = DIMENSION_NAMES.map((name) => ({ value: name, text: dimension(name).label }));
  const years = choices.year.filter(({ code }) => code !== NOT_STATED);
  const firstYear = from?.endsWith('-01-01') ? from.slice(0, 4) : '';
  const lastYear = to?.endsWith('-01-01') ? String(Number(to.slice(0, 4)) - 1) : '';
  const odd = (from !== undefined && firstYear === '') || (to !== undefined && lastYear === '');
  const folded = DIMENSION_NAMES.filter((name) => name !== 'kind' && name !== 'origin' && name !== 'year');
  return {
    by: [0, 1, 2].map((k) => ({
      id: k === 0 ? 'by' : `by-${k + 1}`,
      name: 'by',
      label: ['Rows', 'Columns', 'One table for each'][k] ?? '',
      items: chosen(
        [...(k === 0 ? [] : [{ value: '', text: 'nothing else' }]), ...dimensions],
        question.by[k] ?? '',
      ),
    })),
    firstYear: yearChoice('first_year', 'From', 'any year', years, odd ? '' : firstYear),
    lastYear: yearChoice('last_year', 'To', 'any year', years, odd ? '' : lastYear),
    kind: valueChoice('kind', choices.kind, filters.kind),
    origin: valueChoice('origin', choices.origin, filters.origin),
    edition: {
      id: 'edition',
      name: 'edition',
      label: 'Edition of the typology',
      items: chosen(
        editions.map((code) => ({ value: code, text: code })),
        question.edition ?? '',
      ),
    },
    filters: folded.map((name) => ({
      name,
      legend: dimension(name).label.replace(/^./, (letter) => letter.toUpperCase()),
      items: choices[name].map(({ code, text, parent }) => ({
        value: code,
        text: parent ? `– ${text}` : text,
        checked: filters[name]?.includes(code) ?? false,
      })),
    })),
    open: folded.some((name) => filters[name] || errors[name]),
    period: odd ? { from: from ?? '', to: to ?? '' } : null,
    errors,
  };
}

function chosen(items: Item[], value: string): Item[] {
  return items.map((item) => (item.value === value ? { ...item, selected: true } : item));
}

function yearChoice(id: string, label: string, any: string, years: readonly Value[], value: string): Choice {
  const items = [{ value: '', text: any }, ...years.map(({ code }) => ({ value: code, text: code }))];
  if (value !== '' && !items.some((item) => item.value === value)) items.push({ value, text: value });
  return { id, name: id, label, items: chosen(items, value) };
}

/** One value or all; several, as an address may ask for, stay together as one choice. */
function valueChoice(name: 'kind' | 'origin', values: readonly Value[], asked: string[] | undefined): Choice {
  const items = [
    { value: '', text: dimension(name).all },
    ...values.map(({ code, text }) => ({ value: code, text })),
  ];
  const value = asked?.join(',') ?? '';
  if (asked && asked.length > 1) {
    const words = asked.map((code) => values.find((one) => one.code === code)?.text ?? code);
    items.push({ value, text: words.join(' or ') });
  }
  return {
    id: name,
    name,
    label: name === 'kind' ? 'Kind of review' : 'Origin',
    items: chosen(items, value),
  };
}
