import { count } from '../http/dates';
import { contactsOf, gapsOf } from './timeline-gaps';
import { wrapText } from './text-width';
import { isoOf, stretchWords, xOf, type Scale } from './timeline-scale';
import { whenWords, type When } from './when';

/** An event as far as the timeline draws it. */
export interface TimedEvent extends When, Days {
  id: string;
  agency_id: string;
  said: string;
  /** What it was like for the child is recorded. */
  child: boolean;
}
interface Days {
  fromDay: number;
  untilDay: number;
}

export interface Mark {
  /** The path of a mark: a column on the lane's line, as high as there are events. */
  d: string;
  href: string;
  title: string;
}
export interface Bar {
  x: number;
  y: number;
  width: number;
  circa: boolean;
  href: string;
  title: string;
}
interface NameLine {
  text: string;
  y: number;
}
export interface Lane {
  name: string;
  /** The name in lines short enough for the margin. */
  lines: NameLine[];
  /** The same where there is little room: what is longer ends in dots, and the whole stands in the lane's title. */
  short: NameLine[];
  href: string;
  child: boolean;
  top: number;
  /** The line that marks stand on. */
  base: number;
  left: number;
  right: number;
  /** Stretches of the line in which nothing is recorded: drawn quietly. */
  quiet: { left: number; right: number }[];
  marks: Mark[];
  bars: Bar[];
  count: number;
}

/** How high a lane is, how much of it is above its line, and the highest column; closer together where there are many. */
export interface LaneSize {
  height: number;
  above: number;
  column: number;
  /** How far below the line of the lane the last line of its name stands: of one line, and of two. */
  name: readonly [number, number];
}
export const LANE: LaneSize = { height: 58, above: 40, column: 30, name: [-6, -6] };
// Where lanes are low a name stands across the middle of its own, clear of the lanes above and below.
export const CLOSE_LANE: LaneSize = { height: 46, above: 27, column: 21, name: [1, 8] };
const SHORTEST = 6;
const A_FEW = 6;
const BAR_ROWS = 3;
const MOST_BARS = 120;

interface LaneOf {
  name: string;
  href: string;
  child: boolean;
  top: number;
  size: LaneSize;
  events: readonly TimedEvent[];
  longerThan: number;
  /** The address of what a stretch holds, and of one event. */
  stretchHref(from: string, to: string): string;
  eventHref(id: string): string;
}

/**
 * One lane: days as columns on a line, as high as there are events in so many units of its length; what is known less
 * exactly as bars below, as long as the time that it may have been.
 */
export function laneOf(scale: Scale, column: number, of: LaneOf): Lane {
  const exact = of.events.filter(({ exactness, circa }) => exactness === 'day' && !circa);
  const inexact = of.events.filter(({ exactness, circa }) => exactness !== 'day' || circa);
  const base = of.top + of.size.above;
  return {
    name: of.name,
    lines: linesOf(of, base, LINE),
    short: linesOf(of, base, SHORT_LINE),
    href: of.href,
    child: of.child,
    top: of.top,
    base,
    left: scale.left,
    right: scale.left + scale.width,
    quiet: gapsOf(contactsOf(of.events), scale, of.longerThan).map(({ from, until }) => ({
      left: xOf(scale, from),
      right: xOf(scale, until),
    })),
    marks: marksOf(scale, column, base, exact, of),
    bars: barsOf(scale, base, inexact, of),
    count: of.events.length,
  };
}

function marksOf(
  scale: Scale,
  column: number,
  base: number,
  events: readonly TimedEvent[],
  of: LaneOf,
): Mark[] {
  const perUnit = (scale.until - scale.from) / scale.width;
  const columns = new Map<number, TimedEvent[]>();
  for (const event of events) {
    const at = Math.floor((event.fromDay - scale.from) / perUnit / column);
    const known = columns.get(at);
    if (known) known.push(event);
    else columns.set(at, [event]);
  }
  // The fullest column of a lane reaches its top; where none holds more than a few, they stay low.
  const fullest = Math.max(A_FEW, ...[...columns.values()].map(({ length }) => length));
  const rise = (of.size.column - SHORTEST) / Math.log2(fullest);
  return [...columns].map(([at, inIt]) => {
    const height = Math.round(SHORTEST + rise * Math.log2(inIt.length));
    const x = Math.round((scale.left + at * column) * 10) / 10;
    const width = Math.round((column - 1.2) * 10) / 10;
    return { d: `M${x} ${base}v-${height}h${width}v${height}z`, ...wordsOf(inIt, of) };
  });
}

function wordsOf(events: readonly TimedEvent[], of: LaneOf): { href: string; title: string } {
  const [only] = events;
  if (only && events.length === 1)
    return { href: of.eventHref(only.id), title: `${whenWords(only)}, ${of.name}: ${only.said}` };
  let [from, until] = [Infinity, -Infinity];
  for (const { fromDay, untilDay } of events) {
    from = Math.min(from, fromDay);
    until = Math.max(until, untilDay);
  }
  return {
    href: of.stretchHref(isoOf(from), isoOf(until - 1)),
    title: `${of.name}: ${count(events.length, 'event')}, ${stretchWords(from, until)}`,
  };
}

/** Bars of the same time are one; they lie below the line in as few rows as do without touching. */
function barsOf(scale: Scale, base: number, events: readonly TimedEvent[], of: LaneOf): Bar[] {
  const same = new Map<string, TimedEvent[]>();
  for (const event of events) {
    const key = `${event.fromDay} ${event.untilDay} ${event.circa}`;
    same.set(key, [...(same.get(key) ?? []), event]);
  }
  const ends: number[] = [];
  return [...same.values()]
    .sort((a, b) => (a[0]?.fromDay ?? 0) - (b[0]?.fromDay ?? 0))
    .slice(0, MOST_BARS)
    .flatMap((together) => {
      const [event] = together;
      if (!event) return [];
      const x = xOf(scale, event.fromDay);
      const width = Math.max(6, Math.round((xOf(scale, event.untilDay) - x) * 10) / 10);
      let row = ends.findIndex((end) => end + 1 < x);
      if (row < 0) row = Math.min(ends.length, BAR_ROWS - 1);
      ends[row] = x + width;
      const words = together.length === 1 ? wordsOf(together, of) : severalOf(together, event, of);
      return [{ x, y: base + 4 + row * 5, width, circa: event.circa, ...words }];
    });
}

function severalOf(events: readonly TimedEvent[], event: TimedEvent, of: LaneOf) {
  return {
    href: of.stretchHref(isoOf(event.fromDay), isoOf(event.untilDay - 1)),
    title: `${of.name}: ${count(events.length, 'event')}, ${whenWords(event)}`,
  };
}

/** The room for a name: from the edge, and where a narrow screen begins, to a little before the lanes. */
const LINE = 158;
const SHORT_LINE = 78;
const NAME_SIZE = 15;
const LEADING = 16;

/** At most two lines of a name, beside the lane's line. */
function linesOf({ name, child, size }: LaneOf, base: number, width: number): NameLine[] {
  const within = { width, size: NAME_SIZE, bold: child };
  // A word that is wider than the margin ends in dots rather than in the next line.
  const words = name.split(' ').flatMap((word) => wrapText(word, { ...within, most: 1 }));
  const lines = wrapText(words.join(' '), { ...within, most: 2 });
  const last = base + (lines.length > 1 ? size.name[1] : size.name[0]);
  return lines.map((text, i) => ({ text, y: last - (lines.length - 1 - i) * LEADING }));
}
