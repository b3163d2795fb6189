import type { Knex } from 'knex';

/** A draft can be given another code; what is answered with it counts in its effect; and only what is complete is published. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What belongs to a draft follows its code. Published editions keep theirs: their own triggers see to that.
    alter table typology.category drop constraint category_edition_fkey,
      add constraint category_edition_fkey foreign key (edition) references typology.edition on update cascade;
    alter table typology.crosswalk_step drop constraint crosswalk_step_to_edition_fkey,
      add constraint crosswalk_step_to_edition_fkey foreign key (to_edition) references typology.edition on update cascade;
    alter table national.suggestion_answer drop constraint suggestion_answer_draft_edition_fkey,
      add constraint suggestion_answer_draft_edition_fkey foreign key (draft_edition) references typology.edition
        on update cascade on delete set null;

    -- A row that is written while its edition is being published would stand in a published edition: who writes holds
    -- the edition as it is, and who publishes waits for that. As owner, since row-level security hides from editors what
    -- they may not lock.
    create or replace function typology.refuse_change_of_published() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      perform from typology.edition where code in (old.edition, new.edition) for share;
      if exists (select from typology.edition where code in (old.edition, new.edition) and status <> 'draft') then
        raise exception 'edition % is published and cannot be changed', coalesce(old.edition, new.edition) using errcode = 'check_violation';
      end if;
      return coalesce(new, old);
    end $$;
    create or replace function typology.refuse_change_of_crosswalk() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      perform from typology.edition where code in (old.to_edition, new.to_edition) for share;
      if exists (select from typology.edition where code in (old.to_edition, new.to_edition) and status <> 'draft') then
        raise exception 'edition % is published and cannot be changed', coalesce(old.to_edition, new.to_edition) using errcode = 'check_violation';
      end if;
      return coalesce(new, old);
    end $$;

    -- What is published can never be mended, so nothing incomplete is: the same as the workbench tells editors in words.
    create function typology.refuse_incomplete() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare v_lacks text;
    begin
      -- The first edition of all follows none.
      if new.based_on is null and not exists (select from typology.edition where status = 'in_force') then return new; end if;
      v_lacks := case
        when new.based_on is null or not exists (select from typology.edition where code = new.based_on and status = 'in_force')
          then 'it is not based on the edition in force'
        when exists (select from typology.category c where c.edition = new.based_on
                        and not exists (select from typology.crosswalk_step s where s.from_edition = c.edition
                                           and s.from_code = c.code and s.to_edition = new.code))
          then 'a category of the older edition has no step'
        when exists (select from typology.crosswalk_step s where s.to_edition = new.code and s.from_edition <> new.based_on)
          then 'a step leads from another edition'
        when exists (select from typology.crosswalk_step s, unnest(s.to_codes) as t(code)
                      where s.to_edition = new.code
                      group by s.from_code, t.code
                     having count(*) > 1
                         or not exists (select from typology.category c where c.edition = new.code and c.code = t.code))
          then 'a step leads to what is not there, or twice to the same'
        when exists (select from typology.crosswalk_step s where s.to_edition = new.code
                        and case s.change when 'retired' then cardinality(s.to_codes) <> 0
                                          when 'split_into' then cardinality(s.to_codes) < 2
                                          else cardinality(s.to_codes) <> 1 end)
          then 'a step is not what it is called'
        when exists (select from typology.crosswalk_step s
                      where s.to_edition = new.code and s.change in ('same', 'renamed', 'moved')
                      group by s.to_codes having count(*) > 1)
          then 'two categories live on in one'
        when not exists (select from typology.category c where c.edition = new.code and c.code = 'X' and c.parent is null)
             or exists (select from typology.crosswalk_step s where s.to_edition = new.code and s.from_code = 'X' and s.to_codes <> '{X}')
          then 'it has no “Does not fit”'
        when exists (select from typology.category c where c.edition = new.code and btrim(c.definition) = '')
          then 'a category has no definition' end;
      if v_lacks is not null then
        raise exception 'edition % cannot be published: %', new.code, v_lacks using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger complete_once_published before update on typology.edition
      for each row when (old.status = 'draft' and new.status <> 'draft') execute function typology.refuse_incomplete();

    -- As before, and the findings that fitted nowhere and were answered with a category of the draft: they wait to be
    -- coded again once it is published.
    create or replace function typology.draft_effect(p_edition text, p_follow text[], p_again text[], p_behind text[]) returns jsonb
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
          left join coded c on c.direct and c.category = any (g.codes) group by g.name
        union all
        select 'answered', jsonb_build_object('findings', count(distinct c.finding_id), 'reviews', count(distinct c.review_id))
          from national.answer_standing a join coded c on c.finding_id = a.finding_id and c.direct and c.category = 'X'
         where a.edition_status = 'draft' and a.category is not null)
      select case when 'editor' = any (app.current_roles()) then jsonb_build_object(
        'categories', (select coalesce(jsonb_object_agg(category, n), '{}') from counted),
        'writing', (select coalesce(jsonb_object_agg(category, n), '{}') from written),
        'groups', (select jsonb_object_agg(name, n) from grouped)) end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
