import { parse } from 'csv-parse/sync';
import { count } from '../http/dates';
import type { Unit } from './krippendorff';

export const MOST_BYTES = 20_000_000;
export const MOST_UNITS = 200_000;
export const MOST_CODERS = 50;

/** Codings as a file has them. */
export interface Codings {
  coders: string[];
  units: Unit[];
}

/**
 * Reads codings from a file of separated values: one row a unit, one column a coder, empty for missing (CONTRACT).
 * UTF-8 with or without its mark, lines that end in any way, commas, semicolons or tabs, cells in quotes. Blank
 * lines are left out; blank space round a value is no part of it.
 * @param heading whether the first row names the coders; when not said it does if all its cells are filled and
 * distinct and none of them stands in a later row
 * @throws Error with the number of the line and the reason, for a file that cannot be read so
 */
export function readCodings(bytes: Buffer, heading?: boolean): Codings {
  const text = textOf(bytes);
  const [first, ...rest] = rowsOf(text);
  if (!first) throw new Error('The file is empty: give one row a unit and one column a coder');
  const width = first.cells.length;
  if (width < 2)
    throw new Error('The file has one column: agreement needs two coders or more, one column each');
  if (width > MOST_CODERS) throw new Error(`The file has ${width} columns: ${MOST_CODERS} is the most`);
  for (const { line, cells } of rest) {
    if (cells.length !== width) {
      throw new Error(`Line ${line}: ${count(cells.length, 'cell')}, where the first row has ${width}`);
    }
  }
  const named = heading ?? isHeading(first.cells, rest);
  const units = (named ? rest : [first, ...rest]).map(({ cells }) =>
    cells.map((cell) => (cell === '' ? null : cell)),
  );
  if (units.length > MOST_UNITS) {
    throw new Error(`The file has ${units.length} rows: ${MOST_UNITS} is the most`);
  }
  return { coders: named ? namesOf(first.cells) : first.cells.map((_, n) => `coder ${n + 1}`), units };
}

const LEAST_NAMED = 3;

/**
 * The column that seems to name the units rather than to hold what a coder said: filled and different in every row, and
 * with no value that any other column has. It is taken as a coder's all the same (CONTRACT has no such column).
 */
export function columnOfNames({ coders, units }: Codings): string | undefined {
  if (units.length < LEAST_NAMED) return undefined;
  return coders.find((_, column) => {
    const own = new Set(units.map((unit) => unit[column] ?? null));
    const elsewhere = units.some((unit) => unit.some((value, n) => n !== column && own.has(value)));
    return own.size === units.length && !own.has(null) && !elsewhere;
  });
}

function textOf(bytes: Buffer): string {
  if (bytes.length > MOST_BYTES) {
    throw new Error(`The file has ${bytes.length} bytes: ${MOST_BYTES} is the most`);
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new Error(`Line ${lineAt(bytes, nul)}: the file is not text, it has a zero byte there`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error('The file is not UTF-8: save it as “CSV UTF-8” and try again', { cause: error });
  }
}

function lineAt(bytes: Buffer, at: number): number {
  let line = 1;
  for (let n = bytes.indexOf(10); n >= 0 && n < at; n = bytes.indexOf(10, n + 1)) line++;
  return line;
}

interface Row {
  line: number;
  cells: string[];
}

function rowsOf(text: string): Row[] {
  try {
    const rows = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const { lines, message } = error as { lines?: number; message: string };
    const why = message.replace(/ (at|on) line \d+.*$/, '').replace(/^[A-Z][a-z]+ (?=Quote)/, '');
    throw new Error(`${lines === undefined ? '' : `Line ${lines}: `}${why}`, { cause: error });
  }
}

/** Which of the three the first row has most of, outside quotes. */
function delimiterOf(text: string): string {
  const counts = new Map([',', ';', '\t'].map((sign) => [sign, 0]));
  let quoted = false;
  let begun = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    if (!quoted && (sign === '\n' || sign === '\r')) {
      if (begun) break;
    } else begun = true;
    const count = counts.get(sign);
    if (!quoted && count !== undefined) counts.set(sign, count + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function isHeading(cells: readonly string[], later: readonly Row[]): boolean {
  const names = new Set(cells);
  if (names.has('') || names.size < cells.length) return false;
  return !later.some((row) => row.cells.some((cell) => names.has(cell)));
}

function namesOf(cells: readonly string[]): string[] {
  const twice = cells.find((cell, n) => cell !== '' && cells.indexOf(cell) < n);
  if (twice !== undefined) throw new Error(`Line 1: two columns are headed “${twice}”`);
  return cells.map((cell, n) => cell || `coder ${n + 1}`);
}
