import { reliabilityRows, type Reliability } from '../coding/reliability-queries';
import type { Tx } from '../database/with-actor';
import { cellsOfCounters, countedCounters, countersSuffice } from './counter-cells';
import { DIMENSIONS, DIMENSION_NAMES, type Dimension } from './dimensions';
import type { Period } from './period-blocks';
import type { Question } from './question';

/** What a question counts over, beside what it counts by. */
export interface CountPlan {
  question: Question;
  /** The dimensions of the table that is counted: those asked for and those held at one value. */
  dimensions: readonly Dimension[];
  /** Filters on single values of dimensions that are counted too, so that the figure is a slice of the table. */
  held: Partial<Record<Dimension, string>>;
  /** Filters on several values of dimensions of reviews that are counted too: the figure is a sum of such slices. */
  among: Partial<Record<Dimension, readonly string[]>>;
  /** Some filter is no slice of a table by three dimensions: nothing but zeros can be told. */
  beyond: boolean;
  /** The dates that are counted: the period and the years asked for, unless the year is held. */
  period: Period;
  /** Filters on reviews: counted beside everyone, so that the rest can be protected with them. */
  reviewFilters: readonly Dimension[];
  /** Filters on findings: counted with nothing beside. */
  findingFilters: readonly Dimension[];
}

/**
 * One combination of values (`null` where it is summed), and how many distinct reviews of a date it has. All dates
 * are counted whatever the period. Where dates do not matter there is one row, without a date.
 */
export interface CountRow {
  at: (string | null)[];
  date: string | null;
  /** Without the filters on reviews. */
  everyone: number;
  /** With them. */
  inside: number;
  /** Of those, published ones, which anyone can count in the list of published reviews. */
  published: number;
}

export interface CountedCategory {
  code: string;
  parent: string | null;
  name: string;
}

/** The counts with all that is needed to lay them out, read at one moment. */
export interface Counts {
  edition: string | null;
  editions: string[];
  categories: CountedCategory[];
  /** Codes of other editions. */
  elsewhere: string[];
  regions: string[];
  methods: { code: string; name: string }[];
  first_year: number | null;
  last_year: number | null;
  audit_head: string;
  /** Of the categories of the edition, from the sample that was closed last, of an older edition where none of this one is; none before. */
  reliability: Reliability[];
  cells: CountRow[];
}

/**
 * Counts distinct reviews for every combination of the dimensions and for every total of them: from the counters where
 * they are kept finely enough, which is nearly always, and otherwise from the facts. Both have the same answer.
 * @param tx of the national role
 */
export async function countReviews(
  tx: Tx,
  plan: CountPlan,
  fromCounters = countersSuffice(plan),
): Promise<Counts> {
  const { question, dimensions } = plan;
  const bindings: (string | string[] | null)[] = [question.edition ?? null];
  const among = (name: Dimension): string => {
    bindings.push(question.filters[name] ?? []);
    return `f.${name} = any (?)`;
  };
  // The order of what follows is the order of the bindings.
  const conditions = {
    dated: datesMatter(plan) ? 'f.dated' : 'null::date',
    inside: allOf(plan.reviewFilters.map(among)),
    findings: plan.findingFilters.map(among),
  };
  const counted = fromCounters ? countedCounters(plan, conditions) : countedFacts(plan, conditions);
  const cells = fromCounters ? cellsOfCounters(plan) : subsetsOf(dimensions);
  const columns = dimensions.join(', ');
  const answer = await tx.raw<{ rows: Counts[] }>(
    `with asked as (
       select e.code from typology.edition e
        where e.status <> 'draft' and case when ?::text is null then e.status = 'in_force' else e.code = ? end),
     counted as (${counted}),
     cells as (${cells.join(' union all ')})
     select (select code from asked) as edition,
       (select coalesce(jsonb_agg(e.code order by e.in_force_from desc), '[]') from typology.edition e where e.status <> 'draft') as editions,
       (select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name) order by c.position), '[]')
          from typology.category c where c.edition = (select code from asked)) as categories,
       (select coalesce(jsonb_agg(distinct c.code), '[]') from typology.category c
         where c.edition <> (select code from asked)) as elsewhere,
       (select coalesce(jsonb_agg(r.region order by r.region), '[]') from national.region_name r) as regions,
       (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name) order by m.position), '[]') from national.method_name m) as methods,
       (select min(f.year) from national.counter f where f.edition = (select code from asked) and f.category = '(all)' and f.year ~ '^[0-9]')::integer as first_year,
       (select max(f.year) from national.counter f where f.edition = (select code from asked) and f.category = '(all)' and f.year ~ '^[0-9]')::integer as last_year,
       audit.head_of_all() as audit_head,
       (select coalesce(jsonb_agg(jsonb_build_object('category', l.category, 'alpha', l.alpha, 'low', l.low, 'high', l.high, 'units', l.units,
          'edition', l.edition)), '[]') from (${reliabilityRows('(select code from asked)')}) l) as reliability,
       (select coalesce(jsonb_agg(jsonb_build_object('at', jsonb_build_array(${columns}), 'date', dated,
          'everyone', everyone, 'inside', inside, 'published', published)), '[]') from cells) as cells`,
    [bindings[0] ?? null, ...bindings],
  );
  return answer.rows[0]!;
}

