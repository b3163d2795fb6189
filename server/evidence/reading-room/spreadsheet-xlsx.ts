import { Unreadable } from './jobs';
import {
  cellText,
  LAST_ROW,
  longCell,
  RowsRead,
  wholeAllowance,
  type Sheet,
  type Spreadsheet,
} from './spreadsheet';
import { bookOf, MOST_WRITTEN, sharedTexts, stylesOf, texts, unescaped, type Book } from './spreadsheet-book';
import { dateText, type Shows } from './spreadsheet-dates';
import { withHeadings, type Merge } from './spreadsheet-headings';
import { isLastOfSheet, MOST_EMPTY_ROWS, TOO_EMPTY } from './sheet-limits';
import { openParts, type Parts } from './spreadsheet-zip';

const MOST_SHEETS = 60;
const MOST_MERGES = 20_000;
/** Excel itself takes 31 characters. */
const MOST_OF_NAME = 100;

/**
 * Reads every sheet of an XLSX file that a person can see: the values that stand in its cells, formulas by the value
 * that was last reckoned, dates in words that mean one thing.
 * @throws Unreadable when it is no such file, or has more than is taken
 */
export async function readXlsx(content: Buffer): Promise<Spreadsheet> {
  const parts = await openParts(content);
  if (!parts.has('xl/workbook.xml') && !parts.has('_rels/.rels'))
    throw new Unreadable('This is not an Excel file. Save the sheet as XLSX or CSV, and choose it again');
  const book = await bookOf(parts);
  if (book.sheets.length > MOST_SHEETS)
    throw new Unreadable(
      `The file has more than ${MOST_SHEETS} sheets. Keep those of the chronology, and choose it again`,
    );
  const cells: Cells = {
    shared: await sharedTexts(parts, book.sharedStrings),
    styles: await stylesOf(parts, book.styles),
    epoch: book.epoch,
  };
  const allowance = wholeAllowance();
  const sheets: Sheet[] = [];
  const passedOver: string[] = [];
  for (const { name: written, part, hidden } of book.sheets) {
    const name = cellText(written.slice(0, MOST_OF_NAME));
    if (hidden) {
      passedOver.push(`${name} (hidden)`);
      continue;
    }
    const sheet = await readSheet(parts, part, name, cells, new RowsRead(allowance));
    if (sheet.rows.length > 0) sheets.push(sheet);
  }
  sheets.sort((a, b) => b.rows.length - a.rows.length);
  return { sheets, passedOver, epoch: book.epoch, writtenAs: 'Excel' };
}

interface Cells {
  shared: readonly string[];
  styles: readonly (Shows | null)[];
  epoch: Book['epoch'];
}

async function readSheet(
  parts: Parts,
  part: string,
  name: string,
  cells: Cells,
  read: RowsRead,
): Promise<Sheet> {
  const merges: Merge[] = [];
  const inline = texts();
  let row = { number: 0, cells: [] as string[] };
  let cell = { column: -1, type: '', style: 0 };
  let value = '';
  let inValue = false;
  let rows = 0;
  let last = 0;
  await parts.read(part, {
    open(tag, attribute) {
      if (tag === 'row') {
        rows += 1;
        last = rowNumber(attribute('r'), last);
        if (rows > LAST_ROW || last > LAST_ROW)
          throw new Unreadable(
            'A sheet of this file has more rows than Excel takes. Keep the rows of the chronology alone, and choose it again',
          );
        row = { number: last, cells: [] };
      } else if (tag === 'c') {
        const place = columnOf(attribute('r') ?? '');
        cell = {
          column: place >= 0 ? place : cell.column + 1,
          type: attribute('t') ?? 'n',
          style: Number(attribute('s') ?? 0),
        };
        value = '';
      } else if (tag === 'v') inValue = true;
      else if (tag === 'mergeCell' && merges.length < MOST_MERGES) merges.push(...mergeOf(attribute('ref')));
      else inline.open(tag);
    },
    text(text) {
      if (!inValue) inline.text(text);
      else if (value.length < MOST_WRITTEN) value += text.slice(0, MOST_WRITTEN);
    },
    close(tag) {
      if (tag === 'v') inValue = false;
      else if (tag === 'is') value = inline.take();
      else if (tag === 'c') {
        const text = value === '' ? '' : textOf(value, cell.type, cells.styles[cell.style] ?? null, cells);
        // A cell far to the right is told as too many columns when it holds something; its place is not filled up to.
        if (text !== '') row.cells[Math.min(cell.column, 300)] = text;
      } else if (tag === 'row') {
        read.add(row.number, row.cells);
        // Rows that the file leaves out count as the empty ones that they are.
        const isEmpty = row.cells.length === 0;
        if (row.number - read.rows.length > MOST_EMPTY_ROWS && !(isEmpty && isLastOfSheet(row.number)))
          throw new Unreadable(TOO_EMPTY);
        cell.column = -1;
      } else inline.close(tag);
    },
    long() {
      throw longCell(row.number);
    },
  });
  return withHeadings(name, read.rows, merges);
}

/** Rows go on by one where the file does not number them, or numbers them as no sheet does. */
function rowNumber(written: string | undefined, last: number): number {
  const number = /^[1-9]\d{0,6}$/.test(written ?? '') ? Number(written) : 0;
  return number > last && number <= LAST_ROW ? number : last + 1;
}

function textOf(value: string, type: string, shows: Shows | null, { shared, epoch }: Cells): string {
  if (type === 's') return shared[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n') return cellText(unescaped(value));
  const number = Number(value);
  if (!Number.isFinite(number)) return cellText(value);
  return (shows && dateText(number, epoch, shows)) ?? String(number);
}

/** `AB12` is column 27. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of place) {
    const value = letter.toUpperCase().charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    column = column * 26 + value;
  }
  return column - 1;
}

function mergeOf(ref: string | undefined): Merge[] {
  const [from = '', to = ''] = (ref ?? '').split(':');
  const number = (place: string): number => Number(/\d+/.exec(place)?.[0] ?? NaN);
  const merge = { top: number(from), bottom: number(to), left: columnOf(from), right: columnOf(to) };
  return Object.values(merge).every((end) => Number.isInteger(end) && end >= 0) ? [merge] : [];
}
