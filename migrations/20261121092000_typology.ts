import type { Knex } from 'knex';

/** Editions of the national typology, their categories and the crosswalks between them. Public to read. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table typology.edition (
      code text primary key,
      status text not null check (status in ('draft', 'in_force', 'superseded')),
      in_force_from date not null
    );
    create unique index one_in_force on typology.edition (status) where status = 'in_force';
    create table typology.category (
      edition text not null references typology.edition,
      code text not null,
      parent text,
      position integer not null,
      name text not null,
      definition text not null,
      includes text not null default '',
      excludes text not null default '',
      examples jsonb not null default '[]',
      search tsvector not null generated always as (
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', definition), 'B') ||
        setweight(to_tsvector('english', includes || ' ' || (examples::text)), 'C')) stored,
      primary key (edition, code),
      foreign key (edition, parent) references typology.category (edition, code)
    );
    create index category_search on typology.category using gin (search);
    create table typology.crosswalk_step (
      from_edition text not null references typology.edition,
      to_edition text not null references typology.edition,
      from_code text not null,
      change text not null check (change in ('same', 'renamed', 'moved', 'merged_into', 'split_into', 'retired')),
      to_codes text[] not null,
      primary key (from_edition, to_edition, from_code),
      foreign key (from_edition, from_code) references typology.category (edition, code)
    );

    -- A published edition never changes (METHOD section 6), by any road.
    create function typology.refuse_change_of_published() returns trigger language plpgsql as $$
    declare v_edition text := coalesce(old.edition, new.edition);
    begin
      if (select status from typology.edition where code = v_edition) <> 'draft' then
        raise exception 'edition % is published and cannot be changed', v_edition using errcode = 'check_violation';
      end if;
      return coalesce(new, old);
    end $$;
    create trigger published_is_frozen before insert or update or delete on typology.category
      for each row execute function typology.refuse_change_of_published();

    -- Each category with itself and everything above it.
    create view typology.category_above as
      with recursive up as (
        select edition, code, code as above, parent from typology.category
        union all
        select up.edition, up.code, c.code, c.parent from up
          join typology.category c on c.edition = up.edition and c.code = up.parent)
      select edition, code, above from up;

    call app.secure('typology.edition');
    call app.secure('typology.category');
    call app.secure('typology.crosswalk_step');
    create policy read_all on typology.edition for select using (true);
    create policy read_all on typology.category for select using (true);
    create policy read_all on typology.crosswalk_step for select using (true);
    grant select on all tables in schema typology to workbench_app, workbench_national;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
