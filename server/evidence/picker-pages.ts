import type { PointedKind, PointingPart } from '../findings/finding-content';
import type { WholeFinding } from '../findings/finding-queries';
import type { Errors } from '../findings/fields';
import { wordsOf, type MethodWords } from '../reviews/method-words';
import { clipped, evidenceKindsWords, evidenceHref, headingsOf, type EvidenceHead } from './evidence-labels';
import { MOST_PICKED } from './picker-queries';
import { addHref, findingAddress, pointersFrom, restShown, type Rest } from './pointer-pages';
import { labelAt, targetQuery, type Target } from './pointer-targets';
import { placeHref, type placesIn } from './pointing-parts';
import { excerpt, type Run } from './search-excerpt';
import type { SearchAnswer } from './search-queries';

export interface PickerPage {
  title: string;
  /** The part that is to rest on what is chosen, in its own words. */
  from: { name: string; text: string; back: string };
  rests: Rest[];
  action: string;
  hidden: { name: string; value: string }[];
  words: string;
  errors: Errors;
  tabs: { text: string; href: string; current: boolean }[];
  clear: string | null;
  heading: string;
  items: { text: string; detail: string; runs: Run[]; open: string; choose: string }[];
  empty: string;
  more: { text: string; href: string }[];
}

export type Place = ReturnType<typeof placesIn>[number];
/** What stands on every page that adds evidence to a place. */
export const frameOf = (whole: WholeFinding, place: Place) => ({
  title: 'Add what this rests on',
  from: {
    name: place.name,
    text: clipped(place.text, 200),
    back: placeHref(findingAddress(whole), place),
  },
  rests: pointersFrom(whole, place).map((pointer) => ({ ...restShown(whole, pointer), change: null })),
  action: `${findingAddress(whole)}/evidence/new`,
  hidden: [
    { name: 'from', value: place.part },
    { name: 'row', value: place.row ?? '' },
  ],
});
const tabsOf = (
  whole: WholeFinding,
  place: Place,
  current: PointedKind | null,
  counts: Record<string, number>,
) =>
  TAB_ORDER.map((kind) => ({
    text: `${evidenceKindsWords(whole.head.words)[kind].many}${counts[kind] ? ` (${counts[kind].toLocaleString('en-GB')})` : ''}`,
    href: addHref(whole, place, { kind }),
    current: kind === current,
  }));
const TAB_ORDER: PointedKind[] = ['conversation', 'document', 'episode', 'event'];

/** What a part of a finding most often rests on comes first. */
export function firstKind(part: string): PointedKind {
  return FIRST.find(([from]) => from === part)?.[1] ?? 'conversation';
}
const FIRST: [PointingPart, PointedKind][] = [
  ['manifestation', 'episode'],
  ['extent_evidence', 'document'],
];

const emptyOf = (kind: PointedKind, { conversation, key_practice_episode: episode }: MethodWords): string =>
  ({
    conversation: `No ${conversation.one} with consent is recorded yet. ${conversation.Many} stand here once the practitioner has agreed.`,
    document: 'No document can be used yet. Documents stand here once they are added and scanned.',
    episode: `There are no ${episode.many} yet.`,
    event: 'There are no events in the chronology yet.',
  })[kind];

/** The evidence of one kind to choose from, the latest first. */
export function browsePage(
  whole: WholeFinding & { counts: Record<string, number>; list: EvidenceHead[] },
  place: Place,
  kind: PointedKind,
  skip: number,
  words = '',
  errors: Errors = {},
): PickerPage {
  const { many } = evidenceKindsWords(whole.head.words)[kind];
  const all = whole.counts[kind] ?? 0;
  const step = (text: string, to: number) => ({
    text,
    href: addHref(whole, place, { kind, ...(to > 0 ? { skip: String(to) } : {}) }),
  });
  return {
    ...frameOf(whole, place),
    words,
    errors,
    tabs: tabsOf(whole, place, kind, whole.counts),
    clear: null,
    heading: many,
    items: whole.list.map((head) => itemShown(whole, place, head, NOWHERE, [])),
    empty: emptyOf(kind, wordsOf(whole.head.words)),
    more: [
      ...(skip > 0 ? [step(`The ${MOST_PICKED} before these`, Math.max(0, skip - MOST_PICKED))] : []),
      ...(skip + whole.list.length < all ? [step('More', skip + MOST_PICKED)] : []),
    ],
  };
}

/** The evidence that has the words looked for, the best of each kind first. */
export function foundPage(
  whole: WholeFinding & { counts: Record<string, number>; found: SearchAnswer },
  place: Place,
  words: string,
): PickerPage {
  const items = whole.found.hits.flatMap(({ head, place: page, anchor, fragment }) => {
    if (!head || head.gone || !head.readable) return [];
    const heading = head.kind === 'conversation' ? anchor : '';
    return [itemShown(whole, place, head, { page, heading }, excerpt(fragment, words))];
  });
  return {
    ...frameOf(whole, place),
    words,
    errors: {},
    tabs: tabsOf(whole, place, null, whole.counts),
    clear: addHref(whole, place),
    heading: items.length > 0 ? `What has “${words}” in it` : `Nothing has “${words}” in it`,
    items,
    empty: 'Try fewer words or another form of the word, or choose from the lists above.',
    more: [],
  };
}

const NOWHERE = { page: null, heading: '' };

function itemShown(
  whole: WholeFinding,
  place: Place,
  head: EvidenceHead,
  at: { page: number | null; heading: string },
  runs: Run[],
): PickerPage['items'][number] {
  const target: Target = { kind: head.kind, target: head.id, ...at, quote: '' };
  const heading = headingsOf(head).find(({ anchor }) => anchor === at.heading)?.text ?? '';
  return {
    text: labelAt(head, at, whole.head.words),
    detail: [head.kind !== 'event' && head.agency, head.kind === 'conversation' && heading]
      .filter(Boolean)
      .join(' · '),
    runs,
    open: evidenceHref(whole.review_id, target),
    choose: addHref(whole, place, targetQuery(target)),
  };
}
