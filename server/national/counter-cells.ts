/** The counts of a question from the national counters (HOUSE, Data), where they are kept finely enough. Pure. */
import type { CountPlan } from './aggregates-queries';
import { DIMENSIONS } from './dimensions';
import { ALL } from './disclosure-control';

/**
 * Whether the counters can answer: what is coded of a finding beside its categories is counted from the facts.
 */
export function countersSuffice({ dimensions }: CountPlan): boolean {
  return dimensions.every((name) => DIMENSIONS[name].level === 'review' || name === 'category');
}

/** The counters that a question is counted from, as `counted`. */
export function countedCounters({ dimensions }: CountPlan): string {
  const byCategory = dimensions.includes('category');
  const total = `f.category = '${ALL}'`;
  const where = ['f.edition = (select code from asked)', ...(byCategory ? [] : [total])];
  return `select ${dimensions.map((name) => `f.${name}`).join(', ')}, f.reviews,
                 ${byCategory ? total : 'true'} as total, f.origin = 'published' as published
            from national.counter f where ${where.join(' and ')}`;
}

/** The counts of every cell and total of a question, from `counted`. */
export function cellsOfCounters({ dimensions }: CountPlan): string[] {
  const ofReviews = dimensions.filter((name) => DIMENSIONS[name].level === 'review');
  const cube = ofReviews.length > 0 ? `cube (${ofReviews.join(', ')})` : '';
  const select = (columns: readonly string[], where: string, groups: readonly string[]): string => `
       select ${columns.join(', ')}, coalesce(sum(reviews), 0)::integer as reviews,
              coalesce(sum(reviews) filter (where published), 0)::integer as published
         from counted ${where} group by ${groups.filter(Boolean).join(', ')}`;
  if (!dimensions.includes('category')) return [select(dimensions, '', [cube])];
  const withoutCategory = dimensions.map((name) => (name === 'category' ? 'null::text as category' : name));
  return [
    select(withoutCategory, 'where total', [cube || '()']),
    select(dimensions, 'where not total', ['category', cube]),
  ];
}
