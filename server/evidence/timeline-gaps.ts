/** A stretch of days, half open. */
export interface Stretch {
  from: number;
  until: number;
}

const VAGUE = 62;

/**
 * When there was contact, as far as it is known. What is known by its month may have been on any day of it, so no gap
 * is claimed there; what is known by its year alone, or by longer, tells of no day and closes no gap.
 */
export function contactsOf(events: readonly { fromDay: number; untilDay: number }[]): Stretch[] {
  return events
    .filter(({ fromDay, untilDay }) => untilDay - fromDay <= VAGUE)
    .map(({ fromDay, untilDay }) => ({ from: fromDay, until: untilDay }));
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
