import type { Tx } from '../database/with-actor';

/**
 * Makes the facts and the counters behind the national figures what these reviews now say. Called after everything
 * that changes what counts of a review, and before the audit of it: the review and the counters are locked first, the
 * chain of the audit last, whoever writes. The
 * publication of an edition does the same for every review by itself.
 */
export async function refreshFacts(tx: Tx, reviewIds: readonly string[]): Promise<void> {
  if (reviewIds.length === 0) return;
  await tx.raw('select national.refresh_reviews(?::uuid[])', [[...reviewIds]]);
}

/**
 * Brings into force the edition that was published for a day that has come, and writes it to the national audit.
 * Anyone may cause it, any number at once. The figures have stood in it since it was published.
 * @param today the day in London
 * @returns the edition, or null when none was waiting for its day
 */
export async function bringIntoForce(tx: Tx, today: string): Promise<string | null> {
  const answer = await tx.raw<{ rows: { edition: string | null }[] }>(
    'select national.bring_into_force(?::date) as edition',
    [today],
  );
  return answer.rows[0]?.edition ?? null;
}
