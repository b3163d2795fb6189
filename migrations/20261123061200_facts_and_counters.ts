import type { Knex } from 'knex';

const DIMENSIONS = 'region, year, kind, outcome, age_band, method, journey_stage, extent, polarity, dated';
const FACT = `origin, review_id, finding_id, edition, category, direct, ${DIMENSIONS}, how`;
const UNDECIDED = `origin, review_id, finding_id, from_edition, from_code, to_edition, candidates, missing_in, ${DIMENSIONS}`;
const GRAIN = 'edition, category, origin, region, year, kind, outcome, age_band, method, dated';
const each = (columns: string, written: (name: string) => string, between = ', '): string =>
  columns.split(', ').map(written).join(between);
const of = (row: string) => (name: string) => `${row}.${name}`;
/** Makes a table what a query gives, and writes only what differs. */
const merge = (table: string, columns: string, key: string, due: string): string => `
      merge into national.${table} t using ${due} d
         on ${each(key, (name) => (name === 'dated' ? `coalesce(t.dated, '-infinity') = coalesce(d.dated, '-infinity')` : `t.${name} = d.${name}`), ' and ')}
       when matched and (${each(columns, of('t'))}) is distinct from (${each(columns, of('d'))})
            then update set ${each(columns, (name) => `${name} = d.${name}`)}
       when not matched then insert (${columns}) values (${each(columns, of('d'))})
       when not matched by source then delete;`;

