import type { Knex } from 'knex';
import type { Database } from './database';

export type Role =
  | 'lead_reviewer'
  | 'team_member'
  | 'coordinator'
  | 'chair'
  | 'editor'
  | 'analyst'
  | 'accreditation_manager'
  | 'administrator';

export interface Membership {
  role: Role;
  boardId: string | null;
  boardName: string | null;
}

/** Who is acting, as the database knows them at the start of the transaction. */
export interface Actor {
  accountId: string;
  email: string;
  name: string;
  memberships: Membership[];
  /** Reviews this account is assigned to, now. */
  reviewIds: string[];
  /** Whether the register of reviewers holds a current accreditation. */
  accredited: boolean;
}

/** A transaction in which the database knows who is acting; every query takes it as its first argument. */
export type Tx = Knex.Transaction;

/** The account is unknown or suspended: nothing may be done in its name. */
export class NoActor extends Error {}

export interface Acting {
  accountId: string;
  /** Where the request came from, for the audit. */
  address: string;
}

/**
 * The only way to case content: a transaction whose row-level security knows who is acting.
 * Commits when `work` resolves, rolls back when it throws.
 * @throws NoActor when the account may not act
 */
export async function withActor<Result>(
  database: Database,
  acting: Acting,
  work: (tx: Tx, actor: Actor) => Promise<Result>,
): Promise<Result> {
  return database.app.transaction(async (tx) => work(tx, await enter(tx, acting)));
}

/**
 * Says who acts in a transaction from here on.
 * @throws NoActor when the account may not act
 */
export async function enter(tx: Tx, { accountId, address }: Acting): Promise<Actor> {
  const answer = await tx.raw<{ rows: { actor: Actor | null }[] }>('select app.enter(?, ?) as actor', [
    accountId,
    address,
  ]);
  const actor = answer.rows[0]?.actor;
  if (!actor) throw new NoActor('This account may not act');
  return actor;
}

/** What stands in the audit as the address of what a command did. */
export const COMMAND = 'command';

/** Says for the audit that what a transaction does from here on, as the owner, is a command's own doing. */
export async function actAsCommand(tx: Tx): Promise<void> {
  await tx.raw(`select set_config('app.address', ?, true)`, [COMMAND]);
}

/** A transaction in which no one is acting: row-level security shows only what is public. */
export async function withNobody<Result>(
  database: Database,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return database.app.transaction(work);
}

/**
 * A read-only transaction as the national role, which sees views and tables without case content only.
 */
export async function withNational<Result>(
  database: Database,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return database.national.transaction(async (tx) => {
    await tx.raw(
      'set transaction isolation level repeatable read, read only; set local role workbench_national',
    );
    return work(tx);
  });
}

export function hasRole(actor: Actor, ...roles: readonly Role[]): boolean {
  return actor.memberships.some((membership) => roles.includes(membership.role));
}

/** Boards for which the actor holds one of the roles. */
export function boardsAs(actor: Actor, ...roles: readonly Role[]): { id: string; name: string }[] {
  return actor.memberships.flatMap((membership) =>
    roles.includes(membership.role) && membership.boardId !== null
      ? [{ id: membership.boardId, name: membership.boardName ?? '' }]
      : [],
  );
}
