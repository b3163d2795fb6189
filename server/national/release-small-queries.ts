/** What each offered table would hide at least, counted before a release is built. */
import type { Tx } from '../database/with-actor';
import type { Dimension } from './dimensions';
import { OFFERED_TABLES, isOfMain } from './release-settings';

interface Share {
  /** Figures above 0, and those of them from 1 to the threshold. */
  figures: number;
  small: number;
}

/** Of one offered table; `main` where it would count fewer with the main categories alone. */
export interface SmallShare {
  all: Share;
  main: Share | null;
}

/**
 * How many figures of each offered table are small, in their order, by one query.
 * @param tx of the national role
 */
export async function smallShares(tx: Tx, edition: string, threshold: number): Promise<SmallShare[]> {
  const shareOf = (by: readonly Dimension[], where: string): string => {
    const names = by.map((name) => `f.${name}`).join(', ');
    return `(select jsonb_build_object('figures', count(*), 'small', count(*) filter (where n <= :threshold))
               from (select count(distinct f.review_id) as n from national.fact f
                      where f.edition = :edition and ${where} group by cube (${names})) s)`;
  };
  // A main category has none above it; figures of all categories are among those of the lower ones.
  const main = `f.category in (select c.code from typology.category c where c.edition = :edition and c.parent is null)`;
  const answer = await tx.raw<{ rows: { shares: SmallShare[] }[] }>(
    `select jsonb_build_array(${OFFERED_TABLES.map(
      ({ by }) =>
        `jsonb_build_object('all', ${shareOf(by, 'true')}, 'main', ${isOfMain({ categories: 'main' }, by) ? shareOf(by, main) : 'null'})`,
    ).join(', ')}) as shares`,
    { edition, threshold },
  );
  return answer.rows[0]?.shares ?? [];
}
