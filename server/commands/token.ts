import { SCOPES, issueToken } from '../accounts/tokens';
import { accountByEmail } from '../accounts/accounts-queries';
import { COMMAND, withActor } from '../database/with-actor';
import type { Scope } from '../http/route';
import { withConnection } from './with-connection';

/** `npm run token -- EMAIL SCOPE[,SCOPE]`: prints an API token once. */
export async function main([email, scopes]: string[]): Promise<number> {
  const wanted = (scopes ?? '').split(',').filter(Boolean);
  if (!email || wanted.length === 0 || !wanted.every(isScope)) {
    console.error(`Usage: npm run token -- EMAIL SCOPE[,SCOPE], with scopes from ${SCOPES.join(', ')}`);
    return 1;
  }
  return withConnection(async ({ database }) => {
    const accountId = await accountByEmail(database.plain, email);
    if (!accountId) {
      console.error(`There is no active account ${email}.`);
      return 1;
    }
    const token = await withActor(database, { accountId, address: COMMAND }, (tx, actor) =>
      issueToken(tx, actor, wanted, new Date()),
    );
    console.log(token);
    return 0;
  });
}

function isScope(value: string): value is Scope {
  return (SCOPES as readonly string[]).includes(value);
}
