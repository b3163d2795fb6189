import { shortMany, wordsOf } from './method-words';
import { clockWords, type ReasonKind } from './clock';
import type { PageLayout } from '../http/views';

/** One row of the view review_head, as JSON. */
export interface ReviewHead {
  board_id: string;
  id: string;
  reference: string;
  child_label: string;
  kind: 'scr' | 'near_miss';
  method: string;
  board_name: string;
  region: string;
  opened_at: string;
  stage: Stage;
  findings: { number: number; state: FindingState; id: string }[];
  due_on: string | null;
  first_due_on: string | null;
  met_on: string | null;
  late_reason: ReasonKind | null;
  late_words?: string | null;
  /** What the review’s method calls things, by the field’s own term. */
  words?: unknown;
}

export type FindingState = 'draft' | 'submitted' | 'returned' | 'approved';
export type Stage = 'setting_up' | 'gathering' | 'making_sense' | 'with_board' | 'agreed';

export const STAGES: Record<Stage, string> = {
  setting_up: 'Setting up',
  gathering: 'Gathering',
  making_sense: 'Making sense',
  with_board: 'With the Board',
  agreed: 'Agreed',
};
export const KINDS = { scr: 'Serious Case Review', near_miss: 'Near miss' } as const;

/** The places of a review that its pages lead to, in the order of the method. */
export const CASE_PLACES = {
  review: 'The review',
  documents: 'Documents',
  chronology: 'Chronology',
  timeline: 'Timeline',
  conversations: 'Conversations',
  episodes: 'Episodes',
  'system-picture': 'System picture',
  search: 'Search',
} as const;
export type CasePlace = keyof typeof CASE_PLACES;

/**
 * The bar that stands above every page of a review.
 * @param place where in the review the page is, for the way to its other places; a finding has its own way
 */
export function identityOf(
  head: ReviewHead,
  today: string,
  place?: CasePlace,
): NonNullable<PageLayout['identity']> {
  return {
    places: place && placesOf(head, place),
    label: head.child_label,
    href: `/reviews/${head.id}`,
    facts: [
      { key: 'Reference', text: head.reference },
      { key: 'Kind', text: KINDS[head.kind] },
      { key: 'Board', text: head.board_name },
      { key: 'State', text: STAGES[head.stage] },
      { key: 'Clock', text: clockWords(clockOf(head), today).text },
    ],
  };
}

function placesOf({ id: reviewId, words }: ReviewHead, current: CasePlace) {
  const { conversation, key_practice_episode: episode } = wordsOf(words);
  const called: Record<CasePlace, string> = {
    ...CASE_PLACES,
    conversations: shortMany(conversation),
    episodes: shortMany(episode),
  };
  return Object.entries(called).map(([place, text]) => ({
    text,
    href: `/reviews/${reviewId}${place === 'review' ? '' : `/${place}`}`,
    current: place === current,
  }));
}

export type ClockHead = Pick<ReviewHead, 'due_on' | 'first_due_on' | 'met_on' | 'late_reason' | 'late_words'>;

export function clockOf(head: ClockHead) {
  return {
    dueOn: head.due_on,
    firstDueOn: head.first_due_on,
    metOn: head.met_on,
    lateReason: head.late_reason,
    lateWords: head.late_words,
  };
}
