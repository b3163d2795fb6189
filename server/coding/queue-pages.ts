import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import type { Content, Link } from '../http/views';
import { categoryHref } from '../typology/typology-pages';
import { groupByLikeness, likeness, wordsOf } from './likeness';
import { OWN_PART } from './queue-forms';
import type { Desk, GivenAnswer, Origin, PublicFacts, Suggestion, SuggestionQueue } from './queue-queries';

/** views/coding/hub */
export interface DeskPage {
  edition: string;
  editionHref: string;
  waiting: { text: string; href: string; detail: string }[];
  samples: { text: string; href: string; detail: string }[];
  samplesNote: string;
  samplesHref: string;
  links: Link[];
}

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

/** views/coding/answered */
export interface AnsweredPage {
  answers: {
    suggested: string;
    words: string;
    href: string;
    by: string;
    findings: { statement: string; removal: string }[];
  }[];
  note: string;
}

const EDITIONS = '/typology/editions';

/** What waits for the editors, and where it is done. */
export function deskPage(desk: Desk): DeskPage {
  const waiting = [
    {
      number: desk.again,
      text: `${count(desk.again, 'finding')} to code again`,
      href: '/coding/again',
      detail:
        desk.again_answered === 0
          ? 'Their category was split. Until then no figure counts them there.'
          : `${desk.again_answered} fitted nowhere before and now have a category.`,
    },
    {
      number: desk.suggestions,
      text: `${count(desk.suggestions, 'finding')} that ${desk.suggestions === 1 ? 'does' : 'do'} not fit`,
      href: '/coding/does-not-fit',
      detail: 'Names were suggested for them: this is how the typology grows.',
    },
    {
      number: desk.uncoded,
      text: `${count(desk.uncoded, 'published finding')} not yet coded`,
      href: '/published?coded=no',
      detail: `In edition ${desk.edition ?? ''}.`,
    },
  ];
  return {
    edition: editionWords(desk),
    editionHref: EDITIONS,
    waiting: waiting.filter(({ number }) => number > 0),
    samples: desk.samples.map(({ id, number, size, edition, given, coded }) => ({
      text: `Sample ${number}`,
      href: `/coding/samples/${id}`,
      detail:
        given === 0
          ? `${count(size, 'finding')} of edition ${edition}, not handed out yet`
          : `${coded} of ${given} codings done, ${count(size, 'finding')} of edition ${edition}`,
    })),
    samplesNote:
      desk.closed_samples === 0
        ? 'No sample has been closed yet, so nothing is known of how reliable the coding is.'
        : `${count(desk.closed_samples, 'sample')} closed.`,
    samplesHref: '/coding/samples',
    links: [
      { text: 'Findings that do not fit', href: '/coding/does-not-fit' },
      { text: 'What was answered', href: '/coding/does-not-fit/answered' },
      { text: 'Coding again', href: '/coding/again' },
      { text: 'Published reviews', href: '/published' },
    ],
  };
}

function editionWords({ edition, draft, to_come }: Desk): string {
  const now = edition === null ? 'No edition is in force.' : `Edition ${edition} is in force.`;
  if (draft !== null) return `${now} Edition ${draft} is being drafted.`;
  if (to_come) return `${now} Edition ${to_come.code} comes into force on ${longDate(to_come.from)}.`;
  return `${now} No other is being drafted.`;
}

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

const titleOf = (name: string): string => name || 'No name suggested';
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

/**
 * A category as a group suggests it, for an editor to make their own. Only published words go in: what was written in
 * a review is not made public by being typed into a form beforehand.
 */
export function proposedCategory(
  { name, entries }: { name: string; entries: readonly Omit<Entry, 'id' | 'text'>[] },
  codes: readonly string[],
): { name: string; code: string; definition: string; includes: string; excludes: string } {
  const open = entries.filter(({ origin }) => origin === 'published');
  const names = [...new Set(open.map((one) => one.suggested_name.trim()))].filter(
    (one) => one !== name && one !== '',
  );
  return {
    name,
    code: proposedCode(name, codes),
    definition: definitionFrom(open),
    includes: names.join('; '),
    excludes: '',
  };
}

/** What the rationales say of the pattern itself, without what they say of the edition; else the findings' words. */
function definitionFrom(entries: readonly Pick<Suggestion, 'rationale' | 'statement'>[]): string {
  const sentences = entries
    .flatMap(({ rationale }) => rationale.split(/(?<=[.!?])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !/\b(?:categor(?:y|ies)|edition|typology)\b/i.test(sentence));
  const said = [...new Set(sentences)];
  if (said.length > 0) return said.join(' ');
  return [...new Set(entries.map(({ statement }) => statement.trim()))].filter(Boolean).join('; ');
}

/** The first letters of the name, as many as make it no other category's. */
function proposedCode(name: string, codes: readonly string[]): string {
  const letters = wordsOf(name)
    .join('')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '');
  const used = new Set(codes.flatMap((code) => [code, code.slice(code.indexOf('.') + 1)]));
  const lengths = Array.from(
    { length: Math.max(0, Math.min(12, letters.length) - 2) },
    (_, more) => more + 3,
  );
  const free = lengths.map((length) => letters.slice(0, length)).find((code) => !used.has(code));
  return free ?? '';
}

/** What was answered, the latest first; findings that were answered together stand together. */
export function answeredPage(answers: readonly GivenAnswer[], most: number): AnsweredPage {
  const together = new Map<string, GivenAnswer[]>();
  for (const one of answers) {
    const key = JSON.stringify([one.at, one.by_name, givenWords(one)]);
    together.set(key, [...(together.get(key) ?? []), one]);
  }
  return {
    answers: [...together.values()].map((given) => ({
      suggested: [...new Set(given.map((one) => titleOf(one.suggested_name)))].join('; '),
      findings: given.map(({ id, statement }) => ({
        statement: statement ?? 'This finding is not there to read at present.',
        removal: `/coding/does-not-fit/answered/${id}/removal`,
      })),
      ...answerShown(given[0]),
    })),
    note: answers.length === most ? `The latest ${most} are shown.` : '',
  };
}

function answerShown(one: GivenAnswer | undefined): { words: string; href: string; by: string } {
  if (!one) return { words: '', href: '', by: '' };
  const { category, edition, status } = one;
  const open = category !== null && edition !== null && status !== null && status !== 'draft';
  return {
    words: givenWords(one),
    href: open ? categoryHref(edition, category) : '',
    by: `${one.by_name}, ${longDate(one.at)}`,
  };
}

function givenWords({ answer, category, category_name, edition, status }: GivenAnswer): string {
  if (category === null) return answer;
  if (status === null) return `It was to be ${category}, which the draft has no longer: it waits again.`;
  return `“${category_name ?? ''}” (${category}) of edition ${edition ?? ''}${status === 'draft' ? ', a draft' : ''}`;
}
