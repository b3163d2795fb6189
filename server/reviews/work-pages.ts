import { waitsForEditors } from '../coding/desk-pages';
import type { Desk } from '../coding/desk-queries';
import { hasRole, type Actor } from '../database/with-actor';
import { count, longDate } from '../http/dates';
import type { Content, Link } from '../http/views';
import { clockWords, shortReason } from './clock';
import { registerState } from '../accounts/register-words';
import { clockOf, KINDS, STAGES, type ClockHead, type FindingState, type ReviewHead } from './review-head';
import { answerLine, secondCodingLine, waitingLine, type WaitingLine } from './waiting-pages';
import { REVIEWS_PER_PAGE, type Work, type WorkFilter } from './work-queries';

export interface WorkPage {
  /** A notice that stands until it is mended, such as a lapsed accreditation. */
  notice: string | null;
  waitingTitle: string;
  waiting: WaitingLine[];
  moreWaiting: string | null;
  /** Where all that waits for a decision stands. */
  approvals: Link | null;
  nothingWaits: string;
  can: { open: boolean };
  filter: object | null;
  table: { caption: string; head: object[]; rows: object[][] } | null;
  pagination: object | null;
  empty: { title: string; text: string; action?: Link } | null;
}

/**
 * The page after signing in: what waits first, then the reviews.
 * @param desk what waits for an editor, for one who works with reviews too
 */
export function workPage(
  actor: Actor,
  work: Work,
  desk: Desk | null,
  filter: WorkFilter,
  now: Date,
  today: string,
): WorkPage {
  const coordinator = hasRole(actor, 'coordinator');
  const chair = hasRole(actor, 'chair');
  const filtered = filter.find !== '' || filter.stage !== null || filter.kind !== null;
  return {
    notice: noticeOf(actor, work, today),
    waitingTitle: chair ? 'Waiting for your decision' : 'Waiting for you',
    waiting: [
      ...work.waiting.map((one) => waitingLine(one, now)),
      ...work.answers.map((one) => answerLine(one, now)),
      ...work.second_codings.map((one) => secondCodingLine(one, now)),
      ...(desk ? waitsForEditors(desk, now) : []),
    ],
    moreWaiting:
      work.waiting_in_all > work.waiting.length
        ? `${count(work.waiting_in_all - work.waiting.length, 'more thing')} will follow when these are done.`
        : null,
    approvals: chair ? { text: 'All findings that were sent to you', href: '/approvals' } : null,
    nothingWaits: chair
      ? 'No finding waits for your decision. When a lead reviewer sends one, it appears here.'
      : 'Nothing waits for you.',
    can: { open: coordinator },
    filter: work.all < FEW && !filtered ? null : filterBar(filter, filtered, work.found),
    table: work.reviews.length === 0 ? null : reviewsTable(work.reviews, today),
    pagination: pagesOf(filter, work.found),
    empty: emptyOf(work, filtered, coordinator),
  };
}

function noticeOf(actor: Actor, work: Work, today: string): string | null {
  if (!hasRole(actor, 'lead_reviewer') || actor.accredited) return null;
  const standing = registerState(work.register, today);
  const said = {
    lapsed: `Your accreditation ${standing.text.replace('Lapsed', 'lapsed')}.`,
    suspended: `Your accreditation has been ${standing.text.replace('Suspended', 'suspended')}.`,
    not_yet: `You are ${standing.text.replace('Accredited', 'accredited')}.`,
    absent: 'You are not on the register of reviewers.',
    accredited: 'Your accreditation is not current.',
  }[standing.state];
  return `${said} You can read and write drafts, not submit. Ask the accreditation manager to renew it.`;
}

// So few are seen at a glance; a filter would only stand before them.
const FEW = 4;

const options = (words: Record<string, string>): { value: string; text: string }[] => [
  { value: '', text: 'Any' },
  ...Object.entries(words).map(([value, text]) => ({ value, text })),
];

function filterBar(filter: WorkFilter, filtered: boolean, found: number): object {
  return {
    action: '/reviews',
    label: 'Filter your reviews',
    fields: [
      { id: 'find', name: 'find', label: 'Reference or label', value: filter.find },
      { id: 'state', name: 'state', label: 'State', value: filter.stage, items: options(STAGES) },
      { id: 'kind', name: 'kind', label: 'Kind', value: filter.kind, items: options(KINDS) },
    ],
    clearHref: filtered ? '/reviews' : undefined,
    count: filtered ? `${count(found, 'review')} found` : count(found, 'review'),
  };
}

