/** Counts a release from reviews that are given one by one: for releases made by lot, which are then attacked. */
import { DIMENSIONS, type Dimension } from './dimensions';
import { ALL } from './disclosure-control';
import type { RawCount, ReleaseCounts } from './release-counts';
import { tableName, tableTitle } from './release-settings';

type ReviewLabels = Partial<Record<Dimension, string>>;

/** A finding with the values that findings have; its categories are those it is coded to. */
export interface MadeFinding {
  categories: readonly string[];
  labels: ReviewLabels;
}

export interface MadeReview {
  published: boolean;
  labels: ReviewLabels;
  findings: readonly MadeFinding[];
}

/** What to count of them. `categories` gives each code with the one above it. */
export interface MadeRelease {
  reviews: readonly MadeReview[];
  categories: readonly { code: string; parent: string | null }[];
  /** The labels of the other dimensions. */
  labels: Partial<Record<Dimension, readonly string[]>>;
  tables: readonly (readonly Dimension[])[];
  map: boolean;
  origin: ReleaseCounts['origin'];
}

/** Distinct reviews of every figure of the tables and the map. */
export function countPopulation(made: MadeRelease): ReleaseCounts {
  const { categories, labels, tables, origin } = made;
  const parents = new Map(categories.map(({ code, parent }) => [code, parent]));
  const withAbove = (code: string): string[] => {
    const parent = parents.get(code) ?? null;
    return parent === null ? [code] : [code, ...withAbove(parent)];
  };
  const labelsOf = (name: Dimension): readonly string[] =>
    name === 'category' ? categories.map(({ code }) => code) : (labels[name] ?? []);
  const used = [...new Set<Dimension>([...tables.flat(), ...(made.map ? ['category' as const] : [])])];
  return {
    edition: 'made',
    origin,
    dimensions: used.map((name) => ({
      name,
      additive: DIMENSIONS[name].level === 'review',
      values: labelsOf(name).map((code) => ({
        code,
        text: code,
        ...(name === 'category' ? { parent: parents.get(code) ?? null } : {}),
      })),
    })),
    tables: tables.map((by) => {
      const counts = new Map<string, RawCount>();
      for (const review of made.reviews) {
        const within = new Set(
          review.findings.flatMap((finding) =>
            combinations(
              by.map((name) =>
                name === 'category'
                  ? [...finding.categories.flatMap(withAbove), ALL]
                  : [finding.labels[name] ?? review.labels[name] ?? '', ALL],
              ),
            ).map((at) => JSON.stringify(at)),
          ),
        );
        for (const at of within) add(counts, at, review);
      }
      return {
        name: tableName(by),
        title: tableTitle(by),
        by: [...by],
        rows: combinations(by.map((name) => [...labelsOf(name), ALL])).map((at) =>
          Object.assign(
            Object.fromEntries(by.map((name, k) => [name, at[k] ?? ALL])) as ReviewLabels,
            counts.get(JSON.stringify(at)) ?? { reviews: 0, published: 0 },
          ),
        ),
      };
    }),
    map: made.map ? countMap(made, withAbove) : null,
    undecided: [],
  };
}

function countMap(
  { reviews, categories }: MadeRelease,
  withAbove: (code: string) => string[],
): ReleaseCounts['map'] {
  const codes = categories.map(({ code }) => code);
  const held = reviews.map((review) => ({
    published: review.published,
    codes: new Set(review.findings.flatMap((finding) => finding.categories.flatMap(withAbove))),
  }));
  return {
    categories: codes,
    rows: codes.flatMap((one, k) =>
      codes.slice(k + 1).map((other) => {
        const both = held.filter((review) => review.codes.has(one) && review.codes.has(other));
        return {
          one,
          other,
          reviews: both.length,
          published: both.filter(({ published }) => published).length,
        };
      }),
    ),
  };
}

function add(counts: Map<string, RawCount>, at: string, { published }: MadeReview): void {
  const count = counts.get(at) ?? { reviews: 0, published: 0 };
  counts.set(at, {
    reviews: count.reviews + 1,
    published: count.published + Number(published),
  });
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (all, list) => all.flatMap((start) => list.map((label) => [...start, label])),
    [[]],
  );
}
