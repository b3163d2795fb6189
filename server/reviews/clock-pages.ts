import { isoDay, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { dateBoxes, typedDate, typedText, type DateBoxes, type Typed } from '../http/typed';
import { clockWords, REASONS } from './clock';
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
    clocks: review.clocks.map((clock) => clockCard(review.id, clock, mayRun, today)),
  };
}

const row = (key: string, text: string): Row => ({ key: { text: key }, value: { text } });

function clockCard(reviewId: string, clock: StoredClock, mayRun: boolean, today: string): ClockCard {
  const words = clockWords(
    {
      firstDueOn: clock.first_due_on,
      dueOn: clock.due_on,
      metOn: clock.met_on,
      lateReason: clock.changes.at(-1)?.reason_kind ?? null,
    },
    today,
  );
  const change =
    clock.met_on !== null
      ? 'Change'
      : clock.due_on === null
        ? 'Set a date'
        : 'Give a new date or say it was met';
  return {
    id: clock.id,
    name: clock.name,
    wording: clock.wording,
    words: words.text.charAt(0).toUpperCase() + words.text.slice(1),
    over: words.state === 'over',
    rows: datesOf(clock),
    change: mayRun ? { href: `/reviews/${reviewId}/clocks/${clock.id}`, text: change } : null,
  };
}

function datesOf(clock: StoredClock): Row[] {
  return [
    ...(clock.first_due_on ? [row('First date', longDate(clock.first_due_on))] : []),
    ...clock.changes.map((change) =>
      row(
        'New date',
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
  return {
    name: clock.name,
    wording: clock.wording,
    rows: datesOf(clock),
    version: typedText(typed, 'version') || String(clock.version),
    action: `/reviews/${review.id}/clocks/${clock.id}`,
    can: {
      setDate: clock.due_on === null && !clock.met_on,
      changeDate: clock.due_on !== null && !clock.met_on,
    },
    met: clock.met_on !== null,
    metLegend: clock.met_on ? 'It was met on' : 'Or: it was met on',
    metButton: clock.met_on ? 'Change the day' : 'It was met on this day',
    dueOn: typedDate(typed, 'due_on'),
    metOn: fresh ? dateBoxes(clock.met_on ?? isoDay(now)) : typedDate(typed, 'met_on'),
    reasons: Object.entries(REASONS).map(([value, text]) => ({ value, text: capital(text) })),
    reasonKind: typedText(typed, 'reason_kind'),
    reason: typedText(typed, 'reason'),
    errors: errorsByField(problems),
  };
}
