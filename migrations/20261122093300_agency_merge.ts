import type { Knex } from 'knex';

/**
 * Two names of one agency are merged: what belonged to the one moves to the other, and the empty name goes. What it
 * said stays among the revisions. What an event bears up is found by the event.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    grant delete on agency, chronology_mapping to workbench_app;
    create index pointer_event on pointer (board_id, event_id) where event_id is not null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
