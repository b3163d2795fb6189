import { errorsByField } from '../http/forms';
import { Missing } from '../http/errors';
import { page, route, type PageReply, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { aggregate, type Answer } from './aggregates';
import { figuresAsBook, figuresAsCsv, givenParameters } from './api-routes';
import { askNational, logQuestion } from './ask';
import { ORIGINS } from './dimensions';
import { behindPage } from './behind-pages';
import { NATIONAL_LAYOUT, nationalPage, shownCategories, type NationalPage } from './national-pages';
import { findingsBehind } from './published-queries';
import { questionForm, readPageQuestion, typedQuestion } from './question-page';
import { QuestionRefused, type Question } from './question';
import type { Tx } from '../database/with-actor';

const who = ['analyst', 'editor'] as const;

/** The national table, its files, and the published findings behind its figures. */
export const nationalRoutes: Route[] = [
  route({
    method: 'get',
    path: '/national',
    who,
    scope: 'national',
    audit: 'national.queried',
    handle: showTable,
  }),
  route({
    method: 'get',
    path: '/national/figures.csv',
    who,
    scope: 'national',
    audit: 'national.exported',
    handle: figuresAsCsv,
  }),
  route({
    method: 'get',
    path: '/national/figures.xlsx',
    who,
    scope: 'national',
    audit: 'national.exported',
    handle: figuresAsBook,
  }),
  route({
    method: 'get',
    path: '/national/findings',
    who,
    scope: 'national',
    audit: 'national.queried',
    handle: showFindings,
  }),
];

async function showTable(visit: Visit): Promise<Reply> {
  try {
    const question = readPageQuestion(givenParameters(visit));
    const { answer, readable } = await askNational(visit.house, async (tx, settings) => {
      const answer = await aggregate(tx, question, settings);
      return { answer, readable: await readableCategories(tx, answer, settings) };
    });
    await logQuestion(visit.tx, answer.question, 'national.queried', 'page');
    return page('national/table', 'What recurs', nationalPage(answer, readable), NATIONAL_LAYOUT);
  } catch (error) {
    if (error instanceof QuestionRefused) return refusedPage(visit, error.problems);
    throw error;
  }
}

/** The question again with what is wrong with it, and no figures. */
async function refusedPage(visit: Visit, problems: Problem[]): Promise<PageReply> {
  const answer = await askNational(visit.house, (tx, settings) =>
    aggregate(tx, { by: ['category'], filters: {} }, settings),
  );
  const typed = { ...typedQuestion(givenParameters(visit)), edition: answer.aggregate.edition };
  const model: NationalPage = {
    form: questionForm(answer, typed, errorsByField(problems)),
    asked: [],
    answer: null,
  };
  return page('national/table', 'What recurs', model, { ...NATIONAL_LAYOUT, status: 422, problems });
}

/**
 * Categories whose published findings may be listed. A list can be counted, so it is held to the rules of a
 * figure: that of published reviews alone must not be hidden.
 */
async function readableCategories(
  tx: Tx,
  { aggregate: asked, question }: Answer,
  settings: { threshold: number; today: string },
): Promise<Set<string>> {
  if (!asked.by.includes('category')) return new Set();
  const published = publishedOnly(question);
  return published ? shownCategories(await aggregate(tx, published, settings)) : new Set();
}

/** The same question of published reviews by category, or null when it asks for others only. */
function publishedOnly(question: Question): Question | null {
  const { category: _own, ...filters } = question.filters;
  if (filters.origin && !filters.origin.includes(PUBLISHED)) return null;
  return { ...question, by: ['category'], filters: { ...filters, origin: [PUBLISHED] } };
}
const PUBLISHED: keyof typeof ORIGINS = 'published';

async function showFindings(visit: Visit): Promise<Reply> {
  const { category: code = '', page: pageText = '1', ...given } = givenParameters(visit);
  const pageNumber = /^[1-9]\d{0,5}$/.test(pageText) ? Number(pageText) : 1;
  let question: Question;
  try {
    question = readPageQuestion({ ...given, by: 'category' });
  } catch (error) {
    if (error instanceof QuestionRefused) throw new Missing();
    throw error;
  }
  const published = publishedOnly(question);
  if (!published) throw new Missing();
  const model = await askNational(visit.house, async (tx, settings) => {
    const answer = await aggregate(tx, published, settings).catch((error: unknown) => {
      throw error instanceof QuestionRefused ? new Missing() : error;
    });
    const category = answer.choices.category.find((value) => value.code === code);
    if (!category) throw new Missing();
    question = { ...question, edition: answer.aggregate.edition };
    if (!shownCategories(answer).has(code)) return behindPage(category, question, null, pageNumber);
    const asked = { ...published, edition: answer.aggregate.edition };
    return behindPage(category, question, await findingsBehind(tx, asked, code, pageNumber), pageNumber);
  });
  await logQuestion(
    visit.tx,
    { ...question, filters: { ...question.filters, category: [code] } },
    'national.queried',
    'findings',
  );
  return page('national/findings', `Findings behind “${model.category.name}”`, model, {
    ...NATIONAL_LAYOUT,
    layout: { backLink: { text: 'Back to the table', href: '/national' } },
  });
}
