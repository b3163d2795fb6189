import { READ_ACTION } from '../approvals/reading';
import { evidenceBeside } from '../evidence/beside-pages';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import type { Errors, Typed } from './fields';
import type { WholeFinding } from './finding-queries';
import { readAgain, readToWrite, whichOf } from './finding-visits';
import { asideOf, framed } from './frame-pages';
import { questionsForm } from './question-forms';
import { questionsPage } from './question-pages';
import { saveQuestions } from './questions';
import { pageAfter, sectionOf } from './sections';

const path = '/reviews/:reviewId/findings/:findingId/questions';
const section = sectionOf('questions');

/** The questions for the Board: all on one page. */
export const questionRoutes: Route[] = [
  route({
    method: 'get',
    path,
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const { whole, elsewhere } = await readToWrite(visit, section.slug);
      return elsewhere ?? show(visit, whole);
    },
  }),
  route({
    method: 'post',
    path,
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: 'finding.saved',
    form: questionsForm,
    handle: async ({ tx, actor, house, params, form, path: here }) => {
      await saveQuestions(tx, actor, house.now(), { ...whichOf({ params }), boxes: form.boxes });
      return redirect(form.action === 'continue' ? here.replace(/[^/]+$/, pageAfter(section.slug)) : here);
    },
    redisplay: async (visit, problems) =>
      show(visit, await readAgain(visit), visit.typed, errorsByField(problems)),
  }),
];

function show(
  visit: Visit<unknown>,
  whole: WholeFinding,
  typed: Typed | null = null,
  errors: Errors = {},
): PageReply {
  const now = visit.house.now();
  return framed(whole, now, 'findings/questions', section.title, questionsPage(whole, now, typed, errors), {
    current: section.slug,
    aside: { view: 'findings/aside', page: asideOf(whole, section, evidenceBeside(whole, section.slug)) },
  });
}
