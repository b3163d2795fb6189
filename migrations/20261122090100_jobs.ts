import type { Knex } from 'knex';
import PgBoss from 'pg-boss';
import { QUEUES } from '../server/jobs/queues';

/** pg-boss's own tables and the queues, made by the owner: the app's role has no right to make tables. */
export async function up(knex: Knex): Promise<void> {
  // Its plans bring their own transaction; this one is the migration's.
  const plans = PgBoss.getConstructionPlans('pgboss').replace(/^\s*BEGIN;|COMMIT;\s*$/g, '');
  await knex.raw(plans);
  for (const { name, options } of QUEUES) {
    await knex.raw('select pgboss.create_queue(?, ?::json)', [name, JSON.stringify(options)]);
  }
  await knex.raw(`
    grant usage on schema pgboss to workbench_app;
    grant select, insert, update, delete on all tables in schema pgboss to workbench_app;
    grant execute on all functions in schema pgboss to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
