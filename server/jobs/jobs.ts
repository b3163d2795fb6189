import PgBoss from 'pg-boss';
import type { Database } from '../database/database';
import type { Tx } from '../database/with-actor';
import type { House } from '../http/route';
import { handlers } from './handlers';
import { QUEUES, type QueueName } from './queues';

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

export interface Jobs {
  /** Lets the jobs that are running end, and takes no more. */
  stop(): Promise<void>;
}

const STOP_MS = 8000;

// pg-boss does not wait for all that it asks, and what is not waited for must not fail; it takes no answer for none done.
const nothing = undefined as never;

/**
 * Runs what is put down, until stopped. What goes wrong is told, never thrown: a database that is away is asked again,
 * and a job that fails is tried again as its queue says.
 */
export async function startJobs(house: House, tell: (error: unknown) => void): Promise<Jobs> {
  const { plain } = house.database;
  const boss = new PgBoss({
    migrate: false,
    schedule: false,
    db: {
      async executeSql(text, values) {
        const client = await plain.connect().catch(told);
        if (!client) return nothing;
        try {
          const answer = await client.query(text, values as unknown[]);
          client.release();
          return answer;
        } catch (error) {
          // In the middle of a transaction of its own, perhaps: not a connection for anyone else.
          client.release(true);
          tell(error);
          return nothing;
        }
      },
    },
  });
  function told(error: unknown): undefined {
    tell(error);
  }
  boss.on('error', tell);
  await boss.start();
  for (const { name } of QUEUES) {
    await boss.work<JobData>(name, { pollingIntervalSeconds: 2 }, async ([job]) => {
      if (!job) return;
      try {
        await handlers[name](house, job.data);
      } catch (error) {
        tell(error);
        throw error;
      }
    });
  }
  return { stop: () => boss.stop({ graceful: true, timeout: STOP_MS }) };
}
