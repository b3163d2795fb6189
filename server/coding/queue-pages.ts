import { count } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import type { Content, Link } from '../http/views';
import { groupByLikeness, likeness } from './likeness';
import { OWN_PART } from './queue-forms';
import { proposedCategory } from './queue-proposal';
import type { Origin, PublicFacts, Suggestion, SuggestionQueue } from './queue-queries';

/** views/coding/does-not-fit */
export interface GroupsPage {
  intro: string;
  groups: { text: string; href: string; detail: string }[];
  answered: Link | null;
  draft: DraftShown;
  problem: string;
  /** What was typed for a group that is there no more. */
  unsent: string[];
}
interface DraftShown {
  words: string;
  link: Link | null;
}

/** views/coding/suggestions */
export interface GroupPage {
  title: string;
  caption: string;
  action: string;
  findings: object;
  others: Content | null;
  /** The category that it becomes, where an edition is being drafted. */
  make: { heading: string; fields: object } | null;
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

/** Where editions are drafted. */
export const EDITIONS = '/typology/editions';

/** The groups of suggestions that wait. */
export function groupsPage(
  queue: SuggestionQueue,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): GroupsPage {
  const groups = groupsOf(queue);
  return {
    intro: `${count(queue.waiting.length, 'finding')} of edition ${queue.edition} ${queue.waiting.length === 1 ? 'fits' : 'fit'} no category, in ${count(groups.length, 'group')} of names that are alike.`,
    groups: groups.map(({ name, entries }) => ({
      text: titleOf(name),
      href: groupHref(entries),
      detail: listDetail(name, entries),
    })),
    answered:
      queue.answered === 0 ? null : { text: 'What was answered', href: '/coding/does-not-fit/answered' },
    draft: draftShown(queue),
    problem: problems[0]?.message ?? '',
    unsent: typed
      ? ['name', 'definition', 'includes', 'excludes', 'answer']
          .map((name) => typedText(typed, name))
          .filter(Boolean)
      : [],
  };
}

type Entry = Suggestion & { id: string; name: string; text: string };

function groupsOf({ waiting }: Pick<SuggestionQueue, 'waiting'>): { name: string; entries: Entry[] }[] {
  return groupByLikeness(
    waiting.map((one): Entry => ({
      ...one,
      id: one.finding_id,
      name: one.suggested_name,
      text: one.statement,
    })),
  );
}

/** What a suggestion is called. */
export const titleOf = (name: string): string => name || 'No name suggested';
const groupHref = (entries: readonly Entry[]): string => `/coding/does-not-fit/${entries[0]?.id ?? ''}`;

function sizeOf(entries: readonly Suggestion[]): string {
  const reviews = new Set(entries.map(({ review_id }) => review_id)).size;
  return `${count(entries.length, 'finding')} in ${count(reviews, 'review')}`;
}

const MOST_TEXTS = 3;

/** How many it is, by what other names, and how the first of them read. */
function listDetail(name: string, entries: readonly Entry[]): string {
  const others = otherNames(name, entries);
  const texts = entries.slice(0, MOST_TEXTS).map(({ statement }) => `“${statement}”`);
  return [
    sizeOf(entries),
    others.length > 0 && `also: ${others.join('; ')}`,
    `${texts.join(', ')}${entries.length > MOST_TEXTS ? ' …' : ''}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function otherNames(name: string, entries: readonly Entry[]): string[] {
  return [...new Set(entries.map((one) => one.name.trim()))].filter(
    (other) => other !== name && other !== '',
  );
}

function draftShown({ draft, edition, to_come }: SuggestionQueue): DraftShown {
  if (draft)
    return {
      words: `What you make of them goes into the draft of edition ${draft.code}.`,
      link: { text: `Edition ${draft.code}`, href: EDITIONS },
    };
  if (to_come !== null)
    return {
      words: `Edition ${to_come} waits for its day. The next can be drafted once it is in force; until then a suggestion can be answered in words.`,
      link: { text: 'Editions', href: EDITIONS },
    };
  return {
    words: `No edition is being drafted after ${edition}. To make a category of a group, draft the next one first.`,
    link: { text: 'Draft the next edition', href: EDITIONS },
  };
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

/** Where a finding was published; of the workbench's own nobody here is told. */
export function whereOf({ origin, review }: { origin: Origin; review: PublicFacts }): string {
  if (origin === 'workbench') return 'Approved in the workbench';
  const about = [review.publishing_body ?? review.region, review.year_published].filter(Boolean).join(', ');
  return [review.title ?? `Review ${review.id ?? ''}`, about].filter(Boolean).join(' · ');
}

function makeOf(
  draft: NonNullable<SuggestionQueue['draft']>,
  own: { name: string; entries: Entry[] },
  typed: Typed | null,
  errors: Record<string, { text: string }>,
): GroupPage['make'] {
  const proposed = proposedCategory(own, draft.codes);
  const value = (name: keyof typeof proposed): string => (typed ? typedText(typed, name) : proposed[name]);
  return {
    heading: `Make it a category of edition ${draft.code}`,
    fields: {
      errors,
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
        ...draft.parts.map(({ code, name }) => ({ value: code, text: `${name} (${code})` })),
        { value: OWN_PART, text: 'None: it is a part of its own' },
      ],
    },
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
