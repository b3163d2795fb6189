import { longDate } from '../http/dates';
import { isUuid } from '../http/ids';
import type { Visit } from '../http/route';
import { wordsOf, type Term } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import type { TimedEvent } from './timeline-lanes';
import { describe, pictureOf, type Picture } from './timeline-picture';
import type { TimelineRows } from './timeline-queries';
import { dayNumber, isoOf, monthStart, nextMonth } from './timeline-scale';
import { tableOf, type TimelineTable } from './timeline-table';
import { dayBeside, parseWhen } from './when';

/** What the reader chose to see of the timeline, as its address holds it. */
export interface TimelineChoice {
  from: string;
  to: string;
  agencies: string[];
  /** Weeks without contact beyond which a gap is named. */
  gap: number;
}

const GAPS = [4, 8, 13, 26];
const USUAL_GAP = 8;
const DAYS_OF_WEEK = 7;
/** A picture shows at least so many months. */
const LEAST_MONTHS = 1;

export function choiceOf({ query, queryAll }: Pick<Visit<unknown>, 'query' | 'queryAll'>): TimelineChoice {
  return {
    from: query.from ?? '',
    to: query.to ?? '',
    agencies: queryAll('agency').filter(isUuid),
    gap: GAPS.find((weeks) => String(weeks) === query.gap) ?? USUAL_GAP,
  };
}

type Way = { text: string; href: string };

/** The timeline of a review: the picture, its table, and the ways to see another part of it. */
export interface TimelinePage {
  empty: boolean;
  action: string;
  add: string;
  mayAdd: boolean;
  term: Term;
  picture: Picture;
  description: string;
  period: string;
  table: TimelineTable;
  /** What lies outside of the picture. */
  outside: string;
  whole: string;
  ways: Way[];
  years: { x: number; label: string; href: string }[];
  choice: {
    open: boolean;
    from: string;
    to: string;
    agencies: { value: string; text: string }[];
    chosen: string[];
    gap: string;
    gaps: { value: string; text: string }[];
    problem: string;
    clear: string | null;
  };
}

/** Pure: what was read and chosen, to the page. */
export function timelinePage(
  file: CaseFile & { timeline: TimelineRows },
  choice: TimelineChoice,
  mayAdd: boolean,
): TimelinePage {
  const { key_practice_episode: term } = wordsOf(file.words);
  const address = `/reviews/${file.id}/timeline`;
  const all = file.timeline.events.map(timedOf);
  const chosen = file.agencies.filter(
    ({ id }) => choice.agencies.length === 0 || choice.agencies.includes(id),
  );
  const ids = new Set(chosen.map(({ id }) => id));
  const events =
    chosen.length === file.agencies.length ? all : all.filter((event) => ids.has(event.agency_id));
  const usual = usualPeriod(file, events);
  const asked = askedPeriod(choice);
  const shown = asked.shown ?? usual;
  const rows = {
    agencies: chosen,
    events: events.filter(({ fromDay, untilDay }) => fromDay < shown.until && untilDay > shown.from),
    term,
    episodes: file.timeline.episodes,
    shown,
    longerThan: choice.gap * DAYS_OF_WEEK,
  };
  const picture = pictureOf(rows);
  const [first, last] = [isoOf(shown.from), isoOf(shown.until - 1)];
  const to = (from: number, until: number): string => addressOf(address, choice, from, until);
  const outside = events.length - rows.events.length;
  return {
    empty: all.length + file.timeline.episodes.length === 0,
    action: address,
    add: `/reviews/${file.id}/chronology/new`,
    mayAdd,
    term,
    picture,
    description: describe(picture, term, first, last),
    period: `${longDate(first)} to ${longDate(last)}`,
    table: tableOf({ ...rows, gaps: picture.gaps }),
    outside:
      outside === 0
        ? ''
        : `${outside.toLocaleString('en-GB')} of ${events.length.toLocaleString('en-GB')} events lie outside of this period.`,
    whole: wholeAddress(address, choice, events, shown),
    ways: waysOf(shown, to),
    years: picture.axis.years.map(({ x, label, year }) => ({
      x,
      label,
      href: to(dayNumber(`${year}-01-01`), dayNumber(`${year + 1}-01-01`)),
    })),
    choice: {
      open: asked.problem !== '',
      from: asked.problem ? choice.from : asked.shown ? monthWords(shown.from) : '',
      to: asked.problem ? choice.to : asked.shown ? monthWords(shown.until - 1) : '',
      agencies: file.agencies.map(({ id, name }) => ({ value: id, text: name })),
      chosen: choice.agencies,
      gap: String(choice.gap),
      gaps: GAPS.map((weeks) => ({ value: String(weeks), text: `${weeks} weeks` })),
      problem: asked.problem,
      clear: choice.from || choice.to || choice.agencies.length > 0 ? address : null,
    },
  };
}

