import { randomInt } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import { hasRole, type Actor, type Role, type Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import {
  insertAccount,
  insertBoard,
  insertMembership,
  readAccount,
  readBoards,
  setPassword,
  updateStatus,
} from './admin-queries';
import { hashPassword } from './passwords';

// Without the letters and digits that are taken for one another.
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A first password: four groups of four, about 79 bits. */
function firstPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** Roles that are held for one Board; the rest are held for none. */
export const needsBoard = (role: Role): boolean => role === 'coordinator' || role === 'chair';

/**
 * Makes an account with one role.
 * @returns its id and its first password, which is kept nowhere: show it now
 * @throws Missing when the actor is no administrator; Refused when the address is taken or the Board unknown
 */
export async function inviteAccount(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { name: string; email: string; role: Role; boardId: string | null },
): Promise<{ id: string; password: string }> {
  onlyAdministrator(actor);
  const { boards } = await readBoards(tx);
  const boardId = needsBoard(input.role) ? input.boardId : null;
  if (needsBoard(input.role) && !boards.some(({ id }) => id === boardId))
    throw new Refused('Choose the Board for which they are coordinator or chair', 'board');
  const password = firstPassword();
  const hash = await hashPassword(password);
  const id = await insertAccount(tx, { email: input.email, name: input.name, created_at: now }).catch(
    taken('There is an account with this e-mail address already', 'email'),
  );
  await insertMembership(tx, { account_id: id, role: input.role, board_id: boardId });
  await setPassword(tx, id, hash);
  await record(tx, 'account.invited', 'account', id, { role: input.role, board: boardId });
  return { id, password };
}

/**
 * Suspends an account, which then cannot do anything from its next request on, or restores it.
 * @throws Missing when the actor is no administrator or there is no such account; Refused when it is the
 *   actor's own, or it changed meanwhile
 */
export async function setAccountStatus(
  tx: Tx,
  actor: Actor,
  { accountId, version, status }: { accountId: string; version: number; status: 'active' | 'suspended' },
): Promise<void> {
  onlyAdministrator(actor);
  await readAccount(tx, accountId);
  if (accountId === actor.accountId)
    throw new Refused('You cannot suspend your own account. Ask another administrator');
  if (!(await updateStatus(tx, accountId, version, status)))
    throw new Refused(
      'This account was changed while the page was open. Look at it as it is now, then try again',
    );
  await record(
    tx,
    status === 'suspended' ? 'account.suspended' : 'account.restored',
    'account',
    accountId,
    {},
  );
}

/**
 * Gives an account a new first password.
 * @returns the password, which is kept nowhere: show it now
 * @throws Missing as setAccountStatus
 */
export async function resetPassword(tx: Tx, actor: Actor, accountId: string): Promise<string> {
  onlyAdministrator(actor);
  await readAccount(tx, accountId);
  const password = firstPassword();
  await setPassword(tx, accountId, await hashPassword(password));
  await record(tx, 'account.password_reset', 'account', accountId, {});
  return password;
}

/**
 * Adds a Board for an area.
 * @param name empty for the usual name
 * @throws Missing when the actor is no administrator; Refused when the area is unknown or the name taken
 */
export async function addBoard(
  tx: Tx,
  actor: Actor,
  { area, name }: { area: string; name: string },
): Promise<string> {
  onlyAdministrator(actor);
  const { areas } = await readBoards(tx);
  if (!areas.some((one) => one.name === area)) throw new Refused('Choose an area from the list', 'area');
  const called = name || `${area} Safeguarding Children Board`;
  const id = await insertBoard(tx, { area, name: called }).catch(
    taken(`There is a Board called ${called} already. Give this one another name`, 'name'),
  );
  await record(tx, 'board.added', 'board', id, { area, name: called });
  return called;
}

function onlyAdministrator(actor: Actor): void {
  if (!hasRole(actor, 'administrator')) throw new Missing();
}

function taken(message: string, field: string): (error: unknown) => never {
  return (error) => {
    if ((error as { code?: string }).code === '23505') throw new Refused(message, field);
    throw error;
  };
}

function record(
  tx: Tx,
  action: string,
  kind: string,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAudit(tx, { board: null, action, kind, subject, detail });
}
