import { count, daysBetween } from '../http/dates';

export const REASONS = {
  criminal_proceedings: 'criminal proceedings',
  inquest: 'inquest',
  family_court: 'family court',
  other: 'other reason',
} as const;
export type ReasonKind = keyof typeof REASONS;

export interface Clock {
  firstDueOn: string | null;
  dueOn: string | null;
  metOn: string | null;
  lateReason: ReasonKind | null;
}

/** A clock in words and how it stands. A clock that runs over is not an error (METHOD section 11). */
export function clockWords(
  clock: Clock,
  today: string,
): { text: string; state: 'none' | 'met' | 'running' | 'over' } {
  if (clock.metOn) return { text: 'met', state: 'met' };
  if (!clock.dueOn) return { text: 'no date set', state: 'none' };
  // Over is counted from the first date: a new date explains the delay and does not undo it.
  const first = clock.firstDueOn ?? clock.dueOn;
  const over = daysBetween(first, today);
  if (over <= 0) return { text: `${span(-over)} left`, state: 'running' };
  return {
    text: `${span(over)} over${clock.lateReason ? `: ${REASONS[clock.lateReason]}` : ''}`,
    state: 'over',
  };
}

function span(days: number): string {
  return days < 14 ? count(days, 'day') : count(Math.floor(days / 7), 'week');
}
