import { isoDay, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { dateBoxes, typedDate, typedText, type DateBoxes, type Typed } from '../http/typed';
import { clockWords, REASONS } from './clock';
import { countedFrom } from './milestones';
import type { StoredClock, WholeReview } from './review-queries';

interface Row {
  key: { text: string };
  value: { text: string };
}
interface ClockCard {
  name: string;
  id: string;
  wording: string;
  words: string;
  over: boolean;
  rows: Row[];
  change: { href: string; text: string } | null;
}

export interface ClocksPage {
  guidance: string;
  clocks: ClockCard[];
}

/** All clocks of a review: every date that each has had, with its reason (METHOD section 11). */
export function clocksPage(review: WholeReview, mayRun: boolean, today: string): ClocksPage {
  return {
    guidance: review.guidance_name,
    clocks: review.clocks.map((clock) => clockCard(review, clock, mayRun, today)),
  };
}

const row = (key: string, text: string): Row => ({ key: { text: key }, value: { text } });

function clockCard(review: WholeReview, clock: StoredClock, mayRun: boolean, today: string): ClockCard {
  const words = clockWords(
    {
      firstDueOn: clock.first_due_on,
      dueOn: clock.due_on,
      metOn: clock.met_on,
      lateReason: clock.changes.at(-1)?.reason_kind ?? null,
      lateWords: clock.changes.at(-1)?.reason,
    },
    today,
  );
  const change =
    clock.met_on !== null
      ? isLate(clock) && clock.changes.length === 0
        ? 'Say why it was late'
        : 'Change'
      : clock.due_on === null
        ? 'Set a date'
        : 'Give a new date or say it was met';
  return {
    id: clock.id,
    name: clock.name,
    wording: clock.wording,
    words: words.text.charAt(0).toUpperCase() + words.text.slice(1),
    over: words.state === 'over',
    rows: datesOf(review, clock),
    change: mayRun ? { href: `/reviews/${review.id}/clocks/${clock.id}`, text: change } : null,
  };
}

const isLate = ({ due_on: due, met_on: met }: StoredClock): boolean =>
  due !== null && met !== null && met > due;

function datesOf(review: WholeReview, clock: StoredClock): Row[] {
  const dates = {
    incidentOn: review.incident_on,
    openedOn: isoDay(new Date(review.opened_at)),
    decidedOn: review.decided_on,
  };
  const from = countedFrom(clock.rule, dates, clock.first_due_on);
  return [
    ...(clock.first_due_on
      ? [row('First date', `${longDate(clock.first_due_on)}${from ? `, counted from ${from}` : ''}`)]
      : []),
    ...clock.changes.map((change) =>
      row(
        change.with_met ? 'Met late' : 'New date',
        `${longDate(change.new_due_on)}. ${capital(REASONS[change.reason_kind])}: ${change.reason} (${change.by_name}, ${longDate(change.at)})`,
      ),
    ),
    ...(clock.met_on ? [row('Met on', longDate(clock.met_on))] : []),
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export interface ClockPage {
  name: string;
  wording: string;
  rows: Row[];
  version: string;
  action: string;
  can: { setDate: boolean; changeDate: boolean };
  met: boolean;
  overTitle: string;
  /** Asked once the date has passed: a day after it wants a reason. */
  late: { hint: string; kind: string; reason: string } | null;
  confirm: { values: string[] } | null;
  metLegend: string;
  metButton: string;
  dueOn: DateBoxes;
  metOn: DateBoxes;
  reasons: { value: string; text: string }[];
  reasonKind: string;
  reason: string;
  errors: Record<string, { text: string }>;
}

/** One clock with its forms: what was typed in the one that was refused, if any. */
export function clockPage(
  review: WholeReview,
  clock: StoredClock,
  now: Date,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): ClockPage {
  const fresh = problems.length === 0;
  const passed = clock.due_on !== null && clock.due_on < isoDay(now);
  const approved = review.findings.some(({ state }) => state === 'approved');
  return {
    name: clock.name,
    wording: clock.wording,
    rows: datesOf(review, clock),
    version: typedText(typed, 'version') || String(clock.version),
    action: `/reviews/${review.id}/clocks/${clock.id}`,
    can: {
      setDate: clock.due_on === null && !clock.met_on,
      changeDate: clock.due_on !== null && !clock.met_on,
    },
    met: clock.met_on !== null,
    overTitle: passed ? 'It has run over' : 'It will run over',
    late: passed
      ? {
          hint: `Only when the day is after ${longDate(clock.due_on ?? '')}. It stays beside the dates.`,
          kind: typedText(typed, 'late_kind'),
          reason: typedText(typed, 'late_reason'),
        }
      : null,
    confirm:
      clock.code === 'complete' && clock.met_on === null && !approved
        ? { values: typedText(typed, 'confirm') ? ['yes'] : [] }
        : null,
    metLegend: clock.met_on ? 'It was met on' : 'Or: it was met on',
    metButton: clock.met_on ? 'Change the day' : 'It was met on this day',
    dueOn: typedDate(typed, 'due_on'),
    metOn: fresh ? dateBoxes(clock.met_on) : typedDate(typed, 'met_on'),
    reasons: Object.entries(REASONS).map(([value, text]) => ({ value, text: capital(text) })),
    reasonKind: typedText(typed, 'reason_kind'),
    reason: typedText(typed, 'reason'),
    errors: errorsByField(problems),
  };
}
