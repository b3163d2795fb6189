import { createHash } from 'node:crypto';
import {
  chainEntries,
  chains,
  firstFalseColumn,
  lostChain,
  type ChainRow,
  type EntryRow,
} from './audit-queries';
import type { Knex } from 'knex';

export interface ChainBreak {
  chain: string;
  seq: number;
  reason: string;
}
export type Verification =
  { sound: true; head: string; entries: number } | { sound: false; first: ChainBreak };

/** The hash of an entry: SHA-256 of the hash before it, a line feed, and the payload. */
export function entryHash(before: string, payload: string): string {
  return createHash('sha256').update(`${before}\n${payload}`, 'utf8').digest('hex');
}

/**
 * Checks entries of one chain against each other, from `after` on.
 * @returns the first break, or where the chain stands now
 */
export function verifyRun(
  chain: string,
  entries: readonly EntryRow[],
  after: { seq: number; hash: string },
): ChainBreak | { seq: number; hash: string } {
  let { seq, hash } = after;
  for (const entry of entries) {
    const expected = seq + 1;
    if (entry.seq !== expected) return { chain, seq: expected, reason: `entry ${expected} is missing` };
    if ((JSON.parse(entry.payload) as { seq?: number } | null)?.seq !== expected) {
      return { chain, seq: expected, reason: `entry ${expected} tells of another place in the chain` };
    }
    if (entryHash(hash, entry.payload) !== entry.hash) {
      return { chain, seq: expected, reason: `entry ${expected} is not what was written` };
    }
    seq = expected;
    hash = entry.hash;
  }
  return { seq, hash };
}

/**
 * Verifies every chain of the audit: links, order, and (since removing the newest entries breaks no link) the
 * head and the count.
 */
export async function verifyAudit(owner: Knex): Promise<Verification> {
  const lost = await lostChain(owner);
  if (lost) return { sound: false, first: { chain: lost, seq: 1, reason: 'the whole chain is gone' } };
  const all = await chains(owner);
  let entries = 0;
  for (const chain of all) {
    const found = await verifyChain(owner, chain);
    if (found) return { sound: false, first: found };
    entries += chain.entries;
  }
  const summary = all.map(({ chain, entries: count, head }) => `${chain}:${count}:${head}`).join('\n');
  return { sound: true, head: createHash('sha256').update(summary, 'utf8').digest('hex'), entries };
}

const BATCH = 5000;

async function verifyChain(owner: Knex, { chain, entries, head }: ChainRow): Promise<ChainBreak | null> {
  const falsified = await firstFalseColumn(owner, chain);
  if (falsified !== null) {
    return { chain, seq: falsified, reason: `entry ${falsified} is not shown as what it is` };
  }
  let at = { seq: 0, hash: '' };
  for (;;) {
    const batch = await chainEntries(owner, chain, at.seq, BATCH);
    const state = verifyRun(chain, batch, at);
    if ('reason' in state) return state;
    at = state;
    if (batch.length < BATCH) break;
  }
  if (at.seq !== entries || at.hash !== head) {
    return {
      chain,
      seq: at.seq + 1,
      reason: `the chain should end at entry ${entries}, and ends at ${at.seq}`,
    };
  }
  return null;
}
