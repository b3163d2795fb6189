import { Unreadable } from './jobs';

/** What was read of a file of rows: text in every cell, dates among them as ISO or in words that mean one thing. */
export interface Spreadsheet {
  /** The sheets that hold rows, the one with most rows first. */
  sheets: Sheet[];
  /** Names of sheets that were not read, each with why. */
  passedOver: string[];
  /** What a bare number in a column of dates is counted from. */
  epoch: 1900 | 1904;
  /** How the file was taken to be written, in words a person can check. */
  writtenAs: string;
}

export interface Sheet {
  name: string;
  /** The sheet's own number of the row with the headings; 0 when there is none. */
  headingRow: number;
  headings: string[];
  rows: SheetRow[];
}

export interface SheetRow {
  /** As the spreadsheet numbers it, so that a person finds it there. */
  number: number;
  cells: string[];
}

export const MOST_ROWS = 50_000;
export const MOST_COLUMNS = 100;
/** Characters of one cell, of one row, and of all that is read of a file: what goes on from here is held in memory. */
export const MOST_OF_CELL = 20_000;
const MOST_OF_ROW = 60_000;
const MOST_OF_FILE = 30_000_000;
/** A sheet of Excel has no more rows. */
export const LAST_ROW = 1_048_576;

/** What may still be read of a file, over all of its sheets. */
export interface Allowance {
  rows: number;
  characters: number;
}

export const wholeAllowance = (): Allowance => ({ rows: MOST_ROWS, characters: MOST_OF_FILE });

/** Rows as they are read one after another; empty ones leave no trace, so a million of them cost nothing. */
export class RowsRead {
  readonly rows: SheetRow[] = [];

  constructor(private readonly left: Allowance) {}

  /** @throws Unreadable beyond the most rows, columns or characters that are taken */
  add(number: number, cells: string[]): void {
    let last = cells.length;
    while (last > 0 && !cells[last - 1]) last -= 1;
    if (last === 0) return;
    if (this.left.rows === 0)
      throw new Unreadable(
        `The file has more than ${count(MOST_ROWS)} rows. Load it in parts: by year, or by agency`,
      );
    if (last > MOST_COLUMNS)
      throw new Unreadable(
        `Row ${number} has more than ${MOST_COLUMNS} columns. Keep the columns of the chronology alone, and choose the file again`,
      );
    this.left.rows -= 1;
    this.left.characters -= lengthOf(number, cells);
    if (this.left.characters < 0) throw tooMuch();
    this.rows.push({ number, cells: Array.from({ length: last }, (_, i) => cells[i] ?? '') });
  }
}

const count = (most: number): string => most.toLocaleString('en-GB');

const tooMuch = (): Unreadable =>
  new Unreadable(
    `The file has more than ${count(MOST_OF_FILE)} characters in its cells. Load it in parts: by year, or by agency`,
  );

/** @throws Unreadable when merged cells, whose words each row gets, make more of the rows than is taken */
export function refuseTooMuch(rows: readonly SheetRow[]): void {
  let left = MOST_OF_FILE;
  for (const { number, cells } of rows) {
    left -= lengthOf(number, cells);
    if (left < 0) throw tooMuch();
  }
}

function lengthOf(number: number, cells: readonly string[]): number {
  let length = 0;
  cells.forEach((cell, column) => {
    if (cell.length > MOST_OF_CELL) throw longCell(number, column);
    length += cell.length;
  });
  if (length > MOST_OF_ROW) throw longRow(number);
  return length;
}

/** What is said of a cell with more than is taken; the column is left out where it is not known. */
export function longCell(row: number, column = -1): Unreadable {
  const where = column < 0 ? `Row ${row}` : `Row ${row}, column ${letters(column)}`;
  return new Unreadable(
    `${where} has a cell of more than ${count(MOST_OF_CELL)} characters. Shorten it, or part it into several rows, and choose the file again`,
  );
}

/** What is said of a row with more than is taken. */
export function longRow(row: number, why = ''): Unreadable {
  return new Unreadable(
    `Row ${row} has more than ${count(MOST_OF_ROW)} characters. ${why}Shorten it, or part it into several rows, and choose the file again`,
  );
}

/** `A`, `Z`, `AA`: as spreadsheets name their columns. */
export function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

/** A cell without what cannot be stored, without blank space round it. */
export function cellText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}|\ufeff/gu, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .trim();
}
