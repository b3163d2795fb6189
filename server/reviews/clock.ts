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
  /** What was said beside the kind of reason. */
  lateWords?: string | null;
}

const SHORT = 60;

// More words follow it.
const withoutStop = (line: string): string => line.replace(/[\s.,;:]+$/, '').trimStart();

/** Why a clock ran over, in short: the kind of reason, or what was said when the kind tells nothing. */
export function shortReason(kind: ReasonKind, words?: string | null): string {
  const line = withoutStop((words ?? '').replace(/\s+/g, ' '));
  if (kind !== 'other' || line === '') return REASONS[kind];
  return line.length > SHORT ? `${withoutStop(line.slice(0, SHORT))}…` : line;
}

/** A clock in words and how it stands. A clock that runs over is not an error (METHOD section 11). */
export function clockWords(
  clock: Clock,
  today: string,
): { text: string; state: 'none' | 'met' | 'running' | 'over' } {
  // Over is counted from the first date: a new date explains the delay and does not undo it.
  const first = clock.firstDueOn ?? clock.dueOn;
  const why = clock.lateReason ? `: ${shortReason(clock.lateReason, clock.lateWords)}` : '';
  if (clock.metOn) {
    const late = first ? daysBetween(first, clock.metOn) : 0;
    return { text: late > 0 ? `met, ${span(late)} late${why}` : 'met', state: 'met' };
  }
  if (!first) return { text: 'no date set', state: 'none' };
  const over = daysBetween(first, today);
  if (over <= 0) return { text: `${span(-over)} left`, state: 'running' };
  return { text: `${span(over)} over${why}`, state: 'over' };
}

function span(days: number): string {
  return days < 14 ? count(days, 'day') : count(Math.floor(days / 7), 'week');
}
