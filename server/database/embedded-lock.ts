import { lstat, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedDatabaseError, errorCode, folderError } from './embedded-error';
import { describedIsAlive, describeProcess, sleep } from './embedded-process';

const WAIT_MS = 150_000;
const STEAL_MS = 10_000;

/** The lock is a link to the description of its holder: made in one step, even on a full disk. */
async function take(file: string): Promise<boolean> {
  try {
    await symlink(describeProcess(process.pid), file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw folderError(`DATA_DIR (${path.dirname(file)})`, error);
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    return !describedIsAlive(await readlink(file));
  } catch (error) {
    return errorCode(error) === 'EINVAL';
  }
}

async function age(file: string): Promise<number> {
  return Date.now() - (await lstat(file)).mtimeMs;
}

/** Removes the lock of a dead process. A second lock makes sure that no fresh lock is removed in its place. */
async function removeStale(file: string): Promise<void> {
  const steal = `${file}.steal`;
  if (await take(steal)) {
    if (await isStale(file)) await rm(file, { force: true });
    await rm(steal, { force: true });
  } else if ((await age(steal).catch(() => 0)) > STEAL_MS) {
    await rm(steal, { force: true });
  }
}

/**
 * Runs the work while no other process, and nothing else in this one, holds the lock.
 * @throws the reason of `giveUp` when that is aborted while it waits for the lock
 */
export async function withLock<T>(file: string, work: () => Promise<T>, giveUp?: AbortSignal): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await take(file))) {
    giveUp?.throwIfAborted();
    if (await isStale(file)) {
      await removeStale(file);
    } else if (Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `Another process has held ${file} for ${WAIT_MS / 1000} seconds while starting or stopping the database: end it, then start again.`,
      );
    }
    await sleep(25);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
