import { readConfig } from '../config';
import { migrate as migrateDatabase } from '../database/migrate';
import { oneLine } from '../one-line';
import { withConnection } from './with-connection';

/** `npm run migrate`: brings the schema and the reference data up to this code. */
export async function main(): Promise<number> {
  const ownerUrl = process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL;
  // Connecting to the embedded database migrates it.
  if (!ownerUrl) return withConnection(async () => 0);
  try {
    readConfig(process.env);
    await migrateDatabase(ownerUrl);
    return 0;
  } catch (error) {
    console.error(oneLine(error));
    return 1;
  }
}
