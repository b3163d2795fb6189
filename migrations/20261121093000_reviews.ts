import type { Knex } from 'knex';

/** The case file: guidance and methods as data, reviews, questions, team, declarations, clocks. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table guidance_edition (
      code text primary key, name text not null, applies_to text[] not null, in_force_from date
    );
    create table guidance_milestone (
      edition text not null references guidance_edition, code text not null, position integer not null,
      name text not null, rule jsonb, wording text not null, strict boolean not null, verified boolean not null,
      primary key (edition, code)
    );
    create table bank_holiday (on_date date primary key, name text not null);
    create table method (
      code text primary key, position integer not null, name text not null, description text not null,
      words jsonb not null default '{}', stages jsonb not null default '[]', headings jsonb
    );
    create table agency_kind (code text primary key, position integer not null, name text not null);

    create table review (
      board_id uuid not null references board,
      id uuid not null default uuidv7(),
      reference text not null,
      kind text not null check (kind in ('scr', 'near_miss')),
      method text not null references method,
      -- Which one, when it is none of those that are named.
      method_note text not null default '',
      guidance text not null references guidance_edition,
      child_label text not null,
      age_band text not null check (age_band in ('under 1', '1-5', '6-10', '11-15', '16-17')),
      outcome text not null check (outcome in ('death', 'serious harm', 'near miss', 'other')),
      incident_on date not null,
      decided_on date,
      period daterange not null check (not isempty(period) and lower(period) is not null and upper(period) is not null),
      opened_by uuid not null references account,
      opened_at timestamptz not null default now(),
      version integer not null default 1,
      updated_by uuid references account,
      updated_at timestamptz not null default now(),
      primary key (board_id, id),
      unique (id),
      unique (board_id, reference)
    );
    call app.secure_case('review', 'id');

    create table review_question (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      position integer not null, text text not null,
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    create index review_question_of on review_question (board_id, review_id);
    call app.secure_case('review_question', 'review_id');

    create table review_member (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      account_id uuid not null references account,
      part text not null check (part in ('lead', 'team')),
      added_by uuid not null references account, added_at timestamptz not null default now(),
      removed_by uuid references account, removed_at timestamptz,
      primary key (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    create unique index one_membership on review_member (board_id, review_id, account_id) where removed_at is null;
    create index review_member_account on review_member (account_id) where removed_at is null;
    call app.secure_case('review_member', 'review_id');

    -- A reviewer's own words on their independence of the Board and its agencies, for this review.
    create table independence_declaration (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      account_id uuid not null references account,
      text text not null, declared_at timestamptz not null default now(),
      primary key (board_id, id), unique (board_id, review_id, account_id),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    call app.secure_case('independence_declaration', 'review_id');

    -- A clock keeps its first date and every later one with its reason.
    create table milestone (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null,
      code text not null, position integer not null, name text not null, wording text not null,
      first_due_on date, due_on date, met_on date, updated_by uuid references account, updated_at timestamptz not null default now(),
      version integer not null default 1,
      primary key (board_id, id), unique (board_id, review_id, code),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    call app.secure_case('milestone', 'review_id');
    create table milestone_change (
      board_id uuid not null, id uuid not null default uuidv7(), review_id uuid not null, milestone_id uuid not null,
      was_due_on date, new_due_on date not null,
      reason_kind text not null check (reason_kind in ('criminal_proceedings', 'inquest', 'family_court', 'other')),
      reason text not null,
      -- True when it was said with the day on which the clock was met: that day is then its new date.
      with_met boolean not null default false,
      changed_by uuid not null references account, changed_at timestamptz not null default now(),
      primary key (board_id, id),
      foreign key (board_id, milestone_id) references milestone (board_id, id),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    create index milestone_change_of on milestone_change (board_id, review_id);
    call app.secure_case('milestone_change', 'review_id');

    -- Every version of every edited row: the original in a conflict, and nothing is lost.
    create table revision (
      board_id uuid not null, review_id uuid not null,
      kind text not null, row_id uuid not null, version integer not null,
      fields jsonb not null, saved_by uuid references account, saved_at timestamptz not null,
      -- The finding that it is a version of, or of a part of: who wrote any of it, whoever has written over it since.
      finding_id uuid generated always as (coalesce((fields ->> 'finding_id')::uuid, case when kind = 'finding' then row_id end)) stored,
      primary key (board_id, kind, row_id, version),
      foreign key (board_id, review_id) references review (board_id, id)
    );
    create index revision_of_finding on revision (board_id, finding_id) where finding_id is not null;
    call app.secure_case('revision', 'review_id');

    grant select, insert, update on review, milestone, review_member to workbench_app;
    grant select, insert, update, delete on review_question to workbench_app;
    grant select, insert on independence_declaration, milestone_change, revision to workbench_app;
    do $$ declare t text; begin
      foreach t in array array['guidance_edition', 'guidance_milestone', 'bank_holiday', 'method', 'agency_kind'] loop
        execute format('call app.secure(%L)', t);
        execute format('create policy read_all on %I for select using (true)', t);
        execute format('grant select on %I to workbench_app', t);
      end loop;
    end $$;

    -- Who is acting, for the rest of this transaction. Null when the account may not act.
    create function app.enter(p_account uuid, p_address text) returns jsonb language plpgsql
      security definer set search_path = pg_catalog, public, pg_temp as $$
    declare v jsonb;
    begin
      select jsonb_build_object(
        'accountId', a.id, 'email', a.email, 'name', a.name,
        'memberships', coalesce((select jsonb_agg(jsonb_build_object('role', m.role, 'boardId', m.board_id, 'boardName', b.name) order by m.role)
                                   from membership m left join board b on b.id = m.board_id where m.account_id = a.id), '[]'),
        'reviewIds', coalesce((select jsonb_agg(r.review_id) from review_member r
                                where r.account_id = a.id and r.removed_at is null), '[]'),
        'accredited', app.accredited(a.id, (now() at time zone 'Europe/London')::date))
        into v from account a where a.id = p_account and a.status = 'active';
      if v is null then return null; end if;
      perform set_config('app.account_id', p_account::text, true),
        set_config('app.address', coalesce(p_address, ''), true),
        set_config('app.roles', (select coalesce(string_agg(distinct m->>'role', ','), '') from jsonb_array_elements(v->'memberships') m), true),
        set_config('app.board_ids', (select coalesce(string_agg(distinct m->>'boardId', ','), '') from jsonb_array_elements(v->'memberships') m where m->>'boardId' is not null), true),
        set_config('app.review_ids', (select coalesce(string_agg(r, ','), '') from jsonb_array_elements_text(v->'reviewIds') r), true);
      return v;
    end $$;
    revoke all on function app.enter from public;
    grant execute on function app.enter to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
