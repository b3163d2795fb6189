import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { clearCounters } from '../http/counters';
import type { House } from '../http/route';
import { expireExports, isExported } from '../national/export-queries';
import { contentsOfRows, isClaimed, lockContents } from './document-queries';
import { incomingRoot, startOf } from './incoming-folder';
import { contentKey } from './store/document-store';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a sweep removed and found. */
export interface Swept {
  /** Folders of incoming files whose process is gone. */
  incoming: number;
  /** Contents that no document and no export stands for. */
  unclaimed: number;
  /** Exports whose time is over. */
  expired: number;
  /** Documents whose content is not in the store, by review and SHA-256. */
  missing: string[];
  /** Documents kept under another DOCUMENT_KEY than the one that is set, by the id of their key. */
  otherKeys: Record<string, number>;
}

/**
 * Removes what an upload that was cut off, or a process that was killed, left behind, and looks for documents without
 * content. What may still be on its way is left alone: the incoming of processes that live, and contents younger than
 * an hour, whose transaction may not have ended.
 * @param owner a connection past row-level security: contents are looked for in all Boards
 */
export async function sweep(
  owner: Knex,
  { config, documents, documentKey }: Pick<House, 'config' | 'documents' | 'documentKey'>,
  now = Date.now(),
): Promise<Swept> {
  const incoming = await sweepIncoming(incomingRoot(config), now);
  await clearCounters(owner, now);
  const over = await expireExports(owner, new Date(now));
  for (const { id, sha256 } of over) await documents.remove(contentKey(id, sha256));
  const stored = new Set<string>();
  let unclaimed = 0;
  for await (const { key, at } of documents.list()) {
    stored.add(key);
    if (now - at.getTime() > HOUR_MS && (await removeIfUnclaimed(owner, documents, key))) unclaimed += 1;
  }
  const missing: string[] = [];
  const otherKeys: Record<string, number> = {};
  for (const { review_id, sha256, key_id } of await contentsOfRows(owner)) {
    const key = contentKey(review_id, sha256);
    if (!stored.has(key)) missing.push(key);
    if (key_id !== documentKey.id) otherKeys[key_id] = (otherKeys[key_id] ?? 0) + 1;
  }
  // A document that was added while the store was listed is there all the same.
  const gone = await Promise.all(missing.map((key) => isGone(documents, key)));
  return {
    incoming,
    unclaimed,
    expired: over.length,
    missing: missing.filter((_, at) => gone[at]),
    otherKeys,
  };
}

async function isGone(documents: House['documents'], key: string): Promise<boolean> {
  try {
    (await documents.open(key)).destroy();
    return false;
  } catch {
    return true;
  }
}

/** The folders of processes of this machine that are gone; those of other machines after a day. */
async function sweepIncoming(root: string, now: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(root).catch(() => [])) {
    const folder = path.join(root, name);
    const [, host, pid, start] = /^(.*)-(\d+)-(\d*)$/.exec(name) ?? [];
    if (host === undefined || !(await isLeft(folder, { host, pid: Number(pid), start: start ?? '' }, now)))
      continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

async function isLeft(
  folder: string,
  { host, pid, start }: { host: string; pid: number; start: string },
  now: number,
): Promise<boolean> {
  if (host === hostname()) return !isRunning(pid) || startOf(pid) !== start;
  const found = await stat(folder).catch(() => null);
  return found !== null && now - found.mtimeMs > DAY_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function removeIfUnclaimed(owner: Knex, documents: House['documents'], key: string): Promise<boolean> {
  const [, reviewId = '', name = '', part] = /^([^/]+)\/([0-9a-f]{64})(\..*)?$/.exec(key) ?? [];
  if (name === '') return false;
  return owner.transaction(async (tx) => {
    await lockContents(tx, reviewId, [name]);
    const isOfRow = (await isClaimed(tx, reviewId, name)) || (await isExported(tx, reviewId, name));
    if (part === undefined && isOfRow) return false;
    await documents.remove(key);
    return true;
  });
}
