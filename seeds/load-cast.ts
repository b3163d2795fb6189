import type { Knex } from 'knex';
import { isoDay } from '../server/http/dates';
import { hashPassword } from '../server/accounts/passwords';
import { CAST, DEMO_BOARDS, DEMO_PASSWORD } from './cast';

/**
 * Loads the two demo Boards and the demo cast into a database in which no one can sign in. A review that was brought in
 * may have made a Board or the account of someone who wrote in it: those become the demo's own.
 */
export async function loadCast(owner: Knex, today = new Date()): Promise<void> {
  // One hash for all: the password is the same and printed in the README.
  const password_hash = await hashPassword(DEMO_PASSWORD);
  await owner.transaction(async (tx) => {
    const boards = await tx('board')
      .insert(DEMO_BOARDS.map((area) => ({ name: `${area} Safeguarding Children Board`, area })))
      .onConflict('name')
      .merge(['name'])
      .returning<{ id: string; area: string }[]>(['id', 'area']);
    for (const { email, name, role, board, accreditation } of CAST) {
      const [account] = await tx('account')
        .insert({ email, name })
        .onConflict('email')
        .merge({ status: 'active' })
        .returning<{ id: string }[]>('id');
      if (!account) throw new Error(`${email} was not kept`);
      await tx('credential').insert({ account_id: account.id, password_hash });
      await tx('membership').insert({
        account_id: account.id,
        role,
        board_id: boards.find(({ area }) => area === board)?.id ?? null,
      });
      if (accreditation) {
        const period =
          accreditation === 'current' ? around(today, -2 * 365, 365) : around(today, -3 * 365, -60);
        await tx('accreditation').insert({ account_id: account.id, accredited: `{${period}}` });
        await tx('accreditation_act').insert({ account_id: account.id, what: 'period', period, at: today });
      }
    }
  });
}

/** A half-open period that begins and ends so many days from today. */
function around(today: Date, from: number, to: number): string {
  const day = (days: number): string => isoDay(new Date(today.getTime() + days * 86_400_000));
  return `[${day(from)},${day(to)})`;
}
