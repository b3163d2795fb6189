import type { Knex } from 'knex';

/** The frozen figures of a release, by its number or its id; null when there is none that was built. */
export async function frozenFigures(owner: Knex, which: string): Promise<string | null> {
  const isNumber = /^\d{1,9}$/.test(which);
  const [found] = await owner('national.release')
    .where(isNumber ? { number: Number(which) } : { id: which })
    .whereNot({ state: 'dropped' })
    .whereNotNull('figures')
    .select<{ figures: string }[]>('figures');
  return found?.figures ?? null;
}
