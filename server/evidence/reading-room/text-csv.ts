import { Unreadable } from './jobs';
import { MOST_OF_PLACE, type PlacesRead } from './places';
import { recordsOf } from './spreadsheet-csv';

/** As many rows as a page of the reader shows. */
const ROWS_OF_PLACE = 300;
const MOST_COLUMNS = 300;

/**
 * Reads separated values as a sheet is read: rows as lines, cells between tabs, some hundred rows to a place.
 * @returns false when they cannot be told apart; nothing is read then
 */
export function readCsvText(content: Buffer, read: PlacesRead): boolean {
  const lines: string[] = [];
  let left = read.left;
  let cut = false;
  try {
    recordsOf(content, (cells) => {
      const line = cells
        .slice(0, MOST_COLUMNS)
        .map((cell) => cell.replace(/\s+/g, ' ').trim())
        .join('\t');
      if (line.trim() === '') return;
      if (left <= 0) cut = true;
      else lines.push(line);
      left -= line.length;
    });
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
  for (let from = 0; from < lines.length;) {
    const until = endOfPlace(lines, from);
    const heading = from === 0 && until === lines.length ? '' : `Rows ${from + 1} to ${until}`;
    read.add(read.places.length + 1, heading, lines.slice(from, until).join('\n'));
    from = until;
  }
  read.cut ||= cut;
  return true;
}

function endOfPlace(lines: readonly string[], from: number): number {
  let length = 0;
  let until = from;
  while (until < lines.length && until - from < ROWS_OF_PLACE) {
    length += (lines[until]?.length ?? 0) + 1;
    if (length > MOST_OF_PLACE && until > from) break;
    until += 1;
  }
  return until;
}
