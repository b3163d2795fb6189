import { typedText } from '../http/typed';
import type { Content } from '../http/views';
import { TOP } from './draft-forms';
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
import type { DraftRow } from './draft-queries';
import { changesOf } from './draft-marks';
import { beside } from './draft-order';
import {
  DOES_NOT_FIT,
  originOf,
  stepsTo,
  type Draft,
  type DraftCategory,
  type PlacedCategory,
} from './draft-model';

const captionOf = (draft: Draft): string => `Edition ${draft.code}, draft`;
const parts = (draft: Draft): DraftCategory[] =>
  draft.categories.filter(({ code, parent }) => parent === null && code !== DOES_NOT_FIT);
/** Parts that a category may stand in, and the place of a part. */
export const placeItems = (draft: Draft, own: string | null) => [
  ...parts(draft)
    .filter(({ code }) => code !== own)
    .map(({ code, name }) => ({ value: code, text: `In “${name}”` })),
  { value: TOP, text: 'As a part of its own' },
];
/** Categories that one may choose among. */
export const categoryItems = (draft: Draft, except: readonly string[]) =>
  draft.categories
    .filter(({ code }) => code !== DOES_NOT_FIT && !except.includes(code))
    .map(({ code, name, parent }) => ({
      value: code,
      text: parent === null ? `${name} (${code}, a part)` : `${name} (${code})`,
    }));
const listed = (codes: readonly string[]) => codes.join('\n');

export const CODE_HINT =
  'Capitals and digits. What is new in a part: the part’s own code, a point, and its own, like MGT.SUP.';

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
    ...(beside(draft, own).length > 0
      ? [
          {
            text: 'Change its place in the order',
            href: `${here}/order`,
            detail: 'What is coded is not touched.',
          },
        ]
      : []),
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

/** What the draft is called and what it is for. */
export function describeFormPage(draft: DraftRow, shown: Shown = FRESH): FormPage {
  const ask = asking(shown);
  return formPage({
    title: 'Code and note of the draft',
    caption: captionOf(draft),
    action: `${draftHref(draft.code)}/description`,
    hidden: [{ name: 'was_note', value: draft.note }],
    controls: [
      ask.input('code', {
        label: 'Code of the edition',
        hint: 'The year, and more if it needs more: 2014 or 2014.2. Pages of the draft have it in their address.',
        value: draft.code,
        classes: 'govuk-input--width-10',
      }),
      ask.area('note', {
        label: 'What is it for? (optional)',
        hint: 'It stands beside the edition for editors, also once it is published.',
        value: draft.note,
        rows: 3,
      }),
    ],
    button: 'Save',
    cancel: { text: 'Back to the draft', href: draftHref(draft.code) },
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
