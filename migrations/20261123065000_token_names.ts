import type { Knex } from 'knex';

/** API tokens have a name, by which who made them knows what to revoke. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table api_token add column name text not null default '' check (length(name) <= 100);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
