import { longDate } from '../http/dates';
import { addDays, addMonths, addWorkingDays } from './calendar';

/** How an edition of guidance dates a milestone; null when it sets no date (METHOD section 11). */
export type MilestoneRule =
  | { working_days: number; after: 'incident' }
  | { months: number; after: 'incident' | 'decision' | 'opened' }
  | { weeks_before: number; before: string }
  | null;

export interface EditionMilestone {
  code: string;
  position: number;
  name: string;
  wording: string;
  rule: MilestoneRule;
}

export interface ReviewDates {
  incidentOn: string;
  openedOn: string;
  decidedOn: string | null;
}

export interface DatedMilestone {
  code: string;
  position: number;
  name: string;
  wording: string;
  /** Null while the guidance sets no date or the day that it counts from is not known. */
  dueOn: string | null;
}

/**
 * The days that clocks count from. A review is initiated by the decision to hold it; the day on which it was typed
 * in here stands in until there is one (METHOD section 11: "within 6 months of initiating").
 */
function startsOf({ incidentOn, openedOn, decidedOn }: ReviewDates) {
  return { incident: incidentOn, opened: decidedOn ?? openedOn, decision: decidedOn };
}

/**
 * The day from which guidance counted a date, in words: `the decision on 1 April 2026`.
 * @returns null when the date is not this rule's: chosen by the Board, or kept from before a date changed
 */
export function countedFrom(rule: MilestoneRule, dates: ReviewDates, dueOn: string | null): string | null {
  if (rule === null || !('months' in rule)) return null;
  const start = startsOf(dates)[rule.after];
  if (start === null || addMonths(start, rule.months) !== dueOn) return null;
  const event =
    rule.after === 'incident' ? 'the incident' : dates.decidedOn ? 'the decision' : 'opening the review';
  return `${event} on ${longDate(start)}`;
}

/**
 * The clocks of a review as its edition of guidance sets them.
 * @param holidays bank holidays in England, as ISO dates
 * @param chosen dates that the Board set itself, by code: others may count back from them
 */
export function milestonesFor(
  milestones: readonly EditionMilestone[],
  dates: ReviewDates,
  holidays: ReadonlySet<string>,
  chosen: Readonly<Record<string, string | null>> = {},
): DatedMilestone[] {
  const from = startsOf(dates);
  const dueOn = (rule: MilestoneRule): string | null => {
    if (rule === null) return null;
    if ('working_days' in rule) return addWorkingDays(from[rule.after], rule.working_days, holidays);
    if ('months' in rule) {
      const start = from[rule.after];
      return start === null ? null : addMonths(start, rule.months);
    }
    const other = milestones.find(({ code }) => code === rule.before);
    const before = chosen[rule.before] ?? (other && !isCountedBack(other.rule) ? dueOn(other.rule) : null);
    return before === null ? null : addDays(before, -7 * rule.weeks_before);
  };
  return milestones.map(({ code, position, name, wording, rule }) => ({
    code,
    position,
    name,
    wording,
    dueOn: dueOn(rule),
  }));
}

// Two milestones that count back from each other would have no end.
const isCountedBack = (rule: MilestoneRule): boolean => rule !== null && 'weeks_before' in rule;
