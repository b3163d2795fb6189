import type { Knex } from 'knex';

/** What one finding counts as is asked of each finding of an export, in the edition of its filter. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index fact_of_finding on national.fact (finding_id, edition) where direct');
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