function reviewsTable(reviews: readonly ReviewHead[], today: string): NonNullable<WorkPage['table']> {
  return {
    caption: 'Your reviews',
    head: ['Review', 'State', 'Findings', 'Clock'].map((text) => ({ text })),
    rows: reviews.map((review) => [
      {
        content: {
          view: 'reviews/work-review',
          page: {
            href: `/reviews/${review.id}`,
            label: review.child_label,
            detail: `${review.reference}, ${KINDS[review.kind]}`,
          },
        },
      },
      { text: STAGES[review.stage] },
      marksCell(review.findings),
      { content: clockCell(review, today) },
    ]),
  };
}

export const MARKS: Record<FindingState, 'full' | 'half' | 'empty'> = {
  approved: 'full',
  submitted: 'half',
  returned: 'half',
  draft: 'empty',
};
const MARK_WORDS: Record<FindingState, string> = {
  approved: 'approved',
  submitted: 'with the chair',
  returned: 'returned',
  draft: 'draft',
};

/** `2 approved, 1 returned, 2 draft`. */
export function findingsInWords(findings: readonly { state: FindingState }[]): string {
  return (Object.keys(MARK_WORDS) as FindingState[])
    .map((state) => ({ state, n: findings.filter((finding) => finding.state === state).length }))
    .filter(({ n }) => n > 0)
    .map(({ state, n }) => `${n} ${MARK_WORDS[state]}`)
    .join(', ');
}

function marksCell(findings: ReviewHead['findings']): { text: string } | { content: Content } {
  if (findings.length === 0) return { text: 'None yet' };
  const states = findings.map(({ state }) => MARKS[state]);
  return { content: { view: 'components/state-marks', page: { states, text: findingsInWords(findings) } } };
}

/** `3 weeks over`, and below it why and until when. */
export function clockCell(head: ClockHead, today: string): Content {
  const { state } = clockWords(clockOf(head), today);
  const { text } = clockWords({ ...clockOf(head), lateReason: null }, today);
  const moved = head.late_reason && head.due_on && head.due_on !== head.first_due_on;
  const why = moved && head.late_reason ? shortReason(head.late_reason, head.late_words) : null;
  const details = {
    over: why ? `${why}; new date ${longDate(head.due_on ?? '')}` : undefined,
    met: why && text !== 'met' ? why : undefined,
    running: undefined,
    none: undefined,
  };
  const shown = text.charAt(0).toUpperCase() + text.slice(1);
  return { view: 'components/clock', page: { text: shown, over: state === 'over', detail: details[state] } };
}

function pagesOf(filter: WorkFilter, found: number): object | null {
  const pages = Math.ceil(found / REVIEWS_PER_PAGE);
  if (pages < 2) return null;
  const href = (page: number): string => {
    const query = new URLSearchParams();
    if (filter.find) query.set('find', filter.find);
    if (filter.stage) query.set('state', filter.stage);
    if (filter.kind) query.set('kind', filter.kind);
    if (page > 1) query.set('page', String(page));
    return `/reviews${query.size > 0 ? `?${query.toString()}` : ''}`;
  };
  const near = (page: number): boolean => page === 1 || page === pages || Math.abs(page - filter.page) <= 1;
  const items = Array.from({ length: pages }, (_, i) => i + 1).flatMap((page): object[] => {
    if (near(page)) return [{ number: page, href: href(page), current: page === filter.page }];
    return near(page - 1) ? [{ ellipsis: true }] : [];
  });
  return {
    landmarkLabel: 'Pages of your reviews',
    items,
    previous: filter.page > 1 ? { href: href(filter.page - 1) } : undefined,
    next: filter.page < pages ? { href: href(filter.page + 1) } : undefined,
  };
}

function emptyOf(work: Work, filtered: boolean, coordinator: boolean): WorkPage['empty'] {
  if (work.reviews.length > 0) return null;
  if (work.all > 0) {
    return {
      title: 'No review matches',
      text: filtered
        ? 'Try part of a reference, such as 2012/03, or part of a label, such as Child C.'
        : 'This page of the list is past its end.',
      action: { text: 'Show all your reviews', href: '/reviews' },
    };
  }
  return coordinator
    ? {
        title: 'No reviews yet',
        text: 'A review belongs here once your Board has decided to hold one, or wants to learn from a near miss. You open it, choose its reviewers, and its clocks begin.',
        action: { text: 'Open a review', href: '/reviews/new' },
      }
    : {
        title: 'No reviews yet',
        text: hasNoReviews,
      };
}

const hasNoReviews =
  'Reviews stand here once you are on them. A Board’s coordinator opens a review and chooses its lead reviewers and team; a chair sees all reviews of their Board.';
