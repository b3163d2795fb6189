import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import { accountName, revisionFields } from '../database/versioned-queries';
import type { Actor, Tx } from '../database/with-actor';
import { Conflict, Missing, Refused, type ConflictField } from '../http/errors';
import type { CaseFile } from './case-file-queries';
import type { LoadForm } from './load-forms';
import { headingsKey, ROLES } from './load-headings';
import { agencyName, matchAgencies, MOST_AGENCIES, valueKey, type Mapping } from './load-mapping';
import { keepMapping } from './load-kept-queries';
import {
  deleteRows,
  lockLoad,
  rowsAfter,
  rowsNumbered,
  updateLoad,
  updateMended,
  updateReadings,
  valuesOf,
  type OfLoad,
} from './load-queries';
import { cellsOf, type LoadRow, type StagedRow } from './load-rows';
import { CHUNK, readerOf } from './load-staging';

/** A draft, locked until the transaction ends. */
export type Draft = LoadRow & OfLoad;

/**
 * @throws Missing when there is no such load in the review
 * @throws Refused when it is a draft no longer
 */
export async function lockDraft(tx: Tx, file: CaseFile, id: string): Promise<Draft> {
  const load = await lockLoad(tx, file.board_id, file.id, id);
  if (!load) throw new Missing();
  if (load.state === 'loaded')
    throw new Refused('This sheet is in the chronology already. Nothing was changed');
  if (load.state === 'dropped') throw new Refused('This sheet was dropped meanwhile. Nothing was changed');
  return { ...load, board_id: file.board_id, review_id: file.id };
}

/**
 * Says how the columns of a draft are read, and reads all of its rows so.
 * @throws Refused when someone else said so meanwhile, or a column cannot be what is said
 */
export async function mapDraft(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  id: string,
  form: LoadForm,
): Promise<void> {
  const draft = await lockDraft(tx, file, id);
  await refuseOthersMapping(tx, draft, form.version);
  const columns = draft.headings.map((_, column) => form.columns[column] ?? '');
  const mapping = await mappingFrom(tx, file, draft, { ...form, columns });
  const agencyId = file.agencies.find(({ name }) => name === mapping.agency)?.id ?? null;
  await save(tx, actor, now, draft, {
    mapping,
    agency_id: agencyId,
    // An agency that is named here is added with the rows: what is kept for it waits until then.
    found: { ...draft.found, asBefore: false, keep: form.keep && agencyId === null && mapping.agency !== '' },
  });
  const reader = readerOf({ ...draft, mapping }, now);
  for (let after = -1; ;) {
    const rows = await rowsAfter(tx, draft, after, CHUNK);
    if (rows.length === 0) break;
    await updateReadings(
      tx,
      draft,
      rows.map((row) => ({ number: row.number, ...reader(cellsOf(row)) })),
    );
    after = rows.at(-1)?.number ?? after;
  }
  if (form.keep && agencyId) {
    const key = {
      boardId: file.board_id,
      reviewId: file.id,
      agencyId,
      headings: headingsKey(draft.headings),
    };
    await keepMapping(tx, key, { columns }, actor.accountId, now);
  }
  await audit(tx, file, 'chronology.mapped', draft, { kept: form.keep && mapping.agency !== '' });
}

async function refuseOthersMapping(tx: Tx, draft: Draft, version: number): Promise<void> {
  if (draft.version === version) return;
  const before = await revisionFields(tx, editOf(draft, {}), version);
  if (before && JSON.stringify(before.mapping) === JSON.stringify(draft.mapping)) return;
  throw new Refused(
    `${await accountName(tx, draft.updated_by)} changed how this sheet is read while you had it open. Look at what is chosen now, and change it where you differ`,
  );
}

async function mappingFrom(
  tx: Tx,
  file: CaseFile,
  draft: Draft,
  { columns, agency, values }: Pick<LoadForm, 'columns' | 'agency' | 'values'>,
): Promise<Mapping> {
  const column = columns.indexOf('agency');
  if (column < 0) return { columns, agency, values: [] };
  const found = await valuesOf(tx, draft, column, MOST_AGENCIES);
  if (found.length > MOST_AGENCIES)
    throw new Refused(
      `“${draft.headings[column]}” holds more than ${MOST_AGENCIES} different names, so it is hardly the agency. Choose another column, or one agency for the whole sheet`,
      `column-${column}`,
    );
  const matched = matchAgencies(found, file.agencies);
  if (column !== draft.mapping.columns.indexOf('agency')) return { columns, agency, values: matched };
  const chosen = new Map(draft.mapping.values.map(({ value }, i) => [valueKey(value), values[i]]));
  return {
    columns,
    agency,
    values: matched.map((one) => ({
      ...one,
      name: agencyName(chosen.get(valueKey(one.value)) ?? '') || one.name,
    })),
  };
}

