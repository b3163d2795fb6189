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

/** Rows as they are read one after another; empty ones leave no trace, so a million of them cost nothing. */
export class RowsRead {
  readonly rows: SheetRow[] = [];

  constructor(private readonly limit: { left: number }) {}

  /** @throws Unreadable beyond the most rows that are taken, or beyond the most columns */
  add(number: number, cells: string[]): void {
    let last = cells.length;
    while (last > 0 && !cells[last - 1]) last -= 1;
    if (last === 0) return;
    if (this.limit.left === 0)
      throw new Unreadable(
        `The file has more than ${MOST_ROWS.toLocaleString('en-GB')} rows. Load it in parts: by year, or by agency`,
      );
    if (last > MOST_COLUMNS)
      throw new Unreadable(
        `Row ${number} has more than ${MOST_COLUMNS} columns. Keep the columns of the chronology alone, and choose the file again`,
      );
    this.limit.left -= 1;
    this.rows.push({ number, cells: Array.from({ length: last }, (_, i) => cells[i] ?? '') });
  }
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
