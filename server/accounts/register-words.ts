import { longDate } from '../http/dates';

/** What the register holds of an account, when it holds anything. */
export interface RegisterEntry {
  accredited_from: string | null;
  /** The first day on which it is no longer accredited. */
  accredited_until: string | null;
  suspended_on: string | null;
}

/** How someone stands in the register of reviewers on a day, in words. */
export interface RegisterState {
  state: 'accredited' | 'not_yet' | 'lapsed' | 'suspended' | 'absent';
  text: string;
  /** Whether they may submit findings. */
  current: boolean;
}

/** @param entry null, or with null dates, for someone who is not on the register */
export function registerState(entry: RegisterEntry | null, today: string): RegisterState {
  const { accredited_from: from, accredited_until: until, suspended_on: suspended } = entry ?? {};
  if (!from || !until) return { state: 'absent', text: 'Not on the register', current: false };
  if (suspended && suspended <= today)
    return { state: 'suspended', text: `Suspended since ${longDate(suspended)}`, current: false };
  if (until <= today) return { state: 'lapsed', text: `Lapsed on ${longDate(until)}`, current: false };
  if (from > today) return { state: 'not_yet', text: `Accredited from ${longDate(from)}`, current: false };
  return { state: 'accredited', text: `Accredited until ${longDate(until)}`, current: true };
}
