import type { Content } from '../http/views';
import { FIRST, NEW, SPLIT_BLANKS, TOP } from './draft-forms';
import { categoryItems, CODE_HINT, placeItems } from './draft-form-pages';
import {
  asking,
  draftCategoryHref,
  draftHref,
  formPage,
  FRESH,
  stepHref,
  type FormPage,
  type Shown,
} from './draft-form-parts';
import { changesOf } from './draft-marks';
import { beside, standsAfter } from './draft-order';
import { baseIn, childrenOf, stepFrom, type Draft, type DraftCategory } from './draft-model';
import { longList } from './draft-words';

const ofCategory = (draft: Draft, own: DraftCategory) => ({
  caption: `${own.name} (${own.code})`,
  hidden: [{ name: 'version', value: String(own.version) }],
  cancel: { text: 'Leave it as it is', href: draftCategoryHref(draft.code, own.code) },
});

export function moveFormPage(draft: Draft, own: DraftCategory, shown: Shown = FRESH): FormPage {
  return formPage({
    ...ofCategory(draft, own),
    title: 'Move it to another part',
    intro: ['What is coded with it is carried over by itself. You can give it another code afterwards.'],
    action: `${draftCategoryHref(draft.code, own.code)}/place`,
    controls: [
      asking(shown).select(
        'parent',
        { label: 'Where it stands', value: own.parent ?? TOP },
        placeItems(draft, own.code),
      ),
    ],
    button: 'Move it',
  });
}

/** Which category it stands after, among those beside it. */
export function orderFormPage(draft: Draft, own: DraftCategory, shown: Shown = FRESH): FormPage {
  return formPage({
    ...ofCategory(draft, own),
    title: 'Change its place in the order',
    intro: [
      'Reviewers see categories in this order. What is coded is not touched.',
      ...(own.parent === null ? ['A part takes its categories with it.'] : []),
    ],
    action: `${draftCategoryHref(draft.code, own.code)}/order`,
    controls: [
      asking(shown).select(
        'after',
        { label: 'Where does it stand?', value: standsAfter(draft, own) ?? FIRST },
        [
          { value: FIRST, text: 'First' },
          ...beside(draft, own).map(({ code, name }) => ({ value: code, text: `After “${name}” (${code})` })),
        ],
      ),
    ],
    button: 'Put it there',
  });
}

export function mergeFormPage(draft: Draft, own: DraftCategory, shown: Shown = FRESH): FormPage {
  const ask = asking(shown);
  return formPage({
    ...ofCategory(draft, own),
    title: 'Merge it with others',
    intro: ['What is coded with any of them is carried over to the one that they become.'],
    action: `${draftCategoryHref(draft.code, own.code)}/merger`,
    controls: [
      ask.select('into', { label: 'What is it merged into?' }, [
        { value: '', text: 'Choose a category' },
        { value: NEW, text: 'A new category, named below' },
        ...categoryItems(draft, [own.code]),
      ]),
      folded(
        'Merge more categories with it',
        [ask.checkboxes('others', { label: 'Also merge' }, categoryItems(draft, [own.code]))],
        shown,
      ),
      folded(
        'Name a new category that they become',
        [
          ask.input('name', { label: 'Name' }),
          ask.input('code', { label: 'Code', hint: CODE_HINT, classes: 'govuk-input--width-20' }),
          ask.area('definition', { label: 'Definition' }),
          ask.select(
            'parent',
            { label: 'Where it stands', value: own.parent ?? TOP },
            placeItems(draft, own.code),
          ),
        ],
        shown,
      ),
    ],
    button: 'Merge',
  });
}

