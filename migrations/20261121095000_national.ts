import type { Knex } from 'knex';

/** Published reviews and their coding, and the facts that the national figures count. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.import (
      id uuid primary key default uuidv7(), file_name text not null, sha256 text not null,
      -- { reviews, findings, tags }, each { added, changed, left }
      counts jsonb not null,
      by_account uuid not null references public.account, at timestamptz not null default now()
    );
    create table national.published_review (
      id uuid primary key default uuidv7(), external_id text not null unique,
      publishing_body text, region text, year_published integer check (year_published between 1945 and 2100), title text,
      method_stated text, method text references public.method,
      kind text check (kind in ('scr', 'cspr', 'near_miss', 'other')),
      outcome text check (outcome in ('death', 'serious harm', 'near miss', 'other')),
      age_band text check (age_band in ('under 1', '1-5', '6-10', '11-15', '16-17')),
      agencies jsonb not null default '[]', context_factors jsonb not null default '[]',
      source_title text, source_address text, notes text
    );
    create table national.published_finding (
      id uuid primary key default uuidv7(),
      review_id uuid not null references national.published_review,
      external_id text not null unique, position integer not null,
      text text not null, stated_as text, prevalence_stated text,
      extent text check (extent in ('case_specific', 'wider', 'not_known')),
      polarity text check (polarity in ('less_safe', 'safer')),
      journey_stage text check (journey_stage in ('universal_services', 'early_help', 'contact_referral', 'strategy_investigation',
        'assessment', 'child_in_need', 'cp_conference_plan', 'court_care', 'leaving_care')),
      version integer not null default 1
    );
    create index published_finding_of on national.published_finding (review_id, position);
    create table national.published_tag (
      id uuid primary key default uuidv7(),
      finding_id uuid not null references national.published_finding,
      edition text not null, category text not null,
      rationale text not null default '', extract text not null default '', suggested_name text not null default '',
      coded_by uuid not null references public.account, coded_at timestamptz not null default now(),
      unique (finding_id, edition, category),
      foreign key (edition, category) references typology.category (edition, code)
    );

    -- One row for each coded finding and each category it stands in, its ancestors included. Distinct reviews
    -- are counted from it. Kept by national.refresh_review in the transaction that approves, reopens or codes.
    create table national.fact (
      origin text not null check (origin in ('workbench', 'published')),
      review_id uuid not null, finding_id uuid not null,
      edition text not null, category text not null, direct boolean not null,
      region text not null, year text not null, kind text not null, outcome text not null, age_band text not null,
      method text not null, journey_stage text not null, extent text not null, polarity text not null,
      dated date,
      primary key (edition, category, finding_id)
    );
    create index fact_of_review on national.fact (review_id);
    create index fact_year on national.fact (edition, year);

    -- What the facts must be: the one definition, read by refresh_review and by the recount.
    -- A review is counted once: its date is that of publication, or of the approval of its first approved finding,
    -- so that its findings never stand in two years and the figures of years add up.
    create view national.fact_due as
      select 'workbench'::text as origin, v.review_id, v.finding_id, t.edition, up.above as category,
             bool_or(up.above = t.category) as direct,
             a.region, extract(year from (v.first_approved_at at time zone 'Europe/London'))::integer::text as year, r.kind, r.outcome, r.age_band, r.method,
             coalesce(v.content::jsonb ->> 'stage', 'not stated') as journey_stage,
             coalesce(v.content::jsonb ->> 'extent', 'not stated') as extent,
             coalesce(v.content::jsonb ->> 'polarity', 'not stated') as polarity,
             (v.first_approved_at at time zone 'Europe/London')::date as dated
        from (select v.*, min(v.approved_at) over (partition by v.review_id) as first_approved_at
                from public.finding_version v
                join public.finding f on f.board_id = v.board_id and f.id = v.finding_id and f.state = 'approved'
               where v.state = 'approved') v
        join public.review r on r.board_id = v.board_id and r.id = v.review_id
        join public.board b on b.id = r.board_id
        join public.area a on a.name = b.area
        cross join lateral jsonb_to_recordset(v.content::jsonb -> 'tags') as t(edition text, category text)
        join typology.category_above up on up.edition = t.edition and up.code = t.category
       group by v.review_id, v.finding_id, t.edition, up.above, a.region, v.first_approved_at, r.kind, r.outcome, r.age_band, r.method, v.content
      union all
      select 'published', p.id, f.id, t.edition, up.above, bool_or(up.above = t.category),
             coalesce((select min(a.region) from public.area a where lower(a.region) = lower(p.region)), p.region, 'not stated'),
             coalesce(p.year_published::text, 'not stated'), coalesce(p.kind, 'not stated'),
             coalesce(p.outcome, 'not stated'), coalesce(p.age_band, 'not stated'), coalesce(p.method, 'not stated'),
             coalesce(f.journey_stage, 'not stated'), coalesce(f.extent, 'not stated'), coalesce(f.polarity, 'not stated'),
             make_date(p.year_published, 1, 1)
        from national.published_tag t
        join national.published_finding f on f.id = t.finding_id
        join national.published_review p on p.id = f.review_id
        join typology.category_above up on up.edition = t.edition and up.code = t.category
       group by p.id, f.id, t.edition, up.above;

    -- Makes the facts of some reviews what they must be. Only recomputes, so anyone may cause it.
    create function national.refresh_reviews(p_reviews uuid[]) returns void language sql
      security definer set search_path = pg_catalog, pg_temp as $$
      delete from national.fact where review_id = any (p_reviews);
      insert into national.fact select * from national.fact_due where review_id = any (p_reviews) $$;
    revoke all on function national.refresh_reviews from public;
    grant execute on function national.refresh_reviews to workbench_app;

    do $$ declare t text; begin
      foreach t in array array['import', 'published_review', 'published_finding', 'published_tag'] loop
        execute format('call app.secure(%L)', 'national.' || t);
        execute format('create policy read_signed_in on national.%I for select to workbench_app using ((select app.current_account_id()) is not null)', t);
        execute format('create policy write_editor on national.%I to workbench_app
          using (''editor'' = any ((select app.current_roles())::text[])) with check (''editor'' = any ((select app.current_roles())::text[]))', t);
        execute format('grant select, insert, update on national.%I to workbench_app', t);
      end loop;
    end $$;
    grant delete on national.published_tag to workbench_app;
    create policy read_national on national.published_review for select to workbench_national using (true);
    create policy read_national on national.published_finding for select to workbench_national using (true);
    create policy read_national on national.published_tag for select to workbench_national using (true);
    call app.secure('national.fact');
    create policy read_national on national.fact for select to workbench_national using (true);
    -- Names of values, so that every value of a figure is listed whether or not anyone has it.
    create view national.region_name as
      select region from public.area union
      select p.region from national.published_review p
       where p.region is not null and not exists (select from public.area a where lower(a.region) = lower(p.region));
    create view national.method_name as select code, name, position from public.method;
    grant select on national.region_name, national.method_name to workbench_national;
    grant select on national.fact, national.published_review, national.published_finding, national.published_tag to workbench_national;
    revoke all on national.fact_due from public;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
