import type { Knex } from 'knex';

/** What a published finding stands in without being coded in the edition in force, and who reads decisions on it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The categories of the edition in force in which a published finding stands by the crosswalk or by a decision, with
    -- the words of the older tag. They end with the first tag of that edition, unless they go with it.
    create function national.carried_codes(p_finding uuid)
      returns table (category text, rationale text, "extract" text, suggested_name text)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select f.category, coalesce(nullif(t.rationale, ''), d.reason, ''), coalesce(t.extract, ''), coalesce(t.suggested_name, '')
        from national.fact f
        join typology.edition e on e.code = f.edition and e.status = 'in_force'
        left join lateral (
          select t.rationale, t.extract, t.suggested_name
            from national.published_tag t
            join typology.carried k on k.from_edition = t.edition and k.from_code = t.category
             and k.to_edition = f.edition and k.to_code = f.category
            join typology.edition o on o.code = t.edition
           where t.finding_id = f.finding_id
           order by o.in_force_from desc, t.edition, t.category limit 1) t on true
        left join lateral (
          select d.reason from national.recoded d
           where d.finding_id = f.finding_id
           order by f.category = any (d.to_codes) desc, d.decided_at desc, d.id limit 1) d on true
       where f.finding_id = p_finding and f.origin = 'published' and f.direct and f.how <> 'coded'
         and 'editor' = any (app.current_roles())
       order by f.category $$;
    revoke all on function national.carried_codes from public;
    grant execute on function national.carried_codes to workbench_app;

    -- Analysts count as coded what a person decided on, of published findings.
    create policy analyst_reads_published on national.recoded for select to workbench_app
      using (origin = 'published' and 'analyst' = any ((select app.current_roles())::text[]));
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
