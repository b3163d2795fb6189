import { READ_ACTION } from '../approvals/reading';
import { count } from '../http/dates';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { categoriesOf, editionInForce, searchCategories } from '../typology/typology-queries';
import { carryTagsOver } from './carried-tags';
import { firstOf, type Typed } from './fields';
import type { WholeFinding } from './finding-queries';
import { readAgain, readToWrite, whichOf } from './finding-visits';
import { asideOf, framed } from './frame-pages';
import { sectionOf } from './sections';
import { tagForm } from './tag-forms';
import { chooseCategoryPage, findingTextsPart, newTagPage } from './tag-pages';
import { tagFinding } from './tags';

const path = '/reviews/:reviewId/findings/:findingId/tags/new';
const section = sectionOf('tags');

/** A tag is added by choosing its category, then saying why. */
export const tagRoutes: Route[] = [
  route({
    method: 'get',
    path,
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const { whole, elsewhere } = await readToWrite(visit, 'tags/new');
      return elsewhere ?? show(visit, whole, visit.query.category ?? '');
    },
  }),
  route({
    method: 'post',
    path,
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: 'finding.tagged',
    form: tagForm,
    handle: async ({ tx, actor, house, params, form: { action, ...tag }, path: here }) => {
      const { id } = await tagFinding(tx, actor, house.now(), { ...whichOf({ params }), ...tag });
      return redirect(here.replace(/new$/, action === 'continue' ? '' : id).replace(/\/$/, ''));
    },
    redisplay: async (visit, problems) =>
      show(visit, await readAgain(visit), firstOf(visit.typed.category) ?? '', visit.typed, problems),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/findings/:findingId/tags/carrying',
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: 'finding.tags_carried',
    handle: async ({ tx, actor, house, params, path: here }) => {
      const number = await carryTagsOver(tx, actor, house.now(), whichOf({ params }));
      return redirect(here.replace(/\/carrying$/, ''), `${count(number, 'tag')} carried over.`);
    },
  }),
];

/** The tag's own page when its category is known, else the list to choose from. */
async function show(
  visit: Visit<unknown>,
  whole: WholeFinding,
  code: string,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): Promise<PageReply> {
  const edition = await editionInForce(visit.tx);
  const all = await categoriesOf(visit.tx, edition);
  const category = all.find((candidate) => candidate.code === code);
  if (category) {
    const model = newTagPage(whole, category, typed, errorsByField(problems));
    return shown(visit, whole, 'findings/new-tag', model);
  }
  const problem = problems.find(({ field }) => field === 'category');
  const q = visit.query.q ?? '';
  const matches = q === '' ? all : await searchCategories(visit.tx, edition, q);
  const model = chooseCategoryPage(whole, all, q, matches, problem?.message);
  return shown(visit, whole, 'findings/choose-category', model);
}

function shown(
  visit: Visit<unknown>,
  whole: WholeFinding,
  view: string,
  model: { title: string },
): PageReply {
  const beside = [findingTextsPart(whole)];
  return framed(whole, visit.house.now(), view, model.title, model, {
    current: section.slug,
    aside: { view: 'findings/aside', page: asideOf(whole, section, beside) },
  });
}
