import { longDate } from '../../http/dates';
import type { PlacesRead } from './places';
import { bookOf, sharedTexts, stylesOf, texts } from './spreadsheet-book';
import { dateText } from './spreadsheet-dates';
import { openParts } from './spreadsheet-zip';

const MOST_SHEETS = 200;
const MOST_COLUMN = 300;

/** Reads a workbook sheet by sheet: rows as lines, cells between tabs, as they stand on the sheet. */
export async function readSheets(content: Buffer, read: PlacesRead): Promise<void> {
  const parts = await openParts(content);
  const book = await bookOf(parts);
  const shared = await sharedTexts(parts, book.sharedStrings);
  const styles = await stylesOf(parts, book.styles);
  for (const [index, { name, part }] of book.sheets.slice(0, MOST_SHEETS).entries()) {
    if (read.full) break;
    const inline = texts();
    let lines: string[] = [];
    let length = 0;
    let cells: string[] = [];
    let cell = { column: -1, type: 'n', style: 0 };
    let value = '';
    let inValue = false;
    await parts.read(part, {
      open(tag, attribute) {
        if (tag === 'row') {
          cells = [];
          cell.column = -1;
        } else if (tag === 'c') {
          const place = /^[A-Z]+/.exec(attribute('r') ?? '')?.[0];
          cell = {
            column: place ? columnOf(place) : cell.column + 1,
            type: attribute('t') ?? 'n',
            style: Number(attribute('s') ?? 0),
          };
          value = '';
        } else if (tag === 'v') inValue = true;
        else inline.open(tag);
      },
      text(text) {
        if (inValue) value += text;
        else inline.text(text);
      },
      close(tag) {
        if (tag === 'v') inValue = false;
        else if (tag === 'is') value = inline.take();
        else if (tag === 'c') {
          const shown = shownOf(value, cell.type);
          if (shown && cell.column < MOST_COLUMN) cells[cell.column] = shown;
        } else if (tag === 'row') {
          const line = Array.from(cells, (text) => (text ?? '').replace(/\s+/g, ' ')).join('\t');
          if (!line || length > read.most) return;
          lines.push(line);
          length += line.length + 1;
        } else inline.close(tag);
      },
    });
    read.add(index + 1, name, lines.join('\n'));
    lines = [];

    function shownOf(raw: string, type: string): string {
      if (type === 's') return shared[Number(raw)] ?? '';
      if (type === 'b') return raw === '1' ? 'TRUE' : raw && 'FALSE';
      const number = Number(raw);
      if (type !== 'n' || raw === '' || !Number.isFinite(number)) return raw;
      const shows = styles[cell.style];
      const date = shows && dateText(number, book.epoch, shows);
      return date ? asWritten(date) : String(number);
    }
  }
  if (read.full || book.sheets.length > MOST_SHEETS) read.cut = true;
}

/** A date as people write it, `4 May 2010` or `4 May 2010, 14:30`; what is no whole date stays as it is. */
function asWritten(date: string): string {
  const [, day, clock] = /^(\d{4}-\d{2}-\d{2})(?:T(.*))?$/.exec(date) ?? [];
  return day === undefined ? date : [longDate(day), clock].filter(Boolean).join(', ');
}

/** The number of a column, from 0, by its letters. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
