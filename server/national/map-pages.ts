import type { Value } from './aggregates';
import type { Figure } from './aggregates-protection';
import { listOf, type BehindPage } from './behind-pages';
import type { Drawing } from './chart-drawing';
import { exportForm } from './export-pages';
import { settingsOf } from './figures-files';
import type { TogetherMap } from './map';
import { gridDrawing, type GridFigure } from './map-drawing';
import {
  askedOf,
  emptyOf,
  notesOf,
  placesOf,
  HIDDEN_TEXT,
  type FiguresAnswer,
  type Place,
} from './national-pages';
import type { Weakness } from '../coding/reliability-queries';
import { weakAmong, weaknesses } from './national-reliability';
import type { FindingsBehind } from './published-queries';
import { questionForm, type QuestionForm } from './question-page';
import { questionParameters, type Question } from './question';
import { growingIn } from './undecided-words';

/** Between which categories: the parts of the typology, the categories of one part, or all. */
export const PARTS = 'parts';
export const ALL_CATEGORIES = 'all';

export interface MapPage {
  form: QuestionForm;
  of: QuestionForm['kind'];
  asked: string[];
  places: Place[];
  answer: null | {
    empty?: FiguresAnswer['empty'];
    most: { text: string; reviews: number; href?: string; weak: boolean; why?: Weakness | undefined }[];
    drawing: Drawing | null;
    table: MapTable | null;
    hidden: boolean;
    linked: boolean;
    unlinked: boolean;
    notes: string[];
    hiddenText: string;
  };
}

export interface MapTable {
  id: string;
  caption: string;
  head: { code: string; text: string; weak: boolean; why?: Weakness | undefined; grows?: boolean }[];
  rows: {
    code: string;
    text: string;
    weak: boolean;
    why?: Weakness | undefined;
    grows?: boolean;
    /** Figure `''` where one is within the other; `own` for a category with itself. */
    cells: { figure: Figure | ''; own: boolean; href?: string }[];
  }[];
}

const MOST_NAMED = 6;
const ASKED = 'Figures: Distinct reviews with both of two categories';

/**
 * The map of what occurs together.
 * @param published the same of published reviews alone, for what may be listed; null when others are asked for
 */
export function mapPage(map: TogetherMap, published: TogetherMap | null, of: string): MapPage {
  const { answer } = map;
  const { question, aggregate } = answer;
  const shown = categoriesOf(answer.choices.category, of);
  const form = mapForm(map, question, {});
  const head = {
    form,
    of: choiceOf(answer.choices.category, of),
    asked: [ASKED, ...askedOf(answer).filter((line) => !line.startsWith('Figures: '))],
    places: placesOf('map', question),
  };
  const notes = [
    `A review is in the figure of two categories when it has findings in both.`,
    ...notesOf(answer),
  ];
  const body = { notes, hiddenText: HIDDEN_TEXT, most: [], drawing: null, table: null, hidden: false };
  if (aggregate.totals.reviews === 0) {
    const empty = emptyOf(question, aggregate.edition, '/national/map');
    return { ...head, answer: { ...body, empty, linked: false, unlinked: false } };
  }
  const isReadable = (one: string, other: string): boolean => {
    const figure = published?.figureAt(one, other);
    return typeof figure === 'number' && figure > 0;
  };
  const at = (one: string, other: string): GridFigure => {
    if (map.isWithin(one, other)) return null;
    const figure = map.figureAt(one, other);
    if (figure === 'c' || !isReadable(one, other)) return { figure };
    return { figure, href: pairAddress(question, one, other) };
  };
  const weak = weaknesses(map.answer.aggregate.reliability);
  const grows = growingIn(map.answer);
  const labels = shown.map(({ code, text }) => ({
    code,
    text,
    weak: weak.has(code),
    why: weak.get(code),
    grows: grows([code]),
  }));
  const grid = shown.map((row) => shown.map((column) => at(row.code, column.code)));
  const all = grid.flat().flatMap((found) => (found ? [found] : []));
  return {
    ...head,
    answer: {
      ...body,
      most: mostOf(labels, grid),
      drawing:
        shown.length > 1
          ? gridDrawing(
              'together',
              'Reviews with both of two categories',
              labels,
              (r, c) => grid[r]?.[c] ?? null,
            )
          : null,
      table: tableOf(map, labels, grid),
      hidden: all.some(({ figure }) => figure === 'c'),
      linked: all.some(({ href }) => href !== undefined),
      unlinked: all.some(({ figure, href }) => href === undefined && figure !== 0),
    },
  };
}

