/**
 * Which figures lead to the published findings behind them. A list can be counted, so it is held to the rules of a
 * figure: that of published reviews alone, at the very same place of the very same table, must not be hidden.
 */
import type { Tx } from '../database/with-actor';
import { figuresOf, type Answer, type DisclosureSettings } from './aggregates';
import { figuresAmong } from './chart-figures';
import { ALL } from './disclosure-control';
import type { ORIGINS } from './dimensions';
import { questionParameters, type Question } from './question';

const PUBLISHED: keyof typeof ORIGINS = 'published';

/** The place of a figure in its table: a label, or `(all)`, for each dimension. */
export type Place = readonly string[];

/** The same question of published reviews, or null when it asks for others only. */
export function publishedOnly(question: Question): Question | null {
  const { origin } = question.filters;
  if (origin && !origin.includes(PUBLISHED)) return null;
  return { ...question, filters: { ...question.filters, origin: [PUBLISHED] } };
}

/** The question that has the figure at a place alone: the same table, so that it is hidden or shown as there. */
export function questionAt(question: Question, at: Place): Question {
  const held = question.by.flatMap((name, k) => {
    const label = at[k] ?? ALL;
    return label === ALL ? [] : [[name, [label]] as const];
  });
  return { ...question, filters: { ...question.filters, ...Object.fromEntries(held) } };
}

/** The place that a question of one figure asks for. */
export function placeOf({ by, filters }: Question): string[] {
  return by.map((name) => (filters[name]?.length === 1 ? (filters[name][0] ?? ALL) : ALL));
}

/** The address of the published findings behind the figure at a place. */
export function behindAddress(question: Question, at: Place, pageNumber = 1): string {
  const parameters = new URLSearchParams(questionParameters(questionAt(question, at)));
  if (pageNumber > 1) parameters.set('page', String(pageNumber));
  return `/national/findings?${parameters.toString()}`;
}

/**
 * Gives the number of published reviews behind the figure at a place of the answer's table; null where the findings
 * may not be listed, or there are none.
 */
export type ReadableAt = (at: Place) => number | null;

/** @throws QuestionRefused as the question itself */
export async function readableOf(tx: Tx, answer: Answer, settings: DisclosureSettings): Promise<ReadableAt> {
  const published = publishedOnly(answer.question);
  if (!published) return () => null;
  // A question of nothing else than published reviews is its own answer.
  const isOwn = answer.question.filters.origin?.length === 1;
  return readableIn(isOwn ? answer : await figuresOf(tx, published, settings));
}

/** As `readableOf`, of an answer of published reviews alone. */
export function readableIn({ aggregate: { by, rows, totals } }: Answer): ReadableAt {
  const figureAt = figuresAmong(by, [...rows, ...totals.rows]);
  return (at) => {
    const figure = figureAt(at);
    return typeof figure === 'number' && figure > 0 ? figure : null;
  };
}
