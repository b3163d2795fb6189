import type { Knex } from 'knex';

/** That reviewers see the editors' answers as their work, that a settled coding is the coding, and reasons that are not said twice. */
export async function up(knex: Knex): Promise<void> {
  const EDITOR = `'editor' = any (app.current_roles())`;
  const told = `jsonb_agg(jsonb_build_object('category', s.category, 'rationale', coalesce(nullif(t.rationale, ''), d.reason, ''),
        'extract', coalesce(t.extract, ''), 'suggested_name', coalesce(t.suggested_name, '')) order by s.category collate "C")`;
  // What a person said when they decided where the finding stands, or, where they said nothing more, what was said of
  // the tag that they decided on: where no tag leads there by the crosswalk alone.
  const decision = (finding: string, category: string): string => `left join lateral (
        select coalesce(nullif(d.reason, ''), national.said_before(d.finding_id, d.from_edition, d.from_code)) as reason
          from national.recoded d where d.finding_id = ${finding} and d.to_codes <> '{}'
         order by ${category} = any (d.to_codes) desc, d.decided_at desc, d.id limit 1) d on true`;
  const carried = `typology.carried k on k.from_edition = t.edition and k.from_code = t.category
                         and k.to_edition = s.edition and k.to_code = s.category`;
  await knex.raw(`
    -- Who of a review's people has read what the editors answered; one that is given anew is to be read anew.
    create table national.answer_read (
      answer_id uuid not null references national.suggestion_answer on delete cascade,
      account_id uuid not null references public.account,
      answered_at timestamptz not null, read_at timestamptz not null,
      primary key (answer_id, account_id)
    );
    call app.secure('national.answer_read');
    create policy own on national.answer_read to workbench_app
      using (account_id = (select app.current_account_id())) with check (account_id = (select app.current_account_id()));
    grant select, insert, update on national.answer_read to workbench_app;

    -- What the editors answered on findings of the reviews that who is acting is on, and they have not read: while the
    -- finding still says that it does not fit, by that name.
    create function national.answers_for_me()
      returns table (answer_id uuid, board_id uuid, review_id uuid, finding_id uuid, number integer, suggested_name text,
                     answer jsonb, answered_at timestamptz, state text)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select a.id, f.board_id, f.review_id, f.id, f.number, a.suggested_name,
             jsonb_build_object('text', a.answer, 'at', a.answered_at, 'edition', a.draft_edition, 'category', a.category_name,
               'published', a.edition_status is distinct from 'draft'), a.answered_at, f.state
        from national.answer_standing a
        join public.finding f on f.id = a.finding_id and f.review_id = any (app.current_review_ids())
        join public.review_member m on m.board_id = f.board_id and m.review_id = f.review_id
             and m.account_id = app.current_account_id() and m.removed_at is null
       where a.origin = 'workbench'
         and exists (select from public.finding_tag t where t.board_id = f.board_id and t.finding_id = f.id
                        and t.category = 'X' and t.suggested_name = a.suggested_name)
         and not exists (select from national.answer_read r where r.answer_id = a.id and r.answered_at = a.answered_at
                            and r.account_id = app.current_account_id()) $$;

    -- Since when the longest waiting name waits: of a published finding since it was coded, of another since its approval.
    create function national.suggested_since() returns timestamptz
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select min(coalesce(
               (select min(t.coded_at) from national.published_tag t where t.finding_id = s.finding_id and t.category = 'X'),
               (select min(v.approved_at) from public.finding_version v where v.finding_id = s.finding_id and v.state = 'approved')))
        from national.suggestions() s where not s.answered $$;

    -- A difference between two codings that was settled is the coding of a published finding in the sample's edition,
    -- also where it states no pattern: then nothing is carried into that edition. The sample says who settled it so.
    alter table national.recoded add column settled_in uuid references national.sample;
    -- The tags by which a published finding would stand in an edition without being coded there.
    create function national.carried_from(p_finding uuid, p_edition text) returns table (from_edition text, from_code text)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select s.edition, s.category
        from typology.succession n
        cross join lateral national.standing_tags(array(select review_id from national.published_finding where id = p_finding)) s
       where n.edition = p_edition and s.edition = n.follows and s.finding_id = p_finding and ${EDITOR} $$;
    -- Published findings that were settled as stating no pattern of an edition: they are coded, with nothing.
    create function national.settled_as_none(p_edition text) returns setof uuid
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select f.finding_id from national.sample_finding f join national.sample s on s.id = f.sample_id
       where s.edition = p_edition and f.origin = 'published' and f.settled_codes = '{}'
         -- Who counts nationally acts as no one; of those who do, national staff alone.
         and (app.current_account_id() is null or app.current_roles() && array['editor', 'analyst']) $$;

    -- What was said of a tag: by who gave it, else by who decided that the finding stands there.
    create function national.said_before(p_finding uuid, p_edition text, p_code text) returns text
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with tagged as (
        select t.edition, t.category, t.rationale from national.published_tag t where t.finding_id = p_finding
        union all
        select t.edition, t.category, t.rationale
          from national.counted_version v
          cross join lateral jsonb_to_recordset(v.content -> 'tags') as t(edition text, category text, rationale text)
         where v.finding_id = p_finding)
      select case when ${EDITOR} then coalesce(
        (select nullif(t.rationale, '') from tagged t
          where (t.edition, t.category) = (p_edition, p_code)
             or exists (select from typology.carried k where k.from_edition = t.edition and k.from_code = t.category
                           and k.to_edition = p_edition and k.to_code = p_code)
          order by t.edition = p_edition desc, t.edition desc, t.category limit 1),
        (select d.reason from national.recoded d
          where d.finding_id = p_finding and d.to_edition = p_edition and p_code = any (d.to_codes)
          order by d.decided_at desc limit 1), '') end $$;

    create or replace function national.carried_codes(p_finding uuid)
      returns table (category text, rationale text, "extract" text, suggested_name text)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select s.category, coalesce(nullif(t.rationale, ''), d.reason, ''), coalesce(t.extract, ''), coalesce(t.suggested_name, '')
        from national.fact s
        join typology.edition e on e.code = s.edition and e.status = 'in_force'
        left join lateral (
          select t.rationale, t.extract, t.suggested_name
            from national.published_tag t
            join ${carried}
            join typology.edition o on o.code = t.edition
           where t.finding_id = s.finding_id
           order by o.in_force_from desc, t.edition, t.category limit 1) t on true
        ${decision('s.finding_id', 's.category')}
       where s.finding_id = p_finding and s.origin = 'published' and s.direct and s.how <> 'coded'
         and ${EDITOR}
       order by s.category $$;
    create or replace function national.drawable(p_edition text, p_origin text)
      returns table (key text, origin text, review_id uuid, finding_id uuid, tags jsonb, first_coder uuid, category text, year text)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      with standing as (
        select * from national.fact f
         where f.edition = p_edition and f.direct and f.how <> 'coded' and ${EDITOR})
      select * from national.drawable_coded(p_edition, p_origin)
      union all
      select f.external_id, 'published', r.id, f.id, ${told},
             (select t.coded_by from national.published_tag t where t.finding_id = f.id order by t.coded_at, t.id limit 1),
             min(s.category collate "C"), coalesce(r.year_published::text, 'not stated')
        from standing s
        join national.published_finding f on f.id = s.finding_id
        join national.published_review r on r.id = f.review_id
        left join lateral (
          select t.rationale, t.extract, t.suggested_name
            from national.published_tag t
            join ${carried}
            join typology.edition o on o.code = t.edition
           where t.finding_id = s.finding_id
           order by o.in_force_from desc, t.edition, t.category limit 1) t on true
        ${decision('s.finding_id', 's.category')}
       where s.origin = 'published' and p_origin in ('published', 'both')
       group by r.id, f.id
      union all
      select v.finding_id::text, 'workbench', v.review_id, v.finding_id, ${told},
             (select w.submitted_by from finding_version w where w.board_id = v.board_id and w.finding_id = v.finding_id and w.state = 'approved'),
             min(s.category collate "C"), extract(year from v.first_approved_at)::integer::text
        from standing s
        join national.counted_version v on v.finding_id = s.finding_id
        left join lateral (
          select t.rationale, t.suggested_name,
                 -- Words of a part that national coders do not read are left out.
                 case when position(t.extract in concat_ws(E'\\n', v.content ->> 'statement', v.content ->> 'issue',
                                                           v.content ->> 'matters')) > 0 then t.extract end as "extract"
            from jsonb_to_recordset(v.content -> 'tags')
              as t(edition text, category text, rationale text, extract text, suggested_name text)
            join ${carried}
            join typology.edition o on o.code = t.edition
           order by o.in_force_from desc, t.edition, t.category limit 1) t on true
        ${decision('s.finding_id', 's.category')}
       where s.origin = 'workbench' and p_origin in ('workbench', 'both')
       group by v.board_id, v.review_id, v.finding_id, v.first_approved_at $$;

    revoke all on function national.answers_for_me, national.suggested_since, national.carried_from, national.settled_as_none,
      national.said_before from public;
    grant execute on function national.answers_for_me, national.suggested_since, national.carried_from, national.settled_as_none,
      national.said_before to workbench_app;
    grant execute on function national.settled_as_none to workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
