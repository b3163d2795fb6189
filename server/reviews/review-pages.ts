import { registerState } from '../accounts/register-words';
import { count, longDate } from '../http/dates';
import type { ReviewEvidence } from './evidence-count-queries';
import { gatherTasks, makeSenseTasks } from './evidence-tasks';
import { stageTrack, type StageTrack } from './method-stage-pages';
import { capital, wordsOf, type MethodWords, type Term } from './method-words';
import type { FindingState } from './review-head';
import type { ReviewCan } from './review-policy';
import { mark, notYet, type Task } from './review-tasks';
import { eventLine } from './review-event-pages';
import type { StoredClock, WholeReview } from './review-queries';
import { MARKS } from './work-pages';

export interface ReviewPage {
  sections: {
    title: string;
    id: string;
    items: Task[];
    empty?: string;
    addFinding?: { action: string; text: string };
  }[];
  /** Where the whole review is taken out as a file, for those who may. */
  wholeFile: string | null;
}

export interface ReviewAsidePage {
  who: { heading: string; items: { text: string }[]; text?: string; link: { text: string; href: string } };
  stages: StageTrack | null;
  last: { heading: string; items: { text: string }[] };
}

/**
 * The task list of a review, in the order of the work and in its method's words; each row is a verb,
 * a state and, where it is not open yet, why.
 */
export function reviewPage(
  review: WholeReview,
  evidence: ReviewEvidence,
  can: ReviewCan,
  myId: string,
  today: string,
): ReviewPage {
  const words = wordsOf(evidence.words);
  const may = { gather: can.write || can.run, makeSense: can.write };
  return {
    sections: [
      { title: '1. Set up', id: 'set-up', items: setUp(review, can, myId, today, words) },
      { title: '2. Gather', id: 'gather', items: gatherTasks(review.id, evidence, words, may) },
      { title: '3. Make sense', id: 'make-sense', items: makeSenseTasks(review.id, evidence, words, may) },
      {
        title: `4. ${words.finding.Many}`,
        id: 'findings',
        items: review.findings.map((finding) => findingRow(review.id, finding, words.finding)),
        empty:
          review.findings.length > 0
            ? undefined
            : `${capital(words.finding.a)} says how a part of the system made practice more or less safe, here and elsewhere. Most reviews end with five to eight.`,
        addFinding: can.write
          ? { action: `/reviews/${review.id}/findings`, text: `Add ${words.finding.a}` }
          : undefined,
      },
      { title: '5. Board', id: 'board', items: [boardRow(review, can, words.finding)] },
    ],
    wholeFile: mayMove(can) ? `/reviews/${review.id}/bundle` : null,
  };
}

/** As evidenceCan says of `move`: whoever runs the review for its Board, and its lead reviewers. */
const mayMove = (can: ReviewCan): boolean => can.run || (can.write && can.declare);

function setUp(review: WholeReview, can: ReviewCan, myId: string, today: string, words: MethodWords): Task[] {
  const at = (part: string): string => `/reviews/${review.id}/${part}`;
  const leads = review.members.filter(({ part }) => part === 'lead');
  const team = review.members.length - leads.length;
  const people = [
    leads.length > 0 && count(leads.length, 'lead reviewer'),
    team > 0 && `${team} in the team`,
  ].filter(Boolean);
  return [
    {
      title: { text: can.run ? 'Describe the review' : 'Read what the review is about' },
      href: at('details'),
      status: mark('full', 'Described'),
    },
    {
      title: { text: can.run ? 'Agree the questions' : 'Read the questions' },
      href: at('questions'),
      status: mark('full', count(review.questions.length, 'question')),
    },
    {
      title: { text: can.run ? 'Choose the reviewers and the team' : 'See who is on it' },
      href: at('team'),
      hint:
        leads.length === 0
          ? { text: `${words.finding.Many} can be sent to the chair once a lead reviewer is chosen.` }
          : undefined,
      status: leads.length === 0 ? mark('empty', 'No lead reviewer') : mark('full', people.join(', ')),
    },
    independenceRow(review, can, myId, words.finding),
    {
      title: { text: can.run ? 'Keep the clocks' : 'See the clocks' },
      href: at('clocks'),
      status: clocksStatus(review.clocks, today),
    },
  ];
}

