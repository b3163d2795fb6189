import path from 'node:path';
import { knex, type Knex } from 'knex';
import { quiet } from './database';
import { loadReferenceData } from '../../seeds/reference';

/** The database and the code do not fit together; the message says what to do. */
export class DatabaseAgeError extends Error {}

function ownerConnection(ownerUrl: string): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: ownerUrl, application_name: 'workbench owner' },
    pool: { min: 0, max: 2 },
    log: quiet,
    migrations: {
      directory: path.join(__dirname, '..', '..', 'migrations'),
      schemaName: 'public',
      tableName: 'schema_migration',
      loadExtensions: ['.js', '.ts'],
    },
  });
}

/** Runs `work` with a connection as the owner of the schema, and closes it. */
export async function asOwner<Result>(
  ownerUrl: string,
  work: (owner: Knex) => Promise<Result>,
): Promise<Result> {
  const owner = ownerConnection(ownerUrl);
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
}

/** Brings the schema up to this code and loads the reference data. Both may be run again. */
export async function migrate(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, async (owner) => {
    await owner.migrate.latest().catch(newerThanCode);
    await loadReferenceData(owner);
  });
}

/**
 * Checks that the schema is the one of this code.
 * @throws DatabaseAgeError when it is older or newer
 */
export async function checkSchema(ownerUrl: string): Promise<void> {
  const pending = await asOwner(ownerUrl, async (owner) => {
    // Listing migrations would make knex's own tables in a database that is only to be looked at.
    const known = await owner.raw<{ rows: { there: string | null }[] }>(
      `select to_regclass('public.schema_migration')::text as there`,
    );
    if (known.rows[0]?.there === null) throw new DatabaseAgeError(EMPTY);
    const [, waiting] = (await owner.migrate.list().catch(newerThanCode)) as [unknown[], { file: string }[]];
    return waiting.length;
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== '42501') throw error;
    throw new DatabaseAgeError(
      'DATABASE_OWNER_URL has a role that may not read the schema: give it workbench_owner.',
    );
  });
  if (pending > 0) {
    throw new DatabaseAgeError(
      `The database is older than this code (${pending} changes behind): run npm run migrate, then start again.`,
    );
  }
}

const EMPTY =
  'The database is older than this code (it is empty): run npm run migrate with DATABASE_OWNER_URL set, then start again.';

function newerThanCode(error: unknown): never {
  if (!/migration directory is corrupt/.test(String(error))) throw error;
  throw new DatabaseAgeError(
    'The database is newer than this code: run the version of the workbench that made it, or a later one.',
  );
}
