import type { Tx } from '../database/with-actor';
import type { RowRead } from './load-reading';
import type { LoadRow, StagedRow } from './load-rows';

// The chronology has it when it says the same, or came from the same row of the same file, whatever was changed since.
export const KNOWN = `(exists (select 1 from event e where e.board_id = w.board_id and e.review_id = w.review_id and e.fingerprint = w.fingerprint)
  or exists (select 1 from chronology_load o join event e on e.board_id = o.board_id and e.load_id = o.id and e.load_row = w.number
      where o.board_id = l.board_id and o.review_id = l.review_id and o.sha256 = l.sha256 and o.sheet = l.sheet and o.id <> l.id))`;

/** Whose it is: a row of one load. */
export interface OfLoad {
  board_id: string;
  review_id: string;
  id: string;
}

/** @returns the id of the draft */
export async function insertLoad(tx: Tx, columns: Record<string, unknown>): Promise<string> {
  const [added] = await tx('chronology_load').insert(columns).returning<{ id: string }[]>('id');
  return String(added?.id);
}

/** Adds many rows of a draft in one statement. */
export async function insertRows(
  tx: Tx,
  load: OfLoad,
  rows: readonly (Pick<StagedRow, 'number' | 'cells' | 'mended' | 'left_out'> & RowRead)[],
): Promise<void> {
  await tx.raw(
    `insert into chronology_row (board_id, review_id, load_id, number, cells, mended, left_out, says, fingerprint, wrong)
     select ?, ?, ?, n.number, n.cells, n.mended, n.left_out, nullif(n.says, 'null'), n.fingerprint, n.wrong
       from jsonb_to_recordset(?::jsonb) as n
            (number integer, cells jsonb, mended jsonb, left_out boolean, says jsonb, fingerprint text, wrong jsonb)`,
    [load.board_id, load.review_id, load.id, JSON.stringify(rows)],
  );
}

/** Locks a load, so that what is done to it is done by one at a time; null when it is not the review's. */
export async function lockLoad(
  tx: Tx,
  boardId: string,
  reviewId: string,
  id: string,
): Promise<LoadRow | null> {
  const row = await tx('chronology_load')
    .where({ board_id: boardId, review_id: reviewId, id })
    .forUpdate()
    .first<LoadRow | undefined>();
  return row ?? null;
}

/** The rows after one number, a chunk of them, with what was mended. */
export async function rowsAfter(tx: Tx, load: OfLoad, after: number, most: number): Promise<StagedRow[]> {
  return tx('chronology_row')
    .where({ board_id: load.board_id, review_id: load.review_id, load_id: load.id })
    .andWhere('number', '>', after)
    .orderBy('number')
    .limit(most)
    .select('number', 'cells', 'mended', 'left_out', 'says', 'wrong');
}

/** Those rows, by their numbers. */
export async function rowsNumbered(tx: Tx, load: OfLoad, numbers: readonly number[]): Promise<StagedRow[]> {
  return tx('chronology_row')
    .where({ board_id: load.board_id, review_id: load.review_id, load_id: load.id })
    .whereIn('number', numbers)
    .select('number', 'cells', 'mended', 'left_out', 'says', 'wrong');
}

/** Keeps how rows are read now. */
export async function updateReadings(
  tx: Tx,
  load: OfLoad,
  rows: readonly ({ number: number } & RowRead)[],
): Promise<void> {
  await tx.raw(
    `update chronology_row w set says = nullif(n.says, 'null'), fingerprint = n.fingerprint, wrong = n.wrong
       from jsonb_to_recordset(?::jsonb) as n (number integer, says jsonb, fingerprint text, wrong jsonb)
      where w.board_id = ? and w.review_id = ? and w.load_id = ? and w.number = n.number`,
    [JSON.stringify(rows), load.board_id, load.review_id, load.id],
  );
}

/** Keeps what was mended in rows and which are left out, with how they are read now. */
export async function updateMended(
  tx: Tx,
  load: OfLoad,
  rows: readonly ({ number: number; mended: Record<string, string>; left_out: boolean } & RowRead)[],
): Promise<void> {
  await tx.raw(
    `update chronology_row w set mended = n.mended, left_out = n.left_out, says = nullif(n.says, 'null'),
            fingerprint = n.fingerprint, wrong = n.wrong
       from jsonb_to_recordset(?::jsonb)
            as n (number integer, mended jsonb, left_out boolean, says jsonb, fingerprint text, wrong jsonb)
      where w.board_id = ? and w.review_id = ? and w.load_id = ? and w.number = n.number`,
    [JSON.stringify(rows), load.board_id, load.review_id, load.id],
  );
}

