import type { Knex } from 'knex';

/** How many reviews wait for the editors because a finding fits no category: the number alone, for the national level. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Of the edition in force, as in the editors' queue: a finding waits while nothing answers the name that was
    -- suggested for it last.
    create function national.unfitted() returns jsonb
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      with standing as (
        select f.origin, f.review_id, f.finding_id from national.fact f
         where f.edition = (select e.code from typology.edition e where e.status = 'in_force') and f.category = 'X' and f.direct),
      said as (
        select s.origin, s.review_id, s.finding_id, t.edition, t.suggested_name
          from standing s join national.published_tag t on t.finding_id = s.finding_id and t.category = 'X'
        union all
        select s.origin, s.review_id, s.finding_id, t.edition, coalesce(t.suggested_name, '')
          from standing s join national.counted_version v on v.finding_id = s.finding_id
          cross join lateral jsonb_to_recordset(v.content -> 'tags') as t(edition text, category text, suggested_name text)
         where t.category = 'X'),
      latest as (
        select distinct on (d.finding_id) d.origin, d.review_id, d.finding_id, d.suggested_name
          from said d join typology.edition e on e.code = d.edition and e.status <> 'draft'
         order by d.finding_id, e.in_force_from desc, e.code desc)
      select jsonb_build_object('all', count(distinct w.review_id),
                                'published', count(distinct w.review_id) filter (where w.origin = 'published'))
        from latest w
       where not exists (select from national.answer_standing a
                          where a.finding_id = w.finding_id and a.suggested_name = w.suggested_name) $$;
    revoke all on function national.unfitted from public;
    grant execute on function national.unfitted to workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
