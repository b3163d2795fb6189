import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { EmbeddedDatabaseError, errorCode } from './embedded-error';
import { isAlive, sleep, worksIn } from './embedded-process';
import { told } from '../stop-signals';

export const READY_MS = 60_000;

export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

export function url(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

const pidFile = (cluster: string): string => path.join(cluster, 'postmaster.pid');

interface Noted {
  lines: string[];
  pid: number;
  /** Whether that process works in this cluster; nothing when the system does not say. */
  ours: boolean | undefined;
}

/** What the file of the postmaster says, when the process it names lives. */
async function readNoted(cluster: string): Promise<Noted | undefined> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  return { lines, pid, ours: worksIn(pid, cluster) };
}

/** The live postmaster of this cluster. Changes nothing, so that it may be asked while a postmaster starts. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const noted = await readNoted(cluster);
  if (noted === undefined || noted.ours === false) return undefined;
  if (noted.ours === undefined && process.platform === 'linux') return undefined;
  const { lines, pid } = noted;
  return { pid, port: Number(lines[3]) || 0, ready: (lines[7] ?? '').startsWith('ready') };
}

/**
 * The number in a file that a power cut left may be another process's by now; then the file is changed so that
 * PostgreSQL, which only looks whether the process lives, can start. Call before a postmaster is started, with the lock
 * held: a new one's own file must not be overwritten.
 */
export async function disownStranger(cluster: string): Promise<void> {
  const noted = await readNoted(cluster);
  if (noted?.ours !== false) return;
  // PostgreSQL takes a number that is its parent's for stale, and still checks the shared memory that the file names.
  // Written over in one step without truncating first: an empty file would be somebody else's start to PostgreSQL.
  const file = await open(pidFile(cluster), 'r+');
  try {
    const words = [String(process.pid), ...noted.lines.slice(1)].join('\n');
    await file.write(words, 0);
    await file.truncate(Buffer.byteLength(words));
  } finally {
    await file.close();
  }
}

// Answered only after the password was found right.
const TOO_MANY_CONNECTIONS = '53300';

type Answer = 'yes' | 'not yet' | 'wrong password';

async function ask(port: number, password: string): Promise<Answer> {
  const connectionString = url('postgres', password, port, 'postgres');
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return 'yes';
  } catch (error) {
    const code = errorCode(error);
    if (code === '28P01') return 'wrong password';
    return code === TOO_MANY_CONNECTIONS ? 'yes' : 'not yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Waits until the postmaster takes connections, and returns its port; nothing when it has ended.
 * @throws when the process is told to stop meanwhile
 */
export async function awaitReady(
  cluster: string,
  password: string,
  ended: (running: boolean) => boolean,
): Promise<number | undefined> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    told.throwIfAborted();
    const postmaster = await findPostmaster(cluster);
    if (ended(postmaster !== undefined)) return undefined;
    if (postmaster?.ready && postmaster.port > 0) {
      const answer = await ask(postmaster.port, password);
      if (answer === 'yes') return postmaster.port;
      if (answer === 'wrong password') {
        throw new EmbeddedDatabaseError(
          `The database in ${cluster} does not accept the password in ${cluster}.json: restore both from the same backup.`,
        );
      }
    }
    if (Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `The database in ${cluster} is not ready after ${READY_MS / 1000} seconds, perhaps still recovering from an unclean stop: look into ${cluster}.log, wait a minute, then start again.`,
      );
    }
    await sleep(25);
  }
}

async function ends(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Stops the postmaster: connections are ended, data are written. If that takes too long, ever harder. */
export async function stopPostmaster(cluster: string): Promise<void> {
  const postmaster = await findPostmaster(cluster);
  if (postmaster === undefined) return;
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, patience] of steps) {
    try {
      process.kill(postmaster.pid, signal);
    } catch {
      return;
    }
    if (await ends(postmaster.pid, patience)) return;
  }
}
