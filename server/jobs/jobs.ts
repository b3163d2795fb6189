import PgBoss from 'pg-boss';
import type { Database } from '../database/database';
import type { Tx } from '../database/with-actor';
import type { House } from '../http/route';
import type { QueueName } from './queues';

/** What a job is told: ids, never words of a case. */
export type JobData = Readonly<Record<string, string | number>>;
export type Handler = (house: House, data: JobData) => Promise<void>;

interface Executor {
  executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

// Only writes jobs down; it is never started and has no connection of its own.
const scribe = new PgBoss({
  db: { executeSql: () => Promise.reject(new Error('A job is put down within a transaction')) },
});

/**
 * Puts a job down in a transaction: it exists from the commit on, and never when the transaction is rolled back.
 * @param options pg-boss's, such as `startAfter`
 */
export async function enqueue(
  tx: Tx,
  queue: QueueName,
  data: JobData,
  options: Pick<PgBoss.SendOptions, 'startAfter' | 'singletonKey' | 'priority'> = {},
): Promise<void> {
  const connection = (await tx.client.acquireConnection()) as {
    query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  };
  const db: Executor = { executeSql: (text, values) => connection.query(text, values) };
  if (!(await scribe.send(queue, data, { ...options, db }))) throw new Error(`There is no queue ${queue}`);
}

/** A transaction that acts for a Board, in no person's name: row-level security shows that Board's rows. */
export async function withJob<Result>(
  database: Database,
  boardId: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return database.app.transaction(async (tx) => {
    await tx.raw('select app.enter_job(?)', [boardId]);
    return work(tx);
  });
}
