import type { Knex } from 'knex';

/** Whether a document has more text than is kept: the reader and the search say that they know only the first part. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table document add column text_cut boolean not null default false');
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
