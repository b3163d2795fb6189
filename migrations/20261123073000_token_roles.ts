import type { Knex } from 'knex';

/** A token does what its holder may do now, and besides what a command gave it although no role of theirs allowed it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table api_token add column beyond_role text[] not null default '{}', add check (beyond_role <@ scopes);
    -- Those made before go on doing what they were made for.
    update api_token t set beyond_role = given.scopes
      from (select k.id, array_agg(s.scope) as scopes
              from api_token k cross join unnest(k.scopes) s(scope)
             where not exists (select from membership m where m.account_id = k.account_id
                     and (m.role = 'editor' or (m.role = 'analyst' and s.scope <> 'reviews:import')))
             group by k.id) given
     where given.id = t.id;
    drop function app.find_token(text);
    create function app.find_token(p_hash text) returns table (account_id uuid, scopes text[], beyond_role text[])
      language sql security definer set search_path = pg_catalog, public, pg_temp as $$
      update api_token t set last_used_at = now()
        from account a
       where t.token_hash = p_hash and t.revoked_at is null and t.expires_at > now()
         and a.id = t.account_id and a.status = 'active'
      returning t.account_id, t.scopes, t.beyond_role $$;
    revoke all on function app.find_token from public;
    grant execute on function app.find_token to workbench_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
