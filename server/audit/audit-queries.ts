import type { Knex } from 'knex';

export interface ChainRow {
  chain: string;
  entries: number;
  head: string;
}
export interface EntryRow {
  seq: number;
  payload: string;
  hash: string;
}

export async function chains(db: Knex): Promise<ChainRow[]> {
  const rows = await db('audit.chain')
    .select<{ chain: string; entries: string; head: string }[]>()
    .orderByRaw('chain collate "C"');
  return rows.map((row) => ({ ...row, entries: Number(row.entries) }));
}

/** Entries of a chain after a sequence number, in order, at most `most`. */
export async function chainEntries(
  db: Knex,
  chain: string,
  after: number,
  most: number,
): Promise<EntryRow[]> {
  const rows = await db('audit.entry')
    .where({ chain })
    .andWhere('seq', '>', after)
    .orderBy('seq')
    .limit(most)
    .select<{ seq: string; payload: string; hash: string }[]>('seq', 'payload', 'hash');
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/**
 * A chain that must be there and is not: one that still has entries, or that of a Board with a review; or the
 * national one, in which every account's first signing in stands.
 */
export async function lostChain(db: Knex): Promise<string | null> {
  const answer = await db.raw<{ rows: { chain: string }[] }>(
    `select due.chain from (
       select distinct chain from audit.entry
       union select distinct board_id::text from review
       union select 'national' from app.receipt) due
      where not exists (select 1 from audit.chain c where c.chain = due.chain)
      order by due.chain limit 1`,
  );
  return answer.rows[0]?.chain ?? null;
}

/** The first entry whose searchable columns do not say what its payload says, or whose place is before the first. */
export async function firstFalseColumn(db: Knex, chain: string): Promise<number | null> {
  const answer = await db.raw<{ rows: { seq: string }[] }>(
    `select seq from audit.entry
      where chain = ?
        and (seq < 1 or (action, account_id, subject_id, at) is distinct from
             (payload::jsonb ->> 'action', payload::jsonb ->> 'account', payload::jsonb ->> 'subject', payload::jsonb ->> 'at'))
      order by seq limit 1`,
    [chain],
  );
  return answer.rows[0] ? Number(answer.rows[0].seq) : null;
}
