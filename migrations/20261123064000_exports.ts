import type { Knex } from 'knex';

/** Exports of coded findings that are made in the background, and who downloaded them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.export (
      id uuid primary key default uuidv7(), account_id uuid not null references public.account,
      -- What the list was filtered by when it was asked for.
      filter jsonb not null, format text not null check (format in ('csv', 'xlsx', 'jsonl')),
      state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled', 'failed', 'expired')),
      rows_all integer, rows_done integer not null default 0,
      bytes bigint, sha256 text, store_key text, sealed_key text,
      problem text not null default '',
      asked_at timestamptz not null, finished_at timestamptz, expires_at timestamptz not null
    );
    create index export_of on national.export (account_id, asked_at desc);
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
      with check (account_id = (select app.current_account_id()));
    grant select, insert, update on national.export to workbench_app;
    grant select, insert on national.export_download to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
