import { count } from '../http/dates';
import type { Stretch } from './passage';

/** Part of a sheet as a table. */
export interface SheetShown {
  /** A row with nothing but its first cell, as a title has, goes over the whole width. */
  rows: { cells: string[]; span: number; marked: boolean }[];
  /** What is not shown; empty when the whole sheet is. */
  note: string;
}

const MOST_ROWS = 300;
const MOST_COLUMNS = 30;
const ROWS_BEFORE = 20;

/**
 * The rows of a sheet from its text, with tabs between the cells: from the beginning, or from a little before the
 * row with the marked words on.
 */
export function sheetOf(text: string, stretches: readonly Stretch[] | null): SheetShown {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const before = stretches?.[0] && !stretches[0].marked ? stretches[0].text : '';
  const marked = stretches ? before.split('\n').length - 1 : -1;
  const from = marked < MOST_ROWS ? 0 : marked - ROWS_BEFORE;
  const shown = lines.slice(from, from + MOST_ROWS);
  const columns = Math.min(MOST_COLUMNS, Math.max(...shown.map((cells) => cells.length)));
  const wide = shown.some((cells) => cells.length > MOST_COLUMNS);
  return {
    rows: shown.map((cells, index) => {
      const alone = columns > 1 && Boolean(cells[0]) && cells.slice(1).every((cell) => cell === '');
      return {
        cells: alone
          ? cells.slice(0, 1)
          : Array.from({ length: columns }, (_, column) => cells[column] ?? ''),
        span: alone ? columns : 1,
        marked: from + index === marked,
      };
    }),
    note:
      lines.length > shown.length || wide
        ? `${count(shown.length, 'row')} of ${lines.length}${wide ? `, and ${MOST_COLUMNS} columns,` : ''} are shown here. Download the document to see the whole sheet.`
        : '',
  };
}