/** What was typed in the list of rows: cells, and which rows are left out. */
export interface Mendings {
  version: number;
  cells: { row: number; column: number; text: string; was: string }[];
  leave: { row: number; out: boolean; was: boolean }[];
}

/**
 * Keeps what was mended in rows, and reads those rows again. What two people mended in different cells both stands.
 * @throws Conflict when someone else wrote something different in the same cell meanwhile
 */
export async function mendRows(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  id: string,
  mendings: Mendings,
): Promise<void> {
  const draft = await lockDraft(tx, file, id);
  const numbers = [...mendings.cells, ...mendings.leave].map(({ row }) => row);
  const rows = new Map(
    (await rowsNumbered(tx, draft, [...new Set(numbers)])).map((row) => [row.number, row]),
  );
  if (draft.version !== mendings.version) await refuseOthersWords(tx, actor, draft, rows, mendings);
  const changed = new Map<number, StagedRow>();
  const change = (number: number, to: (row: StagedRow) => StagedRow): void => {
    const row = changed.get(number) ?? rows.get(number);
    if (row) changed.set(number, to(row));
  };
  for (const { row, column, text, was } of mendings.cells)
    if (text !== was && column < draft.headings.length)
      change(row, (staged) => ({ ...staged, mended: mendedIn(staged, column, text) }));
  for (const { row, out, was } of mendings.leave)
    if (out !== was) change(row, (staged) => ({ ...staged, left_out: out }));
  const reader = readerOf(draft, now);
  const again = [...changed.values()].map((row) => ({
    number: row.number,
    mended: row.mended,
    left_out: row.left_out,
    ...reader(cellsOf(row)),
  }));
  if (again.length > 0) {
    await updateMended(tx, draft, again);
    await save(tx, actor, now, draft, {});
  }
  await audit(tx, file, 'chronology.mended', draft, { rows: again.length });
}

function mendedIn({ cells, mended }: StagedRow, column: number, text: string): Record<string, string> {
  const { [column]: _, ...others } = mended;
  return text === (cells[column] ?? '') ? others : { ...others, [column]: text };
}

async function refuseOthersWords(
  tx: Tx,
  actor: Actor,
  draft: Draft,
  rows: ReadonlyMap<number, StagedRow>,
  { cells }: Mendings,
): Promise<void> {
  const fields: ConflictField[] = cells.flatMap(({ row, column, text, was }) => {
    const staged = rows.get(row);
    const theirs = staged ? (cellsOf(staged)[column] ?? '') : was;
    if (text === was || theirs === was || theirs === text) return [];
    const label = `Row ${row}, ${draft.headings[column] ?? 'cell'}`;
    return [{ name: `cell-${row}-${column}`, label, mine: text, theirs, original: was }];
  });
  if (fields.length > 0)
    throw new Conflict(
      fields,
      draft.version,
      await accountName(tx, draft.updated_by),
      draft.updated_by === actor.accountId,
    );
}

/** Drops a draft: its rows are removed; that it was brought, and by whom, stays. */
export async function dropDraft(tx: Tx, actor: Actor, now: Date, file: CaseFile, id: string): Promise<void> {
  const draft = await lockDraft(tx, file, id);
  await deleteRows(tx, draft);
  await updateLoad(tx, draft, { state: 'dropped', updated_by: actor.accountId, updated_at: now });
  await audit(tx, file, 'chronology.dropped', draft, {});
}

async function save(
  tx: Tx,
  actor: Actor,
  now: Date,
  draft: Draft,
  changes: Record<string, unknown>,
): Promise<void> {
  await saveVersioned(tx, actor, now, editOf(draft, changes));
}

const editOf = (draft: Draft, changes: Record<string, unknown>) => ({
  table: 'chronology_load',
  boardId: draft.board_id,
  reviewId: draft.review_id,
  id: draft.id,
  version: draft.version,
  changes,
  labels: ROLES,
});

async function audit(
  tx: Tx,
  file: CaseFile,
  action: string,
  draft: Draft,
  detail: Record<string, unknown>,
): Promise<void> {
  const all = { review: file.id, sha256: draft.sha256, ...detail };
  await recordAudit(tx, {
    board: file.board_id,
    action,
    kind: 'chronology_load',
    subject: draft.id,
    detail: all,
  });
}
