import type { Knex } from 'knex';

/**
 * Checking a conversation back by a link, and what becomes of its words when consent is withdrawn.
 *
 * A practitioner has no account. What they do goes through the functions check_back_*: each takes the hash of the
 * link's token (and, past the first page, the proof of its code), acts on that one link and writes to the Board's
 * audit. Without an actor nothing else can be read.
 */
export async function up(knex: Knex): Promise<void> {
  const keys = `board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null`;
  const ofReview = `primary key (board_id, id), foreign key (board_id, review_id) references review (board_id, id)`;
  const definer = `security definer set search_path = pg_catalog, public, pg_temp`;

  await knex.raw(`
    -- A link for one person and one record. The record is frozen as it stood when the link was made.
    create table check_back (
      ${keys}, conversation_id uuid not null,
      -- SHA-256 of the token; HMAC of the code with it, by a key that is not in the database.
      token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
      code_proof text not null check (code_proof ~ '^[0-9a-f]{64}$'),
      sent text not null check (sent in ('mail', 'hand')),
      mail text check (mail in ('waiting', 'sent', 'failed')), check ((mail is null) = (sent = 'hand')),
      record jsonb not null,
      made_by uuid not null references account, made_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > made_at),
      wrong_codes integer not null default 0 check (wrong_codes between 0 and 5),
      opened integer not null default 0, opened_at timestamptz,
      finished_at timestamptz, outcome text check (outcome in ('agreed', 'corrected')),
      check ((finished_at is null) = (outcome is null)),
      revoked_at timestamptz, revoked_by uuid references account,
      check ((revoked_at is null) = (revoked_by is null)),
      ${ofReview},
      foreign key (board_id, conversation_id) references conversation (board_id, id)
    );
    create index check_back_of on check_back (board_id, conversation_id);
    call app.secure_case('check_back', 'review_id');
    -- What the person does with it is written by the functions below alone.
    grant select, insert, update (revoked_at, revoked_by, mail) on check_back to workbench_app;

    -- What they wrote beside one place of the record, or (place 'whole') about all of it.
    create table check_back_answer (
      ${keys}, check_back_id uuid not null,
      place text not null, kind text not null check (kind in ('remark', 'correction')),
      text text not null check (text <> '' and length(text) <= 20000), saved_at timestamptz not null,
      handled text check (handled in ('taken_up', 'kept')), handled_by uuid references account, handled_at timestamptz,
      reason text not null default '',
      check (num_nonnulls(handled, handled_by, handled_at) in (0, 3)),
      ${ofReview}, unique (board_id, check_back_id, place),
      foreign key (board_id, check_back_id) references check_back (board_id, id)
    );
    call app.secure_case('check_back_answer', 'review_id');
    grant select, update (handled, handled_by, handled_at, reason) on check_back_answer to workbench_app;

    -- A mail on its way: address and token, encrypted, and removed when it is sent or given up.
    create table check_back_mail (
      board_id uuid not null, review_id uuid not null, check_back_id uuid not null,
      sealed text not null, made_at timestamptz not null,
      primary key (board_id, check_back_id),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, check_back_id) references check_back (board_id, id)
    );
    call app.secure_case('check_back_mail', 'review_id');
    grant select, insert, delete on check_back_mail to workbench_app;

    -- The words of a conversation whose consent was withdrawn: kept, and read by no one. The app's role has no right to it.
    create table app.conversation_sealed (
      board_id uuid not null, review_id uuid not null, conversation_id uuid not null,
      kept jsonb not null, sealed_at timestamptz not null, sealed_by uuid not null references account,
      primary key (board_id, conversation_id),
      foreign key (board_id, review_id) references review (board_id, id),
      foreign key (board_id, conversation_id) references conversation (board_id, id)
    );
    call app.secure('app.conversation_sealed');

    -- The conversation, locked, if it is the actor's to see.
    create function app.conversation_in_scope(p_board uuid, p_id uuid) returns conversation language plpgsql ${definer} as $$
    declare c conversation;
    begin
      select * into c from conversation where board_id = p_board and id = p_id
         and (board_id = any (app.current_board_ids()) or review_id = any (app.current_review_ids())) for update;
      if not found then raise exception 'There is no such conversation'; end if;
      return c;
    end $$;
    revoke all on function app.conversation_in_scope from public;

    -- Takes every word out of a conversation, its revisions and its checking back, and keeps them apart.
    create function app.seal_conversation(p_board uuid, p_id uuid, p_why text, p_on date, p_at timestamptz) returns void
      language plpgsql ${definer} as $$
    declare
      c conversation := app.conversation_in_scope(p_board, p_id);
      v_links uuid[] := array(select id from check_back where board_id = p_board and conversation_id = p_id);
    begin
      insert into app.conversation_sealed (board_id, review_id, conversation_id, kept, sealed_at, sealed_by)
      values (p_board, c.review_id, p_id, jsonb_build_object(
        'conversation', to_jsonb(c) - 'words',
        'turning_point', (select coalesce(jsonb_agg(to_jsonb(t) - 'words'), '[]') from turning_point t
                           where t.board_id = p_board and t.conversation_id = p_id),
        'conversation_factor', (select coalesce(jsonb_agg(to_jsonb(f) - 'words'), '[]') from conversation_factor f
                           where f.board_id = p_board and f.conversation_id = p_id),
        'revision', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from revision r
                      where r.board_id = p_board and r.review_id = c.review_id
                        and (r.kind = 'conversation' and r.row_id = p_id
                             or r.kind in ('turning_point', 'conversation_factor') and r.fields ->> 'conversation_id' = p_id::text)),
        'check_back', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'record', k.record)), '[]') from check_back k
                        where k.board_id = p_board and k.id = any (v_links)),
        'check_back_answer', (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from check_back_answer a
                        where a.board_id = p_board and a.check_back_id = any (v_links))),
        p_at, app.current_account_id());
      delete from turning_point where board_id = p_board and conversation_id = p_id;
      delete from conversation_factor where board_id = p_board and conversation_id = p_id;
      delete from revision r where r.board_id = p_board and r.review_id = c.review_id
         and (r.kind = 'conversation' and r.row_id = p_id
              or r.kind in ('turning_point', 'conversation_factor') and r.fields ->> 'conversation_id' = p_id::text);
      delete from check_back_answer where board_id = p_board and check_back_id = any (v_links);
      delete from check_back_mail where board_id = p_board and check_back_id = any (v_links);
      update check_back set record = '{}', revoked_at = coalesce(revoked_at, p_at),
             revoked_by = coalesce(revoked_by, app.current_account_id())
       where board_id = p_board and id = any (v_links);
      update conversation set consent = 'withdrawn', consent_on = p_on, consent_terms = '', present = '',
             purpose = '', part = '', went_well = '', other_accounts = '', would_change = '',
             withdrawn_at = p_at, withdrawn_by = app.current_account_id(), withdrawn_why = p_why,
             version = version + 1, updated_by = app.current_account_id(), updated_at = p_at
       where board_id = p_board and id = p_id;
    end $$;

    -- Puts the words back: they consented again.
    create function app.unseal_conversation(p_board uuid, p_id uuid, p_on date, p_terms text, p_at timestamptz) returns void
      language plpgsql ${definer} as $$
    declare
      c conversation := app.conversation_in_scope(p_board, p_id);
      k jsonb;
      v conversation;
    begin
      delete from app.conversation_sealed where board_id = p_board and conversation_id = p_id returning kept into k;
      if k is null then raise exception 'Nothing is sealed'; end if;
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
    end $$;
    revoke all on function app.seal_conversation, app.unseal_conversation from public;
    grant execute on function app.seal_conversation, app.unseal_conversation to workbench_app;

    -- How a link stands. The first that holds is said.
    create function app.check_back_state(k check_back, p_now timestamptz) returns text language sql stable ${definer} as $$
      select case when k.finished_at is not null then 'finished'
                  when k.revoked_at is not null then 'revoked'
                  when k.wrong_codes >= 5 then 'closed'
                  when k.expires_at <= p_now then 'expired'
                  when not exists (select 1 from conversation c where c.board_id = k.board_id and c.id = k.conversation_id
                                      and c.withdrawn_at is null and c.consent = 'given') then 'revoked'
                  else 'open' end $$;

    -- The link of a token, locked. With a proof: only when it is open and the proof is its code's.
    create function app.check_back_of(p_token_hash text, p_proof text, p_now timestamptz) returns check_back
      language plpgsql ${definer} as $$
    declare k check_back;
    begin
      select * into k from check_back where token_hash = p_token_hash for update;
      if p_proof is not null and (app.check_back_state(k, p_now) <> 'open' or k.code_proof <> p_proof) then return null; end if;
      return k;
    end $$;

    create function app.check_back_audit(k check_back, p_action text, p_address text, p_detail jsonb) returns void
      language sql ${definer} as $$
      select set_config('app.address', coalesce(p_address, ''), true);
      select audit.record(k.board_id, p_action, 'check_back', k.id::text,
                          p_detail || jsonb_build_object('review', k.review_id, 'conversation', k.conversation_id));
    $$;
    revoke all on function app.check_back_state, app.check_back_of, app.check_back_audit from public;

    -- Someone opened the link. The Board's name while it is open, and null for anything else.
    create function app.check_back_knock(p_token_hash text, p_address text, p_now timestamptz) returns text
      language plpgsql ${definer} as $$
    declare
      k check_back := app.check_back_of(p_token_hash, null, p_now);
      v_state text;
    begin
      if k.id is null then return null; end if;
      v_state := app.check_back_state(k, p_now);
      perform app.check_back_audit(k, 'check_back.opened', p_address, jsonb_build_object('state', v_state));
      if v_state <> 'open' then return null; end if;
      return (select name from board where id = k.board_id);
    end $$;

    -- A code was given: 'right', 'wrong' (counted), or 'over' when the link is not open (any more).
    create function app.check_back_prove(p_token_hash text, p_proof text, p_address text, p_now timestamptz) returns text
      language plpgsql ${definer} as $$
    declare
      k check_back := app.check_back_of(p_token_hash, null, p_now);
      v_state text;
    begin
      if k.id is null then return 'over'; end if;
      v_state := app.check_back_state(k, p_now);
      if v_state <> 'open' then
        perform app.check_back_audit(k, 'check_back.opened', p_address, jsonb_build_object('state', v_state));
        return 'over';
      end if;
      if k.code_proof = p_proof then
        update check_back set opened = opened + 1, opened_at = p_now where board_id = k.board_id and id = k.id;
        perform app.check_back_audit(k, 'check_back.code_right', p_address, '{}');
        return 'right';
      end if;
      update check_back set wrong_codes = wrong_codes + 1 where board_id = k.board_id and id = k.id;
      perform app.check_back_audit(k, 'check_back.code_wrong', p_address, jsonb_build_object('wrong', k.wrong_codes + 1));
      return case when k.wrong_codes + 1 >= 5 then 'over' else 'wrong' end;
    end $$;

    -- The record as it was frozen, and what was written beside it so far. Null unless open and proved.
    create function app.check_back_read(p_token_hash text, p_proof text, p_address text, p_now timestamptz) returns jsonb
      language plpgsql ${definer} as $$
    declare k check_back := app.check_back_of(p_token_hash, coalesce(p_proof, ''), p_now);
    begin
      if k.id is null then return null; end if;
      perform app.check_back_audit(k, 'check_back.read', p_address, '{}');
      return jsonb_build_object(
        'board_name', (select name from board where id = k.board_id), 'expires_at', k.expires_at, 'record', k.record,
        'answers', (select coalesce(jsonb_agg(jsonb_build_object('place', a.place, 'kind', a.kind, 'text', a.text)), '[]')
                      from check_back_answer a where a.board_id = k.board_id and a.check_back_id = k.id));
    end $$;

    -- Keeps what was written: one answer a place, none where it is empty. False unless open and proved.
    create function app.check_back_save(p_token_hash text, p_proof text, p_answers jsonb, p_address text, p_now timestamptz)
      returns boolean language plpgsql ${definer} as $$
    declare
      k check_back := app.check_back_of(p_token_hash, coalesce(p_proof, ''), p_now);
      v_places text[];
    begin
      if k.id is null then return false; end if;
      v_places := array(select place #>> '{}' from jsonb_path_query(k.record, '$.parts[*].passages[*].place') place) || 'whole'::text;
      if exists (select 1 from jsonb_to_recordset(p_answers) as a (place text) where a.place is null or a.place <> all (v_places)) then
        raise exception 'That is not a place of this record';
      end if;
      delete from check_back_answer old using jsonb_to_recordset(p_answers) as a (place text, text text)
       where old.board_id = k.board_id and old.check_back_id = k.id and old.place = a.place and a.text = '';
      insert into check_back_answer (board_id, review_id, check_back_id, place, kind, text, saved_at)
      select k.board_id, k.review_id, k.id, a.place, a.kind, a.text, p_now
        from jsonb_to_recordset(p_answers) as a (place text, kind text, text text) where a.text <> ''
      on conflict (board_id, check_back_id, place) do update
         set kind = excluded.kind, text = excluded.text, saved_at = excluded.saved_at
       where (check_back_answer.kind, check_back_answer.text) is distinct from (excluded.kind, excluded.text);
      perform app.check_back_audit(k, 'check_back.written', p_address, '{}');
      return true;
    end $$;

    -- The person is done. False unless open and proved.
    create function app.check_back_finish(p_token_hash text, p_proof text, p_outcome text, p_address text, p_now timestamptz)
      returns boolean language plpgsql ${definer} as $$
    declare k check_back := app.check_back_of(p_token_hash, coalesce(p_proof, ''), p_now);
    begin
      if k.id is null then return false; end if;
      update check_back set finished_at = p_now, outcome = p_outcome where board_id = k.board_id and id = k.id;
      perform app.check_back_audit(k, 'check_back.finished', p_address, jsonb_build_object('outcome', p_outcome));
      return true;
    end $$;
    -- How it ended, for the person who ended it: the same form sent twice is answered twice.
    create function app.check_back_outcome(p_token_hash text, p_proof text) returns text language sql stable ${definer} as $$
      select outcome from check_back where token_hash = p_token_hash and code_proof = p_proof $$;
    revoke all on function app.check_back_outcome, app.check_back_knock, app.check_back_prove, app.check_back_read, app.check_back_save,
      app.check_back_finish from public;
    grant execute on function app.check_back_outcome, app.check_back_knock, app.check_back_prove, app.check_back_read, app.check_back_save,
      app.check_back_finish to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
