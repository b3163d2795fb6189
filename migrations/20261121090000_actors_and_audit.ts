import type { Knex } from 'knex';

/**
 * Who is acting, and the record of what they did.
 *
 * Three roles must exist before this runs: workbench_owner (runs migrations), workbench_app and
 * workbench_national. The app role never reads a row of case content unless app.enter() has been called in
 * the same transaction.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema app;
    create schema audit;
    create schema typology;
    create schema national;
    revoke all on schema public from public;
    grant usage on schema public, app, audit, typology, national to workbench_app;
    grant usage on schema app, typology, national to workbench_national;

    create function app.current_account_id() returns uuid language sql stable parallel safe
      return nullif(current_setting('app.account_id', true), '')::uuid;
    create function app.current_board_ids() returns uuid[] language sql stable parallel safe
      return string_to_array(coalesce(current_setting('app.board_ids', true), ''), ',')::uuid[];
    create function app.current_review_ids() returns uuid[] language sql stable parallel safe
      return string_to_array(coalesce(current_setting('app.review_ids', true), ''), ',')::uuid[];
    create function app.current_roles() returns text[] language sql stable parallel safe
      return string_to_array(coalesce(current_setting('app.roles', true), ''), ',');

    -- Forces row-level security on a table and lets the owner (migrations, definer functions) see all of it.
    create procedure app.secure(target regclass) language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', target);
      execute format('alter table %s force row level security', target);
      execute format('create policy owner_all on %s to workbench_owner using (true) with check (true)', target);
    end $$;

    -- The policy of every table with case content: a comparison with columns, one evaluation of each
    -- setting per query.
    create procedure app.secure_case(target regclass, review_column text) language plpgsql as $$
    begin
      call app.secure(target);
      execute format(
        'create policy case_scope on %s to workbench_app
           using (board_id = any ((select app.current_board_ids())::uuid[])
                  or %I = any ((select app.current_review_ids())::uuid[]))
           with check (board_id = any ((select app.current_board_ids())::uuid[])
                  or %I = any ((select app.current_review_ids())::uuid[]))',
        target, review_column, review_column);
    end $$;

    create table audit.chain (
      chain text primary key,
      entries bigint not null default 0,
      head text not null default ''
    );
    -- The payload is the only truth and is what is hashed; the other columns are drawn from it for search.
    create table audit.entry (
      chain text not null references audit.chain,
      seq bigint not null check (seq > 0),
      payload text not null,
      hash text not null,
      action text not null generated always as ((payload::jsonb) ->> 'action') stored,
      account_id text generated always as ((payload::jsonb) ->> 'account') stored,
      subject_id text generated always as ((payload::jsonb) ->> 'subject') stored,
      at text not null generated always as ((payload::jsonb) ->> 'at') stored,
      primary key (chain, seq)
    );
    create index entry_of_subject on audit.entry (subject_id, action, account_id, seq);
    call app.secure('audit.chain');
    call app.secure('audit.entry');

    -- Appends one entry. The sequence is taken while the chain's row is locked, so that order in the chain is
    -- the order of commit. A chain is a Board's id, or 'national'.
    create function audit.record(p_board uuid, p_action text, p_subject_kind text, p_subject text, p_detail jsonb)
      returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      v_chain text := coalesce(p_board::text, 'national');
      v_seq bigint;
      v_head text;
      v_payload text;
      v_hash text;
    begin
      insert into audit.chain (chain) values (v_chain) on conflict do nothing;
      select entries + 1, head into v_seq, v_head from audit.chain where chain = v_chain for update;
      v_payload := jsonb_build_object(
        'seq', v_seq,
        'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'account', nullif(current_setting('app.account_id', true), ''),
        'roles', current_setting('app.roles', true),
        'address', nullif(current_setting('app.address', true), ''),
        'action', p_action,
        'kind', p_subject_kind,
        'subject', p_subject,
        'detail', coalesce(p_detail, '{}'::jsonb))::text;
      v_hash := encode(sha256(convert_to(v_head || E'\\n' || v_payload, 'UTF8')), 'hex');
      insert into audit.entry (chain, seq, payload, hash) values (v_chain, v_seq, v_payload, v_hash);
      update audit.chain set entries = v_seq, head = v_hash where chain = v_chain;
      return v_hash;
    end $$;
    -- What this account last read of a subject: lets a chair see what changed since they last saw it.
    create function audit.last_detail(p_subject text, p_action text)
      returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select (payload::jsonb) -> 'detail' from audit.entry
       where subject_id = p_subject and action = p_action
         and account_id = nullif(current_setting('app.account_id', true), '')
       order by seq desc limit 1 $$;
    -- The versions of a subject that this account has read: lets a reader see what changed since, however often
    -- they load the page.
    create function audit.versions_read(p_subject text, p_action text)
      returns integer[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select coalesce(array_agg(distinct read.version order by read.version), '{}') from (
        select ((payload::jsonb) #>> '{detail,version}')::integer as version from audit.entry
         where subject_id = p_subject and action = p_action
           and account_id = nullif(current_setting('app.account_id', true), '')) read
       where read.version is not null $$;
    create function audit.head_of_all() returns text language sql stable security definer
      set search_path = pg_catalog, pg_temp as $$
      select encode(sha256(convert_to(coalesce(string_agg(chain || ':' || entries || ':' || head, E'\\n' order by chain), ''), 'UTF8')), 'hex')
        from audit.chain $$;
    revoke all on function audit.record, audit.last_detail, audit.versions_read, audit.head_of_all from public;
    grant execute on function audit.record, audit.last_detail, audit.versions_read to workbench_app;
    grant execute on function audit.head_of_all to workbench_app, workbench_national;
    grant usage on schema audit to workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
