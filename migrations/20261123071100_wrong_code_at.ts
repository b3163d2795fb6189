import type { Knex } from 'knex';

/** When a wrong code was last given for a link: its team is told, for it may have reached someone else. */
export async function up(knex: Knex): Promise<void> {
  const definer = `security definer set search_path = pg_catalog, public, pg_temp`;
  await knex.raw(`
    alter table check_back add column wrong_at timestamptz;
    update check_back k set wrong_at = (select max(e.at::timestamptz) from audit.entry e
                                         where e.subject_id = k.id::text and e.action = 'check_back.code_wrong')
     where wrong_codes > 0;

    create or replace function app.check_back_prove(p_token_hash text, p_proof text, p_address text, p_now timestamptz) returns text
      language plpgsql ${definer} as $$
    declare
      k check_back := app.check_back_of(p_token_hash, null, p_now);
      v_state text;
    begin
      if k.id is null then return 'over'; end if;
      v_state := app.check_back_state(k, p_now);
      if v_state <> 'open' then
        perform app.check_back_audit(k, 'check_back.opened', p_address, jsonb_build_object('state', v_state));
        return 'over';
      end if;
      if k.code_proof = p_proof then
        update check_back set opened = opened + 1, opened_at = p_now where board_id = k.board_id and id = k.id;
        perform app.check_back_audit(k, 'check_back.code_right', p_address, '{}');
        return 'right';
      end if;
      update check_back set wrong_codes = wrong_codes + 1, wrong_at = p_now where board_id = k.board_id and id = k.id;
      perform app.check_back_audit(k, 'check_back.code_wrong', p_address, jsonb_build_object('wrong', k.wrong_codes + 1));
      return case when k.wrong_codes + 1 >= 5 then 'over' else 'wrong' end;
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
