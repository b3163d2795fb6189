import { monthByName, MONTHS, yearOf } from './when-parts';

const SEASONAL = 'spring|summer|autumn|winter|easter|christmas|xmas|half.?term|term|quarter|q[1-4]';
const PARTLY = 'early|mid|late|beginning|start|end|middle';
const SEASON = new RegExp(`\\b(?:${SEASONAL})\\b`, 'g');
const PART = new RegExp(`\\b(?:${PARTLY})\\b`, 'g');
const NEAR = /^(?:before|after|since|until|by|from|pre|post)\b/;
const YEARS = /\b((?:19|20)\d\d)\b/g;
// Two digits after a month may be its day.
const SHORT_YEARS = new RegExp(`(?:(?<=\\b(?:${SEASONAL}|${PARTLY}) )|')(\\d\\d)\\b`, 'g');

/** What a season may be told as; a winter has two years, a term or a quarter is not the same everywhere. */
const SEASONS: Record<string, (year: number) => string> = {
  spring: (year) => `“March to May ${year}”, or “about April ${year}”`,
  summer: (year) => `“June to August ${year}”, or “about July ${year}”`,
  autumn: (year) => `“September to November ${year}”, or “about October ${year}”`,
  easter: (year) => `“March ${year}”, or “April ${year}”`,
  christmas: (year) => `“December ${year}”`,
  xmas: (year) => `“December ${year}”`,
};

const THIRDS: Record<string, 0 | 1 | 2> = {
  early: 0,
  beginning: 0,
  start: 0,
  mid: 1,
  middle: 1,
  late: 2,
  end: 2,
};

/**
 * Why words cannot be read as a date, and what to write. Only what is in the words is suggested: their own year and
 * their own season or month; where there is none, or more than one, an example is given as one.
 * @param text the words, plain and in small letters; `written` is as they were typed
 */
export function whyNot(
  text: string,
  written: string,
  { thisYear, examples }: { thisYear: number; examples: string },
): string {
  const year = onlyYear(text, thisYear);
  const seasons = only([...text.matchAll(SEASON)].map(([season]) => season));
  if (seasons !== undefined) {
    const suggest = seasons === null ? undefined : SEASONS[seasons];
    return suggest && year !== null
      ? `Say which month or months: ${suggest(year)}`
      : 'Say which month or months and the year, like “March to May 2010”';
  }
  const part = only([...text.matchAll(PART)].map(([word]) => word));
  if (part !== undefined) {
    const suggest = part !== null && year !== null ? partOf(text, THIRDS[part] ?? 0, year) : null;
    return suggest ?? 'Say which days or months, like “1 to 10 March 2010” or “January to April 2010”';
  }
  if (NEAR.test(text))
    return 'Say the first and the last day, month or year that it may have been, like “2008 to 2010”';
  const shown = written.toWellFormed().replace(/\p{Cc}/gu, ' ');
  return `“${shown.length > 40 ? `${shown.slice(0, 40).toWellFormed()}…` : shown}” cannot be read as a date. Write it like ${examples}`;
}

/** The one that there is; null where there are several, undefined where there is none. */
function only<Found>(found: readonly Found[]): Found | null | undefined {
  const different = [...new Set(found)];
  return different.length > 1 ? null : different[0];
}

function onlyYear(text: string, thisYear: number): number | null {
  const whole = only([...text.matchAll(YEARS)].map(([, digits]) => Number(digits)));
  if (whole !== undefined) return whole;
  return only([...text.matchAll(SHORT_YEARS)].map(([, two]) => yearOf(String(two), thisYear).year)) ?? null;
}

/** The beginning, the middle or the end of the month or the year that is named. */
function partOf(text: string, third: 0 | 1 | 2, year: number): string | null {
  const month = only([...text.matchAll(/[a-z]+/g)].flatMap(([word]) => monthByName.get(word) ?? []));
  if (month === null || /\b\d{1,2}(?:st|nd|rd|th)\b/.test(text)) return null;
  if (month === undefined) {
    const months = ['January to April', 'May to August', 'September to December'][third];
    return `Say which days or months: “${months} ${year}”`;
  }
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const days = ['1 to 10', '11 to 20', `21 to ${last}`][third];
  return `Say which days: “${days} ${MONTHS[month - 1]} ${year}”, or “about ${MONTHS[month - 1]} ${year}”`;
}
