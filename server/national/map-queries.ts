import type { Tx } from '../database/with-actor';
import type { CountPlan, CountRow } from './aggregates-queries';
import { DIMENSIONS } from './dimensions';
import { ALL } from './disclosure-control';

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
  const held = plan.dimensions.filter((name) => name !== 'category');
  const ofReviews = held.filter((name) => DIMENSIONS[name].level === 'review');
  const ofFindings = held.filter((name) => DIMENSIONS[name].level === 'finding');
  const row = (one: string, other: string): string =>
    `jsonb_build_object('one', ${one}, 'other', ${other}, 'at', jsonb_build_array(${held.join(', ')}),
      'reviews', count(distinct review_id), 'published', count(distinct review_id) filter (where published)) as row`;
  // In one stage, extent or polarity where that is asked for; over all of them, in whichever.
  const counted = Array.from({ length: 2 ** ofFindings.length }, (_, bits) => {
    const kept = ofFindings.filter((_name, k) => bits & (2 ** k));
    const columns = held.map((name) =>
      ofFindings.includes(name) && !kept.includes(name) ? `, null::text as ${name}` : `, a.${name}`,
    );
    const groups = [...ofFindings, ...(ofReviews.length > 0 ? [`cube (${ofReviews.join(', ')})`] : [])];
    const same = kept.map((name) => ` and b.${name} = a.${name}`).join('');
    return `
     select ${row('one', 'other')} from (
       select a.review_id, a.published, a.category as one, b.category as other${columns.join('')}
         from facts a join facts b on b.review_id = a.review_id and b.category = any (codes.list)${same}
          and a.category collate "C" <= b.category collate "C" where a.category = any (codes.list)) pair
      group by ${['one', 'other', ...groups].join(', ')}
     union all
     select ${row(`'${ALL}'`, `'${ALL}'`)} from (select a.review_id, a.published${columns.join('')} from facts a) whole
      group by ${['()', ...groups].join(', ')}`;
  });
  const answer = await tx.raw<{ rows: { row: PairRow }[] }>(
    `with facts as materialized (
       select distinct k.review_id, k.category${held.map((name) => `, k.${name}`).join('')}, k.origin = 'published' as published
         from national.fact k where k.edition = ?)
     ${counted.join(' union all ')}`.replaceAll(
      'codes.list',
      'array(select jsonb_array_elements_text(?::jsonb))',
    ),
    [plan.edition, ...counted.flatMap(() => [JSON.stringify(categories), JSON.stringify(categories)])],
  );
  return answer.rows.map(({ row: found }) => found);
}
