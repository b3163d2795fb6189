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