function independenceRow(review: WholeReview, can: ReviewCan, myId: string, term: Term): Task {
  const leads = review.members.filter(({ part }) => part === 'lead');
  const declared = leads.filter(({ declared_at }) => declared_at !== null).length;
  const mine = leads.find(({ account_id }) => account_id === myId);
  if (can.declare) {
    const done = mine?.declared_at;
    return {
      title: { text: done ? 'Read your declaration of independence' : 'Declare your independence' },
      href: `/reviews/${review.id}/independence`,
      hint: done ? undefined : { text: `You can send ${term.many} to the chair once you have.` },
      status: done ? mark('full', `Declared ${longDate(done)}`) : mark('empty', 'Not declared'),
    };
  }
  const title = { text: 'See the declarations of independence' };
  if (leads.length === 0)
    return {
      title,
      hint: { text: 'No lead reviewer is chosen.' },
      status: notYet,
    };
  return {
    title,
    href: `/reviews/${review.id}/team`,
    status: mark(
      declared === 0 ? 'empty' : declared < leads.length ? 'half' : 'full',
      `${declared} of ${leads.length} declared`,
    ),
  };
}

/** The clock that asks for most attention: one past its date first, then the next to come. */
function clocksStatus(clocks: readonly StoredClock[], today: string): Task['status'] {
  const open = clocks.filter(({ met_on, due_on }) => met_on === null && due_on !== null);
  const late = open.filter(({ due_on }) => due_on !== null && due_on < today);
  if (late.length > 0) return { text: `${count(late.length, 'date')} passed` };
  const next = [...open].sort((a, b) => (a.due_on ?? '').localeCompare(b.due_on ?? ''))[0];
  return { text: next?.due_on ? `Next: ${longDate(next.due_on)}` : 'No date to come' };
}

const FINDING_STATES: Record<FindingState, string> = {
  draft: 'Draft',
  submitted: 'With the chair',
  returned: 'Returned',
  approved: 'Approved',
};

function findingRow(reviewId: string, finding: WholeReview['findings'][number], term: Term): Task {
  return {
    title: {
      text: `${term.One} ${finding.number}: ${finding.statement || 'not yet put into words'}`,
    },
    href: `/reviews/${reviewId}/findings/${finding.id}`,
    status: mark(MARKS[finding.state], FINDING_STATES[finding.state]),
  };
}

function boardRow(review: WholeReview, can: ReviewCan, term: Term): Task {
  const { findings } = review;
  const approved = findings.filter(({ state }) => state === 'approved').length;
  const sent = findings.filter(({ state }) => state === 'submitted').length;
  const title = { text: `Decide on each ${term.one}` };
  if (approved + sent === 0 && !findings.some(({ state }) => state === 'returned')) {
    return {
      title,
      hint: { text: `No ${term.one} has been sent to the chair.` },
      status: notYet,
    };
  }
  return {
    title,
    href: can.decide ? '/approvals' : undefined,
    hint: {
      text: [
        review.to_accept > 0 && `${review.to_accept} approved elsewhere, not yet accepted by the chair.`,
        sent > 0 && `${sent} ${sent === 1 ? `${term.one} waits` : `${term.many} wait`} for the chair.`,
        review.to_accept + sent === 0 && 'Nothing waits for the chair.',
      ]
        .filter(Boolean)
        .join(' '),
    },
    status: mark(
      approved === 0 ? 'empty' : approved < findings.length ? 'half' : 'full',
      `${approved} of ${findings.length} approved`,
    ),
  };
}

/** Beside the task list: who is on the review, where its method is, and what happened last. */
export function reviewAside(
  review: WholeReview,
  evidence: ReviewEvidence,
  can: ReviewCan,
  today: string,
): ReviewAsidePage {
  return {
    stages: stageTrack(review, evidence, can),
    who: {
      heading: 'Who is on it',
      text: review.members.length === 0 ? 'No one yet.' : undefined,
      items: review.members.map((member) => ({ text: memberLine(member, today) })),
      link: { text: can.run ? 'Change the team' : 'See the team', href: `/reviews/${review.id}/team` },
    },
    last: {
      heading: 'What happened last',
      items: review.events.map((event) => ({ text: eventLine(event, review.head.words, today) })),
    },
  };
}

function memberLine(member: WholeReview['members'][number], today: string): string {
  if (member.part === 'team') return `${member.name}, review team`;
  const standing = registerState(member, today);
  const note = standing.current ? '' : `. ${standing.text}: can read and write drafts, not submit`;
  return `${member.name}, lead reviewer${note}`;
}