function timedOf([
  id,
  agency_id,
  from,
  until,
  exactness,
  circa,
  child,
  said,
]: TimelineRows['events'][number]): TimedEvent {
  return {
    id,
    agency_id,
    from,
    until,
    exactness,
    circa,
    child,
    said,
    fromDay: dayNumber(from),
    untilDay: dayNumber(until),
  };
}

const monthWords = (day: number): string => longDate(isoOf(monthStart(day))).replace(/^\d+ /, '');

/** The period under review by whole months; where nothing is in it, all that there is. */
function usualPeriod(file: CaseFile, events: readonly TimedEvent[]): { from: number; until: number } {
  const review = {
    from: monthStart(dayNumber(file.period_from)),
    until: nextMonth(dayNumber(file.period_to)),
  };
  const inIt = events.some(({ fromDay, untilDay }) => fromDay < review.until && untilDay > review.from);
  return inIt || events.length === 0 ? review : extentOf(events, review);
}

function extentOf(events: readonly TimedEvent[], least: { from: number; until: number }) {
  let [from, until] = [Infinity, -Infinity];
  for (const event of events) {
    from = Math.min(from, event.fromDay);
    until = Math.max(until, event.untilDay);
  }
  return events.length === 0 ? least : { from: monthStart(from), until: nextMonth(until - 1) };
}

/** The period that an address asks for: a day, a month or a year at either end, as people write them. */
function askedPeriod({ from, to }: TimelineChoice): {
  shown: { from: number; until: number } | null;
  problem: string;
} {
  if (!from && !to) return { shown: null, problem: '' };
  const [first, last] = [parseWhen(from || to), parseWhen(to || from)];
  if ('problem' in first) return { shown: null, problem: first.problem };
  if ('problem' in last) return { shown: null, problem: last.problem };
  if (last.when.until <= first.when.from)
    return { shown: null, problem: 'The end is before the start. Give the earlier first' };
  return {
    shown: {
      from: monthStart(dayNumber(first.when.from)),
      until: nextMonth(dayNumber(dayBeside(last.when.until, -1))),
    },
    problem: '',
  };
}

function addressOf(address: string, choice: TimelineChoice, from: number, until: number): string {
  const query = new URLSearchParams([
    ['from', isoOf(from).slice(0, 7)],
    ['to', isoOf(until - 1).slice(0, 7)],
    ...choice.agencies.map((id) => ['agency', id]),
    ...(choice.gap === USUAL_GAP ? [] : [['gap', String(choice.gap)]]),
  ]);
  return `${address}?${query.toString()}`;
}

function wholeAddress(
  address: string,
  choice: TimelineChoice,
  events: readonly TimedEvent[],
  shown: { from: number; until: number },
): string {
  const { from, until } = extentOf(events, shown);
  return addressOf(address, choice, from, until);
}

const FIRST = dayNumber('1900-01-01');
const LAST = dayNumber('2101-01-01');

/** Earlier and later by half of what is shown, closer to its middle, and wider. */
function waysOf(
  { from, until }: { from: number; until: number },
  to: (from: number, until: number) => string,
): Way[] {
  const length = until - from;
  const way = (text: string, first: number, last: number): Way[] => {
    const start = monthStart(Math.max(FIRST, Math.round(first)));
    const end = nextMonth(Math.min(LAST, Math.round(last)) - 1);
    return end - start < LEAST_MONTHS * 28 || (start === from && end === until)
      ? []
      : [{ text, href: to(start, end) }];
  };
  return [
    ...way('Earlier', from - length / 2, until - length / 2),
    ...way('Later', from + length / 2, until + length / 2),
    ...way('Closer', from + length / 4, until - length / 4),
    ...way('Wider', from - length / 2, until + length / 2),
  ];
}
