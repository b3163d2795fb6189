import PgBoss from 'pg-boss';
import type { House } from '../http/route';
import { handlers } from './handlers';
import type { JobData } from './jobs';
import { QUEUES, type QueueName } from './queues';

export interface Jobs {
  /** Lets the jobs that are running end, and takes no more. */
  stop(): Promise<void>;
}

const STOP_MS = 8000;
const AGAIN_MS = 5000;
const POLL_SECONDS = 2;
/** How often is looked for jobs that have expired: what a killed process left is found soon. */
const EXPIRED_SECONDS = 10;

// pg-boss does not wait for all that it asks, and what is not waited for must not fail; it takes no answer for none done.
const nothing = undefined as never;

/**
 * Runs what is put down, until stopped. What goes wrong is told, never thrown: a database that is away is asked again,
 * and a job that fails is tried again as its queue says.
 */
export async function startJobs(house: House, tell: (error: unknown) => void): Promise<Jobs> {
  let boss: PgBoss | undefined;
  let stopped = false;
  let again: NodeJS.Timeout | undefined;
  const begin = async (): Promise<void> => {
    const begun = openBoss(house, tell);
    try {
      await begun.start();
      boss = begun;
      for (const { name } of QUEUES) {
        if (!stopped) await begun.work<JobData>(name, { pollingIntervalSeconds: POLL_SECONDS }, work(name));
      }
    } catch (error) {
      tell(error);
      if (!stopped) again = setTimeout(begin, AGAIN_MS).unref();
    }
  };
  const work =
    (name: QueueName) =>
    async ([job]: PgBoss.Job<JobData>[]): Promise<void> => {
      if (!job) return;
      try {
        await handlers[name](house, job.data);
      } catch (error) {
        tell(error);
        throw error;
      }
    };
  await begin();
  return {
    async stop() {
      stopped = true;
      clearTimeout(again);
      await boss?.stop({ graceful: true, timeout: STOP_MS });
    },
  };
}

function openBoss({ database }: House, tell: (error: unknown) => void): PgBoss {
  const executeSql = async (text: string, values?: unknown[]): Promise<{ rows: unknown[] }> => {
    try {
      // The pool closes a connection on which a query failed: it may be in the middle of a transaction of pg-boss's own.
      return await database.plain.query(text, values);
    } catch (error) {
      tell(error);
      return nothing;
    }
  };
  const boss = new PgBoss({
    migrate: false,
    schedule: false,
    maintenanceIntervalSeconds: EXPIRED_SECONDS,
    db: { executeSql },
  });
  boss.on('error', tell);
  return boss;
}
