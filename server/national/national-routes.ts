import { errorsByField } from '../http/forms';
import { Missing } from '../http/errors';
import { page, route, type PageReply, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { aggregate, figuresOf, type Answer } from './aggregates';
import { figuresAsBook, figuresAsCsv, givenParameters } from './api-routes';
import { askNational, logQuestion } from './ask';
import { placeOf, publishedOnly, readableIn, readableOf, type Place } from './behind';
import { behindPage } from './behind-pages';
import { ALL } from './disclosure-control';
import { NATIONAL_LAYOUT, nationalPage, placesOf, type NationalPage } from './national-pages';
import { findingsBehind } from './published-queries';
import { pageNumberOf, questionForm, readPageQuestion, typedQuestion } from './question-page';
import { QuestionRefused } from './question';

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

/** More are neither read nor protected while someone waits; the API gives them to who fetches them for a machine. */
const MOST_FIGURES = 2_500;

async function showTable(visit: Visit): Promise<Reply> {
  try {
    const question = readPageQuestion(givenParameters(visit));
    const { answer, readableAt } = await askNational(visit.house, async (tx, settings) => {
      const answer = await aggregate(tx, question, { ...settings, mostFigures: MOST_FIGURES });
      return { answer, readableAt: await readableOf(tx, answer, settings) };
    });
    await logQuestion(visit.tx, answer.question, 'national.queried', 'page');
    return page('national/table', 'What recurs', nationalPage(answer, readableAt), NATIONAL_LAYOUT);
  } catch (error) {
    if (error instanceof QuestionRefused) return refusedPage(visit, error.problems);
    throw error;
  }
}

/** The question again with what is wrong with it, and no figures. */
async function refusedPage(visit: Visit, problems: Problem[]): Promise<PageReply> {
  const answer = await askNational(visit.house, (tx, settings) =>
    figuresOf(tx, { by: ['category'], filters: {} }, settings),
  );
  const typed = { ...typedQuestion(givenParameters(visit)), edition: answer.aggregate.edition };
  const model: NationalPage = {
    form: questionForm(answer, typed, errorsByField(problems)),
    asked: [],
    places: placesOf('table', answer.question),
    answer: null,
  };
  return page('national/table', 'What recurs', model, { ...NATIONAL_LAYOUT, status: 422, problems });
}

async function showFindings(visit: Visit): Promise<Reply> {
  const { page: pageText = '1', ...given } = givenParameters(visit);
  if (given.by === undefined && given.category === undefined) throw new Missing();
  const pageNumber = pageNumberOf(pageText);
  const model = await askNational(visit.house, async (tx, settings) => {
    const question = readPageQuestion(given);
    const published = publishedOnly(question);
    if (!published) throw new Missing();
    const answer = await figuresOf(tx, published, settings);
    const asked = { ...published, edition: answer.aggregate.edition };
    const at = placeOf(asked);
    if (isElsewhere(answer, at)) throw new Missing();
    const isReadable = readableIn(answer)(at) !== null;
    const found = isReadable ? await findingsBehind(tx, asked, pageNumber) : null;
    const whole = { ...question, edition: asked.edition };
    return { asked, page: behindPage(whole, answer, found, pageNumber) };
  }).catch((error: unknown) => {
    throw error instanceof QuestionRefused ? new Missing() : error;
  });
  await logQuestion(visit.tx, model.asked, 'national.queried', 'findings');
  return page('national/findings', `Findings behind “${model.page.title}”`, model.page, {
    ...NATIONAL_LAYOUT,
    layout: { backLink: { text: 'Back to the table', href: model.page.back } },
  });
}

/** Whether a place names what the edition has no figures for. */
function isElsewhere({ aggregate, choices }: Answer, at: Place): boolean {
  return aggregate.by.some((name, k) => at[k] !== ALL && !choices[name].some(({ code }) => code === at[k]));
}
