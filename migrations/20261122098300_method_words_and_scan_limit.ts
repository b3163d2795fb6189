import type { Knex } from 'knex';

/**
 * The words of a review's method stand with what every page of it shows, so that the way to its places uses them. Of a
 * document that is held it is kept whether the scanner takes no file of its size.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace view review_head with (security_invoker = true) as
      select r.board_id, r.id, r.reference, r.child_label, r.kind, r.method, b.name as board_name, a.region, r.opened_at,
             case when not l.present then 'setting_up'
                  when f.states is null then 'gathering'
                  when f.states && array['draft', 'returned'] then 'making_sense'
                  when 'submitted' = any (f.states) then 'with_board'
                  else 'agreed' end as stage,
             coalesce(f.marks, '[]') as findings,
             m.due_on, m.first_due_on, m.met_on, late.reason_kind as late_reason, late.reason as late_words,
             (select me.words from method me where me.code = r.method) as words
        from review r
        join board b on b.id = r.board_id
        join area a on a.name = b.area
        cross join lateral (select exists (select 1 from review_member l where l.board_id = r.board_id and l.review_id = r.id
                                            and l.part = 'lead' and l.removed_at is null) as present) l
        cross join lateral (select array_agg(distinct f.state) as states,
                                   jsonb_agg(jsonb_build_object('number', f.number, 'state', f.state, 'id', f.id) order by f.number) as marks
                              from finding f where f.board_id = r.board_id and f.review_id = r.id) f
        left join milestone m on m.board_id = r.board_id and m.review_id = r.id and m.code = 'complete'
        left join lateral (select c.reason_kind, c.reason from milestone_change c
                            where c.board_id = m.board_id and c.milestone_id = m.id order by c.changed_at desc limit 1) late on true;
    alter table document add column beyond_scanner boolean not null default false;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
