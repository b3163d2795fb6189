import { guessRole } from '../load-headings';
import { letters, refuseTooMuch, type Sheet, type SheetRow } from './spreadsheet';

/** Headings stand near the top; titles and notes may stand above them. */
const LOOK_AT = 20;
/** A heading stands beside every cell of its column, so a long one is cut. */
const MOST_OF_HEADING = 200;
const LIKE_A_DATE = /^\d{1,4}\s*[/.-]\s*(?:\d{1,2}|[a-z]{3,9})\s*[/.-]\s*\d{1,4}|^\d{5}(?:\.\d+)?$/i;

/** Cells that stand over several others, by the sheet's numbers; ends are included. */
export interface Merge {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Finds the headings among the first rows and gives the rows below them, without columns that are empty throughout.
 * @param merges cells that were merged: over a row of headings, each column gets the words; down a column, each row
 */
export function withHeadings(name: string, rows: SheetRow[], merges: readonly Merge[] = []): Sheet {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  for (const merge of merges) fillDown(byNumber, merge);
  refuseTooMuch(rows);
  const at = headingsAt(rows);
  const heading = rows[at];
  if (!heading) return unheaded(name, rows);
  const across = fillAcross(heading, merges);
  const below = rows[at + 1];
  const second = below && isSecondLine(heading, below, merges) ? below : undefined;
  const headings = second ? joined(across, second.cells) : across;
  const same = headings.join('\t').toLowerCase();
  const data = rows
    .slice(at + (second ? 2 : 1))
    .filter(({ cells }) => cells.join('\t').toLowerCase() !== same);
  return withoutEmptyColumns({ name, headingRow: heading.number, headings, rows: data });
}

function unheaded(name: string, rows: SheetRow[]): Sheet {
  return withoutEmptyColumns({ name, headingRow: 0, headings: [], rows });
}

/** The row with most words that are not contents, known headings counting most; -1 when the rows begin at once. */
function headingsAt(rows: readonly SheetRow[]): number {
  let best = { at: -1, worth: 1 };
  rows.slice(0, LOOK_AT).forEach(({ cells }, at) => {
    const words = cells.filter((cell) => cell !== '' && cell.length <= 80 && !/^[\d.,:/ -]+$/.test(cell));
    const known = new Set(words.map(guessRole).filter((role) => role !== null)).size;
    if (cells.some((cell) => LIKE_A_DATE.test(cell)) && known < 2) return;
    const worth = new Set(words).size + 3 * known;
    if (words.length > 1 && worth > best.worth) best = { at, worth };
  });
  return best.at;
}

function fillAcross({ number, cells }: SheetRow, merges: readonly Merge[]): string[] {
  const filled = [...cells];
  for (const { top, bottom, left, right } of merges) {
    if (top > number || bottom < number) continue;
    for (let column = left + 1; column <= Math.min(right, left + 50); column += 1)
      filled[column] ||= cells[left] ?? '';
  }
  return Array.from(filled, (cell) => cell ?? '');
}

/** Under headings that stand over several columns, a second line says which is which. */
function isSecondLine(heading: SheetRow, below: SheetRow, merges: readonly Merge[]): boolean {
  const wide = merges.filter(
    ({ top, left, right }) => top === heading.number && right > left && heading.cells[left],
  );
  const filled = below.cells.flatMap((cell, column) =>
    cell && cell !== heading.cells[column] ? [column] : [],
  );
  return (
    wide.length > 0 &&
    filled.length > 1 &&
    filled.every(
      (column) =>
        wide.some(({ left, right }) => column >= left && column <= right) &&
        !/\d/.test(below.cells[column] ?? '') &&
        (below.cells[column] ?? '').length <= 40,
    )
  );
}

function joined(first: readonly string[], second: readonly string[]): string[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, column) => {
    const [above = '', below = ''] = [first[column], second[column]];
    return above && below && above !== below ? `${above} ${below}` : above || below;
  });
}

function fillDown(byNumber: Map<number, SheetRow>, { top, bottom, left }: Merge): void {
  const value = byNumber.get(top)?.cells[left];
  // A cell merged over hundreds of rows is a frame, not a date that holds for each.
  if (!value || bottom === top || bottom - top > 500) return;
  for (let number = top + 1; number <= bottom; number += 1) {
    const row = byNumber.get(number);
    if (!row) continue;
    while (row.cells.length <= left) row.cells.push('');
    row.cells[left] ||= value;
  }
}

function withoutEmptyColumns(sheet: Sheet): Sheet {
  const columns = sheet.rows.reduce((most, { cells }) => Math.max(most, cells.length), sheet.headings.length);
  // A column with a heading stays, so that the next sheet of the same shape has the same columns.
  const filled = Array.from({ length: columns }, (_, column) => Boolean(sheet.headings[column]));
  for (const { cells } of sheet.rows) cells.forEach((cell, column) => (filled[column] ||= cell !== ''));
  const kept = filled.flatMap((has, column) => (has ? [column] : []));
  return {
    ...sheet,
    headings: kept.map((column) => shortened(sheet.headings[column] ?? '') || `Column ${letters(column)}`),
    rows: sheet.rows.map(({ number, cells }) => ({
      number,
      cells: kept.map((column) => cells[column] ?? ''),
    })),
  };
}

function shortened(heading: string): string {
  return heading.length > MOST_OF_HEADING
    ? `${heading.slice(0, MOST_OF_HEADING - 1).toWellFormed()}…`
    : heading;
}
