import type { Knex } from 'knex';
import { QUEUES } from '../server/jobs/queues';

/** Exports of coded findings that are made in the background, and who downloaded them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.export (
      id uuid primary key default uuidv7(), account_id uuid not null references public.account,
      -- What the list was filtered by when it was asked for, and the edition of the typology then.
      filter jsonb not null, format text not null check (format in ('csv', 'xlsx', 'jsonl')),
      state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled', 'failed', 'expired')),
      -- The running attempt: one that was taken over by another, or cancelled, writes nothing more.
      run uuid, attempts integer not null default 0,
      rows_all integer not null check (rows_all > 0), rows_done integer not null default 0,
      -- The file lies sealed in the store of documents, as <id>/<sha256>.
      bytes bigint, sha256 text, sealed_key text, key_id text,
      audit_head text, problem text not null default '',
      asked_at timestamptz not null, finished_at timestamptz, expires_at timestamptz not null,
      check (state <> 'done' or (bytes is not null and sha256 is not null and sealed_key is not null
             and key_id is not null and audit_head is not null)),
      check ((state in ('waiting', 'running')) = (finished_at is null)),
      check ((state = 'failed') = (problem <> ''))
    );
    create index export_of on national.export (account_id, asked_at desc);
    create index export_by_time on national.export (asked_at desc);
    create table national.export_download (
      id uuid primary key default uuidv7(), export_id uuid not null references national.export,
      account_id uuid not null references public.account, at timestamptz not null
    );
    create index download_of on national.export_download (export_id, at);
    call app.secure('national.export');
    call app.secure('national.export_download');
    -- National staff see what was taken by whom; only their own can be cancelled or changed.
    create policy read_national_staff on national.export for select to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor']);
    create policy own on national.export to workbench_app
      using (account_id = (select app.current_account_id())) with check (account_id = (select app.current_account_id()));
    create policy read_national_staff on national.export_download for select to workbench_app
      using ((select app.current_roles())::text[] && array['analyst', 'editor']);
    create policy own on national.export_download for insert to workbench_app
      with check (account_id = (select app.current_account_id())
                  and exists (select from national.export e where e.id = export_id
                                 and e.account_id = (select app.current_account_id())));
    grant select, insert, update on national.export to workbench_app;
    grant select, insert on national.export_download to workbench_app;
  `);
  const queue = QUEUES.find(({ name }) => name === 'export-findings');
  if (!queue) throw new Error('There is no queue for exports');
  // A database made by this version has it from the migration that makes all queues.
  await knex.raw(
    `select pgboss.create_queue(?, ?::json) where not exists (select from pgboss.queue where name = ?)`,
    [queue.name, JSON.stringify(queue.options), queue.name],
  );
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
