import type { Knex } from 'knex';

/**
 * What a day was like for the child may be known from someone else who saw or heard it: a neighbour, a sibling. Their
 * words are not the child's.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table event drop constraint event_child_basis_check,
      add constraint event_child_basis_check check (child_basis in ('said', 'told', 'seen', 'inferred'));
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
