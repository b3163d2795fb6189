import type { Problem } from '../http/route';
import { errorsByField } from '../http/forms';
import { typedDate, typedText, type Typed } from '../http/typed';
import type { Content } from '../http/views';
import { NEW, SPLIT_BLANKS, TOP } from './draft-forms';
import { changesOf } from './draft-marks';
import {
  baseIn,
  childrenOf,
  DOES_NOT_FIT,
  originOf,
  stepFrom,
  stepsTo,
  type Draft,
  type DraftCategory,
  type PlacedCategory,
} from './draft-model';
import { longList } from './draft-words';

/** views/typology/form: one form and what is said round it. */
export interface FormPage {
  title: string;
  caption: string;
  intro: string[];
  action: string;
  method: 'post' | 'get';
  /** True for a form with a file. */
  file: boolean;
  hidden: { name: string; value: string }[];
  controls: Content[];
  button: string;
  warning: boolean;
  cancel: { text: string; href: string };
  /** What else can be done with it. */
  also: { heading: string; items: { text: string; href: string; detail: string }[] } | null;
  /** A second form of one button. */
  undo: { action: string; button: string; text: string } | null;
}

/** What was typed and what was wrong with it, when a form is shown again. */
export interface Shown {
  typed: Typed | null;
  problems: readonly Problem[];
}
export const FRESH: Shown = { typed: null, problems: [] };

export const draftHref = (draft: string): string => `/typology/drafts/${encodeURIComponent(draft)}`;
export const draftCategoryHref = (draft: string, code: string): string =>
  `${draftHref(draft)}/categories/${encodeURIComponent(code)}`;
export const stepHref = (draft: string, code: string): string =>
  `${draftHref(draft)}/steps/${encodeURIComponent(code)}`;

const PLAIN: Omit<FormPage, 'title' | 'action' | 'button' | 'cancel'> = {
  caption: '',
  intro: [],
  method: 'post',
  file: false,
  hidden: [],
  controls: [],
  warning: false,
  also: null,
  undo: null,
};

/** A form page, with what it does not say left plain. */
export const formPage = (
  form: Partial<FormPage> & Pick<FormPage, 'title' | 'action' | 'button' | 'cancel'>,
): FormPage => ({ ...PLAIN, ...form });

interface Asked {
  label: string;
  hint?: string;
  value?: string;
  rows?: number;
  classes?: string;
}

/** Controls that take what was typed, else what is stored, with their problem beside them. */
export function asking({ typed, problems }: Shown) {
  const errors = errorsByField(problems);
  const valueOf = (name: string, value = ''): string => (typed ? typedText(typed, name) : value);
  const common = (name: string, { label, hint }: Asked) => ({
    id: name,
    name,
    label: { text: label, classes: 'govuk-label--s' },
    hint: hint && { text: hint },
    errorMessage: errors[name],
  });
  return {
    input: (name: string, asked: Asked): Content => ({
      view: 'components/input',
      page: { ...common(name, asked), value: valueOf(name, asked.value), classes: asked.classes ?? '' },
    }),
    area: (name: string, asked: Asked): Content => ({
      view: 'components/textarea',
      page: { ...common(name, asked), value: valueOf(name, asked.value), rows: asked.rows ?? 4 },
    }),
    select: (name: string, asked: Asked, items: { value: string; text: string }[]): Content => ({
      view: 'components/select',
      page: { ...common(name, asked), value: valueOf(name, asked.value), items },
    }),
    checkboxes: (
      name: string,
      asked: Asked & { checked?: string[] },
      items: { value: string; text: string }[],
    ): Content => ({
      view: 'components/checkboxes',
      page: {
        idPrefix: name,
        name,
        fieldset: { legend: { text: asked.label, classes: 'govuk-fieldset__legend--s' } },
        hint: asked.hint && { text: asked.hint },
        errorMessage: errors[name],
        classes: 'govuk-checkboxes--small',
        values: typed ? [typed[name] ?? []].flat() : (asked.checked ?? []),
        items,
      },
    }),
    date: (name: string, asked: Asked): Content => ({
      view: 'components/date-input',
      page: {
        id: name,
        namePrefix: name,
        fieldset: { legend: { text: asked.label, classes: 'govuk-fieldset__legend--s' } },
        hint: asked.hint && { text: asked.hint },
        errorMessage: errors[name],
        values: typed ? typedDate(typed, name) : { day: '', month: '', year: '' },
      },
    }),
  };
}

const captionOf = (draft: Draft): string => `Edition ${draft.code}, draft`;
const parts = (draft: Draft): DraftCategory[] =>
  draft.categories.filter(({ code, parent }) => parent === null && code !== DOES_NOT_FIT);
