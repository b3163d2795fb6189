import { count } from '../http/dates';
import type { ReviewEvidence } from './evidence-count-queries';
import type { MethodWords } from './method-words';
import { mark, notYet, type Task } from './review-tasks';

/** What the reader may do with the evidence; the rest is theirs to read. */
export interface MayWith {
  gather: boolean;
  makeSense: boolean;
}

/** “Gather”: what happened, as the agencies recorded it and as those who were there tell it (METHOD section 4). */
export function gatherTasks(
  reviewId: string,
  evidence: ReviewEvidence,
  words: MethodWords,
  may: MayWith,
): Task[] {
  const at = (place: string): string => `/reviews/${reviewId}/${place}`;
  const verb = (mine: string, theirs: string, mayDo = may.gather) => ({ text: mayDo ? mine : theirs });
  const { conversation } = words;
  return [
    {
      title: verb('Name the agencies', 'See the agencies'),
      href: at('agencies'),
      status: evidence.agencies === 0 ? mark('empty', 'None yet') : mark('full', ies(evidence.agencies)),
    },
    {
      title: verb('Add documents', 'Read the documents'),
      href: at('documents'),
      status: documentsStatus(evidence),
    },
    {
      title: verb('Build the chronology', 'Read the chronology'),
      href: at('chronology'),
      status: chronologyStatus(evidence),
    },
    evidence.events === 0
      ? {
          title: { text: 'See the picture of the case' },
          hint: { text: 'It is drawn from the chronology, which has no events yet.' },
          status: notYet,
        }
      : {
          title: { text: 'See the picture of the case' },
          href: at('timeline'),
          status: { text: count(evidence.events, 'event') },
        },
    {
      title: verb(`Hold the ${conversation.many}`, `Read the ${conversation.many}`, may.makeSense),
      href: at('conversations'),
      status: conversationsStatus(evidence),
    },
    {
      title: verb('Hear the family', 'Read what the family said', may.makeSense),
      href: `${at('conversations')}#family`,
      status:
        evidence.family === 0
          ? mark('empty', 'Not begun')
          : mark(
              evidence.family_held < evidence.family ? 'half' : 'full',
              `${evidence.family_held} of ${evidence.family} held`,
            ),
    },
  ];
}

/** “Make sense”: the stretches that most need explaining, and the system round them. */
export function makeSenseTasks(
  reviewId: string,
  evidence: ReviewEvidence,
  words: MethodWords,
  may: MayWith,
): Task[] {
  const { key_practice_episode: episode, view_from_the_tunnel: view, contributory_factor: factor } = words;
  const system = { text: 'See the system picture' };
  return [
    {
      title: { text: may.makeSense ? `Choose the ${episode.many}` : `Read the ${episode.many}` },
      href: `/reviews/${reviewId}/episodes`,
      status:
        evidence.episodes === 0
          ? mark('empty', 'None yet')
          : mark(
              evidence.episodes_with_view < evidence.episodes ? 'half' : 'full',
              `${evidence.episodes}, ${evidence.episodes_with_view} with the ${view.one}`,
            ),
    },
    evidence.factors === 0
      ? {
          title: system,
          hint: {
            text: `It is drawn from the ${factor.many} of ${episode.many} and ${words.finding.many}. There are none yet.`,
          },
          status: notYet,
        }
      : {
          title: system,
          href: `/reviews/${reviewId}/system-picture`,
          status: { text: `${evidence.factors} ${evidence.factors === 1 ? factor.one : factor.many}` },
        },
  ];
}

const ies = (agencies: number): string => (agencies === 1 ? '1 agency' : `${agencies} agencies`);

function documentsStatus({ documents, documents_waiting: waiting }: ReviewEvidence): Task['status'] {
  if (documents === 0) return mark('empty', 'None yet');
  const words = count(documents, 'document');
  return waiting > 0 ? mark('half', `${words}, ${waiting} waiting to be read`) : mark('full', words);
}

function chronologyStatus({ events, child_events: child }: ReviewEvidence): Task['status'] {
  if (events === 0) return mark('empty', 'None yet');
  const say = child.toLocaleString('en-GB');
  return mark(child === 0 ? 'half' : 'full', `${count(events, 'event')}, ${say} with the child’s experience`);
}

function conversationsStatus({ conversations, held, checked_back }: ReviewEvidence): Task['status'] {
  if (conversations === 0) return mark('empty', 'None yet');
  const all = held === conversations && checked_back === conversations;
  return mark(all ? 'full' : 'half', `${held} of ${conversations} held, ${checked_back} checked back`);
}
