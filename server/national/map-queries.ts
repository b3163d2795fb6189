import type { Tx } from '../database/with-actor';
import type { CountPlan, CountRow } from './aggregates-queries';
import { ALL } from './disclosure-control';
import type { Dimension } from './dimensions';

/** How many reviews have both of two categories, for every value and total of the plan's other dimensions. */
export type PairRow = CountRow & { one: string; other: string };

/**
 * Counts distinct reviews with both of two categories, a category with itself too; and all reviews, as the pair of
 * `(all)` with itself.
 * @param plan of the question by category alone: what it holds and filters stands there
 * @param categories between which pairs are counted
 */
export async function countPairs(
  tx: Tx,
  plan: CountPlan & { edition: string },
  categories: readonly string[],
): Promise<PairRow[]> {
  const { question, period, reviewFilters, findingFilters } = plan;
  const held = plan.dimensions.filter((name) => name !== 'category');
  const bindings: (string | string[])[] = [];
  const among = (name: Dimension): string => {
    bindings.push(question.filters[name] ?? []);
    return `k.${name} = any (?)`;
  };
  const dated = held.includes('year') || Object.keys(period).length > 0 ? 'k.dated' : 'null::date';
  // The order of what follows is the order of the bindings.
  const inside = reviewFilters.map(among);
  bindings.push(plan.edition);
  const findings = findingFilters.map(among);
  const columns = held.map((name) => `, ${name}`).join('');
  const cube = held.length > 0 ? `, cube (${held.join(', ')})` : '';
  const numbers = `'everyone', count(*), 'inside', count(*) filter (where inside),
      'published', count(*) filter (where inside and published)`;
  const row = (one: string, other: string): string =>
    `jsonb_build_object('one', ${one}, 'other', ${other}, 'at', jsonb_build_array(${held.join(', ')}), 'date', dated, ${numbers})`;
  const answer = await tx.raw<{ rows: { row: PairRow }[] }>(
    `with counted as materialized (
       select distinct k.review_id, k.category${held.map((name) => `, k.${name}`).join('')}, ${dated} as dated,
              ${inside.length > 0 ? `(${inside.join(' and ')})` : 'true'} as inside,
              k.origin = 'published' as published
         from national.fact k where k.edition = ? ${findings.map((condition) => `and ${condition}`).join(' ')}),
     whole as (select distinct review_id${columns}, dated, inside, published from counted),
     pairs as (
       select a.category as one, b.category as other, a.dated, a.inside, a.published${held.map((name) => `, a.${name}`).join('')}
         from counted a join counted b on b.review_id = a.review_id and b.category = any (?)
          and a.category collate "C" <= b.category collate "C" where a.category = any (?))
     select ${row('one', 'other')} as row from pairs group by one, other, dated${cube}
     union all
     select ${row(`'${ALL}'`, `'${ALL}'`)} from whole group by dated${cube}`,
    [...bindings, [...categories], [...categories]],
  );
  return answer.rows.map(({ row: found }) => found);
}
