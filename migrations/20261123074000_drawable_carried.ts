import type { Knex } from 'knex';

/** A sample is drawn from findings as they stand in an edition: those carried or coded again into it stand there too. */
export async function up(knex: Knex): Promise<void> {
  const told = `jsonb_agg(jsonb_build_object('category', s.category, 'rationale', coalesce(nullif(t.rationale, ''), d.reason, ''),
        'extract', coalesce(t.extract, ''), 'suggested_name', coalesce(t.suggested_name, '')) order by s.category collate "C")`;
  // What a person said when they decided where the finding stands, where no tag leads there by the crosswalk alone.
  const decision = `left join lateral (
        select d.reason from national.recoded d where d.finding_id = s.finding_id
         order by s.category = any (d.to_codes) desc, d.decided_at desc, d.id limit 1) d on true`;
  const carried = (edition: string, category: string): string =>
    `typology.carried k on k.from_edition = ${edition} and k.from_code = ${category}
                         and k.to_edition = s.edition and k.to_code = s.category`;
  await knex.raw(`
    -- As it was, for findings coded in the edition itself. They stand there by that alone, so no finding comes twice.
    alter function national.drawable(text, text) rename to drawable_coded;
    revoke execute on function national.drawable_coded from workbench_app;
    create function national.drawable(p_edition text, p_origin text)
      returns table (key text, origin text, review_id uuid, finding_id uuid, tags jsonb, first_coder uuid, category text, year text)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      with standing as (
        select * from national.fact f
         where f.edition = p_edition and f.direct and f.how <> 'coded' and 'editor' = any (app.current_roles()))
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
            join ${carried('t.edition', 't.category')}
            join typology.edition o on o.code = t.edition
           where t.finding_id = s.finding_id
           order by o.in_force_from desc, t.edition, t.category limit 1) t on true
        ${decision}
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
            join ${carried('t.edition', 't.category')}
            join typology.edition o on o.code = t.edition
           order by o.in_force_from desc, t.edition, t.category limit 1) t on true
        ${decision}
       where s.origin = 'workbench' and p_origin in ('workbench', 'both')
       group by v.board_id, v.review_id, v.finding_id, v.first_approved_at $$;
    revoke all on function national.drawable from public;
    grant execute on function national.drawable to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
