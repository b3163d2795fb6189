import { parse } from 'csv-parse/sync';
import { Unreadable } from './jobs';
import { cellText, longRow, RowsRead, wholeAllowance, type Spreadsheet } from './spreadsheet';
import { withHeadings } from './spreadsheet-headings';

const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;
type Separator = keyof typeof SEPARATORS;

/** Lines without a word in them, and separators in one line: a sheet has fewer, and each takes time. */
const MOST_EMPTY = 200_000;
const MOST_SEPARATORS = 20_000;
/** Bytes of a row, however its characters are written. */
const MOST_OF_RECORD = 250_000;

/**
 * Reads a file of separated values, whatever its encoding and separator.
 * @throws Unreadable when it is no such file, or has more than is taken
 */
export function readCsv(content: Buffer): Spreadsheet {
  const { text, encoding } = decode(content);
  refuseEmptiness(text);
  const delimiter = separatorOf(text);
  const read = new RowsRead(wholeAllowance());
  let number = 0;
  const each = (cells: string[]): void => {
    number += 1;
    read.add(number, cells.map(cellText));
  };
  try {
    records(text, delimiter, each, { most: MOST_OF_RECORD });
  } catch (error) {
    if (error instanceof TooLong) throw longRow(number + 1, 'Is a quotation mark in it never closed? ');
    throw error;
  }
  const sheet = withHeadings('', read.rows);
  return {
    sheets: sheet.rows.length > 0 ? [sheet] : [],
    passedOver: [],
    epoch: 1900,
    writtenAs: `${encoding}, cells parted by ${SEPARATORS[delimiter]}`,
  };
}

/**
 * Each record of a file of separated values, whatever its encoding and separator.
 * @throws Unreadable when it is no such file
 */
export function recordsOf(content: Buffer, each: (cells: string[]) => void): void {
  const { text } = decode(content);
  refuseEmptiness(text);
  records(text, separatorOf(text), each);
}

/** Text of a file that does not say how it is encoded, as Excel and older systems write them. */
export function decode(content: Buffer): { text: string; encoding: string } {
  const wide = wideness(content);
  if (wide) return { text: new TextDecoder(wide).decode(content), encoding: 'UTF-16' };
  if (content.includes(0))
    throw new Unreadable('This is not a file of text. Save the sheet as CSV or XLSX, and choose it again');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(content), encoding: 'UTF-8' };
  } catch {
    return { text: windows(content), encoding: 'Windows-1252' };
  }
}

const [COMMA, SEMICOLON, TAB, SPACE, QUOTE, RETURN] = [0x2c, 0x3b, 0x09, 0x20, 0x22, 0x0d];
const SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Windows-1252 is Latin 1 but for these signs; Node 20's own decoder takes the one for the other. */
function windows(content: Buffer): string {
  return content
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => SIGNS[sign.charCodeAt(0) - 0x80] ?? sign);
}

/** UTF-16 by its mark, or by the zeros that stand beside every letter of English. */
function wideness(content: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (content[0] === 0xff && content[1] === 0xfe) return 'utf-16le';
  if (content[0] === 0xfe && content[1] === 0xff) return 'utf-16be';
  const start = content.subarray(0, 4096);
  const zeros = [0, 0];
  start.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = start.length / 2;
  if (odd > most * 0.6 && even < most * 0.05) return 'utf-16le';
  if (even > most * 0.6 && odd < most * 0.05) return 'utf-16be';
  return null;
}

/** The separator by which most of the first lines have the same number of cells, and more than one. */
function separatorOf(text: string): Separator {
  let best: { separator: Separator; worth: number } = { separator: ',', worth: 0 };
  for (const separator of Object.keys(SEPARATORS) as Separator[]) {
    const counts = new Map<number, number>();
    try {
      records(text, separator, ({ length }) => counts.set(length, (counts.get(length) ?? 0) + 1), {
        to: 60,
        most: MOST_OF_RECORD,
      });
    } catch {
      continue; // A quotation mark that this separator leaves open: it is not this one.
    }
    const all = [...counts.values()].reduce((sum, times) => sum + times, 0);
    for (const [length, times] of counts) {
      const worth = length > 1 ? (times / all) * Math.min(length, 8) : 0;
      if (worth > best.worth) best = { separator, worth };
    }
  }
  return best.separator;
}

/**
 * Goes through the lines once, which takes no time: millions of lines without a word would keep their parser busy for
 * minutes.
 */
function refuseEmptiness(text: string): void {
  let empty = 0;
  for (let from = 0; from < text.length;) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    let separators = 0;
    let words = false;
    for (let at = from; at < end && separators <= MOST_SEPARATORS; at += 1) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === SEMICOLON || code === TAB) separators += 1;
      else if (code !== SPACE && code !== QUOTE && code !== RETURN) words = true;
    }
    if (separators > MOST_SEPARATORS)
      throw new Unreadable(
        'A line of this file has more columns than any sheet. Keep the columns of the chronology alone, and choose the file again',
      );
    if (!words) empty += 1;
    if (empty > MOST_EMPTY)
      throw new Unreadable(
        `The file has more than ${MOST_EMPTY.toLocaleString('en-GB')} empty lines. Delete the empty rows in the sheet, save it again, and choose it again`,
      );
    from = end + 1;
  }
}

class TooLong extends Error {}

function records(
  text: string,
  delimiter: Separator,
  each: (cells: string[]) => void,
  { to, most }: { to?: number; most?: number } = {},
): void {
  try {
    parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      ...(to ? { to } : {}),
      ...(most ? { max_record_size: most } : {}),
      on_record: (cells: string[]) => {
        each(cells);
        return null;
      },
    });
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (code === 'CSV_MAX_RECORD_SIZE') throw new TooLong();
    if (code === 'CSV_QUOTE_NOT_CLOSED')
      throw new Unreadable(
        'A quotation mark at the start of a cell is never closed. Mend it in the sheet, save it again and choose it again',
      );
    if (code)
      throw new Unreadable(
        `Line ${lines ?? '?'} cannot be read. Save the sheet as XLSX, and choose that file`,
      );
    throw error;
  }
}
