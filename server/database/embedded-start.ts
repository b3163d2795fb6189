import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Account } from './embedded-account';
import { folderArgument, meaningfulLine, processOptions } from './embedded-command';
import { EmbeddedDatabaseError } from './embedded-error';
import { awaitReady, disownStranger, findPostmaster, READY_MS, stopPostmaster } from './embedded-postmaster';
import { sleep } from './embedded-process';
import { serverFlags } from './embedded-settings';
import { told } from '../stop-signals';

const LOG_LIMIT = 8 * 1024 * 1024;

export interface StartOptions {
  cluster: string;
  native: string;
  account: Account;
  password: string;
  disposable: boolean;
  /** The port it has to have, because pools already point there. */
  port?: number;
}

/** The wanted port when it is free, else another that is. */
function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted > 0 ? freePort().then(resolve, reject) : reject(error)));
    server.listen({ host: '127.0.0.1', port: wanted }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * The port of the last start, which PostgreSQL notes. A database that has died is started there again, whoever does
 * it, so that the pools of the processes that still use it find it.
 */
async function lastPort(cluster: string): Promise<number> {
  const options = await readFile(path.join(cluster, 'postmaster.opts'), 'utf8').catch(() => '');
  const port = Number(/"port=(\d+)"/.exec(options)?.[1] ?? 0);
  return port <= 65_535 ? port : 0;
}

async function trimLog(log: string): Promise<void> {
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size > LOG_LIMIT) await rename(log, `${log}.1`);
}

async function readFrom(file: string, start: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const length = Math.min((await handle.stat()).size - start, 65_536);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Ends a postmaster that nobody uses yet: perhaps before it has written its number where others find it. */
async function endUnused(child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000;
  child.kill('SIGINT');
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    if (Date.now() > deadline) child.kill('SIGKILL');
    await sleep(20);
  }
}

type Launched = { port: number } | { wrote: string };

/** Starts a postmaster; the result is its port, or what it wrote when it ended at once. */
async function launch(options: StartOptions, wanted: number): Promise<Launched> {
  const { cluster, account, native, password, disposable } = options;
  told.throwIfAborted();
  const log = `${cluster}.log`;
  await trimLog(log);
  const handle = await open(log, 'a', 0o600);
  if (account.change) await handle.chown(account.uid, account.gid);
  const start = (await handle.stat()).size;
  let failure: string | undefined;
  let child: ChildProcess;
  try {
    const args = ['-D', folderArgument(account, cluster), ...(await serverFlags(wanted, disposable))];
    // A process group of its own: Ctrl-C in the terminal must not end the database under other processes.
    child = spawn(path.join(native, 'bin', 'postgres'), args, {
      ...processOptions({ native, account, cwd: cluster }),
      detached: true,
      stdio: ['ignore', handle.fd, handle.fd],
    });
    child.on(
      'error',
      (error: NodeJS.ErrnoException) => (failure = `it cannot be run: ${error.code ?? 'error'}`),
    );
    child.on('exit', () => (failure ??= ''));
    child.unref();
  } finally {
    await handle.close();
  }
  const port = await awaitReady(cluster, password, () => failure !== undefined).catch(
    async (error: unknown) => {
      if (told.aborted) await endUnused(child);
      throw error;
    },
  );
  return port === undefined ? { wrote: failure || (await readFrom(log, start)) } : { port };
}

async function ownPostmasterOnly(options: StartOptions, wanted: number): Promise<Launched> {
  try {
    return await launch(options, wanted);
  } catch (error) {
    // A postmaster that refuses our password is of no use to anyone; one that is still recovering may go on.
    if ((await findPostmaster(options.cluster))?.ready) await stopPostmaster(options.cluster);
    throw error;
  }
}

/** Starts PostgreSQL and returns its port, the last one when free; nothing when another postmaster came first. */
export async function startPostmaster(options: StartOptions): Promise<number | undefined> {
  const { cluster } = options;
  const deadline = Date.now() + READY_MS;
  for (let attempt = 0; ; attempt++) {
    const wanted = options.port ?? (await freePort(attempt === 0 ? await lastPort(cluster) : 0));
    await disownStranger(cluster);
    const result = await ownPostmasterOnly(options, wanted);
    if ('port' in result) return result.port;
    const { wrote } = result;
    if (/Is another postmaster|lock file "postmaster\.pid" (already exists|is empty)/.test(wrote)) {
      if (attempt < 5 && (await findPostmaster(cluster))) return undefined;
      // What is left of a start that was cut off while it wrote: nobody else starts while we hold the lock.
      if (/lock file "postmaster\.pid" is empty/.test(wrote))
        await rm(path.join(cluster, 'postmaster.pid'), { force: true });
      if (attempt < 5) continue;
    }
    if (/Address already in use|could not create any TCP/.test(wrote) && attempt < 10) {
      if (options.port !== undefined) await sleep(200);
      continue;
    }
    // After a kill of the postmaster its other processes take a moment to end.
    if (/pre-existing shared memory block/.test(wrote) && Date.now() < deadline) {
      await sleep(200);
      continue;
    }
    const full = wrote.includes('No space left on device');
    throw new EmbeddedDatabaseError(
      `The database did not start (${meaningfulLine(wrote).replaceAll('/proc/self/cwd', cluster)}): ${full ? 'make room on the disk' : `look into ${cluster}.log`}, then start again.`,
    );
  }
}
