import { longDate } from '../http/dates';

/** When something was, and how exactly that is known (METHOD section 4: day, month, year, circa; ranges besides). */
export interface When {
  /** First day that it may have been, ISO. */
  from: string;
  /** The day after the last, ISO: the period is half open. */
  until: string;
  exactness: 'day' | 'month' | 'year' | 'range';
  circa: boolean;
}

/** The day before or after an ISO day. */
export function dayBeside(iso: string, days: number): string {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** A When as people write it: `4 May 2012`, `about March 2010`, `2009`, `3 to 9 June 2011`. */
export function whenWords({ from, until, exactness, circa }: When): string {
  const about = circa ? 'about ' : '';
  const [year = '', month = ''] = from.split('-');
  if (exactness === 'year') return about + year;
  if (exactness === 'month') return `${about}${longDate(`${year}-${month}-01`).replace(/^\d+ /, '')}`;
  if (exactness === 'day') return about + longDate(from);
  const last = dayBeside(until, -1);
  if (from.slice(0, 7) === last.slice(0, 7)) return `${about}${Number(from.slice(8))} to ${longDate(last)}`;
  if (from.slice(0, 4) === last.slice(0, 4))
    return `${about}${longDate(from).replace(/ \d{4}$/, '')} to ${longDate(last)}`;
  return `${about}${longDate(from)} to ${longDate(last)}`;
}

export { parseWhen, type ReadWhen } from './parse-when';
