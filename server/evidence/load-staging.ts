import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import type { CaseFile } from './case-file-queries';
import { headingsKey } from './load-headings';
import {
  guessColumns,
  matchAgencies,
  MOST_AGENCIES,
  valueKey,
  wantingIn,
  type Mapping,
} from './load-mapping';
import { keptMapping, mendedBefore } from './load-kept-queries';
import { insertLoad, insertRows } from './load-queries';
import { cellsOf, type Found, type MendedRows } from './load-rows';
import { rowReader, type RowRead } from './load-reading';
import type { Sheet, SheetRow, Spreadsheet } from './reading-room/spreadsheet';

/** The file that was read; it is not kept, its SHA-256 is. */
export interface ReadFile {
  name: string;
  bytes: number;
  sha256: string;
  spreadsheet: Spreadsheet;
}

/** Rows that go to the database in one statement. */
export const CHUNK = 2_000;

/** The agency that a whole file is from: one of the review, or a name that is added with the rows. */
export interface FromAgency {
  id: string | null;
  name: string;
}

/**
 * Keeps the rows of a spreadsheet as a draft, with a first guess of how they are read; further sheets that look like a
 * chronology become drafts of their own.
 * @param from the agency that the whole file is from, when that is known
 * @returns the id of the draft of the sheet with most rows
 */
export async function stageFile(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  read: ReadFile,
  from: FromAgency | null,
): Promise<string> {
  const [main, ...others] = read.spreadsheet.sheets;
  if (!main) throw new Error('A spreadsheet without rows was let through');
  const passedOver = [...read.spreadsheet.passedOver];
  const further = others.filter((sheet) => {
    const columns = guessColumns(
      sheet.headings,
      sheet.rows.map(({ cells }) => cells),
    );
    const like = columns.includes('date') && columns.includes('description');
    if (!like) passedOver.push(`${sheet.name} (no dates beside words)`);
    return like;
  });
  const id = await stageSheet(tx, actor, now, file, read, main, from, passedOver);
  for (const sheet of further) await stageSheet(tx, actor, now, file, read, sheet, from, []);
  await recordAudit(tx, {
    board: file.board_id,
    action: 'chronology.staged',
    kind: 'chronology_load',
    subject: id,
    detail: { review: file.id, sha256: read.sha256, rows: main.rows.length, sheets: 1 + further.length },
  });
  return id;
}

async function stageSheet(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  read: ReadFile,
  sheet: Sheet,
  from: FromAgency | null,
  passedOver: string[],
): Promise<string> {
  const agencyId = from?.id ?? null;
  const kept = await keptMapping(tx, file.board_id, file.id, headingsKey(sheet.headings), agencyId);
  const mapping = mappingOf(file, sheet, from?.name ?? '', kept?.columns);
  const same = { sha256: read.sha256, sheet: sheet.name, headings: sheet.headings };
  const before = await mendedBefore(tx, { board_id: file.board_id, review_id: file.id }, same);
  const found: Found = {
    writtenAs: read.spreadsheet.writtenAs,
    headingRow: sheet.headingRow,
    epoch: read.spreadsheet.epoch,
    passedOver,
    asBefore: kept !== null,
    ...(before && {
      mendedAs: { at: before.loaded_at.toISOString(), rows: Object.keys(before.mended).length },
    }),
  };
  const id = await insertLoad(tx, {
    board_id: file.board_id,
    review_id: file.id,
    agency_id: agencyId,
    file_name: read.name,
    sha256: read.sha256,
    bytes: read.bytes,
    sheet: sheet.name,
    headings: JSON.stringify(sheet.headings),
    mapping: JSON.stringify(mapping),
    found: JSON.stringify(found),
    rows_read: sheet.rows.length,
    added_by: actor.accountId,
    added_at: now,
    updated_by: actor.accountId,
    updated_at: now,
  });
  const reader = readerOf({ headings: sheet.headings, mapping, found }, now);
  const load = { board_id: file.board_id, review_id: file.id, id };
  for (let at = 0; at < sheet.rows.length; at += CHUNK) {
    const rows = sheet.rows.slice(at, at + CHUNK).map((row) => {
      const mended = mendedAs(row, before?.mended ?? {});
      return { ...mended, ...reader(cellsOf(mended)) };
    });
    await insertRows(tx, load, rows);
  }
  return id;
}

function mendedAs({ number, cells }: SheetRow, before: MendedRows) {
  const { cells: mended = {}, left_out = false } = before[number] ?? {};
  return { number, cells, mended, left_out };
}

function mappingOf(
  file: CaseFile,
  { headings, rows }: Sheet,
  agency: string,
  kept: Mapping['columns'] | undefined,
): Mapping {
  const columns =
    kept?.length === headings.length
      ? kept
      : guessColumns(
          headings,
          rows.map(({ cells }) => cells),
        );
  const column = columns.indexOf('agency');
  const counted = new Map<string, { value: string; rows: number }>();
  if (column >= 0) {
    for (const { cells } of rows) {
      const value = (cells[column] ?? '').replace(/\s+/g, ' ').trim();
      const known = counted.get(valueKey(value));
      if (known) known.rows += 1;
      else if (value !== '') counted.set(valueKey(value), { value, rows: 1 });
    }
  }
  if (counted.size > MOST_AGENCIES) {
    // So many are no agencies: a person says which column names them.
    columns[column] = '';
    counted.clear();
  }
  return {
    columns,
    agency,
    values: matchAgencies(
      [...counted.values()].sort((a, b) => b.rows - a.rows),
      file.agencies,
    ),
  };
}

/** The reader of a draft's rows; while something is still to be said of its columns, nothing is read. */
export function readerOf(
  { headings, mapping, found }: { headings: readonly string[]; mapping: Mapping; found: Found },
  now: Date,
): (cells: readonly string[]) => RowRead {
  if (wantingIn(mapping).length > 0) return () => ({ says: null, fingerprint: null, wrong: [] });
  return rowReader({ mapping, headings, epoch: found.epoch, thisYear: now.getUTCFullYear() });
}
