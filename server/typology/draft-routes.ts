import { errorsByField } from '../http/forms';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { typedText } from '../http/typed';
import { beginDraft, deleteDraft, describeDraft } from './edition-steps';
import { draftCategoryRoutes } from './draft-category-routes';
import { beginForm, deletionForm, describeForm } from './draft-forms';
import { deletionPage } from './draft-change-pages';
import { describeFormPage } from './draft-form-pages';
import { formRoutes } from './draft-form-routes';
import { orWhatBecame } from './draft-gone';
import { draftHref } from './draft-form-parts';
import { draftCrosswalkPage, draftPage, touched } from './draft-pages';
import { editionsPage } from './edition-pages';
import { effectOf, everyEdition } from './draft-queries';
import { DRAFT, draftOf, EDITORS } from './draft-visits';
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
  ...formRoutes({
    path: `${DRAFT}/description`,
    audit: 'edition.described',
    form: describeForm,
    about: draftOf,
    shown: describeFormPage,
    save: async ({ tx, form }, { code }) => {
      await describeDraft(tx, code, form);
      return [draftHref(form.code), 'Saved.'];
    },
  }),
  ...formRoutes({
    path: `${DRAFT}/removal`,
    audit: 'edition.deleted',
    form: deletionForm,
    about: draftOf,
    shown: deletionPage,
    save: async ({ tx }, { code }) => {
      await deleteDraft(tx, code);
      return [EDITIONS, `The draft of edition ${code} is deleted.`];
    },
  }),
  ...publicationRoutes,
  ...draftCategoryRoutes,
].map((one) => (one.path.startsWith(DRAFT) ? orWhatBecame(one) : one));

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
