import { reliabilityRows, type Reliability } from '../coding/reliability-queries';
import type { Tx } from '../database/with-actor';
import { cellsOfCounters, countedCounters, countersSuffice } from './counter-cells';
import { DIMENSIONS, DIMENSION_NAMES, dimension, type Dimension } from './dimensions';
import type { Question } from './question';

/** What a question counts over, beside what it counts by. */
export interface CountPlan {
  question: Question;
  /** The dimensions of the table that is counted: those asked for, and those of filters while there is room for them. */
  dimensions: readonly Dimension[];
  /** The values counted of dimensions that are not asked for, and of years within a period: the figure is a slice, or a sum of slices. */
  among: Partial<Record<Dimension, readonly string[]>>;
  /** Years that the period asked for cuts in two: nothing is said of them. */
  cut: readonly string[];
  /** Some filter is no slice of a table by three dimensions: nothing can be said. */
  beyond: boolean;
}

/** One combination of values (`null` where it is summed), and how many distinct reviews it has. */
export interface CountRow {
  at: (string | null)[];
  reviews: number;
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
  /** The same by rank: the one in force, then the newest first. */
  ranked: string[];
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
  const { dimensions } = plan;
  const counted = fromCounters ? countedCounters(plan) : countedFacts(plan);
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
       (select coalesce(jsonb_agg(e.code order by e.status = 'in_force' desc, e.in_force_from desc), '[]') from typology.edition e where e.status <> 'draft') as ranked,
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
       (select coalesce(jsonb_agg(jsonb_build_object('at', jsonb_build_array(${columns}), 'reviews', reviews, 'published', published)), '[]')
          from cells) as cells`,
    [plan.question.edition ?? null, plan.question.edition ?? null],
  );
  return answer.rows[0]!;
}

function countedFacts({ dimensions }: CountPlan): string {
  const where = [
    'f.edition = (select code from asked)',
    ...(dimensions.includes('category') ? [] : ['f.direct']),
  ];
  return `select f.review_id, ${dimensions.map((name) => `f.${name}`).join(', ')}, f.origin = 'published' as published
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
    const groups = ['()', ...kept, ...(ofReviews.length > 0 ? [`cube (${ofReviews.join(', ')})`] : [])];
    const inner = within.map((name) => `, ${name}`).join('');
    return `
       select ${columns}, coalesce(sum(reviews), 0)::integer as reviews, coalesce(sum(published), 0)::integer as published
         from (select count(*) as reviews, count(*) filter (where published) as published${inner}
                 from (select review_id${inner}, bool_or(published) as published
                         from counted group by review_id${inner}) review
                ${within.length > 0 ? `group by ${within.join(', ')}` : ''}) number
        group by ${groups.join(', ')}`;
  });
}

/** The dates of the reviews of one year. */
export interface YearSpan {
  year: string;
  first: string | null;
  last: string | null;
}

/** The years that an edition has reviews of, for a question that names a period. */
export async function yearSpans(tx: Tx, edition: string | undefined): Promise<YearSpan[]> {
  const answer = await tx.raw<{ rows: YearSpan[] }>(
    `select c.year, min(c.dated)::text as first, max(c.dated)::text as last from national.counter c
      where c.category = '(all)' and c.edition = coalesce(?::text, (select e.code from typology.edition e where e.status = 'in_force'))
      group by c.year`,
    [edition ?? null],
  );
  return answer.rows;
}

/**
 * How a question is counted: filters become slices of a larger table, while it has room.
 * @param spans needed for a question that names a period
 */
export function planCount(question: Question, spans: readonly YearSpan[] = []): CountPlan {
  const { by, filters } = question;
  const { years, cut } = yearsOf(question, spans);
  const valuesOf = (name: Dimension): readonly string[] | undefined => {
    const values = name === 'year' ? years : filters[name];
    const all = Object.keys(dimension(name).values ?? {});
    // All values of a dimension are no restriction.
    return values && all.length > 0 && all.every((value) => values.includes(value)) ? undefined : values;
  };
  const others = DIMENSION_NAMES.filter((name) => valuesOf(name) && !by.includes(name));
  const countOf = (name: Dimension): number => valuesOf(name)?.length ?? 0;
  const sliced = others
    .filter((name) => countOf(name) === 1 || DIMENSIONS[name].level === 'review')
    .sort((a, b) => Number(countOf(a) > 1) - Number(countOf(b) > 1))
    .slice(0, MOST_DIMENSIONS - by.length);
  return {
    question,
    // In one order, so that the same table is protected the same way however it is asked for.
    dimensions: DIMENSION_NAMES.filter((name) => by.includes(name) || sliced.includes(name)),
    among: Object.fromEntries(
      [...sliced, ...(by.includes('year') && years ? (['year'] as const) : [])].map((name) => [
        name,
        valuesOf(name) ?? [],
      ]),
    ),
    cut,
    beyond: others.some((name) => !sliced.includes(name)),
  };
}

const MOST_DIMENSIONS = 3;

/**
 * The years that a question is about: those of its period, whole ones and those that the period cuts between two
 * reviews. None named where nothing is left out.
 */
function yearsOf(
  { filters, from, to }: Question,
  spans: readonly YearSpan[],
): { years?: readonly string[]; cut: string[] } {
  if (from === undefined && to === undefined)
    return { ...(filters.year ? { years: filters.year } : {}), cut: [] };
  const isWithin = (date: string | null): boolean =>
    date !== null && (from === undefined || date >= from) && (to === undefined || date < to);
  const asked = spans.filter(({ year }) => filters.year?.includes(year) ?? true);
  const whole = asked.filter(({ first, last }) => isWithin(first) && isWithin(last));
  const cut = asked.filter(
    (span) =>
      !whole.includes(span) &&
      span.first !== null &&
      span.last !== null &&
      (to === undefined || span.first < to) &&
      (from === undefined || span.last >= from),
  );
  const years = [...whole, ...cut].map(({ year }) => year);
  if (years.length === spans.length && cut.length === 0) return { cut: [] };
  return { years, cut: cut.map(({ year }) => year) };
}
