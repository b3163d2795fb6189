import type { Knex } from 'knex';

/**
 * What someone looked for in a review, kept for a while so that the page of what was found has an address of its own.
 * The words may name a child: they stand here and in no address, and only whoever asked reads them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table search_asked (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      account_id uuid not null references account,
      words text not null default '', person text not null default '', asked_at timestamptz not null,
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    create index search_asked_of on search_asked (account_id, asked_at desc);
    call app.secure_case('search_asked', 'review_id');
    create policy own_alone on search_asked as restrictive to workbench_app
      using (account_id = (select app.current_account_id())) with check (account_id = (select app.current_account_id()));
    grant select, insert on search_asked to workbench_app;

    -- Of whoever is acting: what is older than a week, and all but the last 200. Also in reviews that they have left.
    create function app.forget_searches(p_now timestamptz) returns void language sql
      security definer set search_path = pg_catalog, public, pg_temp as $$
      delete from search_asked s
       where s.account_id = app.current_account_id()
         and (s.asked_at < p_now - interval '7 days'
              or s.id in (select k.id from search_asked k where k.account_id = app.current_account_id()
                           order by k.asked_at desc, k.id desc offset 200));
    $$;
    revoke all on function app.forget_searches from public;
    grant execute on function app.forget_searches to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
