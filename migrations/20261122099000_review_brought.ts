import type { Knex } from 'knex';

/**
 * Which reviews came in from a file, and whether the chair of their Board accepts what was approved elsewhere. Nothing
 * signs a file: until then such approvals count in no national figure.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table review_brought (
      board_id uuid not null, review_id uuid primary key,
      file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
      -- Null for the command without an account: the operator, whose word is the workbench's own.
      brought_by uuid references account, brought_at timestamptz not null,
      -- The versions that stood as approved in the file. What is approved here later has another id, and counts at once.
      approved_versions uuid[] not null,
      accepted_by uuid references account, accepted_at timestamptz,
      foreign key (board_id, review_id) references review (board_id, id),
      -- Whether it is accepted, accepted_at alone says. Someone accepts what someone else brought; the operator's is
      -- accepted as it comes.
      check (accepted_by is null or accepted_at is not null),
      check (accepted_at is null or accepted_by is not null or brought_by is null),
      check (accepted_by <> brought_by)
    );
    create index review_brought_waiting on review_brought (board_id) where accepted_at is null;
    call app.secure_case('review_brought', 'review_id');
    grant select, insert (board_id, review_id, file_sha256, brought_by, brought_at, approved_versions),
          update (accepted_by, accepted_at) on review_brought to workbench_app;

    create or replace view national.fact_due as
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
               where v.state = 'approved'
                 and not exists (select from public.review_brought w where w.board_id = v.board_id and w.review_id = v.review_id
                                    and w.accepted_at is null and v.id = any (w.approved_versions))) v
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
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
