import type { Knex } from 'knex';

/** Boards, accounts, what they may do, the register of reviewers, sessions and tokens. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table area (name text primary key, region text not null);
    call app.secure('area');
    create policy read_all on area for select using (true);
    grant select on area to workbench_app, workbench_national;

    create table board (
      id uuid primary key default uuidv7(),
      name text not null unique,
      area text not null references area
    );
    call app.secure('board');
    create policy read_signed_in on board for select to workbench_app
      using ((select app.current_account_id()) is not null);
    create policy write_administrator on board to workbench_app
      using ('administrator' = any ((select app.current_roles())::text[]))
      with check ('administrator' = any ((select app.current_roles())::text[]));
    grant select, insert, update on board to workbench_app;

    create table account (
      id uuid primary key default uuidv7(),
      email text not null unique check (email = lower(email)),
      name text not null,
      status text not null default 'active' check (status in ('active', 'suspended')),
      version integer not null default 1,
      created_at timestamptz not null default now()
    );
    call app.secure('account');
    create policy read_signed_in on account for select to workbench_app
      using ((select app.current_account_id()) is not null);
    create policy write_administrator on account to workbench_app
      using ('administrator' = any ((select app.current_roles())::text[]))
      with check ('administrator' = any ((select app.current_roles())::text[]));
    grant select, insert, update on account to workbench_app;

    -- Kept apart from account: only the functions below read it.
    create table credential (
      account_id uuid primary key references account,
      password_hash text not null,
      changed_at timestamptz not null default now()
    );
    call app.secure('credential');

    create table membership (
      id uuid primary key default uuidv7(),
      account_id uuid not null references account,
      role text not null check (role in ('lead_reviewer', 'team_member', 'coordinator', 'chair', 'editor',
        'analyst', 'accreditation_manager', 'administrator')),
      board_id uuid references board,
      unique nulls not distinct (account_id, role, board_id),
      check ((role in ('coordinator', 'chair')) = (board_id is not null))
    );
    create index membership_of_account on membership (account_id);
    call app.secure('membership');
    create policy read_signed_in on membership for select to workbench_app
      using ((select app.current_account_id()) is not null);
    create policy write_administrator on membership to workbench_app
      using ('administrator' = any ((select app.current_roles())::text[]))
      with check ('administrator' = any ((select app.current_roles())::text[]));
    grant select, insert, delete on membership to workbench_app;

    -- The national register: who is accredited, and in which periods (half-open). What holds stands here; how it
    -- came to be stands in accreditation_act.
    create table accreditation (
      account_id uuid primary key references account,
      accredited datemultirange not null check (not isempty(accredited)),
      suspended_on date,
      note text not null default '',
      version integer not null default 1
    );
    call app.secure('accreditation');
    create policy read_signed_in on accreditation for select to workbench_app
      using ((select app.current_account_id()) is not null);
    create policy write_manager on accreditation to workbench_app
      using ('accreditation_manager' = any ((select app.current_roles())::text[]))
      with check ('accreditation_manager' = any ((select app.current_roles())::text[]));
    grant select, insert, update on accreditation to workbench_app;

    -- Every act on the register, with who and when: a renewal adds a period, a correction replaces one.
    create table accreditation_act (
      id uuid primary key default uuidv7(),
      account_id uuid not null references accreditation,
      what text not null check (what in ('period', 'correction', 'suspension', 'restoration')),
      period daterange check (not isempty(period)),
      replaces uuid unique references accreditation_act,
      words text not null default '',
      -- Null for what was loaded with the register.
      by_account uuid references account,
      at timestamptz not null,
      check ((what in ('period', 'correction')) = (period is not null)),
      check ((what = 'correction') = (replaces is not null))
    );
    create index accreditation_act_of on accreditation_act (account_id);
    call app.secure('accreditation_act');
    create policy keep_manager on accreditation_act to workbench_app
      using ('accreditation_manager' = any ((select app.current_roles())::text[]))
      with check ('accreditation_manager' = any ((select app.current_roles())::text[]));
    grant select, insert on accreditation_act to workbench_app;

    create function app.accredited(p_account uuid, p_on date) returns boolean language sql stable
      security definer set search_path = pg_catalog, public, pg_temp
      return exists (select 1 from accreditation where account_id = p_account and accredited @> p_on
                     and (suspended_on is null or suspended_on > p_on));

    create function app.find_credential(p_email text)
      returns table (account_id uuid, password_hash text, status text) language sql stable
      security definer set search_path = pg_catalog, public, pg_temp as $$
      select a.id, c.password_hash, a.status from account a join credential c on c.account_id = a.id
       where a.email = lower(p_email) $$;
    create function app.set_password(p_account uuid, p_hash text) returns void language sql
      security definer set search_path = pg_catalog, public, pg_temp as $$
      insert into credential (account_id, password_hash) values (p_account, p_hash)
      on conflict (account_id) do update set password_hash = excluded.password_hash, changed_at = now() $$;

    -- Sessions and counters of guesses hold no case content and are read before anyone is known.
    create table app.session (sid text primary key, sess json not null, expire timestamptz(6) not null);
    create index session_expiry on app.session (expire);
    create table app.rate_limit (key varchar(255) primary key, points integer not null default 0, expire bigint);
    grant select, insert, update, delete on app.session, app.rate_limit to workbench_app;

    -- One row for each form that was acted on: the same form posted again gets the same answer.
    create table app.receipt (
      token uuid primary key,
      account_id uuid not null references account,
      location text not null default '',
      at timestamptz not null default now()
    );
    call app.secure('app.receipt');
    create policy own on app.receipt to workbench_app
      using (account_id = (select app.current_account_id()))
      with check (account_id = (select app.current_account_id()));
    grant select, insert, update on app.receipt to workbench_app;

    create table api_token (
      id uuid primary key default uuidv7(),
      account_id uuid not null references account,
      token_hash text not null unique,
      scopes text[] not null check (scopes <@ array['aggregates:read', 'findings:read', 'reviews:import']),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz,
      last_used_at timestamptz
    );
    call app.secure('api_token');
    create policy own on api_token to workbench_app
      using (account_id = (select app.current_account_id()))
      with check (account_id = (select app.current_account_id()));
    grant select, insert, update on api_token to workbench_app;
    create function app.find_token(p_hash text) returns table (account_id uuid, scopes text[]) language sql
      security definer set search_path = pg_catalog, public, pg_temp as $$
      update api_token t set last_used_at = now()
        from account a
       where t.token_hash = p_hash and t.revoked_at is null and t.expires_at > now()
         and a.id = t.account_id and a.status = 'active'
      returning t.account_id, t.scopes $$;
    revoke all on function app.find_credential, app.set_password, app.find_token, app.accredited from public;
    grant execute on function app.find_credential, app.set_password, app.find_token, app.accredited to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
