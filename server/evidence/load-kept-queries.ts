import type { Tx } from '../database/with-actor';
import type { Mapping } from './load-mapping';
import type { OfLoad } from './load-queries';
import type { MendedRows } from './load-rows';

/** Keeps with the record of a load what was mended in its rows and which are left out, before they go. */
export async function keepMended(tx: Tx, load: OfLoad): Promise<void> {
  await tx.raw(
    `update chronology_load l set mended = coalesce((
        select jsonb_object_agg(w.number, jsonb_strip_nulls(jsonb_build_object('cells', nullif(w.mended, '{}'),
            'left_out', nullif(w.left_out, false))))
          from chronology_row w where w.board_id = l.board_id and w.load_id = l.id and (w.mended <> '{}' or w.left_out)), '{}')
      where l.board_id = ? and l.review_id = ? and l.id = ?`,
    [load.board_id, load.review_id, load.id],
  );
}

/** What was mended in the same sheet of the same file when it was loaded last, and when that was; null when it was not. */
export async function mendedBefore(
  tx: Tx,
  { board_id, review_id }: Pick<OfLoad, 'board_id' | 'review_id'>,
  { sha256, sheet, headings }: { sha256: string; sheet: string; headings: readonly string[] },
): Promise<{ mended: MendedRows; loaded_at: Date } | null> {
  const row = await tx('chronology_load')
    .where({ board_id, review_id, sha256, sheet, state: 'loaded' })
    .whereRaw('headings = ?::jsonb', [JSON.stringify(headings)])
    .orderBy('loaded_at', 'desc')
    .first<{ mended: MendedRows; loaded_at: Date } | undefined>('mended', 'loaded_at');
  return row && Object.keys(row.mended).length > 0 ? row : null;
}

/** The way of reading that was kept for sheets with these headings: of one agency, or of any when none is said. */
export async function keptMapping(
  tx: Tx,
  boardId: string,
  reviewId: string,
  headings: string,
  agencyId: string | null,
): Promise<Pick<Mapping, 'columns'> | null> {
  const found = tx('chronology_mapping')
    .where({ board_id: boardId, review_id: reviewId, headings })
    .orderBy('updated_at', 'desc');
  const row = await (agencyId ? found.andWhere({ agency_id: agencyId }) : found).first<
    { mapping: Pick<Mapping, 'columns'> } | undefined
  >('mapping');
  return row?.mapping ?? null;
}

/** Keeps how sheets of an agency with these headings are read. */
export async function keepMapping(
  tx: Tx,
  {
    boardId,
    reviewId,
    agencyId,
    headings,
  }: { boardId: string; reviewId: string; agencyId: string; headings: string },
  mapping: Pick<Mapping, 'columns'>,
  account: string,
  now: Date,
): Promise<void> {
  await tx('chronology_mapping')
    .insert({
      board_id: boardId,
      review_id: reviewId,
      agency_id: agencyId,
      headings,
      mapping: JSON.stringify(mapping),
      updated_by: account,
      updated_at: now,
    })
    .onConflict(['board_id', 'agency_id', 'headings'])
    .merge({
      mapping: JSON.stringify(mapping),
      updated_by: account,
      updated_at: now,
      version: tx.raw('chronology_mapping.version + 1'),
    });
}
