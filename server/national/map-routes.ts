import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { page, route, type PageReply, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { figuresOf, withLacking } from './aggregates';
import { givenParameters } from './api-routes';
import { askNational, logQuestion } from './ask';
import { publishedOnly } from './behind';
import { mapOf, pairOf, readablePair } from './map';
import { choiceOf, mapForm, mapPage, pairPage, PARTS, type MapPage } from './map-pages';
import { NATIONAL_LAYOUT, placesOf } from './national-pages';
import { findingsBehind } from './published-queries';
import { pageNumberOf, readPageQuestion, typedQuestion } from './question-page';
import { QuestionRefused, type Question } from './question';

const who = ['analyst', 'editor'] as const;
const TITLE = 'What occurs together';

/** Which categories occur together, and the published findings behind two of them. */
export const mapRoutes: Route[] = [
  route({
    method: 'get',
    path: '/national/map',
    who,
    scope: 'national',
    audit: 'national.queried',
    handle: showMap,
  }),
  route({
    method: 'get',
    path: '/national/map/findings',
    who,
    scope: 'national',
    audit: 'national.queried',
    handle: showPair,
  }),
];

async function showMap(visit: Visit): Promise<Reply> {
  const { of = PARTS, ...given } = givenParameters(visit);
  try {
    const question = questionOf(given);
    const { map, published } = await askNational(visit.house, async (tx, settings) => {
      const figures = await mapOf(tx, question, settings);
      const map = { ...figures, answer: await withLacking(tx, figures.answer, settings) };
      const alone = publishedOnly(question);
      const isOwn = question.filters.origin?.length === 1;
      return { map, published: isOwn ? map : alone && (await mapOf(tx, alone, settings)) };
    });
    await logQuestion(visit.tx, map.answer.question, 'national.queried', 'map');
    const readable = publishedOnly(question) ? published : null;
    return page('national/map', TITLE, mapPage(map, readable, of), NATIONAL_LAYOUT);
  } catch (error) {
    if (error instanceof QuestionRefused) return refusedPage(visit, of, error.problems);
    throw error;
  }
}

/** A map is of categories, whatever else is asked. */
function questionOf({ category: _category, by: _by, ...given }: Readonly<Record<string, string>>): Question {
  return readPageQuestion({ ...given, by: 'category' });
}

async function refusedPage(visit: Visit, of: string, problems: Problem[]): Promise<PageReply> {
  const answer = await askNational(visit.house, (tx, settings) =>
    figuresOf(tx, { by: ['category'], filters: {} }, settings),
  );
  const typed = { ...typedQuestion(givenParameters(visit)), edition: answer.aggregate.edition };
  const model: MapPage = {
    form: mapForm({ answer }, typed, errorsByField(problems)),
    of: choiceOf(answer.choices.category, of),
    asked: [],
    places: placesOf('map', answer.question),
    answer: null,
  };
  return page('national/map', TITLE, model, { ...NATIONAL_LAYOUT, status: 422, problems });
}

async function showPair(visit: Visit): Promise<Reply> {
  const { pair = '', page: pageText = '1', ...given } = givenParameters(visit);
  const pageNumber = pageNumberOf(pageText);
  const codes = pair.split(',');
  const { asked, model } = await askNational(visit.house, async (tx, settings) => {
    const question = questionOf(given);
    const published = publishedOnly(question);
    if (!published) throw new Missing();
    const map = await mapOf(tx, published, settings);
    const values = pairOf(map, codes);
    if (!values) throw new Missing();
    const [one, other] = values;
    const { edition } = map.answer.aggregate;
    const found = readablePair(map, one.code, other.code)
      ? await findingsBehind(tx, { ...published, edition }, pageNumber, [one.code, other.code])
      : null;
    return {
      asked: { ...published, edition, filters: { ...published.filters, category: [one.code, other.code] } },
      model: pairPage(map, { ...question, edition }, [one, other], found, pageNumber),
    };
  }).catch((error: unknown) => {
    throw error instanceof QuestionRefused ? new Missing() : error;
  });
  await logQuestion(visit.tx, asked, 'national.queried', 'pair');
  return page('national/findings', `Findings behind “${model.title}”`, model, {
    ...NATIONAL_LAYOUT,
    layout: { backLink: { text: 'Back to the map', href: model.back } },
  });
}
