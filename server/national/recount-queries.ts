import type { Knex } from 'knex';

/** A row that is missing, or is there and must not be. One that changed is one of each. */
export interface Difference {
  of: 'fact' | 'undecided' | 'counter';
  what: 'missing' | 'too many';
  edition: string;
  category: string;
  /** Of a fact or an undecided tag: whose. */
  origin: string;
  review_id: string | null;
  finding_id: string | null;
  /** Of a counter: what it says, or should say. */
  reviews: number | null;
}

export interface Recount {
  /** How many facts and counters there must be. */
  facts: number;
  counters: number;
  differences: number;
  first: Difference[];
}

const ALL_REVIEWS = `array(select id from public.review union all select id from national.published_review)`;
const GRAIN = ['origin', 'region', 'year', 'kind', 'outcome', 'age_band', 'method', 'dated'];
const grain = GRAIN.join(', ');

/** Both ways, in every column. */
const between = (of: string, due: string, kept: string, columns: string): string => `
  select '${of}' as of, 'missing' as what, ${columns} from (select * from ${due} except select * from ${kept}) d
  union all
  select '${of}', 'too many', ${columns} from (select * from ${kept} except select * from ${due}) d`;

/**
 * Compares the facts behind the national figures, what waits to be coded again and the counters with what the findings
 * and their tags say they must be, both ways and in every column, in one snapshot. The counters are counted afresh from
 * what the facts must be. Asked as the owner, who sees every Board's rows.
 * @param most how many differences to name
 */
export async function recountFacts(owner: Knex, most: number): Promise<Recount> {
  const answer = await owner.raw<{ rows: Recount[] }>(
    `with due as materialized (select * from national.fact_due),
          undecided_due as materialized (select * from national.undecided_of(${ALL_REVIEWS})),
          counter_due as materialized (
            select edition, category, ${grain}, count(distinct review_id)::integer as reviews
              from (select edition, category, ${grain}, review_id from due
                    union all
                    select edition, '(all)', ${grain}, review_id from due) f
             group by edition, category, ${grain}),
          differing as materialized (
            ${between('fact', 'due', 'national.fact', 'edition, category, origin, review_id, finding_id, null::integer as reviews')}
            union all
            ${between('undecided', 'undecided_due', 'national.undecided', 'from_edition, from_code, origin, review_id, finding_id, null')}
            union all
            ${between('counter', 'counter_due', `(select edition, category, ${grain}, reviews from national.counter)`, 'edition, category, origin, null, null, reviews')})
     select (select count(*)::integer from due) as facts,
            (select count(*)::integer from counter_due) as counters,
            (select count(*)::integer from differing) as differences,
            (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from (
               select * from differing
                order by of desc, edition, category, finding_id, what limit ?) f) as first`,
    [most],
  );
  const [recount] = answer.rows;
  if (!recount) throw new Error('Nothing was counted');
  return recount;
}

/** Makes all of it what it must be, while everyone who writes waits. */
export async function remakeFacts(owner: Knex): Promise<void> {
  await owner.raw('select national.remake_facts()');
}
