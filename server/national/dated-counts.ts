/** The counts of a question at each place of its table: of the period asked, and whether that cuts a block. Pure. */
import { ALL } from './disclosure-control';
import { place, type Printed } from './accord';
import type { CountPlan, CountRow } from './aggregates-queries';
import type { Dimension } from './dimensions';
import { cutsBlock, isWithin, yearOf, type DatedCount, type Period } from './period-blocks';

/** The table to protect: its counts, and every label of each of its dimensions. */
export interface Counted {
  plan: CountPlan;
  cells: readonly CountRow[];
  labels: Partial<Record<Dimension, readonly string[]>>;
  /** The parent of each category that has one. */
  parents: Readonly<Record<string, string | null>>;
}

type Counts = ReadonlyMap<string, readonly CountRow[]>;

/** What is protected, and the tables of it that are done. */
export interface Protection {
  counted: Counted;
  /** By place, a row for each date. */
  counts: Counts;
  threshold: number;
  period: Period;
  made: Map<string, Printed>;
  /** The same for all dates; null where this is. */
  allDates: Protection | null;
}

/** Lays the counts out by place, for the period asked and for all dates. */
export function startOf(counted: Counted, threshold: number): Protection {
  const counts = new Map<string, CountRow[]>();
  for (const cell of counted.cells) {
    const name = place(cell.at.map((value) => value ?? ALL));
    const rows = counts.get(name);
    if (rows) rows.push(cell);
    else counts.set(name, [cell]);
  }
  const allDates: Protection = { counted, counts, threshold, period: {}, made: new Map(), allDates: null };
  const { period } = counted.plan;
  if (Object.keys(period).length === 0) return allDates;
  return { ...allDates, period, made: new Map(), allDates };
}

/** Which reviews: those that pass the filters on reviews, or of those the published ones. */
export type Whose = 'inside' | 'published';

function datesAt({ counts }: Protection, at: readonly string[], whose: Whose): DatedCount[] {
  return (counts.get(place(at)) ?? []).map((row) => ({
    date: row.date,
    reviews: row[whose],
  }));
}

/** How many reviews of the period there are at a place. */
export function numberAt(protection: Protection, at: readonly string[], whose: Whose): number {
  return datesAt(protection, at, whose)
    .filter(({ date }) => isWithin(protection.period, date))
    .reduce((sum, { reviews }) => sum + reviews, 0);
}

/** Whether the period, or the year that is counted by, cuts a block of the reviews of all dates at a place. */
export function cuts(protection: Protection, at: readonly string[], whose: Whose): boolean {
  const { plan } = protection.counted;
  const k = plan.dimensions.indexOf('year');
  const year = at[k] ?? ALL;
  if (year === ALL && !protection.allDates) return false;
  const ofAllYears = year === ALL ? at : at.with(k, ALL);
  return cutsBlock(
    datesAt(protection, ofAllYears, whose),
    protection.threshold,
    (date) => isWithin(protection.period, date) && (year === ALL || yearOf(date) === year),
  );
}
