import { withdrawnAt, type Withdrawn } from '../evidence/pointer-pages';
import type { Content } from '../http/views';
import type { OlderTag } from './carried-tags';
import { olderTagsNote, type OlderTagsNote } from './carried-tags-pages';
import type { FindingContent } from './finding-content';
import type { WholeFinding } from './finding-queries';
import { controlOf, firstOf, itemsOf, type Errors, type Field, type Typed, type Values } from './fields';
import { mayWrite } from './finding-policy';
import { addressOf, notSaved, savedAt } from './frame-pages';
import { inWordsOf, wordsOf } from '../reviews/method-words';
import { hintsFor } from './language';
import { rowsShown, type RowShown } from './part-pages';
import { LISTS, type ListName } from './parts';
import { columnsOf, pageAfter, type Section } from './sections';
import { EXTENTS } from './finding-content';
import { allMissing, hrefOf, sufficiencyOf, type SectionSlug } from './sufficiency';

export interface ListShown {
  title: string | null;
  rows: RowShown[];
  /** Shown in place of an empty list. */
  empty: string;
  add: { text: string; href: string };
}

export interface SectionPage {
  title: string;
  /** Evidence that it rests on and that was withdrawn since. */
  withdrawn: Withdrawn[];
  /** Tags of an edition that is superseded, and what became of them. */
  olderTags: OlderTagsNote | null;
  action: string;
  /** Null when the section has nothing of its own to save. */
  form: { version: string; controls: Content[]; before: Content[]; autosave: boolean } | null;
  list: ListShown | null;
  /** True when the list stands before the fields. */
  listFirst: boolean;
  needed: { text: string; href: string }[];
  savedAt: string;
  /** Where to read the finding, when what was typed can no longer be saved. */
  closed: string | null;
  next: string;
}

/** The box for the reason of one answer. */
export interface ReasonBox {
  of: string;
  controls: Content[];
}

/** What a section's page shows. `typed` is what came with a form that was refused. */
export function sectionPage(
  whole: WholeFinding & { olderTags?: OlderTag[] },
  section: Section,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): SectionPage {
  const base = addressOf(whole);
  const values = columnsOf(whole.content);
  const controls =
    section.slug === 'extent'
      ? extentControls(section.fields, values, typed, errors)
      : withHints(section.fields, values, typed, errors);
  return {
    title: section.title,
    withdrawn: withdrawnAt(whole, section.slug),
    olderTags: section.slug === 'tags' ? olderTagsNote(whole, whole.olderTags ?? []) : null,
    action: `${base}/${section.slug}`,
    form:
      section.fields.length > 0
        ? {
            version: (typed && firstOf(typed.version)) || String(whole.version),
            controls,
            before: section.slug === 'research' ? [{ view: 'findings/search-intro', page: {} }] : [],
            autosave: closedTo(whole, typed) === null,
          }
        : null,
    list:
      section.part && !closedTo(whole, typed) ? listShown(whole, section, section.part as ListName) : null,
    listFirst: section.slug === 'research',
    needed: closedTo(whole, typed) ? [] : neededIn(whole, section.slug),
    savedAt: typed ? notSaved(whole) : savedAt(whole, now),
    closed: closedTo(whole, typed),
    next: `${base}/${pageAfter(section.slug)}`,
  };
}

/** The finding's address when its words were typed on a page that it has outgrown: it was sent meanwhile. */
export function closedTo(whole: WholeFinding, typed: Typed | null): string | null {
  return typed && !mayWrite(whole) ? addressOf(whole) : null;
}

/** What a section still needs, each with the place where it is put right. */
export function neededIn(whole: WholeFinding, slug: SectionSlug): { text: string; href: string }[] {
  return allMissing(sufficiencyOf(whole.content))
    .filter(({ section }) => section === slug)
    .map((missing) => ({ text: missing.message, href: hrefOf(addressOf(whole), missing) }));
}

/** Each field's control, and under those that hold prose what one might put another way. */
export function withHints(
  fields: readonly Field[],
  values: Values,
  typed: Typed | null,
  errors: Errors,
): Content[] {
  return fields.flatMap((field) => {
    const hints = field.kind === 'text' && !typed ? hintsFor(String(values[field.name] ?? '')) : [];
    const control = controlOf(field, values, typed, errors);
    return hints.length > 0 ? [control, { view: 'findings/language-hints', page: { hints } }] : [control];
  });
}

const REASONS = {
  case_specific: 'Why could it not recur?',
  not_known: 'How could the Board find out?',
} as const;

/** Each answer that rests on a reason has a box for it, shown with that answer; both boxes are one column. */
function extentControls(
  fields: readonly Field[],
  values: Values,
  typed: Typed | null,
  errors: Errors,
): Content[] {
  const chosen = typed ? firstOf(typed.extent) : values.extent;
  const reason = (of: keyof typeof REASONS): Content => {
    const name = `reason_${of}`;
    const isHere = chosen === of || (of === 'case_specific' && chosen !== 'not_known');
    const field: Field = { kind: 'text', name, label: REASONS[of], rows: 5 };
    const stored = { [name]: (isHere && values.extent_reason) || '' };
    return {
      view: 'findings/reason',
      page: { of, controls: withHints([field], stored, typed, errors) } satisfies ReasonBox,
    };
  };
  const extent: Content = {
    view: 'components/radios',
    page: {
      name: 'extent',
      idPrefix: 'extent',
      value: chosen ?? '',
      errorMessage: errors.extent,
      fieldset: { legend: { text: 'Specific or wider', classes: 'govuk-visually-hidden' } },
      items: itemsOf(EXTENTS),
    },
  };
  const others = fields.filter(({ name }) => name === 'spread' || name === 'prevalence');
  return [extent, reason('case_specific'), reason('not_known'), ...withHints(others, values, typed, errors)];
}

/** The fields of a section as its form sends them: the reason has a box for each answer that rests on one. */
export function boxFields({ slug, fields }: Section): Field[] {
  if (slug !== 'extent') return [...fields];
  const reasons = Object.entries(REASONS).map(([of, label]): Field => ({
    kind: 'text',
    name: `reason_${of}`,
    label,
  }));
  return [...fields.filter(({ name }) => name !== 'extent_reason'), ...reasons];
}

/** What the boxes of a section hold when they show what is stored. */
export function boxValues(content: FindingContent): Values {
  const { extent, extent_reason } = content;
  const isUnknown = extent === 'not_known';
  return {
    ...columnsOf(content),
    reason_case_specific: isUnknown ? '' : extent_reason,
    reason_not_known: isUnknown ? extent_reason : '',
  };
}

function listShown(whole: WholeFinding, section: Section, part: ListName): ListShown {
  const words = LISTS[part];
  return {
    title: section.listTitle ?? null,
    rows: rowsShown(whole, part),
    empty: inWordsOf(wordsOf(whole.head.words), words.empty),
    add: { text: words.add, href: `${addressOf(whole)}/${section.slug}/new` },
  };
}

/** The reason that goes with the extent chosen, from the two boxes that may hold one. */
export function reasonOf(
  extent: FindingContent['extent'],
  boxes: { case_specific: string; not_known: string },
): string {
  if (extent === 'case_specific' || extent === 'not_known') return boxes[extent];
  return boxes.case_specific || boxes.not_known;
}
