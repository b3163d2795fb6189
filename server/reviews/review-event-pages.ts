import { clockTime, count, isoDay, longDate } from '../http/dates';
import { wordsOf, type MethodWords, type Term } from './method-words';
import type { ReviewEvent } from './review-event-queries';

type Words = (event: ReviewEvent, words: MethodWords) => string;

const several = ({ a, many }: Term, times: number): string =>
  times === 1 ? a : `${times.toLocaleString('en-GB')} ${many}`;
const ofEpisode: Words = ({ of, times }, { key_practice_episode: term }) =>
  of ? `${term.one} ${of}` : several(term, times);

const ofFinding: Words = ({ of, times }, { finding: term }) =>
  of ? `${term.one} ${of}` : several(term, times);

const EVENTS: Record<ReviewEvent['what'], Words> = {
  opened: () => 'opened the review',
  lead: ({ of }) => `chose ${of} as a lead reviewer`,
  team: ({ of }) => `added ${of} to the team`,
  removed: ({ of }) => `took ${of} off the review`,
  declared: () => 'declared independence',
  clock: ({ of }) => `gave “${of}” a new date`,
  met: ({ of }) => `said that “${of}” was met`,
  submit: ({ of }, { finding }) => `sent ${finding.one} ${of} to the chair`,
  withdraw: ({ of }, { finding }) => `took back ${finding.one} ${of}`,
  return: ({ of }, { finding }) => `returned ${finding.one} ${of} for changes`,
  approve: ({ of }, { finding }) => `approved ${finding.one} ${of}`,
  reopen: ({ of }, { finding }) => `reopened ${finding.one} ${of}`,
  document: ({ of, times }) => (of ? `added the document “${of}”` : `added ${count(times, 'document')}`),
  load: ({ times }) => `loaded ${count(times, 'event')} into the chronology`,
  conversation: ({ times }, { conversation }) => `recorded ${several(conversation, times)}`,
  episode: (event, words) => `wrote ${ofEpisode(event, words)}`,
  link_made: ({ of, times }, { conversation }) =>
    of
      ? `made a link for ${of} to check their record`
      : `made links to check the records of ${several(conversation, times)}`,
  link_opened: ({ times }) => `opened the link to check their record${times > 1 ? ` (${times} times)` : ''}`,
  agreed: () => 'agreed with their record',
  corrected: () => 'asked to put something right in their record',
  began: (event, words) => `began ${ofFinding(event, words)}`,
  wrote: (event, words) => `wrote ${ofFinding(event, words)}`,
  pointed: ({ of, times }, { finding }) =>
    `rested ${of ? `${finding.one} ${of}` : finding.many} on the evidence${times > 1 ? ` in ${times} places` : ''}`,
  document_withdrawn: ({ times }) => `withdrew ${count(times, 'document')}`,
  event_withdrawn: ({ times }) => `withdrew ${count(times, 'event')} of the chronology`,
  conversation_withdrawn: ({ times }, { conversation }) =>
    `withdrew the record of ${several(conversation, times)}`,
  episode_withdrawn: (event, words) => `withdrew ${ofEpisode(event, words)}`,
};

/** One line of what happened last: who, what and when. */
export function eventLine(event: ReviewEvent, words: unknown, today: string): string {
  const day = isoDay(new Date(event.at));
  const when = day === today ? `today at ${clockTime(event.at)}` : longDate(event.at);
  return `${event.by_name} ${EVENTS[event.what](event, wordsOf(words))}, ${when}`;
}
