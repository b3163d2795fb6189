import type { Knex } from 'knex';

/** Editions that are drafted and published in the workbench: who may write a draft, and that nothing else can be written. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table typology.edition drop constraint edition_status_check;
    -- 'to_come': published, and in force from a day that has not come.
    alter table typology.edition add constraint edition_status_check
      check (status in ('draft', 'to_come', 'in_force', 'superseded'));
    alter table typology.edition
      add column based_on text references typology.edition,
      add column note text not null default '',
      add column drafted_by uuid references public.account, add column drafted_at timestamptz,
      add column published_by uuid references public.account, add column published_at timestamptz,
      alter column in_force_from drop not null,
      add constraint a_day_once_published check (status = 'draft' or in_force_from is not null);
    create unique index one_draft on typology.edition (status) where status = 'draft';
    create unique index one_to_come on typology.edition (status) where status = 'to_come';
    alter table typology.crosswalk_step add column reason text not null default '';
    -- Two editors at one draft: what was changed since a form was opened, and by whom.
    alter table typology.category add column version integer not null default 1,
      add column updated_by uuid references public.account;

    -- A published edition never changes (METHOD section 6), by any road: not its name and day, not its crosswalk.
    create function typology.refuse_change_of_edition() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        if old.status <> 'draft' then
          raise exception 'edition % is published and cannot be changed', old.code using errcode = 'check_violation';
        end if;
        return old;
      end if;
      if old.status <> 'draft'
         and ((to_jsonb(new) - 'status') is distinct from (to_jsonb(old) - 'status')
              or not (new.status = old.status
                      or (old.status = 'to_come' and new.status = 'in_force')
                      or (old.status = 'in_force' and new.status = 'superseded'))) then
        raise exception 'edition % is published and cannot be changed', old.code using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger published_is_frozen before update or delete on typology.edition
      for each row execute function typology.refuse_change_of_edition();
    create function typology.refuse_change_of_crosswalk() returns trigger language plpgsql as $$
    declare v_edition text := coalesce(old.to_edition, new.to_edition);
    begin
      if exists (select from typology.edition where code in (v_edition, new.to_edition) and status <> 'draft') then
        raise exception 'edition % is published and cannot be changed', v_edition using errcode = 'check_violation';
      end if;
      return coalesce(new, old);
    end $$;
    create trigger published_is_frozen before insert or update or delete on typology.crosswalk_step
      for each row execute function typology.refuse_change_of_crosswalk();
    -- A category cannot be carried from a draft into a published edition either.
    create or replace function typology.refuse_change_of_published() returns trigger language plpgsql as $$
    begin
      if exists (select from typology.edition where code in (old.edition, new.edition) and status <> 'draft') then
        raise exception 'edition % is published and cannot be changed', coalesce(old.edition, new.edition) using errcode = 'check_violation';
      end if;
      return coalesce(new, old);
    end $$;
    create function typology.refuse_emptying() returns trigger language plpgsql as $$
    begin raise exception 'published editions cannot be emptied' using errcode = 'check_violation'; end $$;
    create trigger never_emptied before truncate on typology.edition execute function typology.refuse_emptying();
    create trigger never_emptied before truncate on typology.category execute function typology.refuse_emptying();
    create trigger never_emptied before truncate on typology.crosswalk_step execute function typology.refuse_emptying();

    -- The application writes drafts alone, and makes one 'to_come'; the calendar brings it into force below.
    do $$ declare t text; begin
      foreach t in array array['category', 'crosswalk_step'] loop
        execute format('create policy write_editor on typology.%I to workbench_app
          using (''editor'' = any ((select app.current_roles())::text[])) with check (''editor'' = any ((select app.current_roles())::text[]))', t);
        execute format('grant insert, update, delete on typology.%I to workbench_app', t);
      end loop;
    end $$;
    create policy begin_draft on typology.edition for insert to workbench_app
      with check (status = 'draft' and 'editor' = any ((select app.current_roles())::text[]));
    create policy change_draft on typology.edition for update to workbench_app
      using (status = 'draft' and 'editor' = any ((select app.current_roles())::text[]))
      with check (status in ('draft', 'to_come') and 'editor' = any ((select app.current_roles())::text[]));
    create policy delete_draft on typology.edition for delete to workbench_app
      using (status = 'draft' and 'editor' = any ((select app.current_roles())::text[]));
    grant insert, update, delete on typology.edition to workbench_app;

    -- Brings what was published for a day that has come into force. Anyone may cause it: it only follows the calendar.
    create function typology.bring_into_force(p_today date) returns text language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare v_code text;
    begin
      select code into v_code from typology.edition where status = 'to_come' and in_force_from <= p_today for update;
      if v_code is null then return null; end if;
      update typology.edition set status = 'superseded' where status = 'in_force';
      update typology.edition set status = 'in_force' where code = v_code;
      return v_code;
    end $$;

    -- How many findings and reviews a change of the edition touches: counts alone, for editors alone.
    create function typology.draft_effect(p_edition text, p_follow text[], p_again text[], p_behind text[]) returns jsonb
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with coded as (select f.origin, f.review_id, f.finding_id, f.category, f.direct from national.fact f where f.edition = p_edition),
      counted as (
        select c.category, jsonb_build_object(
                 'findings', count(distinct c.finding_id) filter (where c.direct),
                 'reviews', count(distinct c.review_id) filter (where c.direct),
                 'published', count(distinct c.finding_id) filter (where c.direct and c.origin = 'published'),
                 'below', count(distinct c.finding_id)) as n
          from coded c group by c.category),
      written as (
        select t.category, count(distinct t.finding_id) as n from public.finding_tag t
          join public.finding f on f.board_id = t.board_id and f.id = t.finding_id and f.state <> 'approved'
         where t.edition = p_edition group by t.category),
      grouped as (
        select g.name, jsonb_build_object('findings', count(distinct c.finding_id), 'reviews', count(distinct c.review_id)) as n
          from (values ('follow', p_follow), ('again', p_again), ('behind', p_behind)) as g(name, codes)
          left join coded c on c.direct and c.category = any (g.codes) group by g.name)
      select case when 'editor' = any (app.current_roles()) then jsonb_build_object(
        'categories', (select coalesce(jsonb_object_agg(category, n), '{}') from counted),
        'writing', (select coalesce(jsonb_object_agg(category, n), '{}') from written),
        'groups', (select jsonb_object_agg(name, n) from grouped)) end $$;
    revoke all on function typology.bring_into_force, typology.draft_effect from public;
    grant execute on function typology.bring_into_force, typology.draft_effect to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
