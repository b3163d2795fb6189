import type { Knex } from 'knex';

/** What national coders read of a finding, what waits for the editors, and what reviewers read of their answers. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Tables of a later migration are named below.
    set local check_function_bodies = off;
    -- The text that a finding is coded from (METHOD section 7): for an editor, or for the coder it is assigned to. Of a
    -- finding of the workbench only what the chair approved after the scan for identifiers, and of that never its Board,
    -- its reference, its labels, its tags or their reasons; polarity, extent and stage for editors alone, since a coder
    -- says them too; 'review' has the public facts of a published review alone.
    create function national.coding_text(p_findings uuid[])
      returns table (origin text, review_id uuid, finding_id uuid, statement text, issue text, matters text,
                     polarity text, extent text, stage text, stated_as text, review jsonb)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with mine as (
        select id, 'editor' = any (app.current_roles()) as ours from unnest(p_findings) id
         where 'editor' = any (app.current_roles())
            or exists (select from national.second_coding s
                        where s.finding_id = id and s.coder = app.current_account_id()))
      select 'published', f.review_id, f.id, f.text, '', '', case when ours then f.polarity end, case when ours then f.extent end,
             case when ours then f.journey_stage end, coalesce(f.stated_as, ''),
             jsonb_build_object('id', r.external_id, 'title', r.title, 'publishing_body', r.publishing_body,
               'region', r.region, 'year_published', r.year_published, 'kind', r.kind,
               'source_title', r.source_title, 'source_address', r.source_address)
        from mine join national.published_finding f on f.id = mine.id join national.published_review r on r.id = f.review_id
      union all
      select 'workbench', v.review_id, v.finding_id, coalesce(v.content ->> 'statement', ''),
             coalesce(v.content ->> 'issue', ''), coalesce(v.content ->> 'matters', ''),
             case when ours then v.content ->> 'polarity' end, case when ours then v.content ->> 'extent' end,
             case when ours then v.content ->> 'stage' end, '', '{}'
        from mine join national.counted_version v on v.finding_id = mine.id $$;

    -- Tags of 'does not fit' that stand in the edition in force, and whether they are answered: for editors alone. Of a
    -- finding of the workbench as the chair approved it, without the extract: it may be of a part that is not for
    -- coders. An answer that named a category of a draft is none any more when the draft has it no longer, or when the
    -- finding was coded again and did not fit it either.
    create function national.suggestions()
      returns table (origin text, review_id uuid, finding_id uuid, edition text, suggested_name text, rationale text,
                     answered boolean)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with standing as (
        select f.origin, f.review_id, f.finding_id from national.fact f
         where f.edition = (select e.code from typology.edition e where e.status = 'in_force') and f.category = 'X' and f.direct
           and 'editor' = any (app.current_roles())),
      said as (
        select s.origin, s.review_id, s.finding_id, t.edition, t.suggested_name, t.rationale
          from standing s join national.published_tag t on t.finding_id = s.finding_id and t.category = 'X'
        union all
        select s.origin, s.review_id, s.finding_id, t.edition, coalesce(t.suggested_name, ''), coalesce(t.rationale, '')
          from standing s join national.counted_version v on v.finding_id = s.finding_id
          cross join lateral jsonb_to_recordset(v.content -> 'tags')
            as t(edition text, category text, rationale text, suggested_name text)
         where t.category = 'X')
      -- A finding that was coded in several editions: by the latest words.
      select distinct on (d.finding_id) d.origin, d.review_id, d.finding_id, d.edition, d.suggested_name, d.rationale,
             exists (select from national.answer_standing a
                      where a.finding_id = d.finding_id and a.suggested_name = d.suggested_name)
        from said d join typology.edition e on e.code = d.edition and e.status <> 'draft'
       order by d.finding_id, e.in_force_from desc, e.code desc $$;

    -- The answers that stand.
    create view national.answer_standing as
      select a.*, c.name as category_name, e.status as edition_status
        from national.suggestion_answer a
        left join typology.edition e on e.code = a.draft_edition
        left join typology.category c on c.edition = a.draft_edition and c.code = a.category
       where a.category is null
          or (c.code is not null
              and not exists (select from national.recoded d where d.finding_id = a.finding_id and d.from_code = 'X'
                                 and d.to_edition = a.draft_edition and 'X' = any (d.to_codes)));
    revoke all on national.answer_standing from public;

    -- What waits to be coded again: findings of a category that was split; and those that fitted nowhere, for which an
    -- edition now has a category. For editors alone.
    create function national.coding_again()
      returns table (origin text, review_id uuid, finding_id uuid, from_edition text, from_code text, to_edition text,
                     candidates text[], answered boolean)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select u.origin, u.review_id, u.finding_id, u.from_edition, u.from_code, u.to_edition, u.candidates, false
        from national.undecided u where 'editor' = any (app.current_roles())
      union all
      select f.origin, f.review_id, f.finding_id, n.follows, f.category, n.edition,
             array_agg(distinct a.category order by a.category), true
        from national.answer_standing a
        join typology.succession n on n.edition = a.draft_edition
        join national.fact f on f.finding_id = a.finding_id and f.edition = n.edition and f.category = 'X' and f.direct
             and f.how <> 'coded'
       where a.category is not null and 'editor' = any (app.current_roles())
         and not exists (select from national.recoded d where d.finding_id = a.finding_id and d.from_edition = n.follows
                            and d.from_code = 'X' and d.to_edition = n.edition)
       group by f.origin, f.review_id, f.finding_id, n.follows, f.category, n.edition $$;

    -- What the editors answered to names that were suggested for a finding, by the name: for those who see the finding.
    create function national.answers_to(p_finding uuid) returns jsonb
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select coalesce(jsonb_object_agg(a.suggested_name, jsonb_build_object('text', a.answer, 'at', a.answered_at,
               'edition', a.draft_edition, 'category', a.category_name,
               'published', a.edition_status is distinct from 'draft')), '{}')
        from national.answer_standing a
       where a.finding_id = p_finding
         and case a.origin
               when 'published' then app.current_account_id() is not null
               else exists (select from public.finding f where f.id = a.finding_id
                               and (f.board_id = any (app.current_board_ids()) or f.review_id = any (app.current_review_ids()))) end $$;
    revoke all on function national.coding_text, national.suggestions, national.coding_again, national.answers_to from public;
    grant execute on function national.coding_text, national.suggestions, national.coding_again, national.answers_to to workbench_app;
    set local check_function_bodies = on;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
