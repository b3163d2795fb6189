import { longDate } from '../http/dates';

const DAY = 86_400_000;

/** Days since 1970 of an ISO day, and back. */
export const dayNumber = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
export const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The stretch of days that is drawn, half open, and where it is drawn. */
export interface Scale {
  from: number;
  until: number;
  left: number;
  width: number;
}

/** Where a day begins, to a tenth of a unit, within the drawing. */
export function xOf({ from, until, left, width }: Scale, day: number): number {
  const at = (Math.min(Math.max(day, from), until) - from) / (until - from);
  return Math.round((left + at * width) * 10) / 10;
}

export interface Axis {
  years: { x: number; label: string; year: number }[];
  months: { x: number; label: string; year: boolean }[];
}

const NARROW = 11;
const ROOMY = 34;
const YEAR_ROOM = 38;

/** Years with their labels, and months with as much of a label as there is room for. */
export function axisOf(scale: Scale): Axis {
  const perMonth = (scale.width / (scale.until - scale.from)) * 30.44;
  const axis: Axis = { years: [], months: [] };
  let lastLabel = -Infinity;
  for (let month = monthStart(scale.from); month < scale.until; month = nextMonth(month)) {
    const iso = isoOf(month);
    const x = xOf(scale, month);
    const isYear = iso.endsWith('-01-01');
    const name = longDate(iso).split(' ')[1] ?? '';
    const label = perMonth >= ROOMY ? name.slice(0, 3) : perMonth >= NARROW ? name.slice(0, 1) : '';
    if (month >= scale.from && (perMonth >= 3 || isYear)) axis.months.push({ x, label, year: isYear });
    const first = axis.years.length === 0;
    if ((isYear || first) && (x - lastLabel >= YEAR_ROOM || first)) {
      // The year of a beginning in December would stand in the way of the next.
      const next = xOf(scale, dayNumber(`${Number(iso.slice(0, 4)) + 1}-01-01`));
      if (first && next - x < YEAR_ROOM && next < scale.left + scale.width) continue;
      axis.years.push({ x, label: iso.slice(0, 4), year: Number(iso.slice(0, 4)) });
      lastLabel = x;
    }
  }
  return axis;
}

/** The first day of the month that a day is in. */
export const monthStart = (day: number): number => dayNumber(`${isoOf(day).slice(0, 7)}-01`);
/** The first day of the month after it. */
export const nextMonth = (day: number): number => monthStart(monthStart(day) + 32);

/** `3 to 9 April 2010`, of half open days. */
export function stretchWords(from: number, until: number): string {
  const [first, last] = [isoOf(from), isoOf(until - 1)];
  if (first === last) return longDate(first);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))} to ${longDate(last)}`;
  return `${longDate(first)} to ${longDate(last)}`;
}
