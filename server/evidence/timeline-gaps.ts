import type { When } from './when';

/** A stretch of days, half open. */
export interface Stretch {
  from: number;
  until: number;
}

/** What is known of when an event was, as far as a gap is concerned. */
interface Known {
  fromDay: number;
  untilDay: number;
  exactness: When['exactness'];
}

/**
 * When there may have been contact. What is known by its month, by a first and a last day or about then may have been
 * on any day of that stretch, so no gap is claimed there; what is known by its year alone closes none, and the gap says so.
 */
export function contactsOf(events: readonly Known[]): Stretch[] {
  return events
    .filter(({ exactness }) => exactness !== 'year')
    .map(({ fromDay, untilDay }) => ({ from: fromDay, until: untilDay }));
}

/** How many events, known by their year alone, may lie in a gap. */
export function maybeWithin(events: readonly Known[], { from, until }: Stretch): number {
  return events.filter(
    ({ exactness, fromDay, untilDay }) => exactness === 'year' && fromDay < until && untilDay > from,
  ).length;
}

/** Stretches without contact, longer than so many days, from the beginning of what is shown to its end. */
export function gapsOf(contacts: readonly Stretch[], shown: Stretch, longerThan: number): Stretch[] {
  const gaps: Stretch[] = [];
  let free = shown.from;
  for (const { from, until } of [...contacts].sort((a, b) => a.from - b.from)) {
    if (from >= shown.until) break;
    if (from - free > longerThan) gaps.push({ from: free, until: from });
    free = Math.max(free, until);
  }
  if (shown.until - free > longerThan) gaps.push({ from: free, until: shown.until });
  return gaps;
}
