/** What a number format shows of a date. */
export interface Shows {
  day: boolean;
  month: boolean;
  year: boolean;
  time: boolean;
}

const BUILT_IN: Record<number, string> = {
  14: 'd/m/y',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'd/m/y h:mm',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
};
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December',
]; // prettier-ignore

/** Whether a number format is one of dates (ECMA-376 part 1, 18.8.30), and what it shows of them. */
export function showsOf(id: number, custom: string | undefined): Shows | null {
  const local = (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  const format = custom ?? BUILT_IN[id] ?? (local ? 'd/m/y' : '');
  // Quoted words, escaped signs, colours and places are not part of the date; [h] and the like are.
  const bare = (format.split(';')[0] ?? '')
    .replace(/"[^"]*"|\\.|[_*]./g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .toLowerCase();
  if (/^general$|[#?0](?!\d*$)|e[+-]/.test(bare.replace(/s\.0+/g, 's'))) return null;
  const time = /[hs]/.test(bare);
  const shows = {
    day: bare.includes('d'),
    year: /[ye]/.test(bare),
    // Beside hours or seconds alone, m is minutes.
    month: bare.includes('m') && (!time || /[dy]/.test(bare)),
    time,
  };
  return shows.day || shows.year || shows.month || shows.time ? shows : null;
}

/**
 * A number of days as the words that mean that date and nothing else: `2010-03-04`, `2010-03-04T14:30`, `14:30`, or
 * `March 2010` where the sheet shows no day and the number is the first of the month.
 * @returns null when it is no date
 */
export function dateText(serial: number, epoch: 1900 | 1904, shows: Shows): string | null {
  const minutes = Math.round(serial * 1440);
  const days = Math.floor(minutes / 1440);
  const ofDay = minutes % 1440;
  if (!Number.isFinite(serial) || serial < 0 || days > 2_900_000) return null;
  const clock = `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
  if (shows.time && !shows.day && !shows.month && !shows.year) return clock;
  if (epoch === 1900 && (days < 1 || days === 60)) return days < 1 && shows.time ? clock : null;
  const sinceEpoch = epoch === 1904 ? days + 1462 : days + (days < 60 ? 1 : 0);
  const date = new Date(Date.UTC(1899, 11, 30 + sinceEpoch));
  const iso = date.toISOString().slice(0, 10);
  if (!shows.day && !shows.time && shows.year && iso.endsWith('-01')) {
    if (shows.month) return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    if (iso.endsWith('-01-01')) return iso.slice(0, 4);
  }
  return shows.time && ofDay !== 0 ? `${iso}T${clock}` : iso;
}

const two = (number: number): string => String(number).padStart(2, '0');
