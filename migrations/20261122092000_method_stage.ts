import type { Knex } from 'knex';

/** Where a review stands among the stages of its method: told by a person, each time as a row; the latest holds. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table method_stage (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      -- In the method's words as they stood: a stage that the method no longer has says nothing.
      stage text not null check (stage <> ''),
      set_by uuid not null references account, set_at timestamptz not null default now(),
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    create index method_stage_of on method_stage (board_id, review_id);
    call app.secure_case('method_stage', 'review_id');
    grant select, insert on method_stage to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
