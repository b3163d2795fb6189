/** Random tables for disclosure control: sparse, and mostly small counts, as the national figures are. */
import fc from 'fast-check';
import { ALL, type TableInput, type TableRow } from '../../server/national/disclosure-control';

export const DIMENSIONS = ['region', 'year', 'kind'] as const;

const count = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 3, arbitrary: fc.integer({ min: 6, max: 60 }) },
);

/** Every combination of label numbers for dimensions of these sizes. */
export function combinations(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size) => all.flatMap((one) => Array.from({ length: size }, (_, n) => [...one, n])),
    [[]],
  );
}

/** A row of a table, with labels v0, v1 and so on. */
export function rowOf(by: readonly string[], labels: readonly number[], reviews: number): TableRow<number> {
  return { ...Object.fromEntries(by.map((name, k) => [name, `v${labels[k]}`])), reviews } as TableRow<number>;
}

/** An additive table with these sizes at most. */
export function additiveTable(most: readonly number[]): fc.Arbitrary<TableInput> {
  const by = DIMENSIONS.slice(0, most.length);
  return fc.tuple(...most.map((max) => fc.integer({ min: 1, max }))).chain((sizes) => {
    const cells = combinations(sizes);
    return fc
      .array(count, { minLength: cells.length, maxLength: cells.length })
      .map((values) => ({ by, rows: cells.map((labels, n) => rowOf(by, labels, values[n]!)) }));
  });
}

/** Two tables of the same reviews, each by two of three dimensions: they share the totals of one. */
export const linkedPair: fc.Arbitrary<TableInput[]> = additiveTable([3, 3, 3]).map((table) =>
  [
    ['region', 'year'],
    ['kind', 'region'],
  ].map((by) => {
    const sums = new Map<string, TableRow<number>>();
    for (const row of table.rows) {
      const labels = by.map((name) => [name, row[name]]);
      const key = JSON.stringify(labels);
      const sum = sums.get(key)?.reviews ?? 0;
      sums.set(key, { ...Object.fromEntries(labels), reviews: sum + row.reviews } as TableRow<number>);
    }
    return { by, rows: [...sums.values()] };
  }),
);

export const PARENTS = { P: null, Q: null, P1: 'P', P2: 'P', Q1: 'Q' } as const;

/** Distinct reviews by category (a review has one or more, and their parents) and region, from random reviews. */
export const categoryTable: fc.Arbitrary<TableInput> = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.tuple(fc.nat(), fc.subarray(['P', 'P1', 'P2', 'Q1'] as const, { minLength: 1 })), {
      maxLength: 60,
    }),
  )
  .map(([regions, reviews]) => {
    const counts = new Map<string, number>();
    for (const [place, tags] of reviews) {
      const within = new Set<string>([ALL, ...tags, ...tags.flatMap((tag) => PARENTS[tag] ?? [])]);
      for (const category of within) {
        const key = `${category} ${place % regions}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    const rowsOf = (category: string): TableRow<number>[] =>
      Array.from({ length: regions }, (_, region) => ({
        category,
        region: `v${region}`,
        reviews: counts.get(`${category} ${region}`) ?? 0,
      }));
    return {
      by: ['category', 'region'],
      additive: { category: false },
      parents: { category: PARENTS },
      rows: Object.keys(PARENTS).flatMap(rowsOf),
      totals: rowsOf(ALL),
    };
  });
