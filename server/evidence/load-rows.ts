import type { Mapping } from './load-mapping';
import type { RowSays, Wrong } from './load-reading';

/** How the file was written, and what else it held. */
export interface Found {
  writtenAs: string;
  headingRow: number;
  epoch: 1900 | 1904;
  /** Names of sheets that were not taken, each with why. */
  passedOver: string[];
  /** Whether the columns were read as an earlier sheet of that agency. */
  asBefore: boolean;
  /** Whether this way of reading is to be kept for its agency, which is not there before the rows are. */
  keep?: boolean;
  /** When the same sheet was loaded whose mended cells and left-out rows were taken over, and of how many rows. */
  mendedAs?: { at: string; rows: number };
  /** That all of its events were withdrawn together. */
  withdrawn?: { at: string; why: string; events: number };
}

/** What was mended in the rows of a sheet, by their numbers, and which were left out. */
export type MendedRows = Record<string, { cells?: Record<string, string>; left_out?: true }>;

/** A spreadsheet on its way into the chronology, or what became of it. */
export interface LoadRow {
  id: string;
  agency_id: string | null;
  file_name: string;
  sha256: string;
  bytes: number;
  sheet: string;
  headings: string[];
  mapping: Mapping;
  found: Found;
  state: 'draft' | 'loaded' | 'dropped';
  rows_read: number;
  rows_added: number;
  rows_same: number;
  rows_left_out: number;
  added_by: string | null;
  added_at: string;
  loaded_by: string | null;
  loaded_at: string | null;
  updated_by: string | null;
  updated_at: string;
  version: number;
}

/** Where the rows of a draft stand. */
export interface Counts {
  rows: number;
  readable: number;
  unreadable: number;
  left_out: number;
  /** Different events that are not in the chronology yet. */
  to_add: number;
  /** Readable rows after today or far outside of the review's period, and the numbers of the first of them. */
  far: number;
  far_rows: number[];
}

/** A row as it stands: its cells with what was mended. */
export interface StagedRow {
  number: number;
  cells: string[];
  mended: Record<string, string>;
  left_out: boolean;
  says: RowSays | null;
  wrong: Wrong[];
}

/** Cells of a row with what was mended in them. */
export function cellsOf({ cells, mended }: Pick<StagedRow, 'cells' | 'mended'>): string[] {
  return cells.map((cell, column) => mended[column] ?? cell);
}
