import { errorsByField } from '../http/forms';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { typedText } from '../http/typed';
import { beginDraft, deleteDraft } from './edition-steps';
import { draftCategoryRoutes } from './draft-category-routes';
import { beginForm } from './draft-forms';
import { deletionPage } from './draft-change-pages';
import { draftHref } from './draft-form-parts';
import { draftCrosswalkPage, draftPage, touched } from './draft-pages';
import { editionsPage } from './edition-pages';
import { effectOf, everyEdition } from './draft-queries';
import { DRAFT, draftOf, EDITORS, shownForm } from './draft-visits';
import { editionFileRoutes } from './edition-file-routes';
import { publicationRoutes } from './publication-routes';

const EDITIONS = '/typology/editions';

/** Editions for those who write them: drafts, their effect, publication, and editions as files. */
export const draftRoutes: Route[] = [
  route({ ...EDITORS, method: 'get', path: EDITIONS, audit: 'none', handle: (visit) => showEditions(visit) }),
  route({
    ...EDITORS,
    method: 'post',
    path: EDITIONS,
    audit: 'edition.drafted',
    form: beginForm,
    handle: async ({ tx, actor, house, form }) => {
      await beginDraft(tx, actor, house.now(), form);
      return redirect(
        draftHref(form.code),
        `Edition ${form.code} is drafted: it begins as the one in force is.`,
      );
    },
    redisplay: showEditions,
  }),
  ...editionFileRoutes,
  route({ ...EDITORS, method: 'get', path: DRAFT, audit: 'none', handle: showDraft }),
  route({ ...EDITORS, method: 'get', path: `${DRAFT}/crosswalk`, audit: 'none', handle: showCrosswalk }),
  route({
    ...EDITORS,
    method: 'get',
    path: `${DRAFT}/removal`,
    audit: 'none',
    handle: async (visit) => shownForm(deletionPage(await draftOf(visit))),
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${DRAFT}/removal`,
    audit: 'edition.deleted',
    handle: async ({ tx, params }) => {
      await deleteDraft(tx, params.draft ?? '');
      return redirect(EDITIONS, `The draft of edition ${params.draft} is deleted.`);
    },
  }),
  ...publicationRoutes,
  ...draftCategoryRoutes,
];

async function showEditions({ tx, typed }: Visit<unknown>, problems: Problem[] = []): Promise<PageReply> {
  const form = { code: typedText(typed, 'code'), note: typedText(typed, 'note') };
  const model = editionsPage(await everyEdition(tx), form, errorsByField(problems));
  return page('typology/editions', 'Editions of the typology', model, {
    section: 'typology',
    layout: { breadcrumbs: [{ text: 'Typology', href: '/typology' }, { text: 'Editions' }] },
  });
}

const crumbs = (code: string) => [
  { text: 'Typology', href: '/typology' },
  { text: 'Editions', href: EDITIONS },
  { text: `Edition ${code}`, href: draftHref(code) },
];

async function showDraft(visit: Visit) {
  const draft = await draftOf(visit);
  const model = draftPage(draft, await effectOf(visit.tx, draft.base, touched(draft)));
  return page('typology/draft', `${model.title}, draft`, model, {
    section: 'typology',
    layout: { breadcrumbs: [...crumbs(draft.code).slice(0, 2), { text: `Edition ${draft.code}` }] },
  });
}

async function showCrosswalk(visit: Visit) {
  const draft = await draftOf(visit);
  const model = draftCrosswalkPage(draft);
  return page('typology/draft-crosswalk', `${model.title} of edition ${draft.code}`, model, {
    section: 'typology',
    layout: { breadcrumbs: [...crumbs(draft.code), { text: 'Crosswalk' }] },
  });
}
