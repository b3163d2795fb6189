import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import type { Content } from '../http/views';
import { likeness } from './likeness';
import { OWN_PART } from './queue-forms';
import {
  draftShown,
  groupHref,
  groupsOf,
  sizeOf,
  titleOf,
  whereOf,
  type DraftShown,
  type Entry,
} from './queue-pages';
import { proposedCategory } from './queue-proposal';
import type { DraftOfQueue, SuggestionQueue } from './queue-queries';

/** views/coding/suggestions */
export interface GroupPage {
  title: string;
  caption: string;
  action: string;
  findings: object;
  others: Content | null;
  /** The category that it becomes, where an edition is being drafted. */
  make: { heading: string; fields: object } | null;
  /** A category of that edition that it is already. */
  existing: object | null;
  answer: object;
  draft: DraftShown;
}

/** views/coding/suggestion: one finding as it is chosen, with what was said of it. */
export interface SuggestionShown {
  rationale: string;
  issue: string;
  where: string;
  href: string;
}

/** One group, from any finding of it; undefined when that finding does not wait. */
export function groupPage(
  queue: SuggestionQueue,
  findingId: string,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): GroupPage | undefined {
  const groups = groupsOf(queue);
  const own = groups.find(({ entries }) => entries.some(({ id }) => id === findingId.toLowerCase()));
  if (!own) return undefined;
  const errors = errorsByField(problems);
  const taken = typed ? [typed.take ?? []].flat() : own.entries.map(({ id }) => id);
  const rest = alikeFirst(own, groups);
  return {
    title: titleOf(own.name),
    caption: sizeOf(own.entries),
    action: groupHref(own.entries),
    findings: {
      name: 'take',
      idPrefix: 'take',
      values: taken,
      classes: 'govuk-checkboxes--small',
      errorMessage: errors.take,
      fieldset: { legend: { text: 'Which findings is this about?', classes: 'govuk-fieldset__legend--s' } },
      items: own.entries.map((entry) => takeItem(entry, own.name)),
    },
    others:
      rest.length === 0
        ? null
        : {
            view: 'components/checkboxes',
            page: {
              name: 'take',
              idPrefix: 'take-other',
              values: taken,
              classes: 'govuk-checkboxes--small',
              fieldset: {
                legend: {
                  text: 'Take these too',
                  classes: 'govuk-fieldset__legend--s govuk-visually-hidden',
                },
              },
              items: rest.map((entry) => takeItem(entry, '')),
            },
          },
    make: queue.draft && makeOf(queue.draft, own, typed, errors),
    existing: queue.draft && existingField(queue.draft, typed, errors),
    answer: answerField(typed, errors),
    draft: draftShown(queue),
  };
}

/** The findings of the other groups, those first that are most like this one. */
function alikeFirst(
  own: { name: string; entries: Entry[] },
  groups: readonly { name: string; entries: Entry[] }[],
): Entry[] {
  const text = own.entries.map((one) => one.text).join(' ');
  return groups
    .filter((group) => group.entries !== own.entries)
    .map((group) => ({ group, near: likeness({ name: own.name, text }, { name: group.name, text: '' }) }))
    .sort((a, b) => b.near - a.near)
    .flatMap(({ group }) => group.entries);
}

function takeItem(entry: Entry, groupName: string): object {
  const shown: SuggestionShown = {
    rationale: entry.rationale,
    issue: entry.issue,
    where: whereOf(entry),
    href: entry.origin === 'published' ? `/published/${entry.review_id}` : '',
  };
  const named = entry.name !== groupName && entry.name !== '' ? `“${entry.name}”: ` : '';
  return {
    value: entry.id,
    text: `${named}${entry.statement}`,
    hint: { content: { view: 'coding/suggestion', page: shown } },
  };
}

function makeOf(
  draft: NonNullable<SuggestionQueue['draft']>,
  own: { name: string; entries: Entry[] },
  typed: Typed | null,
  errors: Record<string, { text: string }>,
): GroupPage['make'] {
  const proposed = proposedCategory(
    own,
    draft.categories.map(({ code }) => code),
  );
  const value = (name: keyof typeof proposed): string => (typed ? typedText(typed, name) : proposed[name]);
  return {
    heading: `Make it a category of edition ${draft.code}`,
    fields: {
      errors,
      begun: proposed.definition !== '',
      form: {
        name: value('name'),
        code: value('code'),
        definition: value('definition'),
        includes: value('includes'),
        excludes: value('excludes'),
      },
      parent: typed ? typedText(typed, 'parent') : '',
      parts: [
        { value: '', text: 'Choose a part' },
        ...draft.categories
          .filter(({ parent }) => parent === null)
          .map(({ code, name }) => ({ value: code, text: `${name} (${code})` })),
        { value: OWN_PART, text: 'None: it is a part of its own' },
      ],
    },
  };
}

/** Those first that are new in the draft: one of them was often made for just this. */
function existingField(
  { code: edition, categories }: DraftOfQueue,
  typed: Typed | null,
  errors: Record<string, { text: string }>,
): object {
  const item = ({ code, parent, name, fresh }: DraftOfQueue['categories'][number]) => ({
    value: code,
    text: `${parent === null || fresh ? '' : '– '}${name} (${code})${fresh ? ', new' : ''}`,
  });
  return {
    id: 'existing',
    name: 'existing',
    value: typed ? typedText(typed, 'existing') : '',
    errorMessage: errors.existing,
    label: { text: `Category of edition ${edition}`, classes: 'govuk-label--s' },
    items: [
      { value: '', text: 'Choose a category' },
      ...categories.filter(({ fresh }) => fresh).map(item),
      ...categories.filter(({ fresh }) => !fresh).map(item),
    ],
  };
}

function answerField(typed: Typed | null, errors: Record<string, { text: string }>): object {
  return {
    id: 'answer',
    name: 'answer',
    rows: 4,
    value: typed ? typedText(typed, 'answer') : '',
    errorMessage: errors.answer,
    label: { text: 'Your answer', classes: 'govuk-label--s' },
    hint: {
      text: 'It stands beside the tag for all who may see the finding. Name the category that it belongs to, if there is one.',
    },
  };
}
