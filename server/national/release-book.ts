import ExcelJS from 'exceljs';
import type { Sheet } from './release-sheet';
import type { ReleaseFigures } from './release-figures';
import { settingsOfRelease } from './release-words';
import { bookCell, spreadsheetCell } from './spreadsheet-text';
import { withoutDates } from './zip';

const MOST_OF_A_NAME = 31;

/** One Excel book: the settings with the caution first, then a sheet for each table and list. No formulas. */
export async function releaseBook(
  figures: ReleaseFigures,
  sheets: readonly Sheet[],
  builtAt: Date,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.created = builtAt;
  book.modified = builtAt;
  book.title = figures.title;
  const about = book.addWorksheet('About these figures');
  about.columns = [{ width: 26 }, { width: 96 }];
  for (const { name, text } of settingsOfRelease(figures)) {
    const row = about.addRow([name, text].map((cell) => bookCell(spreadsheetCell(cell))));
    row.getCell(1).font = { bold: true };
    row.getCell(1).alignment = { vertical: 'top' };
    row.getCell(2).alignment = { wrapText: true, vertical: 'top' };
  }
  const names = new Set<string>();
  for (const sheet of sheets) addSheet(book, nameOf(sheet.name, names), sheet);
  return withoutDates(Buffer.from(await book.xlsx.writeBuffer()));
}

function addSheet(book: ExcelJS.Workbook, name: string, { columns, rows }: Sheet): void {
  const page = book.addWorksheet(name, { views: [{ state: 'frozen', xSplit: 0, ySplit: 1 }] });
  page.columns = columns.map(({ name: header, type }) => ({ header, width: type === 'string' ? 24 : 12 }));
  for (const row of rows) page.addRow(row.map((cell) => bookCell(spreadsheetCell(cell))));
  page.getRow(1).font = { bold: true };
  columns.forEach((column, k) => {
    if (column.type !== 'string') page.getColumn(k + 1).alignment = { horizontal: 'right' };
  });
  page.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } };
}

/** A name that Excel takes, and that no sheet before has. */
function nameOf(name: string, taken: Set<string>): string {
  let short = name.slice(0, MOST_OF_A_NAME);
  for (let n = 2; taken.has(short); n += 1) short = `${name.slice(0, MOST_OF_A_NAME - 3)}-${n}`;
  taken.add(short);
  return short;
}
