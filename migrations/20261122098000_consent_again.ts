import type { Knex } from 'knex';

/**
 * Consent as those who rest on a conversation see it: that it was withdrawn comes before all else, with the day that
 * the person named rather than the one on which it was recorded. And consent can be given again where the words that
 * were sealed never came: a review brought in from another workbench.
 */
export async function up(knex: Knex): Promise<void> {
  const columns = `board_id, id, review_id, kind, title, agency_id, agency, number, about, held_on, first_day, until_day, exactness, circa,
    pages, places, gone, gone_at, gone_why, readable, added_at`;
  const definer = `security definer set search_path = pg_catalog, public, pg_temp`;
  await knex.raw(`
    create or replace view evidence_head (${columns}) with (security_invoker = true) as
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
           case when c.consent = 'withdrawn' then 'consent_withdrawn' when c.withdrawn_at is not null then 'withdrawn'
                when c.consent = 'declined' then 'consent_declined' end,
           -- At noon, so that it is that day wherever it is read.
           case when c.consent = 'withdrawn' then coalesce((c.consent_on + time '12:00') at time zone 'Europe/London', c.withdrawn_at)
                when c.withdrawn_at is not null then c.withdrawn_at
                when c.consent = 'declined' then (c.consent_on + time '12:00') at time zone 'Europe/London' end,
           c.withdrawn_why,
           c.consent = 'given', c.added_at
      from conversation c
    union all
    select d.board_id, d.id, d.review_id, 'document', d.title, d.agency_id, (select a.name from agency a where a.board_id = d.board_id and a.id = d.agency_id), null, null, d.dated,
           null, null, null, false, d.pages, '[]',
           case when d.withdrawn_at is not null then 'withdrawn' when d.scan = 'infected' then 'infected' end,
           coalesce(d.withdrawn_at, case when d.scan = 'infected' then d.scanned_at end), d.withdrawn_why,
           d.scan not in ('held', 'infected'), d.added_at
      from document d;
    drop function app.unseal_conversation(uuid, uuid, date, text, timestamptz);
    -- They consented again: puts the words back. False when there are none here to put back: the notes begin anew.
    create function app.unseal_conversation(p_board uuid, p_id uuid, p_on date, p_terms text, p_at timestamptz) returns boolean
      language plpgsql ${definer} as $$
    declare
      c conversation := app.conversation_in_scope(p_board, p_id);
      k jsonb;
      v conversation;
    begin
      delete from app.conversation_sealed where board_id = p_board and conversation_id = p_id returning kept into k;
      if c.consent <> 'withdrawn' then raise exception 'Consent was not withdrawn'; end if;
      if k is null then
        update conversation set consent = 'given', consent_on = p_on, consent_terms = p_terms,
               withdrawn_at = null, withdrawn_by = null, withdrawn_why = '',
               version = c.version + 1, updated_by = app.current_account_id(), updated_at = p_at
         where board_id = p_board and id = p_id;
        return false;
      end if;
      v := jsonb_populate_record(null::conversation, k -> 'conversation');
      insert into turning_point (board_id, id, review_id, conversation_id, position, moment, happened_on, thought, forefront,
                                 pressed, concerns, aim, options, version, updated_by, updated_at)
      select board_id, id, review_id, conversation_id, position, moment, happened_on, thought, forefront,
             pressed, concerns, aim, options, version, updated_by, updated_at
        from jsonb_populate_recordset(null::turning_point, k -> 'turning_point');
      insert into conversation_factor (board_id, id, review_id, conversation_id, position, heading, text, version, updated_by, updated_at)
      select board_id, id, review_id, conversation_id, position, heading, text, version, updated_by, updated_at
        from jsonb_populate_recordset(null::conversation_factor, k -> 'conversation_factor');
      insert into revision (board_id, review_id, kind, row_id, version, fields, saved_by, saved_at)
      select board_id, review_id, kind, row_id, version, fields, saved_by, saved_at
        from jsonb_populate_recordset(null::revision, k -> 'revision');
      update check_back b set record = old.record
        from jsonb_to_recordset(k -> 'check_back') as old (id uuid, record jsonb)
       where b.board_id = p_board and b.id = old.id;
      insert into check_back_answer select * from jsonb_populate_recordset(null::check_back_answer, k -> 'check_back_answer');
      update conversation set consent = 'given', consent_on = p_on, consent_terms = p_terms, present = v.present,
             purpose = v.purpose, part = v.part, went_well = v.went_well, other_accounts = v.other_accounts,
             would_change = v.would_change,
             withdrawn_at = v.withdrawn_at, withdrawn_by = v.withdrawn_by, withdrawn_why = v.withdrawn_why,
             version = c.version + 1, updated_by = app.current_account_id(), updated_at = p_at
       where board_id = p_board and id = p_id;
      return true;
    end $$;
    -- Whether words of a conversation that the actor may see are sealed here. No word of them.
    create function app.conversation_is_sealed(p_board uuid, p_id uuid) returns boolean language sql stable
      ${definer} as $$
      select exists (select 1 from app.conversation_sealed s where s.board_id = p_board and s.conversation_id = p_id
         and (s.board_id = any (app.current_board_ids()) or s.review_id = any (app.current_review_ids()))) $$;
    revoke all on function app.unseal_conversation, app.conversation_is_sealed from public;
    grant execute on function app.unseal_conversation, app.conversation_is_sealed to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
