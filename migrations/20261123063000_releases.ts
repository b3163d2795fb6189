import type { Knex } from 'knex';
import { QUEUES } from '../server/jobs/queues';

/** Numbered, frozen releases of national figures (METHOD section 8). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.release (
      id uuid primary key default uuidv7(),
      title text not null check (title <> ''),
      -- built: frozen, for its builder to look at; proposed: waits for the second person; dropped: taken back by its builder.
      state text not null default 'building'
        check (state in ('building', 'failed', 'built', 'dropped', 'proposed', 'declined', 'out')),
      -- What was asked for.
      settings jsonb not null,
      corrects uuid references national.release, what_changed text not null default '',
      check ((corrects is null) = (what_changed = '')),
      built_by uuid not null references public.account, asked_at timestamptz not null,
      problem text not null default '',
      -- What was frozen: the figures (release/1), and what an outsider could work out of them.
      number integer check (number > 0),
      figures text, sha256 text check (sha256 = encode(sha256(convert_to(figures, 'UTF8')), 'hex')),
      attack jsonb, built_at timestamptz,
      check ((state in ('building', 'failed')) = (number is null)),
      check ((number is null) = (figures is null) and (number is null) = (sha256 is null)
             and (number is null) = (attack is null) and (number is null) = (built_at is null)),
      -- Nothing in which a hidden figure can be worked out goes any further.
      check (state not in ('proposed', 'declined', 'out') or (attack ->> 'found') = '0'),
      proposed_at timestamptz,
      decided_by uuid references public.account, decided_at timestamptz, decided_why text not null default '',
      check ((state in ('declined', 'out')) = (decided_at is not null)), check ((decided_at is null) = (decided_by is null)),
      check (state <> 'declined' or decided_why <> ''),
      -- No one approves what they made (METHOD section 14).
      check (decided_by <> built_by)
    );
    -- A release that was dropped gives its number back: no one but its builder was asked to read it.
    create unique index release_number on national.release (number) where state <> 'dropped';
    create index release_corrects on national.release (corrects) where corrects is not null;
    create table national.release_file (
      release_id uuid not null references national.release, position integer not null,
      name text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$'), type text not null, what text not null,
      content bytea not null,
      sha256 text not null check (sha256 = encode(sha256(content), 'hex')),
      primary key (release_id, name)
    );
    create function national.keep_releases_frozen() returns trigger language plpgsql as $$
    declare v_may text[];
    begin
      if tg_op = 'INSERT' then
        if new.state <> 'building' then
          raise exception 'a release begins by being built' using errcode = 'check_violation';
        end if;
        return new;
      end if;
      if tg_op = 'UPDATE' then
        v_may := case old.state || ' ' || new.state
          when 'building built' then array['state', 'number', 'figures', 'sha256', 'attack', 'built_at']
          when 'building failed' then array['state', 'problem']
          when 'built proposed' then array['state', 'proposed_at']
          when 'built dropped' then array['state']
          when 'proposed dropped' then array['state']
          when 'proposed out' then array['state', 'decided_by', 'decided_at', 'decided_why']
          when 'proposed declined' then array['state', 'decided_by', 'decided_at', 'decided_why'] end;
        if v_may is not null and (to_jsonb(new) - v_may) is not distinct from (to_jsonb(old) - v_may) then
          return new;
        end if;
      end if;
      raise exception 'release % is frozen', old.number using errcode = 'check_violation';
    end $$;
    create trigger frozen before insert or update or delete on national.release
      for each row execute function national.keep_releases_frozen();
    create function national.refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'this is frozen' using errcode = 'check_violation'; end $$;
    -- Its files are kept while it is built, and none is added later.
    create function national.keep_files_frozen() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if tg_op = 'INSERT'
         and exists (select from national.release r where r.id = new.release_id and r.state = 'building') then
        return new;
      end if;
      raise exception 'the files of a release are frozen' using errcode = 'check_violation';
    end $$;
    create trigger frozen before insert or update or delete on national.release_file
      for each row execute function national.keep_files_frozen();
    create trigger never_emptied before truncate on national.release execute function national.refuse_change();
    create trigger never_emptied before truncate on national.release_file execute function national.refuse_change();
    call app.secure('national.release');
    call app.secure('national.release_file');
    create policy read_out on national.release for select using (state = 'out');
    create policy read_national on national.release for select to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor']);
    create policy build on national.release for insert to workbench_app
      with check ((select app.current_roles())::text[] && array['analyst', 'editor']
                  and built_by = (select app.current_account_id()) and state = 'building');
    create policy build_on on national.release for update to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor'] and built_by = (select app.current_account_id()))
      with check (built_by = (select app.current_account_id()) and state in ('built', 'failed', 'proposed', 'dropped'));
    create policy decide on national.release for update to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor'] and built_by <> (select app.current_account_id()))
      with check (decided_by = (select app.current_account_id()) and state in ('out', 'declined'));
    create policy read_with_release on national.release_file for select
      using (exists (select from national.release r where r.id = release_id));
    create policy build on national.release_file for insert to workbench_app
      with check (exists (select from national.release r where r.id = release_id and r.state = 'building'
                             and r.built_by = (select app.current_account_id())));
    grant select, insert on national.release, national.release_file to workbench_app;
    grant update (state, number, figures, sha256, attack, built_at, problem, proposed_at, decided_by, decided_at, decided_why)
      on national.release to workbench_app;
    grant select on national.release, national.release_file to workbench_national;
  `);
  const queue = QUEUES.find(({ name }) => name === 'build-release');
  if (!queue) throw new Error('There is no queue for building releases');
  // A database made by this version has it from the migration that makes all queues.
  await knex.raw(
    `select pgboss.create_queue(?, ?::json) where not exists (select from pgboss.queue where name = ?)`,
    [queue.name, JSON.stringify(queue.options), queue.name],
  );
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
