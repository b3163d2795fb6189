import type { Knex } from 'knex';

/** Numbered, frozen releases of national figures (METHOD section 8). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.release (
      id uuid primary key default uuidv7(), number integer not null unique check (number > 0),
      title text not null,
      state text not null default 'proposed' check (state in ('proposed', 'declined', 'out')),
      -- What was asked for, and the figures as they were frozen (release/1).
      settings jsonb not null, figures text not null,
      sha256 text not null check (sha256 = encode(sha256(convert_to(figures, 'UTF8')), 'hex')),
      corrects uuid references national.release, what_changed text not null default '',
      built_by uuid not null references public.account, built_at timestamptz not null,
      decided_by uuid references public.account, decided_at timestamptz, decided_why text not null default '',
      check ((state = 'proposed') = (decided_at is null)), check ((decided_at is null) = (decided_by is null)),
      -- No one approves what they made (METHOD section 14).
      check (decided_by <> built_by)
    );
    create table national.release_file (
      release_id uuid not null references national.release, position integer not null,
      name text not null, type text not null, content bytea not null,
      sha256 text not null check (sha256 = encode(sha256(content), 'hex')),
      primary key (release_id, name)
    );
    create function national.keep_releases_frozen() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'UPDATE' or old.state <> 'proposed'
         or (to_jsonb(new) - array['state', 'decided_by', 'decided_at', 'decided_why'])
            is distinct from (to_jsonb(old) - array['state', 'decided_by', 'decided_at', 'decided_why']) then
        raise exception 'release % is frozen', old.number using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger frozen before update or delete on national.release
      for each row execute function national.keep_releases_frozen();
    create function national.refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'this is frozen' using errcode = 'check_violation'; end $$;
    create trigger frozen before update or delete on national.release_file
      for each row execute function national.refuse_change();
    create trigger never_emptied before truncate on national.release execute function national.refuse_change();
    create trigger never_emptied before truncate on national.release_file execute function national.refuse_change();
    call app.secure('national.release');
    call app.secure('national.release_file');
    create policy read_out on national.release for select using (state = 'out');
    create policy read_national on national.release for select to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor']);
    create policy build on national.release for insert to workbench_app
      with check ((select app.current_roles())::text[] && array['analyst', 'editor'] and built_by = (select app.current_account_id()) and state = 'proposed');
    create policy decide on national.release for update to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor'] and built_by <> (select app.current_account_id()))
      with check (decided_by = (select app.current_account_id()));
    create policy read_with_release on national.release_file for select
      using (exists (select from national.release r where r.id = release_id));
    create policy build on national.release_file for insert to workbench_app
      with check (exists (select from national.release r where r.id = release_id and r.state = 'proposed'
                             and r.built_by = (select app.current_account_id())));
    grant select, insert on national.release, national.release_file to workbench_app;
    grant update (state, decided_by, decided_at, decided_why) on national.release to workbench_app;
    grant select on national.release, national.release_file to workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
