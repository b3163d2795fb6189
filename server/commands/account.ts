import { randomBytes } from 'node:crypto';
import { hashPassword } from '../accounts/passwords';
import { insertFirstAccount } from '../accounts/first-account-queries';
import { asOwner } from '../database/migrate';
import { withConnection } from './with-connection';

/**
 * `npm run account -- EMAIL NAME`: makes the first administrator of a database that has no account, and prints a
 * password once. Every later account is made by an administrator.
 */
export async function main([email, ...name]: string[]): Promise<number> {
  if (!email || !/^\S+@\S+$/.test(email) || name.length === 0) {
    console.error('Usage: npm run account -- EMAIL NAME');
    return 1;
  }
  return withConnection(async ({ ownerUrl }) => {
    const password = randomBytes(12).toString('base64url');
    const passwordHash = await hashPassword(password);
    const made = await asOwner(ownerUrl, (owner) =>
      insertFirstAccount(owner, { email: email.toLowerCase(), name: name.join(' '), passwordHash }),
    );
    if (!made) {
      console.error('This database has accounts already. An administrator makes the others, under Accounts.');
      return 1;
    }
    console.log(password);
    return 0;
  });
}
