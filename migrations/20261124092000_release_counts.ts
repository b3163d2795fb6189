import type { Knex } from 'knex';

/** What was counted for each release: later ones are protected beside it (METHOD section 8). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- True figures. The national role counts the same of the findings themselves; no page and no person reads them.
    create table national.release_counts (
      release_id uuid primary key references national.release,
      counts jsonb not null
    );
    create function national.keep_counts_frozen() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if tg_op = 'INSERT'
         and exists (select from national.release r where r.id = new.release_id and r.state = 'building') then
        return new;
      end if;
      raise exception 'what was counted for a release is frozen' using errcode = 'check_violation';
    end $$;
    create trigger frozen before insert or update or delete on national.release_counts
      for each row execute function national.keep_counts_frozen();
    create trigger never_emptied before truncate on national.release_counts execute function national.refuse_change();
    call app.secure('national.release_counts');
    create policy read on national.release_counts for select to workbench_national using (true);
    create policy build on national.release_counts for insert to workbench_app
      with check (exists (select from national.release r where r.id = release_id and r.state = 'building'
                             and r.built_by = (select app.current_account_id())));
    grant insert on national.release_counts to workbench_app;
    grant select on national.release_counts to workbench_national;
  `);
  // A release whose building was cut off by the end of the process is begun again within two minutes.
  await knex.raw(`
    update pgboss.queue set expire_seconds = 100 where name = 'build-release';
    update pgboss.job set expire_in = interval '100 seconds' where name = 'build-release' and state < 'completed';
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
