import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { openUnscanned } from '../evidence/content';
import { Missing, Refused } from '../http/errors';
import type { House, Reply } from '../http/route';
import { isoDay } from '../http/dates';
import { enqueue } from '../jobs/jobs';
import { askNational } from './ask';
import { MOST_IN_BOOK, TOO_MANY_FOR_BOOK } from './export-book';
import { findingsOf, type ExportFilter, type Format } from './export-filter';
import {
  endExport,
  endTime,
  exportFile,
  exportsOf,
  insertDownload,
  insertExport,
  ownExport,
} from './export-queries';
import { bytesInWords } from './export-pages';
import { findingCount } from './findings-file';

export const MOST_AT_ONCE = 3;
export const DAYS_KEPT = 7;
/** What the files of one person may take of the disk. */
export const MOST_BYTES_KEPT = 2_000_000_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Asks for an export: it is made in the background, with the filter as it is now.
 * @returns its id
 * @throws Refused when the filter leaves nothing, its figure is hidden, it is more than a book holds, three are being made, or
 * the files of one's own take all the room there is for one person
 */
export async function askForExport(
  tx: Tx,
  actor: Actor,
  house: House,
  { filter, format }: { filter: ExportFilter; format: Format },
): Promise<string> {
  const rows = await askNational(house, async (national, settings) => {
    const { sql, bindings } = findingCount(await findingsOf(national, filter, settings));
    const answer = await national.raw<{ rows: { findings: number }[] }>(
      sql,
      bindings as Record<string, string>,
    );
    return answer.rows[0]?.findings ?? 0;
  });
  if (rows === 0) throw new Refused('No finding fits this filter, so there is nothing to export');
  if (format === 'xlsx' && rows > MOST_IN_BOOK) {
    throw new Refused(TOO_MANY_FOR_BOOK, 'format');
  }
  const { unfinished, bytes } = await exportsOf(tx, actor.accountId);
  if (unfinished >= MOST_AT_ONCE) {
    throw new Refused('Three of your exports are being made. Wait for one to end, or cancel one');
  }
  if (bytes >= MOST_BYTES_KEPT) {
    throw new Refused(
      `Your exports take ${bytesInWords(bytes)}, which is all the room that one person has. Remove those that you no longer need, and ask again`,
    );
  }
  const now = house.now();
  const id = await insertExport(tx, {
    account_id: actor.accountId,
    filter,
    format,
    rows_all: rows,
    asked_at: now,
    expires_at: new Date(now.getTime() + DAYS_KEPT * DAY_MS),
  });
  await enqueue(tx, 'export-findings', { export: id, account: actor.accountId });
  await told(tx, 'export.asked', id, { ...filter, format, findings: rows });
  return id;
}

/**
 * Ends one's own export before it is made: the job that makes it stops within a second, and nothing of it is kept.
 * @throws Refused when it had ended
 * @throws Missing when it is not one's own
 */
export async function cancelExport(tx: Tx, actor: Actor, now: Date, id: string): Promise<void> {
  if (!(await endExport(tx, actor.accountId, id, { state: 'cancelled', finished_at: now }))) {
    if (!(await ownExport(tx, actor.accountId, id))) throw new Missing();
    throw new Refused('There was nothing to cancel: this export had ended. The list below is as it is now');
  }
  await told(tx, 'export.cancelled', id, {});
}

/**
 * Removes one's own file before its time is over. That it was, and who downloaded it, stays in the list.
 * @throws Refused when there is no file
 * @throws Missing when it is not one's own
 */
export async function removeExport(tx: Tx, actor: Actor, now: Date, id: string): Promise<void> {
  if (!(await endTime(tx, actor.accountId, id, now))) {
    if (!(await ownExport(tx, actor.accountId, id))) throw new Missing();
    throw new Refused('There was no file to remove. The list below is as it is now');
  }
  await enqueue(tx, 'export-findings', { export: id, account: actor.accountId });
  await told(tx, 'export.removed', id, {});
}

const TYPES: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** One's own file, which only who asked for it downloads; who did so and when is kept. */
export async function downloadExport(tx: Tx, actor: Actor, house: House, id: string): Promise<Reply> {
  const now = house.now();
  const file = await exportFile(tx, actor.accountId, id, now);
  if (!file) throw new Missing();
  await insertDownload(tx, id, actor.accountId, now);
  await told(tx, 'export.downloaded', id, { format: file.format, sha256: file.sha256 });
  return {
    kind: 'stream',
    name: `findings-${isoDay(file.asked_at)}.${file.format}`,
    type: TYPES[file.format],
    bytes: Number(file.bytes),
    headers: { 'X-Checksum-SHA256': file.sha256 },
    open: () =>
      openUnscanned(house, {
        review_id: file.id,
        sha256: file.sha256,
        wrapped_key: file.sealed_key,
        key_id: file.key_id,
      }),
  };
}

async function told(tx: Tx, action: string, subject: string, detail: Record<string, unknown>): Promise<void> {
  await recordAudit(tx, { board: null, action, kind: 'export', subject, detail });
}
