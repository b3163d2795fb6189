import type { Knex } from 'knex';

/**
 * Makes an administrator if there is no account that can sign in: those of people who came in with a review cannot.
 * @returns whether it did
 */
export async function insertFirstAccount(
  owner: Knex,
  { email, name, passwordHash }: { email: string; name: string; passwordHash: string },
): Promise<boolean> {
  return owner.transaction(async (tx) => {
    await tx.raw('lock table account in share row exclusive mode');
    if (await tx('account').where({ status: 'active' }).first('id')) return false;
    const [account] = await tx('account')
      .insert({ email, name })
      .onConflict('email')
      .merge({ status: 'active' })
      .returning<{ id: string }[]>('id');
    if (!account) throw new Error('The account was not kept');
    await tx('credential')
      .insert({ account_id: account.id, password_hash: passwordHash })
      .onConflict('account_id')
      .merge();
    await tx('membership').insert({ account_id: account.id, role: 'administrator' }).onConflict().ignore();
    await tx.raw(`select audit.record(null, 'account.first', 'account', ?, '{}'::jsonb)`, [account.id]);
    return true;
  });
}
