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
/** A running job says so; one that has not for so long belongs to a process that is gone, and is begun again. */
const ALIVE_SECONDS = 40;
const ALIVE_EVERY_MS = 10_000;

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
      const alive = sayAlive(house, name, job);
      try {
        await handlers[name](house, job.data);
      } catch (error) {
        tell(error);
        throw error;
      } finally {
        alive.stop();
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

/**
 * Has a job expire soon unless it is told again and again that it is being done, however long it may take in all: it
 * counts as begun so long ago that only that much of its time is left. pg-boss ends one that takes too long by its own
 * clock, and from then on nothing is told.
 */
function sayAlive(
  { database }: House,
  name: QueueName,
  { id, expireInSeconds }: PgBoss.Job<JobData>,
): { stop(): void } {
  const until = Date.now() + Number(expireInSeconds) * 1000;
  const say = (): void => {
    if (Date.now() > until) return stop();
    database.plain.query(ALIVE, [name, id, ALIVE_SECONDS]).catch(() => undefined);
  };
  const timer = setInterval(say, ALIVE_EVERY_MS);
  const stop = (): void => clearInterval(timer);
  say();
  return { stop };
}

const ALIVE = `update pgboss.job set started_on = now() - greatest(expire_in - $3 * interval '1 second', interval '0')
  where name = $1 and id = $2 and state = 'active'`;

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
