import type { z } from 'zod';
import type { Actor, Tx } from '../database/with-actor';
import { redirect, route, type Route, type Visit } from '../http/route';
import {
  addCategory,
  bringBack,
  mergeCategories,
  moveCategory,
  removeCategory,
  retireCategory,
  rewordCategory,
  setStep,
  splitCategory,
} from './draft';
import {
  addForm,
  mergeForm,
  moveForm,
  retireForm,
  splitForm,
  stepForm,
  TOP,
  versionForm,
  wordsForm,
} from './draft-forms';
import {
  mergeFormPage,
  moveFormPage,
  removeFormPage,
  retireFormPage,
  splitFormPage,
  stepFormPage,
} from './draft-change-pages';
import { addFormPage, categoryFormPage } from './draft-form-pages';
import { draftCategoryHref, draftHref, FRESH, type FormPage, type Shown } from './draft-form-parts';
import { categoryIn, type DraftCategory } from './draft-model';
import type { DraftRow } from './draft-queries';
import { again, categoryOf, DRAFT, draftOf, EDITORS, shownForm } from './draft-visits';

const CATEGORY = `${DRAFT}/categories/:code`;

/** Changes of one category, each a noun with a page to ask and a form to send. */
export const draftCategoryRoutes: Route[] = [
  ...addRoutes(),
  ...formRoutes({
    path: CATEGORY,
    audit: 'edition.category_changed',
    form: wordsForm,
    shown: categoryFormPage,
    save: async (tx, actor, { draft, code }, edit) => {
      const now = await rewordCategory(tx, actor, draft, code, edit);
      return { to: draftCategoryHref(draft, now), flash: 'Saved.' };
    },
  }),
  ...formRoutes({
    path: `${CATEGORY}/place`,
    audit: 'edition.category_moved',
    form: moveForm,
    shown: moveFormPage,
    save: async (tx, actor, { draft, code }, form) => {
      await moveCategory(tx, actor, draft, { code, ...form });
      return {
        to: draftCategoryHref(draft, code),
        flash: 'Moved. Give it another code if its own no longer fits.',
      };
    },
  }),
  ...formRoutes({
    path: `${CATEGORY}/merger`,
    audit: 'edition.categories_merged',
    form: mergeForm,
    shown: mergeFormPage,
    save: async (tx, actor, { draft, code }, form) => {
      await mergeCategories(tx, actor, draft, { code, ...form });
      return { to: draftHref(draft), flash: 'Merged.' };
    },
  }),
  ...formRoutes({
    path: `${CATEGORY}/split`,
    audit: 'edition.category_split',
    form: splitForm,
    shown: splitFormPage,
    save: async (tx, actor, { draft, code, parent }, { words, ...form }) => {
      const made = words.map((one) => ({ words: one, parent }));
      await splitCategory(tx, actor, draft, { code, ...form, made });
      return { to: draftHref(draft), flash: 'Split. Its findings will wait to be coded again.' };
    },
  }),
  ...formRoutes({
    path: `${CATEGORY}/retirement`,
    audit: 'edition.category_retired',
    form: retireForm,
    shown: retireFormPage,
    save: async (tx, actor, { draft, code }, form) => {
      await retireCategory(tx, actor, draft, { code, ...form });
      return { to: draftHref(draft), flash: 'Retired.' };
    },
  }),
  ...formRoutes({
    path: `${CATEGORY}/removal`,
    audit: 'edition.category_removed',
    form: versionForm,
    shown: removeFormPage,
    save: async (tx, actor, { draft, code }, form) => {
      await removeCategory(tx, actor, draft, { code, ...form });
      return { to: draftHref(draft), flash: 'Removed.' };
    },
  }),
  ...stepRoutes(),
];

interface FormOf<Schema extends z.ZodType> {
  path: string;
  audit: string;
  form: Schema;
  shown(draft: DraftRow, own: DraftCategory, shown?: Shown): FormPage;
  save(
    tx: Tx,
    actor: Actor,
    which: { draft: string; code: string; parent: string | null },
    form: z.output<Schema>,
  ): Promise<{ to: string; flash: string }>;
}

function formRoutes<Schema extends z.ZodType>({ path, audit, form, shown, save }: FormOf<Schema>): Route[] {
  const show = async (visit: Visit<unknown>, how: Shown) => {
    const { draft, own } = await categoryOf(visit);
    return shownForm(shown(draft, own, how));
  };
  return [
    route({ ...EDITORS, method: 'get', path, audit: 'none', handle: (visit) => show(visit, FRESH) }),
    route({
      ...EDITORS,
      method: 'post',
      path,
      audit,
      form,
      handle: async (visit: Visit<z.output<Schema>>) => {
        const { draft, own } = await categoryOf(visit);
        const which = { draft: draft.code, code: own.code, parent: own.parent };
        const { to, flash } = await save(visit.tx, visit.actor, which, visit.form);
        return redirect(to, flash);
      },
      redisplay: (visit, problems) => show(visit, again(visit, problems)),
    }),
  ];
}

function addRoutes(): Route[] {
  const path = `${DRAFT}/categories/new`;
  const show = async (visit: Visit<unknown>, how: Shown) =>
    shownForm(addFormPage(await draftOf(visit), visit.query.parent ?? TOP, how));
  return [
    route({ ...EDITORS, method: 'get', path, audit: 'none', handle: (visit) => show(visit, FRESH) }),
    route({
      ...EDITORS,
      method: 'post',
      path,
      audit: 'edition.category_added',
      form: addForm,
      handle: async ({ tx, actor, params, form }) => {
        const draft = params.draft ?? '';
        await addCategory(tx, actor, draft, form);
        return redirect(draftHref(draft), `“${form.words.name}” is added.`);
      },
      redisplay: (visit, problems) => show(visit, again(visit, problems)),
    }),
  ];
}

function stepRoutes(): Route[] {
  const path = `${DRAFT}/steps/:code`;
  const show = async (visit: Visit<unknown>, how: Shown) =>
    shownForm(stepFormPage(await draftOf(visit), visit.params.code ?? '', how));
  return [
    route({ ...EDITORS, method: 'get', path, audit: 'none', handle: (visit) => show(visit, FRESH) }),
    route({
      ...EDITORS,
      method: 'post',
      path,
      audit: 'edition.step_set',
      form: stepForm,
      handle: async ({ tx, actor, params, form }) => {
        const { draft = '', code = '' } = params;
        await setStep(tx, actor, draft, { from: code, ...form });
        return redirect(`${draftHref(draft)}/crosswalk`, 'Saved.');
      },
      redisplay: (visit, problems) => show(visit, again(visit, problems)),
    }),
    route({
      ...EDITORS,
      method: 'post',
      path: `${path}/return`,
      audit: 'edition.category_brought_back',
      handle: async (visit) => {
        const { draft = '', code = '' } = visit.params;
        await bringBack(visit.tx, visit.actor, draft, code);
        const name = categoryIn(await draftOf(visit), code).name;
        return redirect(draftHref(draft), `“${name}” is as it was.`);
      },
      redisplay: (visit, problems) => show(visit, { typed: null, problems }),
    }),
  ];
}
