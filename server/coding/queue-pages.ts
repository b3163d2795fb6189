import { count } from '../http/dates';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import type { Link } from '../http/views';
import { groupByLikeness } from './likeness';
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
export interface DraftShown {
  words: string;
  link: Link | null;
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

/** A suggestion as it is grouped. */
export type Entry = Suggestion & { id: string; name: string; text: string };

export function groupsOf({
  waiting,
}: Pick<SuggestionQueue, 'waiting'>): { name: string; entries: Entry[] }[] {
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
export const groupHref = (entries: readonly Entry[]): string =>
  `/coding/does-not-fit/${entries[0]?.id ?? ''}`;

export function sizeOf(entries: readonly Suggestion[]): string {
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

export function draftShown({ draft, edition, to_come }: SuggestionQueue): DraftShown {
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

/** Where a finding was published; of the workbench's own nobody here is told. */
export function whereOf({ origin, review }: { origin: Origin; review: PublicFacts }): string {
  if (origin === 'workbench') return 'Approved in the workbench';
  const about = [review.publishing_body ?? review.region, review.year_published].filter(Boolean).join(', ');
  return [review.title ?? `Review ${review.id ?? ''}`, about].filter(Boolean).join(' · ');
}