/** The form of the map's question: the table's, without what a map is not asked. */
export function mapForm(
  { answer }: Pick<TogetherMap, 'answer'>,
  question: Question,
  errors: QuestionForm['errors'],
): QuestionForm {
  const form = questionForm(answer, question, errors);
  return { ...form, filters: form.filters.filter(({ name }) => name !== 'category') };
}

/** The choice of categories, in words. */
export function choiceOf(categories: readonly Value[], of: string): MapPage['of'] {
  const items = [
    { value: PARTS, text: 'parts of the typology' },
    { value: ALL_CATEGORIES, text: 'categories of all parts' },
    ...categories
      .filter(({ code }) => categories.some(({ parent }) => parent === code))
      .map(({ code, text }) => ({ value: code, text: `categories of “${text}”` })),
  ];
  return {
    id: 'of',
    name: 'of',
    label: 'Between',
    items: items.map((item) => (item.value === of ? { ...item, selected: true } : item)),
  };
}

/** The categories between which pairs are shown; the parts where the choice is none. */
export function categoriesOf(categories: readonly Value[], of: string): Value[] {
  if (of === ALL_CATEGORIES)
    return categories.filter(({ code }) => !categories.some((one) => one.parent === code));
  const below = categories.filter(({ parent }) => parent === of);
  return below.length > 0 ? below : categories.filter(({ parent }) => !parent);
}

/** The address of the published findings of the reviews with both. */
export function pairAddress(question: Question, one: string, other: string, pageNumber = 1): string {
  const given = questionParameters(question).filter(([name]) => name !== 'by');
  const parameters = new URLSearchParams([['pair', `${one},${other}`], ...given]);
  if (pageNumber > 1) parameters.set('page', String(pageNumber));
  return `/national/map/findings?${parameters.toString()}`;
}

/** The pairs with most reviews. */
function mostOf(
  labels: MapTable['head'],
  grid: readonly (readonly GridFigure[])[],
): { text: string; reviews: number; href?: string; weak: boolean; why?: Weakness | undefined }[] {
  const pairs = labels.flatMap((row, r) =>
    labels.slice(r + 1).flatMap((column, k) => {
      const found = grid[r]?.[r + 1 + k];
      if (!found || typeof found.figure !== 'number' || found.figure === 0) return [];
      const { figure, href } = found;
      return [
        {
          text: `${row.text} with ${column.text}`,
          reviews: figure,
          weak: row.weak || column.weak,
          why: [row.why, column.why].find((one) => one === 'not reliable enough') ?? row.why ?? column.why,
          ...(href === undefined ? {} : { href }),
        },
      ];
    }),
  );
  return pairs.sort((a, b) => b.reviews - a.reviews).slice(0, MOST_NAMED);
}

function tableOf(
  map: TogetherMap,
  labels: MapTable['head'],
  grid: readonly (readonly GridFigure[])[],
): MapTable {
  return {
    id: 'together-figures',
    caption: 'Reviews with both of two categories; a category with itself has all its reviews',
    head: labels,
    rows: labels.map((label, r) => ({
      ...label,
      cells: labels.map(({ code }, c) => {
        if (r === c) return { figure: map.figureAt(code, code), own: true };
        const found = grid[r]?.[c];
        if (!found) return { figure: '' as const, own: false };
        return { ...found, own: false };
      }),
    })),
  };
}

/** The published findings of reviews that have both of two categories. */
export function pairPage(
  map: TogetherMap,
  question: Question,
  pair: readonly [Value, Value],
  found: FindingsBehind | null,
  pageNumber: number,
): BehindPage {
  const [one, other] = pair;
  const address = (number: number): string => pairAddress(question, one.code, other.code, number);
  const given = new URLSearchParams(questionParameters(question).filter(([name]) => name !== 'by'));
  return {
    ...listOf(found, address, pageNumber),
    title: `${one.text} with ${other.text}`,
    only: settingsOf(map.answer)
      .filter(({ name, text }) => (name === 'Period' && text !== 'all dates') || name.startsWith('Only '))
      .filter(({ name }) => name !== 'Only origin')
      .map(({ name, text }) => `${name}: ${text}`),
    coding: weakAmong(map.answer, [one.code, other.code]),
    category: null,
    back: `/national/map?${given.toString()}`,
    exported: exportForm(
      { findings: found?.count ?? 0, reviews: found?.reviews ?? 0 },
      {
        of: 'pair',
        pair: `${one.code},${other.code}`,
        question: new URLSearchParams(questionParameters(question)).toString(),
        edition: question.edition ?? '',
      },
    ),
  };
}
