import type { Knex } from 'knex';

/** Whoever holds a token that reads coded findings, which a command gave beyond their role, is no second coder. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function national.is_coder(p_account uuid) returns boolean language sql stable
      security definer set search_path = pg_catalog, public, pg_temp
      return exists (select from account a join membership m on m.account_id = a.id and m.role = 'lead_reviewer'
                      where a.id = p_account and a.status = 'active')
         and not exists (select from membership m where m.account_id = p_account and m.role in ('editor', 'analyst'))
         and not exists (select from api_token t where t.account_id = p_account and 'findings:read' = any (t.beyond_role)
                            and t.revoked_at is null and t.expires_at > now())
         and app.accredited(p_account, (now() at time zone 'Europe/London')::date);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward');
}
