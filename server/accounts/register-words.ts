import { longDate } from '../http/dates';

export interface Period {
  from: string;
  until: string;
}

/** What the register holds of an account, when it holds anything. */
export interface RegisterEntry {
  /** Oldest first; of each, the first day and the first day on which it no longer holds. */
  accredited: Period[];
  suspended_on: string | null;
}

/** How someone stands in the register of reviewers on a day, in words. */
export interface RegisterState {
  state: 'accredited' | 'not_yet' | 'lapsed' | 'suspended' | 'absent';
  text: string;
  /** Whether they may submit findings. */
  current: boolean;
}

/**
 * The period that counts on a day: the one that holds, else the next to come, else the last.
 * @returns undefined when there is none
 */
export function periodOn(periods: readonly Period[], today: string): Period | undefined {
  return periods.find(({ until }) => until > today) ?? periods.at(-1);
}

/** @param entry null, or without a period, for someone who is not on the register */
export function registerState(entry: RegisterEntry | null, today: string): RegisterState {
  const period = periodOn(entry?.accredited ?? [], today);
  const suspended = entry?.suspended_on;
  if (!period) return { state: 'absent', text: 'Not on the register', current: false };
  const { from, until } = period;
  if (suspended && suspended <= today)
    return { state: 'suspended', text: `Suspended since ${longDate(suspended)}`, current: false };
  if (until <= today) return { state: 'lapsed', text: `Lapsed on ${longDate(until)}`, current: false };
  if (from > today) return { state: 'not_yet', text: `Accredited from ${longDate(from)}`, current: false };
  return { state: 'accredited', text: `Accredited until ${longDate(until)}`, current: true };
}

/** The period that was entered last and still holds: the one that a correction puts right. */
export function lastPeriod<Act extends { from: string | null; replaced: boolean }>(
  acts: readonly Act[],
): Act | undefined {
  return acts.filter(({ from, replaced }) => from !== null && !replaced).at(-1);
}
