/** The counts of a question from the national counters (HOUSE, Data), where they are kept finely enough. Pure. */
import type { Conditions, CountPlan } from './aggregates-queries';
import { DIMENSIONS } from './dimensions';
import { ALL } from './disclosure-control';

/**
 * Whether the counters can answer. They count distinct reviews by one category at a time: several of them together, and
 * what is coded of a finding beside its categories, is counted from the facts.
 */
export function countersSuffice({ question, dimensions, findingFilters }: CountPlan): boolean {
  const ofFindings = [
    ...dimensions.filter((name) => DIMENSIONS[name].level === 'finding'),
    ...findingFilters,
  ];
  return ofFindings.every((name) => name === 'category') && (question.filters.category?.length ?? 1) === 1;
}

/**
 * The counters that a question is counted from, as `counted`.
 * @param conditions on a counter `f`
 */
export function countedCounters(
  { dimensions, findingFilters }: CountPlan,
  { dated, inside, findings }: Conditions,
): string {
  const byCategory = dimensions.includes('category');
  const total = `f.category = '${ALL}'`;
  const where = ['f.edition = (select code from asked)', ...findings];
  if (!byCategory && !findingFilters.includes('category')) where.push(total);
  return `select ${dimensions.map((name) => `f.${name}`).join(', ')}, ${dated} as dated, f.reviews,
                 ${byCategory ? total : 'true'} as total, ${inside} as inside, f.origin = 'published' as published
            from national.counter f where ${where.join(' and ')}`;
}

/** The counts of every cell and total of a question, from `counted`. */
export function cellsOfCounters({ dimensions }: CountPlan): string[] {
  const ofReviews = dimensions.filter((name) => DIMENSIONS[name].level === 'review');
  const cube = ofReviews.length > 0 ? `, cube (${ofReviews.join(', ')})` : '';
  const select = (columns: readonly string[], rest: string): string => `
       select ${columns.join(', ')}, dated, ${sum('true')} as everyone, ${sum('inside')} as inside,
              ${sum('inside and published')} as published
         from counted ${rest}${cube}`;
  if (!dimensions.includes('category')) return [select(dimensions, 'group by dated')];
  const withoutCategory = dimensions.map((name) => (name === 'category' ? 'null::text as category' : name));
  return [
    select(withoutCategory, 'where total group by dated'),
    select(dimensions, 'where not total group by dated, category'),
  ];
}

const sum = (condition: string): string => `coalesce(sum(reviews) filter (where ${condition}), 0)::integer`;
