import type { Knex } from 'knex';

/**
 * What each row of a spreadsheet says as an event would, or why it cannot be read, is kept beside it: the page that
 * shows twenty thousand rows asks the database, and loading them is one statement.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table chronology_row
      add column says jsonb, add column fingerprint text, add column wrong jsonb not null default '[]',
      add check ((says is null) = (fingerprint is null));
    -- How the file was written, where its headings stood, and its other sheets.
    alter table chronology_load add column found jsonb not null default '{}';
    create index event_of_load on event (board_id, load_id, load_row) where load_id is not null;
    create index chronology_load_file on chronology_load (board_id, review_id, sha256);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
