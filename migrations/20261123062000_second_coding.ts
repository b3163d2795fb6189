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
      tags jsonb,
      polarity text check (polarity in ('less_safe', 'safer')),
      extent text check (extent in ('case_specific', 'wider', 'not_known')),
      journey_stage text check (journey_stage in ('universal_services', 'early_help', 'contact_referral', 'strategy_investigation',
        'assessment', 'child_in_need', 'cp_conference_plan', 'court_care', 'leaving_care')),
      coded_at timestamptz, version integer not null default 1,
      primary key (sample_id, finding_id, coder),
      foreign key (sample_id, finding_id) references national.sample_finding (sample_id, finding_id),
      check ((tags is null) = (coded_at is null))
    );
    create index second_coding_of_coder on national.second_coding (coder);
    create index second_coding_of_finding on national.second_coding (finding_id);
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

    -- Whoever has had to do with a finding, so that they know how it was coded or wrote what is coded: coded it, first or
    -- in a sample that is closed, wrote or decided any of it, are or were on its review, or sit on its Board.
    create function national.barred_from(p_finding uuid) returns setof uuid language sql stable
      security definer set search_path = pg_catalog, public, pg_temp as $$
      select t.coded_by from national.published_tag t where t.finding_id = p_finding
      union select s.first_coder from national.sample_finding s where s.finding_id = p_finding and s.first_coder is not null
      union select c.coder from national.second_coding c join national.sample s on s.id = c.sample_id and s.state = 'closed'
             where c.finding_id = p_finding and c.tags is not null
      union select c.by from finding f cross join lateral (
              select f.written_by as by
              union select f.updated_by
              union select v.submitted_by from finding_version v where v.board_id = f.board_id and v.finding_id = f.id
              union select v.approved_by from finding_version v where v.board_id = f.board_id and v.finding_id = f.id
              union select r.saved_by from revision r where r.board_id = f.board_id and r.finding_id = f.id
              union select t.updated_by from finding_tag t where t.board_id = f.board_id and t.finding_id = f.id
              union select m.account_id from review_member m where m.board_id = f.board_id and m.review_id = f.review_id
              union select m.account_id from membership m where m.board_id = f.board_id) c
             where f.id = p_finding and c.by is not null $$;
    -- Whether an account is a coder at all: an accredited lead reviewer who cannot see the national coding by another role.
    create function national.is_coder(p_account uuid) returns boolean language sql stable
      security definer set search_path = pg_catalog, public, pg_temp
      return exists (select from account a join membership m on m.account_id = a.id and m.role = 'lead_reviewer'
                      where a.id = p_account and a.status = 'active')
         and not exists (select from membership m where m.account_id = p_account and m.role in ('editor', 'analyst'))
         and app.accredited(p_account, (now() at time zone 'Europe/London')::date);
    create function national.may_code(p_account uuid, p_finding uuid) returns boolean language sql stable
      security definer set search_path = pg_catalog, pg_temp
      return national.is_coder(p_account) and p_account not in (select national.barred_from(p_finding));
    create function national.sample_is_open(p_sample uuid) returns boolean language sql stable
      security definer set search_path = pg_catalog, pg_temp
      return exists (select from national.sample where id = p_sample and state = 'open');
    -- Findings whose first coding is hidden from who is acting: they are given to them in a sample that is open.
    create function national.blind_to() returns uuid[] language sql stable
      security definer set search_path = pg_catalog, pg_temp as $$
      select coalesce(array_agg(c.finding_id), '{}') from national.second_coding c
        join national.sample s on s.id = c.sample_id and s.state = 'open'
       where c.coder = app.current_account_id() $$;
    -- What was given to who is acting. Nothing of the first coding, nor of another coder's.
    create function national.given_to_me()
      returns table (sample_id uuid, number integer, edition text, state text, place integer, origin text, review_id uuid,
                     finding_id uuid, assigned_at timestamptz)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select s.id, s.number, s.edition, s.state, f.place, f.origin, f.review_id, f.finding_id, c.assigned_at
        from national.second_coding c
        join national.sample_finding f on f.sample_id = c.sample_id and f.finding_id = c.finding_id
        join national.sample s on s.id = c.sample_id
       where c.coder = app.current_account_id() $$;
    -- What an editor may draw: approved findings that have a code of the edition, with the first coding as it stands.
    create function national.drawable(p_edition text, p_origin text)
      returns table (key text, origin text, review_id uuid, finding_id uuid, tags jsonb, first_coder uuid, category text, year text)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select f.external_id, 'published', r.id, f.id,
             jsonb_agg(jsonb_build_object('category', t.category, 'rationale', t.rationale, 'extract', t.extract,
               'suggested_name', t.suggested_name) order by t.category collate "C"),
             (array_agg(t.coded_by order by t.coded_at, t.id))[1], min(t.category collate "C"),
             coalesce(r.year_published::text, 'not stated')
        from national.published_tag t
        join national.published_finding f on f.id = t.finding_id
        join national.published_review r on r.id = f.review_id
       where t.edition = p_edition and p_origin in ('published', 'both') and 'editor' = any (app.current_roles())
       group by r.id, f.id
      union all
      select v.finding_id::text, 'workbench', v.review_id, v.finding_id,
             -- Words of a part that national coders do not read are left out.
             jsonb_agg(jsonb_build_object('category', t.category, 'rationale', coalesce(t.rationale, ''),
               'extract', case when position(t.extract in concat_ws(E'\\n', v.content ->> 'statement', v.content ->> 'issue',
                                                                    v.content ->> 'matters')) > 0 then t.extract else '' end,
               'suggested_name', coalesce(t.suggested_name, '')) order by t.category collate "C"),
             (select w.submitted_by from finding_version w where w.board_id = v.board_id and w.finding_id = v.finding_id and w.state = 'approved'),
             min(t.category collate "C"), extract(year from v.first_approved_at)::integer::text
        from national.counted_version v
        cross join lateral jsonb_to_recordset(v.content -> 'tags')
          as t(edition text, category text, rationale text, extract text, suggested_name text)
       where t.edition = p_edition and p_origin in ('workbench', 'both') and 'editor' = any (app.current_roles())
       group by v.board_id, v.review_id, v.finding_id, v.first_approved_at $$;
    revoke all on function national.barred_from, national.is_coder, national.may_code, national.sample_is_open,
      national.blind_to, national.given_to_me, national.drawable from public;
    grant execute on function national.barred_from, national.is_coder, national.may_code, national.sample_is_open,
      national.blind_to, national.given_to_me, national.drawable to workbench_app;

    create policy editor_all on national.sample to workbench_app
      using ('editor' = any ((select app.current_roles())::text[])) with check ('editor' = any ((select app.current_roles())::text[]));
    create policy editor_all on national.sample_finding to workbench_app
      using ('editor' = any ((select app.current_roles())::text[])) with check ('editor' = any ((select app.current_roles())::text[]));
    grant select, insert, update (state, closed_by, closed_at, result) on national.sample to workbench_app;
    grant select, insert, update (settled_codes, settled_reason, settled_by, settled_at) on national.sample_finding to workbench_app;
    -- An editor hands out and takes back what is not coded, and reads; what a coder says, the coder alone writes.
    create policy editor_read on national.second_coding for select to workbench_app
      using ('editor' = any ((select app.current_roles())::text[]));
    create policy editor_assign on national.second_coding for insert to workbench_app
      with check ('editor' = any ((select app.current_roles())::text[]) and tags is null
                  and national.may_code(coder, finding_id) and national.sample_is_open(sample_id));
    create policy editor_take_back on national.second_coding for delete to workbench_app
      using ('editor' = any ((select app.current_roles())::text[]) and tags is null);
    create policy own_read on national.second_coding for select to workbench_app
      using (coder = (select app.current_account_id()));
    create policy own_write on national.second_coding for update to workbench_app
      using (coder = (select app.current_account_id()))
      with check (coder = (select app.current_account_id()) and national.may_code(coder, finding_id)
                  and national.sample_is_open(sample_id));
    grant select, insert, delete, update (tags, polarity, extent, journey_stage, coded_at, version) on national.second_coding to workbench_app;
    -- While they code, the first coding is hidden from them on every page, whatever shows it.
    create policy blind_while_coding on national.published_tag as restrictive for select to workbench_app
      using (finding_id <> all ((select national.blind_to())::uuid[]));
    create policy blind_while_coding on national.published_finding as restrictive for select to workbench_app
      using (id <> all ((select national.blind_to())::uuid[]));

    -- What a sample came to is never changed afterwards; a difference may still be settled.
    create function national.keep_sample_frozen() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$
    declare v_old jsonb := to_jsonb(old); v_new jsonb := to_jsonb(new); v_free text[] := '{}';
    begin
      if tg_table_name = 'sample' then
        if old.state = 'open' then v_free := '{state,closed_by,closed_at,result}'; end if;
      elsif tg_table_name = 'sample_finding' then
        v_free := '{settled_codes,settled_reason,settled_by,settled_at}';
      elsif exists (select from national.sample where id = old.sample_id and state = 'open') then
        if tg_op = 'DELETE' then return old; end if;
        v_free := '{tags,polarity,extent,journey_stage,coded_at,version}';
      end if;
      if tg_op = 'DELETE' or (v_new - v_free) is distinct from (v_old - v_free) then
        raise exception 'what a sample holds is frozen' using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger frozen before update or delete on national.sample for each row execute function national.keep_sample_frozen();
    create trigger frozen before update or delete on national.sample_finding for each row execute function national.keep_sample_frozen();
    create trigger frozen before update or delete on national.second_coding for each row execute function national.keep_sample_frozen();

    create policy read_all on national.reliability for select using (true);
    create policy write_editor on national.reliability to workbench_app
      using ('editor' = any ((select app.current_roles())::text[])) with check ('editor' = any ((select app.current_roles())::text[]));
    grant select on national.reliability to workbench_app, workbench_national;
    grant insert, delete on national.reliability to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
