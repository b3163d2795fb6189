import path from 'node:path';
import type { Config } from '../config';
import { openDatabase, type Database } from './database';
import { openEmbedded } from './embedded';
import { checkRoles } from './check-roles';
import { checkSchema, migrate } from './migrate';

/** A process's hold on the database, wherever it is. */
export interface Connection {
  database: Database;
  ownerUrl: string;
  /** True for the embedded database of a demo, which may be given the demo cast. */
  embedded: boolean;
  /** Starts the embedded database again if it has died; true when it had. */
  revive(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Connects to DATABASE_URL, or starts (or joins) PostgreSQL from the package on DATA_DIR, and sees that the
 * schema fits this code: the embedded database is migrated, another is only checked.
 * @throws EmbeddedDatabaseError, DatabaseAgeError, or the driver's error when the server does not answer
 */
export async function connect(config: Config): Promise<Connection> {
  if (config.databaseUrl) {
    const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl;
    await checkSchema(ownerUrl);
    const database = openDatabase({ appUrl: config.databaseUrl, nationalUrl: config.databaseReplicaUrl });
    try {
      await checkRoles(database);
    } catch (error) {
      await database.close();
      throw error;
    }
    return { database, ownerUrl, embedded: false, revive: async () => false, close: () => database.close() };
  }
  const server = await openEmbedded(path.resolve(config.dataDir));
  try {
    await migrate(server.ownerUrl);
  } catch (error) {
    await server.release();
    throw error;
  }
  const database = openDatabase({ appUrl: server.appUrl, nationalUrl: server.nationalUrl });
  return {
    database,
    ownerUrl: server.ownerUrl,
    embedded: true,
    revive: server.revive,
    async close() {
      await database.close();
      await server.release();
    },
  };
}
