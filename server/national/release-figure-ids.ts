/** What a figure of a release is named by, the same in every table that prints it; and the categories as a tree. Pure. */
import { ALL } from './disclosure-grid';
import type { ReleaseCounts } from './release-counts';

/** The id of a figure by its labels: the same in every table that prints it. */
export function figureId(labels: Iterable<readonly [dimension: string, label: string]>): string {
  const named = [...labels].filter(([, label]) => label !== ALL);
  return named
    .map((pair) => JSON.stringify(pair))
    .sort()
    .join();
}

/** The id of the count of an older edition's category that is not coded again. */
export const undecidedId = (
  one: Pick<ReleaseCounts['undecided'][number], 'from_edition' | 'category'>,
): string => JSON.stringify(['undecided', one.from_edition, one.category]);

/** The id of the same in one year. */
export const undecidedInYearId = (
  one: Pick<ReleaseCounts['undecided'][number], 'from_edition' | 'category'>,
  year: string,
): string => JSON.stringify(['undecided', one.from_edition, one.category, year]);

/** The categories as a tree; the total of all is the root, ALL. */
export interface CategoryTree {
  /** The nearest first; without the root. */
  above(category: string): readonly string[];
  below(category: string): readonly string[];
}

export function treeOf({ dimensions }: Pick<ReleaseCounts, 'dimensions'>): CategoryTree {
  const values = dimensions.find(({ name }) => name === 'category')?.values ?? [];
  const codes = new Set(values.map(({ code }) => code));
  const parents = new Map(
    values.map(({ code, parent }) => [code, parent && codes.has(parent) ? parent : ALL]),
  );
  const above = (category: string): string[] => {
    const parent = parents.get(category) ?? ALL;
    return parent === ALL ? [] : [parent, ...above(parent)];
  };
  const aboves = new Map([...codes].map((code) => [code, above(code)]));
  return {
    above: (category) => aboves.get(category) ?? [],
    below: (category) => [...codes].filter((code) => parents.get(code) === category),
  };
}

/** The id of a figure of the map; of a category with one above it, the figure of the category itself. */
export function pairId(tree: CategoryTree, one: string, other: string): string {
  if (tree.above(one).includes(other)) return figureId([['category', one]]);
  if (one === other || tree.above(other).includes(one)) return figureId([['category', other]]);
  return figureId([
    ['category', one],
    ['category', other],
  ]);
}
