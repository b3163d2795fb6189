import { SCOPES, issueToken, scopesOf } from '../accounts/tokens';
import { accountByEmail } from '../accounts/accounts-queries';
import { COMMAND, withActor } from '../database/with-actor';
import type { Scope } from '../http/route';
import { withConnection } from './with-connection';

/** `npm run token -- EMAIL SCOPE[,SCOPE]`: prints an API token once. */
export async function main([email, scopes, ...others]: string[]): Promise<number> {
  const wanted = [...new Set((scopes ?? '').split(',').filter(Boolean))];
  const known = wanted.filter(isScope);
  const unknown = wanted.filter((scope) => !isScope(scope));
  if (unknown.length > 0) {
    console.error(`There is no scope ${unknown.join(', ')}: choose from ${SCOPES.join(', ')}.`);
    return 1;
  }
  if (!email || known.length === 0 || others.length > 0) {
    console.error(`Usage: npm run token -- EMAIL SCOPE[,SCOPE], with scopes from ${SCOPES.join(', ')}`);
    return 1;
  }
  return withConnection(async ({ database }) => {
    const accountId = await accountByEmail(database.plain, email);
    if (!accountId) {
      console.error(`There is no active account ${email}.`);
      return 1;
    }
    const token = await withActor(database, { accountId, address: COMMAND }, async (tx, actor) => {
      const beyond = known.filter((scope) => !scopesOf(actor).includes(scope));
      // What is loaded is loaded in the name of an editor: a token of anyone else would do nothing.
      if (beyond.includes('reviews:import')) {
        console.error(`${email} is not a national typology editor, who alone may have reviews:import.`);
        return null;
      }
      if (beyond.length > 0) {
        console.error(`No role of ${email} allows ${beyond.join(', ')}: this token has it until it ends.`);
      }
      return issueToken(tx, actor, known, new Date());
    });
    if (token === null) return 1;
    console.log(token);
    return 0;
  });
}

function isScope(value: string): value is Scope {
  return (SCOPES as readonly string[]).includes(value);
}
