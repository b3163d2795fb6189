import type { Knex } from 'knex';

/**
 * What was mended in a sheet, and which of its rows were left out, stays with the record of its load: its rows go
 * when it is loaded, and the same sheet brought again is mended at once.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table chronology_load add column mended jsonb not null default '{}'`);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
