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
}

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
