import type { Knex } from 'knex';

/** What was coded again after a split (METHOD section 6), and what the editors answered to tags that do not fit. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One decision: this finding's tag of a split category stands in these categories of the next edition. None: in none.
    create table national.recoded (
      id uuid primary key default uuidv7(),
      origin text not null check (origin in ('workbench', 'published')),
      review_id uuid not null, finding_id uuid not null,
      from_edition text not null, from_code text not null, to_edition text not null,
      to_codes text[] not null,
      reason text not null,
      decided_by uuid not null references public.account, decided_at timestamptz not null,
      unique (finding_id, from_edition, from_code, to_edition),
      foreign key (from_edition, from_code) references typology.category (edition, code),
      foreign key (to_edition) references typology.edition
    );
    -- What became of a suggested name: a category of the draft, or an answer to who suggested it.
    create table national.suggestion_answer (
      id uuid primary key default uuidv7(),
      origin text not null check (origin in ('workbench', 'published')),
      finding_id uuid not null, suggested_name text not null,
      draft_edition text references typology.edition on delete set null, category text,
      answer text not null,
      answered_by uuid not null references public.account, answered_at timestamptz not null,
      unique (finding_id, suggested_name)
    );
    do $$ declare t text; begin
      foreach t in array array['recoded', 'suggestion_answer'] loop
        execute format('call app.secure(%L)', 'national.' || t);
        execute format('create policy editor_all on national.%I to workbench_app
          using (''editor'' = any ((select app.current_roles())::text[])) with check (''editor'' = any ((select app.current_roles())::text[]))', t);
        execute format('grant select, insert, update, delete on national.%I to workbench_app', t);
      end loop;
    end $$;
    create policy read_national on national.recoded for select to workbench_national using (true);
    grant select on national.recoded to workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
