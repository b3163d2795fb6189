import type { Pool } from 'pg';
import type { Tx } from '../database/with-actor';

export interface Credential {
  account_id: string;
  password_hash: string;
  status: string;
}

/** Read before anyone is known, through a function of the owner; nothing else can read a password's hash. */
export async function findCredential(pool: Pool, email: string): Promise<Credential | null> {
  const answer = await pool.query<Credential>('select * from app.find_credential($1)', [email]);
  return answer.rows[0] ?? null;
}

export interface TokenAccount {
  account_id: string;
  scopes: string[];
  /** Of these scopes, those that hold whatever roles the account has. */
  beyond_role: string[];
}

export async function findTokenAccount(pool: Pool, tokenHash: string): Promise<TokenAccount | null> {
  const answer = await pool.query<TokenAccount>('select * from app.find_token($1)', [tokenHash]);
  return answer.rows[0] ?? null;
}

export async function insertToken(
  tx: Tx,
  token: {
    account_id: string;
    name: string;
    token_hash: string;
    scopes: string[];
    beyond_role: string[];
    created_at: Date;
    expires_at: Date;
  },
): Promise<string> {
  const [row] = await tx('api_token').insert(token).returning<{ id: string }[]>('id');
  if (!row) throw new Error('The token was not kept');
  return row.id;
}

/** The id of an active account, for a command that acts in someone's name. */
export async function accountByEmail(pool: Pool, email: string): Promise<string | null> {
  const credential = await findCredential(pool, email);
  return credential?.status === 'active' ? credential.account_id : null;
}

export interface OwnToken {
  id: string;
  name: string;
  scopes: string[];
  /** Of these scopes, those that hold whatever roles the account has. */
  beyond_role: string[];
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
}

/** The reader's own tokens that were not revoked, newest first; row-level security shows no one else's. */
export async function readOwnTokens(tx: Tx): Promise<OwnToken[]> {
  return tx('api_token')
    .whereNull('revoked_at')
    .orderBy([{ column: 'created_at', order: 'desc' }, { column: 'id' }])
    .limit(100)
    .select<OwnToken[]>('id', 'name', 'scopes', 'beyond_role', 'created_at', 'expires_at', 'last_used_at');
}

/** @returns false when there is no such token of the actor's own that still holds */
export async function revokeToken(tx: Tx, id: string, now: Date): Promise<boolean> {
  return (await tx('api_token').where({ id }).whereNull('revoked_at').update({ revoked_at: now })) === 1;
}

/** Signs an account out everywhere but in one session. */
export async function endOtherSessions(tx: Tx, accountId: string, sessionId: string): Promise<void> {
  await tx.raw(`delete from app.session where sess -> 'passport' ->> 'user' = ? and sid <> ?`, [
    accountId,
    sessionId,
  ]);
}
