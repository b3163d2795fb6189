import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbedded, type EmbeddedDatabase } from '../../server/database/embedded';
import { asOwner, migrate } from '../../server/database/migrate';
import { loadCast } from '../../seeds/load-cast';

declare global {
  var workbenchServer: { database: EmbeddedDatabase; folder: string } | undefined;
}

/** One PostgreSQL for the run; its `workbench` database, migrated and with the cast, is the template of each worker's. */
export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workbench-test-data-'));
  const database = await openEmbedded(folder, { disposable: true });
  await migrate(database.ownerUrl);
  await asOwner(database.ownerUrl, (owner) => loadCast(owner));
  process.env.WORKBENCH_TEST_URLS = JSON.stringify({
    superuserUrl: database.superuserUrl,
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    nationalUrl: database.nationalUrl,
    folder,
  });
  globalThis.workbenchServer = { database, folder };
}
