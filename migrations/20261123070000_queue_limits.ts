import type { Knex } from 'knex';

/**
 * A document whose reading was cut off by the end of the process is read again within two minutes, and a store that is
 * away for some minutes does not use up its tries.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    update pgboss.queue set expire_seconds = 80, retry_limit = 8, retry_delay = 5, retry_backoff = true
     where name = 'read-document';
    update pgboss.job set expire_in = interval '80 seconds', retry_limit = 8, retry_delay = 5, retry_backoff = true
     where name = 'read-document' and state < 'completed';
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
