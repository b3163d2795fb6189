import type { Knex } from 'knex';

/**
 * That a token was used is noted once a minute, not at each request: those who ask many things at once with one token
 * waited for each other's note of it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function app.find_token(p_hash text)
      returns table (account_id uuid, scopes text[], beyond_role text[])
      language sql security definer set search_path = pg_catalog, public, pg_temp as $$
      with found as (
        select t.id, t.account_id, t.scopes, t.beyond_role, t.last_used_at
          from api_token t join account a on a.id = t.account_id and a.status = 'active'
         where t.token_hash = p_hash and t.revoked_at is null and t.expires_at > now()),
      noted as (
        update api_token t set last_used_at = now() from found f
         where t.id = f.id and (f.last_used_at is null or f.last_used_at < now() - interval '1 minute'))
      select account_id, scopes, beyond_role from found $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
