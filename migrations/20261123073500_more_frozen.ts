import type { Knex } from 'knex';

/** What a closed sample came to, the audit, and that an edition is in force: held by the database against its owner too. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A sample begins open and is filled when it is drawn; how it is settled can be said again, not unsaid.
    create function national.keep_sample_whole() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if tg_table_name = 'sample' then
        if new.state <> 'open' or new.closed_by is not null or new.closed_at is not null or new.result is not null then
          raise exception 'a sample begins open' using errcode = 'check_violation';
        end if;
      elsif tg_op = 'UPDATE' then
        if old.settled_at is not null
           and num_nulls(new.settled_codes, new.settled_reason, new.settled_by, new.settled_at) > 0 then
          raise exception 'what was settled stays settled' using errcode = 'check_violation';
        end if;
      elsif not exists (select from national.sample s where s.id = new.sample_id and s.state = 'open'
                           and (tg_table_name <> 'sample_finding'
                                or (to_jsonb(new) ->> 'place')::integer between 1 and s.size)) then
        raise exception 'what a sample holds is frozen' using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger whole before insert on national.sample
      for each row execute function national.keep_sample_whole();
    create trigger whole before insert or update on national.sample_finding
      for each row execute function national.keep_sample_whole();
    create trigger whole before insert on national.second_coding
      for each row execute function national.keep_sample_whole();

    -- What the figures of an edition are worth is written by the closing of a sample, from what it came to, and by nothing else.
    create function national.keep_reliability() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      delete from national.reliability where edition = new.edition;
      insert into national.reliability (edition, category, sample_id, alpha, low, high, units)
        select new.edition, r.category, new.id, (r.said ->> 'alpha')::double precision,
               (r.said #>> '{interval,0}')::double precision, (r.said #>> '{interval,1}')::double precision,
               (new.result ->> 'coded')::integer
          from (select '(all)' as category, new.result -> 'decisions' as said
                union all
                select c ->> 'category', c from jsonb_array_elements(new.result -> 'categories') as c) r;
      return null;
    end $$;
    create trigger worth after update on national.sample for each row
      when (old.state = 'open' and new.state = 'closed') execute function national.keep_reliability();
    create function national.keep_reliability_frozen() returns trigger language plpgsql as $$
    begin
      -- Within another trigger: there is none but that of the closing.
      if pg_trigger_depth() < 2 then
        raise exception 'reliability is written by the closing of a sample alone' using errcode = 'check_violation';
      end if;
      return coalesce(new, old);
    end $$;
    create trigger frozen before insert or update or delete on national.reliability
      for each row execute function national.keep_reliability_frozen();
    drop policy write_editor on national.reliability;
    revoke insert, delete on national.reliability from workbench_app;
    do $$ declare t text; begin
      foreach t in array array['sample', 'sample_finding', 'second_coding', 'reliability'] loop
        execute format('create trigger never_emptied before truncate on national.%I execute function national.refuse_change()', t);
      end loop;
    end $$;

    -- Entries stay as they were written, and the chain only goes on: to its next entry.
    create function audit.refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'the audit is only added to' using errcode = 'check_violation'; end $$;
    create trigger frozen before update or delete on audit.entry for each row execute function audit.refuse_change();
    create trigger never_emptied before truncate on audit.entry execute function audit.refuse_change();
    create function audit.only_forward() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if tg_op = 'INSERT' then
        if new.entries = 0 and new.head = '' then return new; end if;
      elsif new.chain = old.chain and new.entries = old.entries + 1
            and exists (select from audit.entry e where e.chain = new.chain and e.seq = new.entries and e.hash = new.head) then
        return new;
      end if;
      raise exception 'the audit is only added to' using errcode = 'check_violation';
    end $$;
    create trigger only_forward before insert or update on audit.chain for each row execute function audit.only_forward();
    create trigger frozen before delete on audit.chain for each row execute function audit.refuse_change();
    create trigger never_emptied before truncate on audit.chain execute function audit.refuse_change();

    -- Once an edition has come into force, exactly one is in force after every transaction.
    create function typology.keep_one_in_force() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if exists (select from typology.edition where status = 'superseded')
         and not exists (select from typology.edition where status = 'in_force') then
        raise exception 'an edition is superseded only by another that comes into force: none would be in force'
          using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger one_in_force after insert or update on typology.edition
      deferrable initially deferred for each row when (new.status = 'superseded')
      execute function typology.keep_one_in_force();
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
