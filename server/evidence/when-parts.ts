import type { When } from './when';

/** What cannot be read, and how to mend it. */
export interface Unread {
  problem: string;
}

/** One end of what was written; what it leaves out is taken from the other end of a range. */
export interface WhenPart {
  day?: number;
  month?: number;
  year?: number;
  /** 0 is Sunday, as written before the date. */
  weekday?: number;
  /** The year was written with two digits. */
  short?: boolean;
}

export const MONTHS = [
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
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

export const monthByName = new Map<string, number>([
  ...MONTHS.flatMap((name, i): [string, number][] => [
    [name.toLowerCase(), i + 1],
    [name.slice(0, 3).toLowerCase(), i + 1],
  ]),
  ['sept', 9],
]);

const DAY_NUMBERS = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*'?(\d{4}|\d{2})$/;
const DAY_ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const DAY_RUN = /^(?:((?:19|20)\d\d)(0[1-9]|1[0-2])(\d\d)|(\d\d)(0[1-9]|1[0-2])((?:19|20)\d\d))$/;
const DAY_NAMED = /^(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-./,]*([a-z]{3,9})\.?[\s\-./,]*'?(\d{4}|\d{2})?$/;
const NAMED_DAY = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})$/;
const MONTH_NAMED = /^([a-z]{3,9})\.?(?:[\s\-./,]*'?(\d{4}|\d{2}))?$/;
const MONTH_NUMBER = /^(\d{1,2})\s*[/.-]\s*(\d{4})$/;
const MONTH_ISO = /^(\d{4})[-/](\d{1,2})$/;
const YEAR = /^\d{4}$/;
const DAY_MONTH = /^(\d{1,2})\s*[/.]\s*(\d{1,2})$/;
const DAY = /^(\d{1,2})(?:st|nd|rd|th)?$/;
const WEEKDAY = /^(sun|mon|tue|wed|thu|fri|sat)(?:s|nes|rs|ur)?(?:day)?\b\.?,?\s+(?=[\da-z])/;

/**
 * One date, month or year as people write them, day first; never month first, unless the month has its name.
 * @returns null when it is none of these
 */
export function readPart(text: string, thisYear: number): WhenPart | Unread | null {
  const named = WEEKDAY.exec(text);
  if (!named) return numbersOf(text, thisYear);
  const part = numbersOf(text.slice(named[0].length), thisYear);
  const weekday = WEEKDAYS.findIndex((name) => name.toLowerCase().startsWith(String(named[1])));
  return part && 'day' in part ? { ...part, weekday } : part;
}

function numbersOf(text: string, thisYear: number): WhenPart | Unread | null {
  const year = (digits: string) => yearOf(digits, thisYear);
  let m = DAY_NUMBERS.exec(text);
  if (m) return { day: Number(m[1]), month: Number(m[2]), ...year(String(m[3])) };
  m = DAY_ISO.exec(text);
  if (m) return { day: Number(m[3]), month: Number(m[2]), year: Number(m[1]) };
  m = DAY_NAMED.exec(text);
  if (m) {
    const month = monthByName.get(String(m[2]));
    return month ? { day: Number(m[1]), month, ...(m[3] ? year(m[3]) : {}) } : null;
  }
  m = NAMED_DAY.exec(text);
  if (m) {
    const month = monthByName.get(String(m[1]));
    return month ? { day: Number(m[2]), month, year: Number(m[3]) } : null;
  }
  m = MONTH_NAMED.exec(text);
  if (m) {
    const month = monthByName.get(String(m[1]));
    return month ? { month, ...(m[2] ? year(m[2]) : {}) } : null;
  }
  m = MONTH_NUMBER.exec(text);
  if (m) return { month: Number(m[1]), year: Number(m[2]) };
  m = MONTH_ISO.exec(text);
  if (m) return monthOrYears(String(m[1]), String(m[2]));
  if (YEAR.test(text)) return { year: Number(text) };
  m = DAY_RUN.exec(text);
  if (m) return { day: Number(m[3] ?? m[4]), month: Number(m[2] ?? m[5]), year: Number(m[1] ?? m[6]) };
  m = DAY_MONTH.exec(text);
  if (m) return { day: Number(m[1]), month: Number(m[2]) };
  m = DAY.exec(text);
  return m ? { day: Number(m[1]) } : null;
}

// “2008-09” is September to a computer and a school year to people: neither is guessed.
function monthOrYears(year: string, second: string): WhenPart | Unread {
  const month = Number(second);
  if (second.length === 2 && month <= 12 && month === (Number(year) + 1) % 100)
    return {
      problem: `Say whether this is “${MONTHS[month - 1]} ${year}” or “${year} to ${Number(year) + 1}”`,
    };
  return { month, year: Number(year) };
}

/** Two digits: up to next year they are of this century, beyond that of the last. */
export function yearOf(digits: string, thisYear: number): { year: number; short?: boolean } {
  const year = Number(digits);
  if (digits.length === 4) return { year };
  return { year: year + (year <= (thisYear + 1) % 100 ? 2000 : 1900), short: true };
}

/** @returns the stretch of days that a complete part names, or why there is none */
export function stretchOf(part: WhenPart): Omit<When, 'circa'> | Unread {
  const { day, month, year } = part;
  if (year === undefined)
    return { problem: 'Give the year as well, like “3 April 2010”. A month and year, or a year, will do' };
  if (year < FIRST_YEAR || year > LAST_YEAR)
    return { problem: `The year ${year} is not between ${FIRST_YEAR} and ${LAST_YEAR}. Check the year` };
  if (month === undefined) return { from: iso(year, 1, 1), until: iso(year + 1, 1, 1), exactness: 'year' };
  if (month < 1 || month > 12) return { problem: noMonth(part) };
  if (day === undefined)
    return { from: iso(year, month, 1), until: iso(year, month + 1, 1), exactness: 'month' };
  const date = new Date(Date.UTC(year, month - 1, day));
  if (day < 1 || date.getUTCMonth() !== month - 1)
    return {
      problem: `There is no ${day} ${MONTHS[month - 1]} ${year}. Check the day, or give “${MONTHS[month - 1]} ${year}” alone`,
    };
  if (part.weekday !== undefined && part.weekday !== date.getUTCDay())
    return {
      problem: `${day} ${MONTHS[month - 1]} ${year} was a ${WEEKDAYS[date.getUTCDay()]}, not a ${WEEKDAYS[part.weekday]}. Check the date, or leave out the day’s name`,
    };
  return { from: iso(year, month, day), until: iso(year, month, day + 1), exactness: 'day' };
}

function noMonth({ day, month, year }: WhenPart): string {
  if (day !== undefined && day >= 1 && day <= 12 && Number(month) <= 31)
    return `There is no month ${month}. Dates are read day first: write “${month} ${MONTHS[day - 1]} ${year}” if that is meant`;
  return `There is no month ${month}. Write the month’s name, like “3 April 2010”`;
}

const two = (number: number): string => String(number).padStart(2, '0');

// Months and days may run over their end, as the day after the last does.
function iso(year: number, month: number, day: number): string {
  if (day <= 28 && month <= 12) return `${year}-${two(month)}-${two(day)}`;
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** The date that a spreadsheet keeps as a number: days since 1900, with a 29 February 1900 that never was. */
export function ofSerial(serial: number): { from: string; until: string; time: string | null } | Unread {
  const minutes = Math.round(serial * 1440);
  const days = Math.floor(minutes / 1440);
  const last = 73_415;
  if (days < 1 || days > last)
    return {
      problem: `The number ${serial} is not a date of a spreadsheet. Write the date, like “3 April 2010”`,
    };
  if (days === 60)
    return { problem: 'There was no 29 February 1900, though the spreadsheet says so. Write the date meant' };
  const day = days + (days < 60 ? 1 : 0);
  return {
    from: iso(1899, 12, 30 + day),
    until: iso(1899, 12, 31 + day),
    time: minutes % 1440 === 0 ? null : clock(Math.floor((minutes % 1440) / 60), minutes % 60),
  };
}

/** `09:05` */
export const clock = (hours: number, minutes: number): string => `${two(hours)}:${two(minutes)}`;
