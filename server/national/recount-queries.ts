import type { Knex } from 'knex';

/** A fact that is missing, or is there and must not be. A fact that changed is one of each. */
export interface Difference {
  what: 'missing' | 'too many';
  origin: string;
  review_id: string;
  finding_id: string;
  edition: string;
  category: string;
}

export interface Recount {
  /** How many facts there must be. */
  due: number;
  differences: number;
  first: Difference[];
  /** The reviews whose facts differ. */
  reviewIds: string[];
}

/**
 * Compares the facts behind the national figures with what the findings and their tags say they must be, both
 * ways and in every column, in one snapshot. Asked as the owner, who sees every Board's rows.
 * @param most how many differences to name
 */
export async function recountFacts(owner: Knex, most: number): Promise<Recount> {
  const answer = await owner.raw<{ rows: Recount[] }>(
    `with due as materialized (select * from national.fact_due),
          differing as materialized (
            select 'missing' as what, m.* from (select * from due except select * from national.fact) m
            union all
            select 'too many', t.* from (select * from national.fact except select * from due) t)
     select (select count(*)::integer from due) as due,
            (select count(*)::integer from differing) as differences,
            (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from (
               select what, origin, review_id, finding_id, edition, category from differing
                order by edition, category, finding_id, what limit ?) f) as first,
            (select coalesce(jsonb_agg(distinct review_id), '[]') from differing) as "reviewIds"`,
    [most],
  );
  const [recount] = answer.rows;
  if (!recount) throw new Error('Nothing was counted');
  return recount;
}

/** Makes the facts of these reviews what they must be. */
export async function repairFacts(owner: Knex, reviewIds: readonly string[]): Promise<void> {
  await owner.raw('select national.refresh_reviews(?::uuid[])', [[...reviewIds]]);
}
