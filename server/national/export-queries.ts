import type { Knex } from 'knex';
import type { Tx } from '../database/with-actor';
import type { ExportFilter, Format } from './export-filter';

export type ExportState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed' | 'expired';

/**
 * How many of an account's exports are still to be made, and how many bytes its files have. Locks them, so that two that
 * are asked for together are counted one after the other.
 */
export async function exportsOf(tx: Tx, accountId: string): Promise<{ unfinished: number; bytes: number }> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 9))', [accountId]);
  const answer = await tx.raw<{ rows: { unfinished: number; bytes: string }[] }>(
    `select count(*) filter (where state in ('waiting', 'running'))::integer as unfinished,
            coalesce(sum(bytes) filter (where state = 'done'), 0) as bytes
       from national.export where account_id = ?`,
    [accountId],
  );
  const [row] = answer.rows;
  return { unfinished: row?.unfinished ?? 0, bytes: Number(row?.bytes ?? 0) };
}

export async function insertExport(
  tx: Tx,
  row: {
    account_id: string;
    filter: ExportFilter;
    format: Format;
    rows_all: number;
    asked_at: Date;
    expires_at: Date;
  },
): Promise<string> {
  const [kept] = await tx('national.export')
    .insert({ ...row, filter: JSON.stringify(row.filter) })
    .returning<{ id: string }[]>('id');
  if (!kept) throw new Error('The export was not kept');
  return kept.id;
}

export interface Taken {
  filter: ExportFilter;
  format: Format;
  attempts: number;
}

/** Begins an attempt; one that was begun before and has not ended writes nothing more. Undefined when it is over. */
export async function takeExport(tx: Tx, id: string, run: string): Promise<Taken | undefined> {
  const [taken] = await tx('national.export')
    .where({ id })
    .whereIn('state', ['waiting', 'running'])
    .update({ state: 'running', run, rows_done: 0, attempts: tx.raw('attempts + 1') })
    .returning<Taken[]>(['filter', 'format', 'attempts']);
  return taken;
}

/** @returns false when this attempt is no longer the one: cancelled, or taken over */
export async function moveOn(
  tx: Tx,
  { id, run }: { id: string; run: string },
  to: { rows_done: number } & Partial<{
    state: 'done';
    bytes: number;
    sha256: string;
    sealed_key: string;
    key_id: string;
    audit_head: string;
    finished_at: Date;
    expires_at: Date;
  }>,
): Promise<boolean> {
  return (await tx('national.export').where({ id, run, state: 'running' }).update(to)) === 1;
}

/** Ends an export without a file. @returns false when it was over, or is not the actor's */
export async function endExport(
  tx: Tx,
  accountId: string,
  id: string,
  to: { state: 'cancelled' | 'failed'; problem?: string; finished_at: Date },
): Promise<boolean> {
  const ended = await tx('national.export')
    .where({ id, account_id: accountId })
    .whereIn('state', ['waiting', 'running'])
    .update(to);
  return ended === 1;
}

/** @returns the state of an export of the actor's own; undefined for another's, which is as if it were missing */
export async function ownExport(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<{ state: ExportState; sha256: string | null } | undefined> {
  return tx('national.export')
    .where({ id, account_id: accountId })
    .first<{ state: ExportState; sha256: string | null } | undefined>('state', 'sha256');
}

/** Ends the time of a file that is there. @returns false when there was none */
export async function endTime(tx: Tx, accountId: string, id: string, now: Date): Promise<boolean> {
  const ended = await tx('national.export')
    .where({ id, account_id: accountId, state: 'done' })
    .update({ state: 'expired', expires_at: now });
  return ended === 1;
}

export interface ExportRow {
  id: string;
  account_id: string;
  by_name: string;
  filter: ExportFilter;
  format: Format;
  state: ExportState;
  rows_all: number;
  rows_done: number;
  bytes: string | null;
  sha256: string | null;
  audit_head: string | null;
  problem: string;
  asked_at: Date;
  finished_at: Date | null;
  expires_at: Date;
  downloads: { by_name: string; at: string }[];
}

const MOST_SHOWN = 50;

/** The latest exports of one account, or of all national staff, with who downloaded them, in one round trip. */
export async function listExports(tx: Tx, accountId: string | null): Promise<ExportRow[]> {
  const answer = await tx.raw<{ rows: ExportRow[] }>(
    `select e.id, e.account_id, a.name as by_name, e.filter, e.format, e.state, e.rows_all, e.rows_done, e.bytes, e.sha256,
            e.audit_head, e.problem, e.asked_at, e.finished_at, e.expires_at,
            (select coalesce(jsonb_agg(jsonb_build_object('by_name', n.name, 'at', d.at) order by d.at desc), '[]')
               from (select * from national.export_download d where d.export_id = e.id order by d.at desc limit 5) d
               join account n on n.id = d.account_id) as downloads
       from national.export e join account a on a.id = e.account_id
      where ?::uuid is null or e.account_id = ? order by e.asked_at desc, e.id desc limit ?`,
    [accountId, accountId, MOST_SHOWN],
  );
  return answer.rows;
}

export interface ExportFile {
  id: string;
  format: Format;
  bytes: string;
  sha256: string;
  sealed_key: string;
  key_id: string;
  asked_at: Date;
}

/** The file of an export of the actor's own that is there still. */
export async function exportFile(
  tx: Tx,
  accountId: string,
  id: string,
  now: Date,
): Promise<ExportFile | undefined> {
  return tx('national.export')
    .where({ id, account_id: accountId, state: 'done' })
    .where('expires_at', '>', now)
    .first<ExportFile | undefined>('id', 'format', 'bytes', 'sha256', 'sealed_key', 'key_id', 'asked_at');
}

export async function insertDownload(tx: Tx, exportId: string, accountId: string, at: Date): Promise<void> {
  await tx('national.export_download').insert({ export_id: exportId, account_id: accountId, at });
}

/** Whether an export's file stands for a content in the store. For the sweep, past row-level security. */
export async function isExported(owner: Knex, id: string, sha256: string): Promise<boolean> {
  const row = await owner('national.export')
    .where({ id, sha256, state: 'done' })
    .first<{ id: string } | undefined>('id');
  return row !== undefined;
}

/** Marks the exports whose time is over; and as failed what no process has ended for a day. For the sweep. */
export async function expireExports(owner: Knex, now: Date): Promise<{ id: string; sha256: string }[]> {
  await owner('national.export')
    .whereIn('state', ['waiting', 'running'])
    .where('asked_at', '<', new Date(now.getTime() - 24 * 3_600_000))
    .update({
      state: 'failed',
      problem: 'It was not made within a day. Ask for it again.',
      finished_at: now,
    });
  return owner('national.export')
    .where({ state: 'done' })
    .where('expires_at', '<=', now)
    .update({ state: 'expired' })
    .returning<{ id: string; sha256: string }[]>(['id', 'sha256']);
}
