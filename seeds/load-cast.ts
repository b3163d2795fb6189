import type { Knex } from 'knex';
import { hashPassword } from '../server/accounts/passwords';
import { CAST, DEMO_BOARDS, DEMO_PASSWORD } from './cast';

/** Loads the two demo Boards and the demo cast into a database that has no accounts. */
export async function loadCast(owner: Knex): Promise<void> {
  // One hash for all: the password is the same and printed in the README.
  const password_hash = await hashPassword(DEMO_PASSWORD);
  await owner.transaction(async (tx) => {
    const boards = await tx('board')
      .insert(DEMO_BOARDS.map((area) => ({ name: `${area} Safeguarding Children Board`, area })))
      .returning<{ id: string; area: string }[]>(['id', 'area']);
    for (const { email, name, role, board, accredited } of CAST) {
      const [account] = await tx('account').insert({ email, name }).returning<{ id: string }[]>('id');
      if (!account) throw new Error(`${email} was not kept`);
      await tx('credential').insert({ account_id: account.id, password_hash });
      await tx('membership').insert({
        account_id: account.id,
        role,
        board_id: boards.find(({ area }) => area === board)?.id ?? null,
      });
      if (accredited) {
        await tx('accreditation').insert({
          account_id: account.id,
          accredited: `[${accredited[0]},${accredited[1]})`,
        });
      }
    }
  });
}
