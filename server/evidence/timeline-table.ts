import { longDate } from '../http/dates';
import type { Gap } from './timeline-picture';
import type { TimedEvent } from './timeline-lanes';
import { dayNumber, isoOf, monthStart, nextMonth } from './timeline-scale';

interface Cell {
  count: number;
  href: string;
}

/** What the picture shows, stretch by stretch: months, or longer where there would be too many. */
export interface TimelineTable {
  step: 'month' | 'quarter' | 'year';
  head: string[];
  rows: {
    name: string;
    child: Cell;
    agencies: Cell[];
    episodes: string;
    gap: string;
  }[];
}

interface TableRows {
  agencies: readonly { id: string; name: string }[];
  events: readonly TimedEvent[];
  episodes: readonly { number: number; from: string; until: string }[];
  gaps: readonly Gap[];
  shown: { from: number; until: number };
}

const MOST_ROWS = 72;
const STEPS = { month: 1, quarter: 3, year: 12 } as const;

/** An event that spans several stretches counts in the first: the numbers of a column add up to its events. */
export function tableOf(rows: TableRows): TimelineTable {
  const months = (rows.shown.until - rows.shown.from) / 30.44;
  const step = months <= MOST_ROWS ? 'month' : months <= MOST_ROWS * 3 ? 'quarter' : 'year';
  const starts = startsOf(rows.shown, STEPS[step]);
  const at = placeIn(starts);
  const grid = starts.map(() => ({ child: 0, of: new Map<string, number>() }));
  for (const event of rows.events) {
    const row = grid[at(Math.max(event.fromDay, rows.shown.from))];
    if (!row) continue;
    row.of.set(event.agency_id, (row.of.get(event.agency_id) ?? 0) + 1);
    if (event.child) row.child += 1;
  }
  return {
    step,
    head: rows.agencies.map(({ name }) => name),
    rows: starts.map((start, i) => {
      const end = starts[i + 1] ?? rows.shown.until;
      const days = `from=${isoOf(start)}&to=${isoOf(end - 1)}`;
      const within = (from: number, until: number): boolean => from < end && until > start;
      return {
        name: nameOf(start, step),
        child: { count: grid[i]?.child ?? 0, href: `chronology?lens=child&${days}` },
        agencies: rows.agencies.map(({ id }) => ({
          count: grid[i]?.of.get(id) ?? 0,
          href: `chronology?agency=${id}&${days}`,
        })),
        episodes: rows.episodes
          .filter(({ from, until }) => within(dayNumber(from), dayNumber(until)))
          .map(({ number }) => number)
          .join(', '),
        gap: rows.gaps
          .filter(({ from, until }) => within(from, until))
          .map(({ words }) => words)
          .join('; '),
      };
    }),
  };
}

function startsOf({ from, until }: TableRows['shown'], months: number): number[] {
  const starts: number[] = [];
  let start = monthStart(from);
  while (start < until) {
    starts.push(start);
    for (let i = 0; i < months; i += 1) start = nextMonth(start);
    if (months > 1 && starts.length === 1) start = aligned(start, months);
  }
  return starts;
}

// Quarters and years begin where the calendar's do, after a first that may be shorter.
function aligned(start: number, months: number): number {
  const [year, month] = isoOf(start).split('-').map(Number);
  const first = Math.floor(((month ?? 1) - 1) / months) * months + 1;
  return dayNumber(`${year}-${String(first).padStart(2, '0')}-01`);
}

function placeIn(starts: readonly number[]): (day: number) => number {
  return (day) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

function nameOf(start: number, step: TimelineTable['step']): string {
  const iso = isoOf(start);
  if (step === 'year') return iso.slice(0, 4);
  const month = longDate(iso).replace(/^\d+ /, '');
  return step === 'month' ? month : `From ${month}`;
}
