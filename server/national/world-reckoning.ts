/** Finds the worlds of tables in a thread of its own, and keeps what it found: it takes seconds, in which no page waits. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../root';
import type { CountedTable } from './counted-table';
import type { ProtectedWorlds } from './world';

/** What the thread is asked, and what it answers. */
export interface WorldsAsked {
  id: number;
  table: CountedTable;
  threshold: number;
}
export type WorldsFound = { id: number; found: ProtectedWorlds } | { id: number; problem: string };

interface Waiting {
  resolve(found: ProtectedWorlds): void;
  reject(error: Error): void;
}

const MOST_KEPT = 300;
const kept = new Map<string, Promise<ProtectedWorlds>>();
const waiting = new Map<number, Waiting>();
let thread: Worker | undefined;
let asked = 0;

/**
 * The worlds of a table; the same table is reckoned once, by whoever asks first.
 * @throws Error when the thread breaks off
 */
export function reckonWorlds(table: CountedTable, threshold: number): Promise<ProtectedWorlds> {
  const name = createHash('sha256')
    .update(JSON.stringify([table, threshold]))
    .digest('base64');
  const found = kept.get(name) ?? askThread(table, threshold);
  kept.delete(name);
  kept.set(name, found);
  found.catch(() => kept.delete(name));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return found;
}

function askThread(table: CountedTable, threshold: number): Promise<ProtectedWorlds> {
  const worker = (thread ??= startThread());
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage({ id, table, threshold } satisfies WorldsAsked);
  });
}

/** The thread keeps the process alive only while someone waits for it. */
function startThread(): Worker {
  const worker = new Worker(path.join(projectRoot, 'dist/server/national/world-worker.js'));
  worker.unref();
  worker.on('message', (answer: WorldsFound) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if ('found' in answer) one?.resolve(answer.found);
    else one?.reject(new Error(answer.problem));
  });
  const stop = (error: Error): void => {
    thread = undefined;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };
  worker.on('error', stop);
  worker.on('exit', () => {
    if (thread === worker) stop(new Error('The thread that protects figures has stopped.'));
  });
  return worker;
}