export function splitFormPage(draft: Draft, own: DraftCategory, shown: Shown = FRESH): FormPage {
  const ask = asking(shown);
  return formPage({
    ...ofCategory(draft, own),
    title: 'Split it',
    intro: [
      'No one can tell from the old code which of the new ones a finding belongs to. Its findings wait to be coded again by a person, and until then every series says how many are undecided.',
    ],
    action: `${draftCategoryHref(draft.code, own.code)}/split`,
    controls: [
      ask.checkboxes(
        'kept',
        { label: 'Does it stay?', hint: 'You can make its definition narrower afterwards.' },
        [{ value: 'yes', text: `“${own.name}” stays as one of them` }],
      ),
      ...SPLIT_BLANKS.map((suffix, index) =>
        folded(
          ['A new category', 'A second new category', 'A third new category'][index] ?? '',
          [
            ask.input(`name${suffix}`, { label: 'Name' }),
            ask.input(`code${suffix}`, { label: 'Code', hint: CODE_HINT, classes: 'govuk-input--width-20' }),
            ask.area(`definition${suffix}`, { label: 'Definition' }),
          ],
          shown,
          index === 0,
        ),
      ),
      folded(
        'Categories that are there already',
        [ask.checkboxes('others', { label: 'It also becomes' }, categoryItems(draft, [own.code]))],
        shown,
      ),
    ],
    button: 'Split it',
  });
}

function folded(summary: string, controls: Content[], { problems }: Shown, open = false): Content {
  return {
    view: 'components/details',
    page: {
      summaryText: summary,
      open: open || problems.length > 0,
      content: { view: 'typology/controls', page: { controls } },
    },
  };
}

export function retireFormPage(draft: Draft, own: DraftCategory, shown: Shown = FRESH): FormPage {
  return formPage({
    ...ofCategory(draft, own),
    title: 'Retire it',
    intro: [
      `No category takes its place. Findings that are coded with it stay in edition ${draft.base} and are not carried over.`,
    ],
    action: `${draftCategoryHref(draft.code, own.code)}/retirement`,
    controls: [asking(shown).area('reason', { label: 'Why does nothing take its place?' })],
    button: 'Retire it',
    warning: true,
  });
}

export function removeFormPage(draft: Draft, own: DraftCategory): FormPage {
  return formPage({
    ...ofCategory(draft, own),
    title: `Remove “${own.name}” from the draft?`,
    intro: ['It is new in this draft and nothing leads to it. Its words are kept in the audit.'],
    action: `${draftCategoryHref(draft.code, own.code)}/removal`,
    button: 'Remove it',
    warning: true,
  });
}

/** What became of a category of the edition in force, said outright: to mend a gap, or after an import. */
export function stepFormPage(draft: Draft, from: string, shown: Shown = FRESH): FormPage {
  const base = baseIn(draft, from);
  const step = stepFrom(draft, from);
  const ask = asking(shown);
  const inside = childrenOf(draft.baseCategories, from).map(({ name }) => name);
  return formPage({
    title: `What became of “${base.name}”?`,
    caption: `${base.code} · edition ${draft.base}`,
    intro: [
      base.definition,
      ...(inside.length > 0 ? [`It holds ${longList(inside)}.`] : []),
      'One category: it is the same, renamed, moved or merged, as the draft shows. Several: it is split, and its findings are coded again. None: it is retired.',
    ],
    action: stepHref(draft.code, from),
    controls: [
      ask.checkboxes(
        'to',
        { label: `In edition ${draft.code} it is`, checked: step?.to ?? [] },
        categoryItems(draft, []),
      ),
      ask.area('reason', { label: 'If none: why does nothing take its place?', value: step?.reason }),
    ],
    button: 'Save',
    cancel: { text: 'Back to the crosswalk', href: `${draftHref(draft.code)}/crosswalk` },
    undo:
      step?.change === 'same'
        ? null
        : { action: `${stepHref(draft.code, from)}/return`, button: 'Bring it back as it was', text: '' },
  });
}

export function deletionPage(draft: Draft): FormPage {
  const number = changesOf(draft).length;
  return formPage({
    title: `Delete the draft of edition ${draft.code}?`,
    intro: [
      `It has ${draft.categories.length} categories${number > 0 ? ` and ${number} ${number === 1 ? 'change' : 'changes'}` : ''}. Nothing of it can be brought back; you can save it as a file first.`,
    ],
    action: `${draftHref(draft.code)}/removal`,
    button: 'Delete the draft',
    warning: true,
    cancel: { text: 'Keep it', href: draftHref(draft.code) },
  });
}
