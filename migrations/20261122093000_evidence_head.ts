import type { Knex } from 'knex';

/**
 * Every piece of evidence of a review as those who point to it need it: what it is called, when it was, where in it
 * one may point, and whether it is still there to rest on.
 */
export async function up(knex: Knex): Promise<void> {
  const columns = `board_id, id, review_id, kind, title, agency_id, agency, number, about, held_on, first_day, until_day, exactness, circa,
    pages, places, gone, gone_at, gone_why, readable, added_at`;
  await knex.raw(`
    create view evidence_head (${columns}) with (security_invoker = true) as
    select e.board_id, e.id, e.review_id, 'episode', e.title, null::uuid, null::text, e.number, null::text, null::date,
           lower(e.period), upper(e.period), 'range', false, null::integer, '[]'::jsonb,
           case when e.withdrawn_at is not null then 'withdrawn' end, e.withdrawn_at, e.withdrawn_why, true, e.added_at
      from episode e
    union all
    select v.board_id, v.id, v.review_id, 'event', left(v.description, 300), v.agency_id, (select a.name from agency a where a.board_id = v.board_id and a.id = v.agency_id), null, null, null,
           lower(v.period), upper(v.period), v.exactness, v.circa, null, '[]',
           case when v.withdrawn_at is not null then 'withdrawn' end, v.withdrawn_at, v.withdrawn_why, true, v.added_at
      from event v
    union all
    -- Without consent a conversation is not there to rest on, whoever has its notes.
    select c.board_id, c.id, c.review_id, 'conversation', c.role_label, c.agency_id, (select a.name from agency a where a.board_id = c.board_id and a.id = c.agency_id), null, c.about, c.held_on,
           null, null, null, false, null,
           (select coalesce(jsonb_agg(jsonb_build_object('anchor', p.anchor, 'text', left(p.text, 160)) order by p.list, p.position), '[]')
              from (select 1 as list, t.position, 'turning-point-' || t.id as anchor, t.moment as text
                      from turning_point t where t.board_id = c.board_id and t.conversation_id = c.id
                    union all
                    select 2, f.position, 'factor-' || f.id, f.text
                      from conversation_factor f where f.board_id = c.board_id and f.conversation_id = c.id) p),
           case when c.withdrawn_at is not null then 'withdrawn' when c.consent in ('withdrawn', 'declined') then 'consent_' || c.consent end,
           coalesce(c.withdrawn_at, case when c.consent in ('withdrawn', 'declined') then c.consent_on end), c.withdrawn_why,
           c.consent = 'given', c.added_at
      from conversation c
    union all
    select d.board_id, d.id, d.review_id, 'document', d.title, d.agency_id, (select a.name from agency a where a.board_id = d.board_id and a.id = d.agency_id), null, null, d.dated,
           null, null, null, false, d.pages, '[]',
           case when d.withdrawn_at is not null then 'withdrawn' when d.scan = 'infected' then 'infected' end,
           coalesce(d.withdrawn_at, case when d.scan = 'infected' then d.scanned_at end), d.withdrawn_why,
           d.scan not in ('held', 'infected'), d.added_at
      from document d;
    grant select on evidence_head to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
