import type { Knex } from 'knex';

/** What national coders read of a finding, what waits for the editors, and what reviewers read of their answers. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The text that a finding is coded from (METHOD section 7): for an editor, or for the coder it is assigned to. Of a
    -- finding of the workbench only what the chair approved after the scan for identifiers, and of that never its Board,
    -- its reference, its labels, its tags or their reasons; 'review' has the public facts of a published review alone.
    create function national.coding_text(p_findings uuid[])
      returns table (origin text, review_id uuid, finding_id uuid, statement text, issue text, matters text,
                     polarity text, extent text, stage text, stated_as text, review jsonb)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with mine as (
        select id from unnest(p_findings) id
         where 'editor' = any (app.current_roles())
            or exists (select from national.second_coding s
                        where s.finding_id = id and s.coder = app.current_account_id()))
      select 'published', f.review_id, f.id, f.text, '', '', f.polarity, f.extent, f.journey_stage, coalesce(f.stated_as, ''),
             jsonb_build_object('id', r.external_id, 'title', r.title, 'publishing_body', r.publishing_body,
               'region', r.region, 'year_published', r.year_published, 'kind', r.kind,
               'source_title', r.source_title, 'source_address', r.source_address)
        from national.published_finding f join national.published_review r on r.id = f.review_id
       where f.id in (select id from mine)
      union all
      select 'workbench', v.review_id, v.finding_id, coalesce(v.content ->> 'statement', ''),
             coalesce(v.content ->> 'issue', ''), coalesce(v.content ->> 'matters', ''),
             v.content ->> 'polarity', v.content ->> 'extent', v.content ->> 'stage', '', '{}'
        from national.counted_version v
       where v.finding_id in (select id from mine) $$;
    revoke all on function national.coding_text from public;
    grant execute on function national.coding_text to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
