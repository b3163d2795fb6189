import type { Knex } from 'knex';

/** What bringing in a whole review needs beyond what a coordinator may write anyway. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Accounts of people whom a review speaks of and this workbench does not know. They have no role and no password,
    -- and are suspended: who did what keeps its name, and no one gains a way in.
    create function app.bring_people(p_people jsonb) returns void language plpgsql
      security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      if not ('coordinator' = any (app.current_roles()) or pg_has_role(session_user, 'workbench_owner', 'member')) then
        raise exception 'Only a coordinator brings people in with a review' using errcode = 'insufficient_privilege';
      end if;
      insert into account (email, name, status)
      select p.email, p.name, 'suspended' from jsonb_to_recordset(p_people) as p(email text, name text)
      on conflict (email) do nothing;
    end $$;

    -- What practitioners said of the record of their conversation, with the review that it belongs to: only in the
    -- transaction that brings the review in.
    create function app.bring_check_back_answers(p_board uuid, p_review uuid, p_rows jsonb) returns void language plpgsql
      security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      if not exists (select from review r where r.board_id = p_board and r.id = p_review
                        and r.xmin = pg_current_xact_id()::xid) then
        raise exception 'Answers come in with their review alone' using errcode = 'insufficient_privilege';
      end if;
      insert into check_back_answer (board_id, review_id, id, check_back_id, place, kind, text, saved_at, handled, handled_by, handled_at, reason)
      select p_board, p_review, g.id, g.check_back_id, g.place, g.kind, g.text, g.saved_at, g.handled, g.handled_by, g.handled_at, g.reason
        from jsonb_to_recordset(p_rows) as g(id uuid, check_back_id uuid, place text, kind text, text text, saved_at timestamptz,
               handled text, handled_by uuid, handled_at timestamptz, reason text)
        join check_back k on k.board_id = p_board and k.review_id = p_review and k.id = g.check_back_id;
    end $$;
    revoke all on function app.bring_people, app.bring_check_back_answers from public;
    grant execute on function app.bring_people, app.bring_check_back_answers to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
