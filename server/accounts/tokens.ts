import { createHash, randomBytes } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import type { Database } from '../database/database';
import { hasRole, type Actor, type Tx } from '../database/with-actor';
import type { Scope } from '../http/route';
import { findTokenAccount, insertToken } from './accounts-queries';

export const SCOPES: readonly Scope[] = ['aggregates:read', 'findings:read', 'reviews:import'];
const DAYS_VALID = 365;

/** What a role lets a token do: it is made for no more on the page, and does no more once the role has ended. */
export function scopesOf(actor: Actor): Scope[] {
  return [
    ...(hasRole(actor, 'analyst', 'editor') ? (['aggregates:read', 'findings:read'] as const) : []),
    ...(hasRole(actor, 'editor') ? (['reviews:import'] as const) : []),
  ];
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Makes an API token. Only its hash is kept, so it can be shown this once. A scope that no role of the account allows
 * was given by who runs the workbench: it holds until the token ends.
 * @returns the token, as it goes after `Bearer `
 */
export async function issueToken(
  tx: Tx,
  actor: Actor,
  scopes: readonly Scope[],
  now: Date,
  { name = '', days = DAYS_VALID }: { name?: string; days?: number } = {},
): Promise<string> {
  const token = `srw_${randomBytes(32).toString('base64url')}`;
  const expires_at = new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
  const id = await insertToken(tx, {
    account_id: actor.accountId,
    name,
    token_hash: hashOf(token),
    scopes: [...scopes],
    beyond_role: scopes.filter((scope) => !scopesOf(actor).includes(scope)),
    created_at: now,
    expires_at,
  });
  await recordAudit(tx, {
    board: null,
    action: 'token.issued',
    kind: 'token',
    subject: id,
    detail: { scopes, name, days },
  });
  return token;
}

/** Whose token stands in an `Authorization` header, and what it is for; undefined when it is not a current one. */
export async function bearerOf(
  database: Database,
  header: string | undefined,
): Promise<{ accountId: string; scopes: string[]; beyondRole: string[] } | undefined> {
  const token = /^Bearer ([\w-]{20,200})$/i.exec(header ?? '')?.[1];
  if (!token) return undefined;
  const found = await findTokenAccount(database.plain, hashOf(token));
  if (!found) return undefined;
  return { accountId: found.account_id, scopes: found.scopes, beyondRole: found.beyond_role };
}