const placeItems = (draft: Draft, own: string | null) => [
  ...parts(draft)
    .filter(({ code }) => code !== own)
    .map(({ code, name }) => ({ value: code, text: `In “${name}”` })),
  { value: TOP, text: 'As a part of its own' },
];
/** Categories under the names of their parts. */
const categoryItems = (draft: Draft, except: readonly string[]) =>
  draft.categories
    .filter(({ code }) => code !== DOES_NOT_FIT && !except.includes(code))
    .map(({ code, name, parent }) => ({
      value: code,
      text: parent === null ? `${name} (${code}, a part)` : `${name} (${code})`,
    }));
const listed = (codes: readonly string[]) => codes.join('\n');

const CODE_HINT = 'Capitals and digits, with a point after the part’s own code: MGT.SUP.';

function wordControls(shown: Shown, own?: PlacedCategory): Content[] {
  const ask = asking(shown);
  return [
    ask.input('name', { label: 'Name', value: own?.name }),
    ask.input('code', { label: 'Code', hint: CODE_HINT, value: own?.code, classes: 'govuk-input--width-20' }),
    ask.area('definition', { label: 'Definition', value: own?.definition, rows: 4 }),
    ask.area('includes', {
      label: 'What is in',
      hint: 'Put a semicolon between one thing and the next.',
      value: own?.includes,
      rows: 3,
    }),
    ask.area('excludes', {
      label: 'What is out',
      hint: 'And where that belongs instead. Semicolons, as above.',
      value: own?.excludes,
      rows: 3,
    }),
    ask.area('examples', {
      label: 'Examples',
      hint: 'One to a line, invented: no words of a real case.',
      value: listed(own?.examples ?? []),
      rows: 4,
    }),
  ];
}

/** A category of the draft: its words, and what else can be done with it. */
export function categoryFormPage(draft: Draft, own: DraftCategory, shown: Shown = FRESH): FormPage {
  const here = draftCategoryHref(draft.code, own.code);
  const origin = originOf(draft, own.code);
  const stays = own.code === DOES_NOT_FIT;
  const lives = stepsTo(draft, own.code).length > 0;
  const items = [
    { text: 'Move it to another part', href: `${here}/place`, detail: 'Its findings follow by themselves.' },
    { text: 'Merge it with others', href: `${here}/merger`, detail: 'Findings follow by themselves.' },
    ...(lives
      ? [{ text: 'Split it', href: `${here}/split`, detail: 'Its findings are coded again by a person.' }]
      : []),
    ...(origin
      ? [
          {
            text: 'Retire it',
            href: `${here}/retirement`,
            detail: `Its findings stay in edition ${draft.base}.`,
          },
        ]
      : []),
    ...(lives
      ? []
      : [{ text: 'Remove it', href: `${here}/removal`, detail: 'It is new, and holds no findings.' }]),
  ];
  const wasChanged = origin && changesOf(draft).some(({ from }) => from.code === origin.code);
  const was = (name: keyof PlacedCategory, value: string) => ({
    name: `was_${name}`,
    value: shown.typed ? typedText(shown.typed, `was_${name}`) : value,
  });
  return formPage({
    title: own.name,
    caption: captionOf(draft),
    action: here,
    hidden: [
      { name: 'version', value: shown.typed ? typedText(shown.typed, 'version') : String(own.version) },
      was('name', own.name),
      was('code', own.code),
      was('definition', own.definition),
      was('includes', own.includes),
      was('excludes', own.excludes),
      was('examples', listed(own.examples)),
    ],
    controls: wordControls(shown, own),
    button: 'Save',
    cancel: { text: 'Back to the draft', href: draftHref(draft.code) },
    also: stays ? null : { heading: 'Change where it stands', items },
    undo: wasChanged
      ? {
          action: `${stepHref(draft.code, origin.code)}/return`,
          button: 'Bring it back as it was',
          text: `In edition ${draft.base} it is “${origin.name}” (${origin.code}).`,
        }
      : null,
  });
}

export function addFormPage(draft: Draft, parent: string, shown: Shown = FRESH): FormPage {
  const [name, ...rest] = wordControls(shown);
  const place = asking(shown).select(
    'parent',
    { label: 'Where it stands', value: parent },
    placeItems(draft, null),
  );
  return formPage({
    title: 'Add a category',
    caption: captionOf(draft),
    action: `${draftHref(draft.code)}/categories/new`,
    controls: [...(name ? [name] : []), place, ...rest],
    button: 'Add it',
    cancel: { text: 'Back to the draft', href: draftHref(draft.code) },
  });
}

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
