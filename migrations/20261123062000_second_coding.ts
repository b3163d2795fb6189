import type { Knex } from 'knex';

/** Samples of findings that are coded a second time, blind, and how reliable the coding is (METHOD section 7). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table national.sample (
      id uuid primary key default uuidv7(), number integer not null unique,
      edition text not null references typology.edition, seed text not null, size integer not null check (size > 0),
      origin text not null check (origin in ('published', 'workbench', 'both')),
      state text not null default 'open' check (state in ('open', 'closed')),
      drawn_by uuid not null references public.account, drawn_at timestamptz not null,
      closed_by uuid references public.account, closed_at timestamptz,
      -- The agreement as it came out when it was closed.
      result jsonb,
      check ((state = 'closed') = (closed_at is not null and result is not null))
    );
    create table national.sample_finding (
      sample_id uuid not null references national.sample, place integer not null,
      key text not null,
      origin text not null check (origin in ('published', 'workbench')),
      review_id uuid not null, finding_id uuid not null,
      -- The first coding as it stood when the sample was drawn: [{category, rationale, extract, suggested_name}].
      first_tags jsonb not null, first_coder uuid references public.account,
      settled_codes text[], settled_reason text, settled_by uuid references public.account, settled_at timestamptz,
      primary key (sample_id, place), unique (sample_id, finding_id)
    );
    -- One coder's part. Its tags are written by that coder alone.
    create table national.second_coding (
      sample_id uuid not null, finding_id uuid not null, coder uuid not null references public.account,
      assigned_at timestamptz not null,
      -- Null until it is coded; [] says that the text states no pattern.
      tags jsonb, polarity text, extent text, journey_stage text,
      coded_at timestamptz, version integer not null default 1,
      primary key (sample_id, finding_id, coder),
      foreign key (sample_id, finding_id) references national.sample_finding (sample_id, finding_id),
      check ((tags is null) = (coded_at is null))
    );
    -- What the figures of a category are worth: of the sample of its edition that was closed last. '(all)' for the whole.
    create table national.reliability (
      edition text not null references typology.edition, category text not null,
      sample_id uuid not null references national.sample,
      alpha double precision, low double precision, high double precision, units integer not null,
      primary key (edition, category)
    );
    call app.secure('national.sample');
    call app.secure('national.sample_finding');
    call app.secure('national.second_coding');
    call app.secure('national.reliability');
    create policy read_all on national.reliability for select using (true);
    grant select on national.reliability to workbench_app, workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
