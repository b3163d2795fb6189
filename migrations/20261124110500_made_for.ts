import type { Knex } from 'knex';

/** What a category of a draft was made for: it goes again when that is undone. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Null: for its own sake. Nothing of a published edition rests on it.
    alter table typology.category add column made_for text check (made_for in ('merger', 'split'));
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