/** The conditions of a question on a fact or counter `f`, in SQL, in the order of their bindings. */
export interface Conditions {
  dated: string;
  inside: string;
  findings: readonly string[];
}

function countedFacts({ dimensions, findingFilters }: CountPlan, conditions: Conditions): string {
  const { dated, inside, findings } = conditions;
  const needsCategories = dimensions.includes('category') || findingFilters.includes('category');
  const edition = 'f.edition = (select code from asked)';
  const where = [edition, ...(needsCategories ? [] : ['f.direct']), ...findings];
  return `select f.review_id, ${dimensions.map((name) => `f.${name}`).join(', ')},
                 ${dated} as dated, ${inside} as inside, f.origin = 'published' as published
            from national.fact f where ${where.join(' and ')}`;
}

/**
 * One query for each set of finding dimensions that is not summed: there distinct reviews are counted afresh. Over
 * the dimensions of reviews the counts add up, so that those are summed from the counts and not from the reviews.
 */
function subsetsOf(dimensions: readonly Dimension[]): string[] {
  const ofReviews = dimensions.filter((name) => DIMENSIONS[name].level === 'review');
  const ofFindings = dimensions.filter((name) => DIMENSIONS[name].level === 'finding');
  return Array.from({ length: 2 ** ofFindings.length }, (_, bits) => {
    const kept = ofFindings.filter((_name, k) => bits & (2 ** k));
    const within = [...kept, ...ofReviews];
    const columns = dimensions
      .map((name) => (within.includes(name) ? name : `null::text as ${name}`))
      .join(', ');
    const groups = ['dated', ...kept, ...(ofReviews.length > 0 ? [`cube (${ofReviews.join(', ')})`] : [])];
    const inner = within.map((name) => `, ${name}`).join('');
    return `
       select ${columns}, dated, sum(everyone)::integer as everyone, sum(inside)::integer as inside, sum(published)::integer as published
         from (select dated, count(*) as everyone, count(*) filter (where inside) as inside, count(*) filter (where inside and published) as published${inner}
                 from (select review_id, dated${inner}, bool_or(inside) as inside, bool_or(published) as published
                         from counted group by review_id, dated${inner}) review
                group by dated${inner}) number
        group by ${groups.join(', ')}`;
  });
}

function allOf(conditions: readonly string[]): string {
  return conditions.length > 0 ? `(${conditions.join(' and ')})` : 'true';
}

/** How a question is counted: single values of further dimensions become slices of a larger table, while it has room. */
export function planCount(question: Question): CountPlan {
  const { by, filters } = question;
  const years = filters.year ?? yearAlone(question);
  const valuesOf = (name: Dimension): readonly string[] | undefined =>
    name === 'year' ? years : filters[name];
  const others = DIMENSION_NAMES.filter((name) => valuesOf(name) && !by.includes(name));
  const isReviewLevel = (name: Dimension): boolean => DIMENSIONS[name].level === 'review';
  const countOf = (name: Dimension): number => valuesOf(name)?.length ?? 0;
  const sliced = others
    .filter((name) => countOf(name) === 1 || (isReviewLevel(name) && name !== 'year'))
    .sort((a, b) => Number(countOf(a) > 1) - Number(countOf(b) > 1))
    .slice(0, MOST_DIMENSIONS - by.length);
  const findingFilters = others.filter((name) => !isReviewLevel(name) && !sliced.includes(name));
  const reviewFilters = others.filter(
    (name) => isReviewLevel(name) && name !== 'year' && !sliced.includes(name),
  );
  // In one order, so that the same table is protected the same way however it is asked for.
  const dimensions = DIMENSION_NAMES.filter((name) => by.includes(name) || sliced.includes(name));
  return {
    question,
    dimensions,
    held: Object.fromEntries(
      sliced.filter((name) => countOf(name) === 1).map((name) => [name, valuesOf(name)?.[0] ?? '']),
    ),
    among: Object.fromEntries(
      sliced.filter((name) => countOf(name) > 1).map((name) => [name, valuesOf(name) ?? []]),
    ),
    beyond: reviewFilters.length > 0 || findingFilters.length > 0,
    period: periodOf(question, sliced.includes('year')),
    reviewFilters,
    findingFilters,
  };
}

const MOST_DIMENSIONS = 3;

/** The dates that are counted: none named where the table is counted by the one year that is asked for. */
function periodOf({ by, filters, from, to }: Question, isHeld: boolean): Period {
  if (isHeld && filters.year === undefined) return {};
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(filters.year === undefined || isHeld || by.includes('year') ? {} : { years: filters.year }),
  };
}

/** The year that a period is, so that the two ways to ask for it have one answer. */
function yearAlone({ from, to }: Question): string[] | undefined {
  const year = from?.slice(0, 4);
  return year && from === `${year}-01-01` && to === `${Number(year) + 1}-01-01` ? [year] : undefined;
}

function datesMatter({ dimensions, period }: CountPlan): boolean {
  return dimensions.includes('year') || Object.keys(period).length > 0;
}
