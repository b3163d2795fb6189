import type { z } from 'zod';
import type { Route, Visit } from '../http/route';
import {
  addCategory,
  bringBack,
  mergeCategories,
  moveCategory,
  orderCategory,
  removeCategory,
  retireCategory,
  rewordCategory,
  setStep,
  splitCategory,
} from './draft';
import * as asked from './draft-forms';
import {
  mergeFormPage,
  moveFormPage,
  orderFormPage,
  removeFormPage,
  retireFormPage,
  splitFormPage,
  stepFormPage,
} from './draft-change-pages';
import { addFormPage, categoryFormPage } from './draft-form-pages';
import { broughtBackWords } from './draft-return-words';
import { draftCategoryHref, draftHref, type FormPage, type Shown } from './draft-form-parts';
import { buttonRoute, formRoutes, type FormOf } from './draft-form-routes';
import { baseIn, type DraftCategory, type PlacedCategory } from './draft-model';
import type { DraftRow } from './draft-queries';
import { categoryOf, DRAFT, draftOf } from './draft-visits';

/** Changes of one category, each a noun with a page to ask and a form to send. */
export const draftCategoryRoutes: Route[] = [
  ...formRoutes({
    path: `${DRAFT}/categories/new`,
    audit: 'edition.category_added',
    form: asked.addForm,
    about: async (visit) => ({ draft: await draftOf(visit), parent: visit.query.parent ?? asked.TOP }),
    shown: ({ draft, parent }, shown) => addFormPage(draft, parent, shown),
    save: async ({ tx, actor, form }, { draft: { code: draft } }) => {
      await addCategory(tx, actor, draft, form);
      return [draftHref(draft), `“${form.words.name}” is added.`];
    },
  }),
  ...ofCategory({
    noun: '',
    audit: 'edition.category_changed',
    form: asked.wordsForm,
    shown: categoryFormPage,
    save: async ({ tx, actor, form }, { draft, own }) => {
      const now = await rewordCategory(tx, actor, draft.code, own.code, form);
      return [draftCategoryHref(draft.code, now), 'Saved.'];
    },
  }),
  ...ofCategory({
    noun: '/place',
    audit: 'edition.category_moved',
    form: asked.moveForm,
    shown: moveFormPage,
    save: async ({ tx, actor, form }, { draft, own: { code } }) => {
      await moveCategory(tx, actor, draft.code, { code, ...form });
      return [draftCategoryHref(draft.code, code), 'Moved. Give it another code if its own no longer fits.'];
    },
  }),
  ...ofCategory({
    noun: '/order',
    audit: 'edition.category_put',
    form: asked.orderForm,
    shown: orderFormPage,
    save: async ({ tx, actor, form }, { draft, own: { code } }) => {
      await orderCategory(tx, actor, draft.code, { code, ...form });
      return [draftCategoryHref(draft.code, code), 'It has another place.'];
    },
  }),
  ...ofCategory({
    noun: '/merger',
    audit: 'edition.categories_merged',
    form: asked.mergeForm,
    shown: mergeFormPage,
    save: async ({ tx, actor, form }, { draft, own: { code } }) => {
      await mergeCategories(tx, actor, draft.code, { code, ...form });
      return [draftHref(draft.code), 'Merged.'];
    },
  }),
  ...ofCategory({
    noun: '/split',
    audit: 'edition.category_split',
    form: asked.splitForm,
    shown: splitFormPage,
    save: async ({ tx, actor, form: { words, ...form } }, { draft, own: { code, parent } }) => {
      const made = words.map((one) => ({ words: one, parent }));
      await splitCategory(tx, actor, draft.code, { code, ...form, made });
      return [draftHref(draft.code), 'Split. Its findings will wait to be coded again.'];
    },
  }),
  ...ofCategory({
    noun: '/retirement',
    audit: 'edition.category_retired',
    form: asked.retireForm,
    shown: retireFormPage,
    save: async ({ tx, actor, form }, { draft, own: { code } }) => {
      await retireCategory(tx, actor, draft.code, { code, ...form });
      return [draftHref(draft.code), 'Retired.'];
    },
  }),
  ...ofCategory({
    noun: '/removal',
    audit: 'edition.category_removed',
    form: asked.versionForm,
    shown: removeFormPage,
    save: async ({ tx, actor, form }, { draft, own: { code } }) => {
      await removeCategory(tx, actor, draft.code, { code, ...form });
      return [draftHref(draft.code), 'Removed.'];
    },
  }),
  ...formRoutes({
    ...ofStep(''),
    audit: 'edition.step_set',
    form: asked.stepForm,
    save: async ({ tx, actor, form }, { draft, from }) => {
      await setStep(tx, actor, draft.code, { from: from.code, ...form });
      return [`${draftHref(draft.code)}/crosswalk`, 'Saved.'];
    },
  }),
  buttonRoute({
    ...ofStep('/return'),
    audit: 'edition.category_brought_back',
    save: async ({ tx, actor }, { draft, from }) => {
      const told = await bringBack(tx, actor, draft.code, from.code);
      return [draftHref(draft.code), broughtBackWords(from, told)];
    },
  }),
];

interface OfCategory {
  draft: DraftRow;
  own: DraftCategory;
}

/** A form about a category of the draft. */
function ofCategory<Schema extends z.ZodType>({
  noun,
  shown,
  ...rest
}: Pick<FormOf<Schema, OfCategory>, 'audit' | 'form' | 'save'> & {
  noun: string;
  shown(draft: DraftRow, own: DraftCategory, shown: Shown): FormPage;
}): Route[] {
  return formRoutes({
    ...rest,
    path: `${DRAFT}/categories/:code${noun}`,
    about: categoryOf,
    shown: ({ draft, own }, how) => shown(draft, own, how),
  });
}

/** What became of a category of the edition in force. */
function ofStep(noun: string) {
  return {
    path: `${DRAFT}/steps/:code${noun}`,
    about: async (visit: Visit<unknown>): Promise<{ draft: DraftRow; from: PlacedCategory }> => {
      const draft = await draftOf(visit);
      return { draft, from: baseIn(draft, visit.params.code ?? '') };
    },
    shown: ({ draft, from }: { draft: DraftRow; from: PlacedCategory }, shown: Shown): FormPage =>
      stepFormPage(draft, from.code, shown),
  };
}
