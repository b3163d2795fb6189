import type { Knex } from 'knex';

/**
 * What a closed sample came to must follow from its codings, and whether the figures of its edition rest on it is
 * decided when it is closed. What a second coder last said can be undone.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table national.sample
      -- Whether what it came to is what the figures of its edition are worth, and why, where that is not plain.
      add column counts boolean, add column counts_because text not null default '';
    alter table national.sample disable trigger frozen;
    update national.sample set counts = true where state = 'closed';
    alter table national.sample enable trigger frozen;
    alter table national.sample add check ((state = 'closed') = (counts is not null));
    grant update (counts, counts_because) on national.sample to workbench_app;

    -- What the coder said of the finding before their last change.
    alter table national.second_coding add column previous jsonb;
    grant update (previous) on national.second_coding to workbench_app;

    create or replace function national.keep_sample_frozen() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare v_old jsonb := to_jsonb(old); v_new jsonb := to_jsonb(new); v_free text[] := '{}';
    begin
      if tg_table_name = 'sample' then
        if old.state = 'open' then v_free := '{state,closed_by,closed_at,result,counts,counts_because}'; end if;
      elsif tg_table_name = 'sample_finding' then
        v_free := '{settled_codes,settled_reason,settled_by,settled_at}';
      elsif exists (select from national.sample where id = old.sample_id and state = 'open') then
        if tg_op = 'DELETE' then return old; end if;
        v_free := '{tags,polarity,extent,journey_stage,coded_at,version,previous}';
      end if;
      if tg_op = 'DELETE' or (v_new - v_free) is distinct from (v_old - v_free) then
        raise exception 'what a sample holds is frozen' using errcode = 'check_violation';
      end if;
      return new;
    end $$;

    -- Krippendorff's alpha, nominal, of each category of a sample and, as '(all)', of its decisions: from the codings that
    -- are stored, as server/coding/sample-agreement.ts reckons it. Of a unit with m values of which g are "given",
    -- 2 g (m - g) / (m - 1) coincidences differ.
    create function national.sample_alphas(p_sample uuid)
      returns table (category text, alpha double precision, units integer)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with recursive held as (
        select c.edition, c.code as part, c.code from typology.category c
          join national.sample s on s.edition = c.edition and s.id = p_sample
        union all
        select h.edition, h.part, c.code from held h join typology.category c on c.edition = h.edition and c.parent = h.code),
      parts as (select part, array_agg(code) as codes from held group by part),
      twice as (select c.finding_id, c.coder, c.tags from national.second_coding c where c.sample_id = p_sample and c.tags is not null),
      said as (
        select t.finding_id, array(select x ->> 'category' from jsonb_array_elements(t.tags) x) as codes from twice t
        union all
        select f.finding_id, array(select x ->> 'category' from jsonb_array_elements(f.first_tags) x)
          from national.sample_finding f
         where f.sample_id = p_sample and f.finding_id in (select finding_id from twice)),
      units as (
        select '(all)' as category, d.finding_id, count(*) as m, count(*) filter (where p.part = any (d.codes)) as g
          from parts p cross join said d group by p.part, d.finding_id
        union all
        select p.part, d.finding_id, count(*), count(*) filter (where p.codes && d.codes)
          from parts p cross join said d group by p.part, d.finding_id),
      sums as (
        select u.category, sum(m) as n, sum(g) as g, sum(2.0 * g * (m - g) / (m - 1)) as differing,
               count(distinct u.finding_id)::integer as units
          from units u group by u.category)
      select s.category,
             (case when s.g = 0 or s.g = s.n then null else 1 - (s.n - 1) * s.differing / (2 * s.g * (s.n - s.g)) end)::double precision,
             s.units
        from sums s $$;
    revoke all on function national.sample_alphas from public;

    -- What is kept must be what the codings give; the interval alone, which is drawn by lot, is proved by a recount. What
    -- the new sample cannot tell of a category, because nobody or everybody gave it, does not replace what was known.
    create or replace function national.keep_reliability() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if exists (
        select from (select '(all)' as category, new.result -> 'decisions' as said
                     union all
                     select c ->> 'category', c from jsonb_array_elements(new.result -> 'categories') as c) r
          full join national.sample_alphas(new.id) a using (category)
         where r.said is null or a.units is null
            or ((r.said ->> 'alpha') is null) <> (a.alpha is null)
            or abs((r.said ->> 'alpha')::double precision - a.alpha) > 1e-9
            or (new.result ->> 'coded')::integer is distinct from a.units) then
        raise exception 'what a sample came to follows from its codings' using errcode = 'check_violation';
      end if;
      if not new.counts then return null; end if;
      insert into national.reliability as was (edition, category, sample_id, alpha, low, high, units)
        select new.edition, r.category, new.id, (r.said ->> 'alpha')::double precision,
               (r.said #>> '{interval,0}')::double precision, (r.said #>> '{interval,1}')::double precision,
               (new.result ->> 'coded')::integer
          from (select '(all)' as category, new.result -> 'decisions' as said
                union all
                select c ->> 'category', c from jsonb_array_elements(new.result -> 'categories') as c) r
        on conflict (edition, category) do update
          set sample_id = excluded.sample_id, alpha = excluded.alpha, low = excluded.low, high = excluded.high,
              units = excluded.units
          where excluded.alpha is not null or was.alpha is null;
      return null;
    end $$;

    -- Besides those named before: whoever settled the finding in a sample or coded it again, and so knows how it was coded.
    create or replace function national.barred_from(p_finding uuid) returns setof uuid language sql stable
      security definer set search_path = pg_catalog, public, pg_temp as $$
      select t.coded_by from national.published_tag t where t.finding_id = p_finding
      union select s.first_coder from national.sample_finding s where s.finding_id = p_finding and s.first_coder is not null
      union select s.settled_by from national.sample_finding s where s.finding_id = p_finding and s.settled_by is not null
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
