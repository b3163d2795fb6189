import { JOURNEY_STAGES, type JourneyStage } from '../findings/finding-content';
import { count, longDate } from '../http/dates';
import { wordsOf, type Term } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { BASES } from './event-forms';
import type { EventRow } from './event-queries';
import { whenWords } from './when';

/** One event in the chronology. */
export interface EventItem {
  id: string;
  href: string;
  /** What the link is called for those who do not see where it stands. */
  linkText: string;
  time: string | null;
  description: string;
  people: string;
  source: string;
  stage: string;
  child: { text: string; basis: string } | null;
  rests: string;
  withdrawn: boolean;
}

/** What the agencies recorded of one stretch of time, mostly a day. */
export interface Day {
  when: string;
  accounts: { agency: string; events: EventItem[] }[];
  /** Two or more agencies have accounts of one and the same day: they stand beside each other. */
  several: boolean;
  /** That two or more agencies have accounts of the same, and whether they say the same. */
  mark: string;
}

export interface MonthOfDays {
  heading: string;
  days: Day[];
}
export interface YearOfDays {
  year: number;
  months: MonthOfDays[];
}

const monthOf = ({ from, exactness }: EventRow): string =>
  exactness === 'year'
    ? `${from.slice(0, 4)}, month not known`
    : longDate(`${from.slice(0, 7)}-01`).replace(/^\d+ /, '');

const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/**
 * Events in their order, by year, month and day. The accounts of two or more agencies of one and the same day stand
 * beside each other (METHOD section 4: agencies differ about the same day, and both accounts are kept).
 */
export function daysOf(events: readonly EventRow[], file: CaseFile): YearOfDays[] {
  const { key_practice_episode: term } = wordsOf(file.words);
  const years: YearOfDays[] = [];
  let of = '';
  for (const event of events) {
    const year = Number(event.from.slice(0, 4));
    const heading = monthOf(event);
    const stretch = `${event.from} ${event.until} ${event.circa}`;
    let inYear = years.at(-1);
    if (inYear?.year !== year) years.push((inYear = { year, months: [] }));
    let month = inYear.months.at(-1);
    if (month?.heading !== heading) inYear.months.push((month = { heading, days: [] }));
    let day = month.days.at(-1);
    if (!day || of !== stretch)
      month.days.push((day = { when: dayWords(event), accounts: [], several: false, mark: '' }));
    of = stretch;
    const agency = file.agencies.find(({ id }) => id === event.agency_id)?.name ?? '';
    let account = day.accounts.find((known) => known.agency === agency);
    if (!account) day.accounts.push((account = { agency, events: [] }));
    account.events.push(itemOf(event, file.id, agency, term));
    day.several = event.exactness === 'day' && day.accounts.length > 1;
  }
  for (const { months } of years)
    for (const { days } of months) for (const day of days) day.mark = markOf(day);
  return years;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function dayWords(event: EventRow): string {
  if (event.exactness !== 'day') return whenWords(event);
  const weekday = WEEKDAYS[new Date(`${event.from}T00:00:00Z`).getUTCDay()];
  // The month and year stand above.
  return event.circa ? whenWords(event) : `${weekday} ${longDate(event.from).replace(/ \d{4}$/, '')}`;
}

function markOf({ accounts, several }: Day): string {
  if (!several) return '';
  const says = accounts.map(({ events }) =>
    events.map(({ description }) => collapsed(description)).join(' '),
  );
  const same = says.every((said) => said === says[0]);
  return `${count(accounts.length, 'account')}, ${same ? 'in the same words' : 'and they differ'}`;
}

function itemOf(event: EventRow, reviewId: string, agency: string, term: Term): EventItem {
  const { pointers, episodes } = event;
  return {
    id: event.id,
    href: `/reviews/${reviewId}/chronology/${event.id}`,
    linkText: `${whenWords(event)}, ${agency}`,
    time: event.time,
    description: event.description,
    people: event.people.join(', '),
    source: event.source,
    stage: event.stage ? JOURNEY_STAGES[event.stage as JourneyStage] : '',
    child: event.child_experience
      ? { text: event.child_experience, basis: event.child_basis ? BASES[event.child_basis] : '' }
      : null,
    rests: restsOf(pointers, episodes, term),
    withdrawn: event.withdrawn,
  };
}

function restsOf(pointers: number, episodes: number, term: Term): string {
  const parts = [
    episodes > 0 ? `in ${episodes.toLocaleString('en-GB')} ${episodes === 1 ? term.one : term.many}` : '',
    pointers > 0 ? `bears ${count(pointers, 'part')} of findings` : '',
  ];
  const words = parts.filter(Boolean).join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
