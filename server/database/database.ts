import { knex, type Knex } from 'knex';
import { Pool } from 'pg';

/** The pools of one process. `app` and `national` are only reached through withActor and withNational. */
export interface Database {
  app: Knex;
  national: Knex;
  /** For sessions and guess counters, which are read before anyone is known. */
  plain: Pool;
  close(): Promise<void>;
}

export interface DatabaseUrls {
  appUrl: string;
  /** National reads may go to a replica; without one they share the app's server. */
  nationalUrl?: string;
}

const nothing = (): void => undefined;
/** Knex prints what it also throws; what is thrown is told once, where it is caught. */
export const quiet = { warn: nothing, error: nothing, deprecate: nothing, debug: nothing };

/** Opens the pools. Nothing is sent to the server until the first query. */
export function openDatabase({ appUrl, nationalUrl }: DatabaseUrls, most = 10): Database {
  const open = (connectionString: string, max: number): Knex =>
    knex({
      client: 'pg',
      connection: { connectionString, application_name: 'workbench' },
      pool: { min: 0, max },
      log: quiet,
    });
  // A request that asks the national level keeps its own connection while it waits for one of those, which are few:
  // with no more of the app's than can wait so, everything else would wait behind the heaviest questions.
  const app = open(appUrl, most * 2);
  const national = open(nationalUrl ?? appUrl, Math.max(2, Math.floor(most / 2)));
  const plain = new Pool({ connectionString: appUrl, max: 4, application_name: 'workbench sessions' });
  // An idle connection that the server closes is replaced at the next use; it must not end the process.
  plain.on('error', () => undefined);
  return {
    app,
    national,
    plain,
    async close() {
      await Promise.all([app.destroy(), national.destroy(), plain.end()]);
    },
  };
}
