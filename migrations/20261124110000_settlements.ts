import type { Knex } from 'knex';

/** Every settlement of a difference between coders is kept: what took its place later does not take it away. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.settlement (
      sample_id uuid not null, finding_id uuid not null, number integer not null check (number > 0),
      codes text[] not null, reason text not null,
      settled_by uuid not null references public.account, settled_at timestamptz not null,
      primary key (sample_id, finding_id, number),
      foreign key (sample_id, finding_id) references national.sample_finding (sample_id, finding_id)
    );
    create index settlement_of_finding on national.settlement (finding_id);
    call app.secure('national.settlement');
    insert into national.settlement (sample_id, finding_id, number, codes, reason, settled_by, settled_at)
      select sample_id, finding_id, 1, settled_codes, settled_reason, settled_by, settled_at
        from national.sample_finding where settled_at is not null;
    create policy editor_read on national.settlement for select to workbench_app
      using ('editor' = any ((select app.current_roles())::text[]));
    grant select on national.settlement to workbench_app;

    -- It is written with the settlement itself, by whatever road that comes, and never changed.
    create function national.keep_settlement() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      insert into national.settlement (sample_id, finding_id, number, codes, reason, settled_by, settled_at)
        select new.sample_id, new.finding_id, count(*) + 1, new.settled_codes, new.settled_reason, new.settled_by, new.settled_at
          from national.settlement s where s.sample_id = new.sample_id and s.finding_id = new.finding_id;
      return null;
    end $$;
    create trigger settled after update on national.sample_finding for each row
      when (new.settled_at is not null
            and (new.settled_codes, new.settled_reason, new.settled_by, new.settled_at)
                is distinct from (old.settled_codes, old.settled_reason, old.settled_by, old.settled_at))
      execute function national.keep_settlement();
    create trigger frozen before update or delete on national.settlement
      for each row execute function national.refuse_change();
    create trigger never_emptied before truncate on national.settlement execute function national.refuse_change();

    -- Besides those named before: whoever settled it once, also when another settlement took its place.
    create or replace function national.barred_from(p_finding uuid) returns setof uuid language sql stable
      security definer set search_path = pg_catalog, public, pg_temp as $$
      select t.coded_by from national.published_tag t where t.finding_id = p_finding
      union select s.first_coder from national.sample_finding s where s.finding_id = p_finding and s.first_coder is not null
      union select s.settled_by from national.settlement s where s.finding_id = p_finding
      union select d.decided_by from national.recoded d where d.finding_id = p_finding
      union select c.coder from national.second_coding c join national.sample s on s.id = c.sample_id and s.state = 'closed'
             where c.finding_id = p_finding and c.tags is not null
      union select c.by from finding f cross join lateral (
              select f.written_by as by
              union select f.updated_by
              union select v.submitted_by from finding_version v where v.board_id = f.board_id and v.finding_id = f.id
              union select v.approved_by from finding_version v where v.board_id = f.board_id and v.finding_id = f.id
              union select r.saved_by from revision r where r.board_id = f.board_id and r.finding_id = f.id
              union select t.updated_by from finding_tag t where t.board_id = f.board_id and t.finding_id = f.id
              union select m.account_id from review_member m where m.board_id = f.board_id and m.review_id = f.review_id
              union select m.account_id from membership m where m.board_id = f.board_id) c
             where f.id = p_finding and c.by is not null $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
