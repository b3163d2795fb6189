import type { Knex } from 'knex';

/** What became of each category in every later published edition, through all crosswalks between. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- to_code is null where the way ends or divides: there a person decides. What is asked then is in change and to_codes.
    create view typology.carried as
      with recursive walk as (
        select n.follows as from_edition, s.from_code, n.edition as to_edition, s.change, s.to_codes,
               case when cardinality(s.to_codes) = 1 then s.to_codes[1] end as to_code
          from typology.succession n
          join typology.crosswalk_step s on s.from_edition = n.follows and s.to_edition = n.edition
        union all
        -- A way that ended or divided is not followed, and is still told of in the editions after that.
        select w.from_edition, w.from_code, n.edition, coalesce(s.change, w.change), coalesce(s.to_codes, w.to_codes),
               case when cardinality(s.to_codes) = 1 then s.to_codes[1] end
          from walk w
          join typology.succession n on n.follows = w.to_edition
          left join typology.crosswalk_step s
            on s.from_edition = n.follows and s.to_edition = n.edition and s.from_code = w.to_code)
      select * from walk;
    grant select on typology.carried to workbench_app, workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
