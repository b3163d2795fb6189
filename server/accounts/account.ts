import { recordAudit } from '../audit/audit';
import type { Database } from '../database/database';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { endOtherSessions, findCredential, revokeToken } from './accounts-queries';
import { setPassword } from './admin-queries';
import type { Guesses } from './guesses';
import { hashPassword, passwordMatches } from './passwords';

/**
 * Gives an account the password that its holder chose, and ends its other sessions. Wrong guesses of the current
 * one count as wrong guesses at signing in do.
 * @param sessionId the session that goes on
 * @throws Refused when the current password is not right, or was guessed too often
 */
export async function changePassword(
  tx: Tx,
  actor: Actor,
  { database, guesses, sessionId }: { database: Database; guesses: Guesses; sessionId: string },
  { current, fresh }: { current: string; fresh: string },
): Promise<void> {
  await guesses.inTurn(actor.email, () => confirmPassword(database, guesses, actor, current));
  await setPassword(tx, actor.accountId, await hashPassword(fresh));
  await endOtherSessions(tx, actor.accountId, sessionId);
  await recordAudit(tx, {
    board: null,
    action: 'account.password_changed',
    kind: 'account',
    subject: actor.accountId,
  });
}

async function confirmPassword(
  database: Database,
  guesses: Guesses,
  { email, accountId }: Actor,
  password: string,
): Promise<void> {
  // Apart from the addresses that guess at signing in, so that neither locks out the other.
  const place = `account ${accountId}`;
  const wait = await guesses.wait(email, place);
  if (wait > 0)
    throw new Refused(
      `Too many wrong passwords. Wait ${wait} minute${wait === 1 ? '' : 's'} and try again`,
      'current',
    );
  const credential = await findCredential(database.plain, email);
  if (!(await passwordMatches(credential?.password_hash ?? null, password))) {
    await guesses.wrong(email, place);
    throw new Refused('The current password is not right', 'current');
  }
  await guesses.right(email, place);
}

/**
 * Ends an API token of the actor's own, from its next use on.
 * @throws Missing when they have no such token, or it was revoked before
 */
export async function revokeOwnToken(tx: Tx, now: Date, tokenId: string): Promise<void> {
  if (!(await revokeToken(tx, tokenId, now))) throw new Missing();
  await recordAudit(tx, { board: null, action: 'token.revoked', kind: 'token', subject: tokenId });
}
