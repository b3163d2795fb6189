const zone = 'Europe/London';
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: zone,
});
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
const parts = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: zone,
});

/** `4 May 2012`. A date without a time is that calendar day; a moment is the day it was in London. */
export function longDate(value: string | Date): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return day.format(new Date(`${value}T12:00:00Z`));
  return day.format(new Date(value));
}

/** `16:56`, in London. */
export function clockTime(value: string | Date): string {
  return time.format(new Date(value));
}

/** The calendar day in London, `YYYY-MM-DD`. */
export function isoDay(value: Date): string {
  return parts.format(value);
}

/** Whole days from one calendar day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);
}

/** How long ago, as people say it: `today`, `1 day`, `5 days`, `3 weeks`, `4 months`. */
export function howLong(since: string | Date, now: Date): string {
  const days = daysBetween(isoDay(new Date(since)), isoDay(now));
  if (days <= 0) return 'today';
  if (days < 21) return count(days, 'day');
  if (days < 90) return count(Math.floor(days / 7), 'week');
  return count(Math.floor(days / 30.4), 'month');
}

/** `1 week`, `12 weeks`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-GB')} ${noun}${number === 1 ? '' : 's'}`;
}
