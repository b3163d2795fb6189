import type { Knex } from 'knex';

/**
 * Removes the counters of guesses and of what the API was asked whose time is over: each address and token leaves one.
 * For the sweep.
 */
export async function clearCounters(owner: Knex, now: number): Promise<void> {
  await owner.withSchema('app').from('rate_limit').where('expire', '<', now).delete();
}
