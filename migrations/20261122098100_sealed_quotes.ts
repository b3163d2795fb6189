import type { Knex } from 'knex';

/**
 * The words that findings quote from a conversation are sealed with it and come back with it: those of the pointers
 * and of what the pointers said before. What was sent to the chair stays as it was sent; its pages do not show them.
 */
export async function up(knex: Knex): Promise<void> {
  const definer = `security definer set search_path = pg_catalog, public, pg_temp`;
  await knex.raw(`
    -- Takes the quotations of a conversation out of the findings. They are the answer.
    create function app.take_quotes(p_board uuid, p_conversation uuid) returns jsonb language plpgsql ${definer} as $$
    declare
      taken jsonb;
    begin
      select coalesce(jsonb_agg(q), '[]') into taken from (
        select p.id, p.version, p.quote from pointer p
         where p.board_id = p_board and p.conversation_id = p_conversation and p.quote <> ''
        union all
        select r.row_id, r.version, r.fields ->> 'quote' from revision r
         where r.board_id = p_board and r.kind = 'pointer' and r.fields ->> 'conversation_id' = p_conversation::text
           and r.fields ->> 'quote' <> '') q;
      update pointer set quote = ''
       where board_id = p_board and conversation_id = p_conversation and quote <> '';
      update revision set fields = jsonb_set(fields, '{quote}', '""')
       where board_id = p_board and kind = 'pointer' and fields ->> 'conversation_id' = p_conversation::text
         and fields ->> 'quote' <> '';
      return jsonb_build_object('quote', taken);
    end $$;

    create function app.seal_quotes() returns trigger language plpgsql ${definer} as $$
    begin
      new.kept := new.kept || app.take_quotes(new.board_id, new.conversation_id);
      return new;
    end $$;
    -- A pointer that was removed meanwhile is a revision of the same version.
    create function app.unseal_quotes() returns trigger language plpgsql ${definer} as $$
    begin
      update pointer p set quote = q.quote
        from jsonb_to_recordset(old.kept -> 'quote') as q (id uuid, version integer, quote text)
       where p.board_id = old.board_id and p.id = q.id and p.version = q.version;
      update revision r set fields = jsonb_set(r.fields, '{quote}', to_jsonb(q.quote))
        from jsonb_to_recordset(old.kept -> 'quote') as q (id uuid, version integer, quote text)
       where r.board_id = old.board_id and r.kind = 'pointer' and r.row_id = q.id and r.version = q.version;
      return null;
    end $$;
    revoke all on function app.take_quotes, app.seal_quotes, app.unseal_quotes from public;
    create trigger seal_quotes before insert on app.conversation_sealed for each row execute function app.seal_quotes();
    create trigger unseal_quotes after delete on app.conversation_sealed for each row execute function app.unseal_quotes();

    -- Those that were sealed before.
    update app.conversation_sealed s set kept = s.kept || app.take_quotes(s.board_id, s.conversation_id);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
