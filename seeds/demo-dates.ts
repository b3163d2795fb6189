import { daysBetween, longDate } from '../server/http/dates';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const month = MONTHS.join('|');
const FULL = new RegExp(`\\b(\\d{1,2}) (${month}) (20\\d\\d)\\b`, 'g');
const PARTIAL = new RegExp(`\\b(${month}) (20\\d\\d)\\b`, 'g');

/** Moves the dates of a review so that its story ends near the day on which the demo is loaded. */
export interface Shift {
  /** A calendar date, `YYYY-MM-DD`. */
  date(iso: string): string;
  /** Dates in prose: `12 March 2012`, `March 2012`. A year by itself stays: it may be a reference's. */
  text(words: string): string;
  /** The year of a Board's reference: `COV 2012/03`. */
  reference(reference: string): string;
}

/**
 * @param from the day in the story that stands for `to`
 * @param to the day on which the demo is loaded
 */
export function shiftDates(from: string, to: string): Shift {
  // Whole weeks keep working days on working days.
  const days = Math.floor(daysBetween(from, to) / 7) * 7;
  const date = (iso: string): string =>
    new Date(Date.parse(`${iso}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const years = Number(date(from).slice(0, 4)) - Number(from.slice(0, 4));
  const iso = (day: string, name: string, year: string): string =>
    `${year}-${String(MONTHS.indexOf(name) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return {
    date,
    text: (words) =>
      words
        .replace(
          FULL,
          (_, day: string, name: string, year: string) =>
            `\u0000${longDate(date(iso(day, name, year)))}\u0000`,
        )
        .split('\u0000')
        .map((piece, i) =>
          // Every second piece is a date that is moved already.
          i % 2 === 1
            ? piece
            : piece.replace(PARTIAL, (_, name: string, year: string) =>
                longDate(date(iso('15', name, year))).replace(/^\d+ /, ''),
              ),
        )
        .join(''),
    reference: (reference) => reference.replace(/20\d\d/, (year) => String(Number(year) + years)),
  };
}