/**
 * What a finding was coded with stands in every later published edition too, as far as the crosswalk or a person's
 * decision carries it (METHOD section 6), and the figures are kept as counters.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table national.fact add column how text not null default 'coded' check (how in ('coded', 'carried', 'recoded'));

    -- Each published edition with the one that it follows.
    create view typology.succession as
      select e.code as edition, f.code as follows
        from typology.edition e
        join typology.edition f on f.code = coalesce(e.based_on,
               (select w.from_edition from typology.crosswalk_step w join typology.edition o on o.code = w.from_edition
                 where w.to_edition = e.code and o.status <> 'draft'
                 order by o.in_force_from desc, o.code limit 1))
       where e.status <> 'draft' and f.status <> 'draft' and f.code <> e.code;
    grant select on typology.succession to workbench_app, workbench_national;

    -- The approved versions that count, and since when their review does.
    create view national.counted_version as
      select v.board_id, v.review_id, v.finding_id, v.content::jsonb as content,
             min(v.approved_at) over (partition by v.review_id) at time zone 'Europe/London' as first_approved_at
        from public.finding_version v
        join public.finding f on f.board_id = v.board_id and f.id = v.finding_id and f.state = 'approved'
       where v.state = 'approved'
         and not exists (select from public.review_brought w where w.board_id = v.board_id and w.review_id = v.review_id
                            and w.accepted_at is null and v.id = any (w.approved_versions));

    -- What is counted of each finding beside its categories. A review is counted once: its date is that of publication,
    -- or of the approval of its first approved finding, so that its findings never stand in two years.
    create view national.finding_dimensions as
      select v.review_id, v.finding_id, a.region, extract(year from v.first_approved_at)::integer::text as year,
             r.kind, r.outcome, r.age_band, r.method,
             coalesce(v.content ->> 'stage', 'not stated') as journey_stage,
             coalesce(v.content ->> 'extent', 'not stated') as extent,
             coalesce(v.content ->> 'polarity', 'not stated') as polarity, v.first_approved_at::date as dated
        from national.counted_version v
        join public.review r on r.board_id = v.board_id and r.id = v.review_id
        join public.board b on b.id = r.board_id
        join public.area a on a.name = b.area
      union all
      select f.review_id, f.id, coalesce(a.region, p.region, 'not stated'),
             coalesce(p.year_published::text, 'not stated'), coalesce(p.kind, 'not stated'),
             coalesce(p.outcome, 'not stated'), coalesce(p.age_band, 'not stated'), coalesce(p.method, 'not stated'),
             coalesce(f.journey_stage, 'not stated'), coalesce(f.extent, 'not stated'), coalesce(f.polarity, 'not stated'),
             make_date(p.year_published, 1, 1)
        from national.published_finding f
        join national.published_review p on p.id = f.review_id
        left join (select lower(region) as name, min(region) as region from public.area group by 1) a on a.name = lower(p.region);

    -- The categories that findings stand in, edition by edition. One that was coded afresh in an edition stands there
    -- by that alone; otherwise by what it stood in before, through the crosswalk. A split is followed only by a person's
    -- decision, never by a guess; what is retired ends.
    create function national.standing_tags(p_reviews uuid[])
      returns table (origin text, review_id uuid, finding_id uuid, coded_in text[], edition text, category text, how text)
      language sql stable as $$
      with recursive succession as materialized (select * from typology.succession),
      coded as (
        select 'workbench'::text as origin, v.review_id, v.finding_id, t.edition, t.category
          from national.counted_version v
          cross join lateral jsonb_to_recordset(v.content -> 'tags') as t(edition text, category text)
         where v.review_id = any (p_reviews)
        union
        select 'published', f.review_id, f.id, t.edition, t.category
          from national.published_finding f join national.published_tag t on t.finding_id = f.id
         where f.review_id = any (p_reviews)),
      -- Each tag knows all the editions in which its finding was coded: looking them up costs a square of the findings.
      standing as (
        select c.origin, c.review_id, c.finding_id, array_agg(c.edition) over (partition by c.finding_id) as coded_in,
               c.edition, c.category, 'coded'::text as how
          from coded c
        union
        select s.origin, s.review_id, s.finding_id, s.coded_in, n.edition, k.category, k.how
          from standing s
          join succession n on n.follows = s.edition
          join typology.crosswalk_step w
            on w.from_edition = n.follows and w.to_edition = n.edition and w.from_code = s.category
          cross join lateral (
            select w.to_codes[1] as category, case s.how when 'recoded' then 'recoded' else 'carried' end as how
             where w.change in ('same', 'renamed', 'moved', 'merged_into') and cardinality(w.to_codes) = 1
               and not exists (select from national.recoded d where d.finding_id = s.finding_id and d.from_edition = s.edition
                                  and d.from_code = s.category and d.to_edition = n.edition)
            union all
            -- What did not fit before may be coded again too, where the later edition has a category for it.
            select unnest(d.to_codes), 'recoded' from national.recoded d
             where d.finding_id = s.finding_id and d.from_edition = s.edition
               and d.from_code = s.category and d.to_edition = n.edition) k
         where n.edition <> all (s.coded_in))
      select origin, review_id, finding_id, coded_in, edition, category, min(how) from standing group by 1, 2, 3, 4, 5, 6 $$;

    -- (National is a word of the language where a type is named: hence the quotes.)
    -- What the facts of some reviews must be: the one definition, read by what keeps them and by the recount.
    create function national.facts_of(p_reviews uuid[]) returns setof "national".fact language sql stable as $$
      with tagged as (
        select s.origin, s.finding_id, s.edition, up.above as category, bool_or(up.above = s.category) as direct, min(s.how) as how
          from national.standing_tags(p_reviews) s
          join typology.category_above up on up.edition = s.edition and up.code = s.category
         group by 1, 2, 3, 4)
      select t.origin, d.review_id, d.finding_id, t.edition, t.category, t.direct, ${each(DIMENSIONS, of('d'))}, t.how
        from tagged t
        join national.finding_dimensions d on d.finding_id = t.finding_id
       where d.review_id = any (p_reviews) $$;
    drop view national.fact_due;
    create view national.fact_due as
      select * from national.facts_of(array(select id from public.review union all select id from national.published_review));
    revoke all on national.fact_due from public;

    -- Tags of a split category that no one has decided on, while the finding was not coded afresh in the later edition.
    create table national.undecided (
      origin text not null check (origin in ('workbench', 'published')),
      review_id uuid not null, finding_id uuid not null,
      from_edition text not null, from_code text not null, to_edition text not null, candidates text[] not null,
      -- The editions whose figures lack it by that: the later one, and those after it until it is coded afresh.
      missing_in text[] not null,
      region text not null, year text not null, kind text not null, outcome text not null, age_band text not null,
      method text not null, journey_stage text not null, extent text not null, polarity text not null, dated date,
      primary key (finding_id, from_edition, from_code, to_edition)
    );
    create index undecided_of_review on national.undecided (review_id);
    create index undecided_from on national.undecided (to_edition, from_code);
    create function national.undecided_of(p_reviews uuid[]) returns setof "national".undecided language sql stable as $$
      with recursive succession as materialized (select * from typology.succession),
      missing as (
        select s.origin, s.finding_id, s.coded_in, s.edition as from_edition, s.category as from_code, n.edition as to_edition,
               w.to_codes as candidates, n.edition as missing_in
          from national.standing_tags(p_reviews) s
          join succession n on n.follows = s.edition
          join typology.crosswalk_step w on w.from_edition = n.follows and w.to_edition = n.edition
               and w.from_code = s.category and w.change = 'split_into'
         where n.edition <> all (s.coded_in)
           and not exists (select from national.recoded d where d.finding_id = s.finding_id and d.from_edition = s.edition
                              and d.from_code = s.category and d.to_edition = n.edition)
        union
        select m.origin, m.finding_id, m.coded_in, m.from_edition, m.from_code, m.to_edition, m.candidates, n.edition
          from missing m
          join succession n on n.follows = m.missing_in
         where n.edition <> all (m.coded_in)),
      waiting as (
        select origin, finding_id, from_edition, from_code, to_edition, candidates, array_agg(missing_in order by missing_in) as missing_in
          from missing group by 1, 2, 3, 4, 5, 6)
      select t.origin, d.review_id, d.finding_id, t.from_edition, t.from_code, t.to_edition, t.candidates, t.missing_in,
             ${each(DIMENSIONS, of('d'))}
        from waiting t
        join national.finding_dimensions d on d.finding_id = t.finding_id
       where d.review_id = any (p_reviews) $$;

    -- Distinct reviews by category, its ancestors included, and by all that a review has one value of, its day too. The
    -- category '(all)' counts every coded review of the edition once, so that totals come from here as well.
    create table national.counter (
      edition text not null, category text not null, origin text not null, region text not null, year text not null,
      kind text not null, outcome text not null, age_band text not null, method text not null, dated date,
      reviews integer not null,
      unique nulls not distinct (${GRAIN})
    );
    -- What the reviews add to the counters by the facts that stand.
    create function national.counters_of(p_reviews uuid[]) returns setof "national".counter language sql stable as $$
      select ${each(GRAIN, of('f'))}, count(distinct f.review_id)::integer
        from national.fact f where f.review_id = any (p_reviews) group by ${each(GRAIN, of('f'))}
      union all
      select ${each(GRAIN, (name) => (name === 'category' ? `'(all)'` : `f.${name}`))}, count(distinct f.review_id)::integer
        from national.fact f where f.review_id = any (p_reviews) and f.direct
       group by ${each(GRAIN.replace('category, ', ''), of('f'))} $$;

    -- Makes the facts of some reviews what they must be, and adds the difference to the counters. Only recomputes, so
    -- anyone may cause it. Two transactions on one review take turns; counters are changed in one order, so that
    -- writers never wait for each other in a ring. To be called before the audit, whose chain is locked last.
    create or replace function national.refresh_reviews(p_reviews uuid[]) returns void language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare
      v_ids uuid[] := array(select distinct id from unnest(p_reviews) id where id is not null order by id);
      v_id uuid;
      v_before "national".counter[];
      v_change "national".counter[];
    begin
      if cardinality(v_ids) = 0 then return; end if;
      if cardinality(v_ids) <= 100 then
        -- Beside others, but not beside what changes all.
        perform pg_advisory_xact_lock_shared(6112, 0);
        foreach v_id in array v_ids loop
          perform pg_advisory_xact_lock(hashtextextended(v_id::text, 6112));
        end loop;
      else
        -- The server has room for thousands of locks, not for any number.
        perform pg_advisory_xact_lock(6112, 0);
      end if;
      -- From here on each statement sees what those who went before have committed.
      v_before := array(select c from national.counters_of(v_ids) c);
      delete from national.fact where review_id = any (v_ids);
      insert into national.fact (${FACT}) select ${FACT} from national.facts_of(v_ids);
      delete from national.undecided where review_id = any (v_ids);
      insert into national.undecided (${UNDECIDED}) select ${UNDECIDED} from national.undecided_of(v_ids);
      v_change := array(
        select row(${GRAIN}, sum(change))::"national".counter
          from (select ${GRAIN}, reviews as change from national.counters_of(v_ids)
                union all
                select ${GRAIN}, -reviews from unnest(v_before)) c
         group by ${GRAIN} having sum(change) <> 0 order by ${GRAIN});
      if cardinality(v_change) = 0 then return; end if;
      insert into national.counter as t (${GRAIN}, reviews)
        select ${GRAIN}, reviews from unnest(v_change) order by ${GRAIN}
        on conflict (${GRAIN}) do update set reviews = t.reviews + excluded.reviews;
      delete from national.counter t using unnest(v_change) c
       where c.reviews < 0 and t.reviews = 0 and ${each(GRAIN.replace(', dated', ''), (name) => `t.${name} = c.${name}`, ' and ')}
         and t.dated is not distinct from c.dated;
    end $$;

    -- The same for every review, with everyone else waiting: when an edition is published, and to mend.
    create function national.remake_facts() returns void language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare v_ids uuid[];
    begin
      perform pg_advisory_xact_lock(6112, 0);
      v_ids := array(select id from public.review union all select id from national.published_review);
      ${merge('fact', FACT, 'edition, category, finding_id', 'national.facts_of(v_ids)')}
      ${merge('undecided', UNDECIDED, 'finding_id, from_edition, from_code, to_edition', 'national.undecided_of(v_ids)')}
      ${merge('counter', `${GRAIN}, reviews`, GRAIN, 'national.counters_of(v_ids)')}
    end $$;
    -- What is coded stands in an edition from its publication on, by whatever road it is published.
    create function typology.count_published() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      perform national.remake_facts();
      return null;
    end $$;
    create trigger published_is_counted after update of status on typology.edition
      for each row when (old.status = 'draft' and new.status <> 'draft') execute function typology.count_published();

    -- Follows the calendar: what was published for a day that has come is in force, and that is in the audit. It is
    -- counted by since it was published.
    create function national.bring_into_force(p_today date) returns text language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare v_edition text := typology.bring_into_force(p_today);
    begin
      if v_edition is not null then
        perform audit.record(null, 'edition.in_force', 'edition', v_edition, jsonb_build_object('day', p_today));
      end if;
      return v_edition;
    end $$;

    revoke all on function national.standing_tags, national.facts_of, national.undecided_of, national.counters_of,
      national.remake_facts, national.bring_into_force, typology.count_published from public;
    grant execute on function national.bring_into_force to workbench_app;
    do $$ declare t text; begin
      foreach t in array array['undecided', 'counter'] loop
        execute format('call app.secure(%L)', 'national.' || t);
        execute format('create policy read_national on national.%I for select to workbench_national using (true)', t);
        execute format('grant select on national.%I to workbench_national', t);
      end loop;
    end $$;
    create policy read_editor on national.undecided for select to workbench_app
      using ('editor' = any ((select app.current_roles())::text[]));
    grant select on national.undecided to workbench_app;

    select national.remake_facts();
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
