import type { When } from './when';
import { clock, ofSerial, readPart, stretchOf, type Unread, type WhenPart } from './when-parts';
import { whyNot } from './when-suggestions';

export type ReadWhen = { when: When; time: string | null } | Unread;

/** Two digits of a year are read against this year. */
interface Reading {
  serials?: boolean;
  thisYear?: number;
}

const MOST = 120;
const CIRCA = /^(?:(?:circa|approximately|approx|about|around|ca|c)(?:\.|(?=[\s\d]))\s*|[~?]\s*)/;
const CIRCA_AFTER = /\s*(?:\?+|\(\?+\)|[\s(,]\(?(?:circa|approximately|approx\.?|about)\)?)$/;
const TIME_AFTER =
  /(?:\s*,\s*|\s+|(?<=\d)t)(?:at\s+)?(?:(\d{1,2}):(\d{2})(:\d{2}(?:\.\d+)?)?\s*(am|pm|z|[+-]\d\d:?\d\d)?|(\d{1,2})\.(\d{2})\s*([ap]m)?|(\d{1,2})\s*([ap]m)|(\d{2})(\d{2})\s*(?:hrs|hours|h)|(noon))$/;
const TIME_BEFORE =
  /^(?:at\s+)?(?:(\d{1,2}):(\d{2})(:\d{2}(?:\.\d+)?)?\s*(am|pm)?|(\d{1,2})\.(\d{2})\s*([ap]m)|(\d{1,2})\s*([ap]m)|(\d{2})(\d{2})\s*(?:hrs|hours|h)|(noon))(?:\s+on\s+|\s*,\s*|\s+)(?=[\da-z])/;
const SEVERAL_TIMES = /\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\s*(?:-|to)\s*\d{1,2}[:.]\d{2}\s*(?:[ap]m)?$/;
const TO_IN_WORDS = /\s+(?:to|until|till|and|&)\s+/;
const YEARS = /^(\d{4})\s*\/\s*(\d{4})$/;
const EXAMPLES = '“3 April 2010”, “3/4/2010”, “April 2010”, “2010”, “about March 2010” or “3 to 9 June 2010”';

/**
 * Reads a date as people and spreadsheets write it: day first always, a month or a year alone, about, or from one to
 * another (METHOD section 4: a date and how exact it is). A time of day is taken with a whole date.
 * @param options serials: a bare number may be a spreadsheet's; thisYear: what two digits of a year are read against
 * @returns what was meant, or a problem in words that say how to mend it; nothing is guessed
 */
export function parseWhen(
  text: string,
  { serials = false, thisYear = new Date().getUTCFullYear() }: Reading = {},
): ReadWhen {
  const written = text.trim();
  if (written === '') return { problem: `Give a date. A month or a year alone will do: ${EXAMPLES}` };
  if (written.length > MOST) return { problem: `This is too long for a date. Write it like ${EXAMPLES}` };
  if (serials && /^\d{1,6}(?:\.\d+)?$/.test(written) && !isYear(written)) {
    const read = ofSerial(Number(written));
    if ('problem' in read) return read;
    return { when: { from: read.from, until: read.until, exactness: 'day', circa: false }, time: read.time };
  }
  return readWords(plain(written), written, thisYear);
}

const isYear = (text: string): boolean => /^\d{4}$/.test(text) && text >= '1900' && text <= '2100';

function plain(written: string): string {
  return written
    .toLowerCase()
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/[‘’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/[.,;]+$/, '');
}

function readWords(whole: string, written: string, thisYear: number): ReadWhen {
  const { text, circa } = withoutCirca(whole);
  const direct = readStretch(text, thisYear);
  if (direct && !('problem' in direct)) return { when: whenOf(direct, circa), time: null };
  if (SEVERAL_TIMES.test(text)) return { problem: 'Give one time, like “3 April 2010 14:30”' };
  const timed = readTime(text);
  if (timed && 'problem' in timed) return timed;
  if (timed) {
    const inner = withoutCirca(timed.rest);
    const read = readStretch(inner.text, thisYear);
    if (read && 'problem' in read) return read;
    if (read && read.exactness !== 'day')
      return {
        problem: 'A time needs a whole date, like “3 April 2010 14:30”. Leave out the time, or give the day',
      };
    if (read) return inZone(whenOf(read, circa || inner.circa), timed);
  }
  return direct ?? { problem: whyNot(text, written, { thisYear, examples: EXAMPLES }) };
}

const whenOf = ({ from, until, exactness, circa }: Stretch, about: boolean): When => ({
  from,
  until,
  exactness,
  circa: circa || about,
});

function withoutCirca(whole: string): { text: string; circa: boolean } {
  const text = whole.replace(CIRCA, '').replace(CIRCA_AFTER, '').trim();
  return { text, circa: text !== whole };
}

type Stretch = When;

function readStretch(whole: string, thisYear: number): Stretch | Unread | null {
  const single = readPart(whole, thisYear);
  if (single && 'problem' in single) return single;
  const read = single ? stretchOf(single) : null;
  if (read && !('problem' in read)) return { ...read, circa: false };
  return readRange(whole, thisYear) ?? read;
}

function readRange(whole: string, thisYear: number): Stretch | Unread | null {
  const text = whole.replace(/^(?:between|from)\s+/, '');
  const years = YEARS.exec(text);
  if (years) return rangeOf(String(years[1]), String(years[2]), thisYear);
  const words = text.split(TO_IN_WORDS);
  if (words.length > 1)
    return words.length === 2 ? rangeOf(String(words[0]), String(words[1]), thisYear) : null;
  // A dash also stands inside dates: the one with a date on either side is meant.
  let unread: Unread | null = null;
  const reads: Stretch[] = [];
  for (const { index, 0: dash } of text.matchAll(/\s*-+\s*/g)) {
    const read = rangeOf(text.slice(0, index), text.slice(index + dash.length), thisYear);
    if (read && 'problem' in read) unread ??= read;
    else if (read) reads.push(read);
  }
  return reads.length === 1 ? (reads[0] as Stretch) : unread;
}

function rangeOf(first: string, second: string, thisYear: number): Stretch | Unread | null {
  const [a, b] = [withoutCirca(first), withoutCirca(second)];
  const [left, right] = [readPart(a.text, thisYear), readPart(b.text, thisYear)];
  if (!left || !right) return null;
  if ('problem' in left) return left;
  if ('problem' in right) return right;
  if ([left, right].some(({ day, short }) => day === undefined && short))
    return { problem: 'Write the years of a range with four digits, like “March to May 2010”' };
  const from = stretchOf({
    ...left,
    month: left.month ?? monthFor(left, right),
    year: left.year ?? right.year,
  });
  const to = stretchOf({ ...right, year: right.year ?? left.year });
  if ('problem' in from) return from;
  if ('problem' in to) return to;
  if (from.exactness !== to.exactness)
    return { problem: 'Give the first and the last in the same way: two days, two months or two years' };
  if (to.until <= from.from || to.from < from.from)
    return { problem: 'The end is before the start. Give the year of both, the earlier first' };
  const exactness = from.from === to.from ? from.exactness : 'range';
  return { from: from.from, until: to.until, exactness, circa: a.circa || b.circa };
}

const monthFor = (left: WhenPart, right: WhenPart): number | undefined =>
  left.day === undefined ? undefined : right.month;

interface Timed {
  rest: string;
  time: string | null;
  /** Minutes ahead of Greenwich, where the time says so. */
  zone?: number;
}

function readTime(text: string): Timed | Unread | null {
  const after = TIME_AFTER.exec(text);
  const before = after ? null : TIME_BEFORE.exec(text);
  const m = after ?? before;
  if (!m) return null;
  const rest = after ? text.slice(0, after.index) : text.slice(m[0].length);
  if (m[12]) return { rest, time: '12:00' };
  const hours = Number(m[1] ?? m[5] ?? m[8] ?? m[10]);
  const minutes = Number(m[2] ?? m[6] ?? m[11] ?? 0);
  const tail = m[4] ?? m[7] ?? m[9] ?? '';
  const half = /^[ap]m$/.test(tail) ? tail : '';
  const past = half ? hours < 1 || hours > 12 : hours > 23;
  if (past || minutes > 59)
    return {
      problem: `There is no time ${m[0].trim().replace(/^(?:,|at|t)\s*/, '')}. Write it like “14:30” or “2.30pm”`,
    };
  // A spreadsheet writes midnight, with its seconds, after a date that has no time.
  if (m[3] && hours === 0 && minutes === 0 && !/[1-9]/.test(m[3]) && tail === '') return { rest, time: null };
  const time = clock(half ? (hours % 12) + (half === 'pm' ? 12 : 0) : hours, minutes);
  return { rest, time, zone: tail === '' || half ? undefined : zoneOf(tail) };
}

function zoneOf(tail: string): number {
  const m = /^([+-])(\d\d):?(\d\d)$/.exec(tail);
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0;
}

const london = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
});

// A moment with its zone, as computers write it, is told as the clocks in the country stood.
function inZone(when: When, { time, zone }: Timed): ReadWhen {
  if (zone === undefined || time === null) return { when, time };
  const moment = new Date(Date.parse(`${when.from}T${time}:00Z`) - zone * 60_000);
  const [from = '', clockThere = ''] = london.format(moment).split(' ');
  const until = new Date(Date.parse(`${from}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return { when: { ...when, from, until }, time: clockThere };
}
