import type { Tx } from '../database/with-actor';
import type { CasePart } from './case-file-queries';
import type { OfLoad } from './load-queries';

/** How the events that a load added stand now. */
export interface Standing {
  all: number;
  withdrawn: number;
  /** Not withdrawn, and no longer as they were loaded. */
  changed: number;
}

const NOT_SAID = `array['version', 'updated_by', 'updated_at', 'withdrawn_at', 'withdrawn_by', 'withdrawn_why']`;
// As it was loaded: never saved again, or withdrawn and put back alone.
const UNCHANGED = `(e.version = 1 or exists (select 1 from revision v where v.board_id = e.board_id and v.kind = 'event'
    and v.row_id = e.id and v.version = 1 and v.fields - ${NOT_SAID} = to_jsonb(e) - ${NOT_SAID}))`;
const COUNTS = `jsonb_build_object('all', count(*), 'withdrawn', count(*) filter (where e.withdrawn_at is not null),
    'changed', count(*) filter (where e.withdrawn_at is null and not ${UNCHANGED}))`;

/** How many events of a load there are, for the page of its record. */
export const standingPart = (loadId: string): CasePart => ({
  sql: `(select ${COUNTS} from event e where e.board_id = r.board_id and e.review_id = r.id and e.load_id = ?)`,
  bindings: [loadId],
});

export async function standingOf(tx: Tx, load: OfLoad): Promise<Standing> {
  const answer = await tx.raw<{ rows: { counts: Standing }[] }>(
    `select ${COUNTS} as counts from event e where e.board_id = ? and e.review_id = ? and e.load_id = ?`,
    [load.board_id, load.review_id, load.id],
  );
  return answer.rows[0]?.counts ?? { all: 0, withdrawn: 0, changed: 0 };
}

interface By {
  account: string;
  now: Date;
}

/** Withdraws those that stand as they were loaded, each with what it said kept, in one statement. */
export function withdrawEventsOf(tx: Tx, load: OfLoad, { account, now, why }: By & { why: string }) {
  return changeEvents(
    tx,
    load,
    { sql: `e.withdrawn_at is null and ${UNCHANGED}`, values: [] },
    {
      sql: 'withdrawn_at = ?::timestamptz, withdrawn_by = ?::uuid, withdrawn_why = ?',
      values: [now, account, why],
    },
    { account, now },
  );
}

/** Puts back those that were withdrawn at that moment for that reason, in one statement. */
export function restoreEventsOf(tx: Tx, load: OfLoad, { at, why }: { at: string; why: string }, by: By) {
  return changeEvents(
    tx,
    load,
    { sql: 'e.withdrawn_at = ?::timestamptz and e.withdrawn_why = ?', values: [at, why] },
    { sql: `withdrawn_at = null, withdrawn_by = null, withdrawn_why = ''`, values: [] },
    by,
  );
}

interface Part {
  sql: string;
  values: (string | Date)[];
}

async function changeEvents(
  tx: Tx,
  load: OfLoad,
  which: Part,
  to: Part,
  { account, now }: By,
): Promise<number> {
  const answer = await tx.raw<{ rowCount: number }>(
    `with chosen as (
       select e.* from event e where e.board_id = ? and e.review_id = ? and e.load_id = ? and ${which.sql} for update
     ), kept as (
       insert into revision (board_id, review_id, kind, row_id, version, fields, saved_by, saved_at)
       select c.board_id, c.review_id, 'event', c.id, c.version, to_jsonb(c), coalesce(c.updated_by, app.current_account_id()), c.updated_at
         from chosen c
     )
     update event e set ${to.sql}, version = e.version + 1, updated_by = ?::uuid, updated_at = ?::timestamptz
       from chosen c where e.board_id = c.board_id and e.id = c.id`,
    [load.board_id, load.review_id, load.id, ...which.values, ...to.values, account, now] as never[],
  );
  return answer.rowCount;
}