/** What stands in one column, with what was mended, and how often; at most one more than `most`. */
export async function valuesOf(
  tx: Tx,
  load: OfLoad,
  column: number,
  most: number,
): Promise<{ value: string; rows: number }[]> {
  const answer = await tx.raw<{ rows: { value: string; rows: number }[] }>(
    `select min(v.value) as value, count(*)::int as rows
       from (select regexp_replace(coalesce(w.mended->>?::text, w.cells->>?::int), '\\s+', ' ', 'g') as value from chronology_row w
              where w.board_id = ? and w.review_id = ? and w.load_id = ?) v
      where v.value <> '' group by lower(v.value) order by 2 desc, 1 limit ?`,
    [String(column), column, load.board_id, load.review_id, load.id, most + 1],
  );
  return answer.rows;
}

export async function updateLoad(tx: Tx, load: OfLoad, columns: Record<string, unknown>): Promise<void> {
  await tx('chronology_load')
    .where({ board_id: load.board_id, review_id: load.review_id, id: load.id })
    .update(columns);
}

export async function deleteRows(tx: Tx, load: OfLoad): Promise<void> {
  await tx('chronology_row')
    .where({ board_id: load.board_id, review_id: load.review_id, load_id: load.id })
    .delete();
}

/** Loads into a review's chronology go one after another: what the one adds, the next finds there. */
export async function lockChronology(tx: Tx, reviewId: string): Promise<void> {
  await tx.raw(`select pg_advisory_xact_lock(hashtextextended('chronology ' || ?, 0))`, [reviewId]);
}

/** Rows that hinder loading, and the agencies that the others name. */
export async function readinessOf(
  tx: Tx,
  load: OfLoad,
): Promise<{ unreadable: number; left_out: number; readable: number; agencies: string[] }> {
  const answer = await tx.raw<{
    rows: { unreadable: number; left_out: number; readable: number; agencies: string[] | null }[];
  }>(
    `select count(*) filter (where not left_out and says is null)::int as unreadable,
            count(*) filter (where left_out)::int as left_out,
            count(*) filter (where not left_out and says is not null)::int as readable,
            array_agg(distinct says->>'agency') filter (where not left_out and says is not null) as agencies
       from chronology_row where board_id = ? and review_id = ? and load_id = ?`,
    [load.board_id, load.review_id, load.id],
  );
  const row = answer.rows[0];
  return { unreadable: 0, left_out: 0, readable: 0, ...row, agencies: row?.agencies ?? [] };
}

/**
 * Adds every row that can be read, is not left out and is not in the chronology yet, in one statement.
 * @returns how many events were added
 */
export async function insertEventsOf(tx: Tx, load: OfLoad, account: string, now: Date): Promise<number> {
  const answer = await tx.raw<{ rowCount: number }>(
    `insert into event (board_id, review_id, agency_id, period, exactness, circa, time_of_day, description, source, people,
        child_experience, load_id, load_row, fingerprint, added_by, added_at, updated_by, updated_at)
     select w.board_id, w.review_id, a.id,
            daterange((w.says->'when'->>'from')::date, (w.says->'when'->>'until')::date), w.says->'when'->>'exactness',
            (w.says->'when'->>'circa')::boolean, (w.says->>'time')::time, w.says->>'description', w.says->>'source',
            array(select jsonb_array_elements_text(w.says->'people')), w.says->>'experience',
            w.load_id, w.number, w.fingerprint, ?::uuid, ?::timestamptz, ?::uuid, ?::timestamptz
       from (select distinct on (w.fingerprint) w.* from chronology_row w
              where w.board_id = ? and w.review_id = ? and w.load_id = ?
                and not w.left_out and w.says is not null order by w.fingerprint, w.number) w
       join chronology_load l on l.board_id = w.board_id and l.id = w.load_id
       join agency a on a.board_id = w.board_id and a.review_id = w.review_id and lower(a.name) = lower(w.says->>'agency')
      where not ${KNOWN}
      order by w.number`,
    [account, now, account, now, load.board_id, load.review_id, load.id],
  );
  return answer.rowCount;
}
