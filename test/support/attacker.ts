/** The attacker of `npm run attack` on tables by themselves, and one that tries every possibility. */
import { boundsOf, type Bounds } from '../../server/national/attack';
import { readReleases, type Knowledge, type PrintedRelease } from '../../server/national/attack-print';

export type { Bounds } from '../../server/national/attack';

/** A printed table: labels and `reviews`, `(all)` for a summed dimension. */
export interface PrintedForAttack {
  by: readonly string[];
  rows: readonly { readonly [name: string]: unknown }[];
  /** Dimensions whose total is of distinct reviews, not a sum. */
  distinct?: readonly string[];
  /** Parent of a label, in a distinct dimension. */
  parents?: Readonly<Record<string, string | null>>;
}

/** Everything that the tables say, if they count the same reviews. Throws when they contradict each other. */
export function readPrint(tables: readonly PrintedForAttack[]): Knowledge {
  return readReleases(
    tables.map(({ by, rows, distinct = [], parents = {} }): PrintedRelease => ({
      threshold: 1,
      dimensions: by.map((name) => ({
        name,
        additive: !distinct.includes(name),
        values: Object.entries(parents).map(([code, parent]) => ({ code, parent })),
      })),
      tables: [{ by, rows }],
    })),
  );
}

/** Bounds by the solver; a figure is followed no further than `enough` above its low end. */
export async function boundsBySolver(tables: readonly PrintedForAttack[], enough: number): Promise<Bounds[]> {
  return boundsOf(readPrint(tables), enough);
}

/** Exact bounds by trying every possibility up to `most` for each hidden figure: for tiny tables only. */
export function boundsByTrying(
  { shown, hidden, facts, least }: Knowledge,
  most: number,
): { figure: string; low: number; high: number }[] {
  const seen = hidden.map((figure) => ({ figure, low: Infinity, high: -Infinity }));
  const figures = new Map(shown);
  const ready = hidden.map((_, n) =>
    facts.filter(({ terms }) => Math.max(...[...terms.keys()].map((id) => hidden.indexOf(id))) === n),
  );
  const attempt = (n: number): void => {
    const name = hidden[n];
    if (name === undefined) {
      for (const bounds of seen) {
        bounds.low = Math.min(bounds.low, figures.get(bounds.figure) ?? NaN);
        bounds.high = Math.max(bounds.high, figures.get(bounds.figure) ?? NaN);
      }
      return;
    }
    for (let value = least.get(name) ?? 1; value <= most; value++) {
      figures.set(name, value);
      if (ready[n]?.every(({ terms, equal }) => isTrue(terms, equal, figures))) attempt(n + 1);
    }
  };
  attempt(0);
  return seen;
}

function isTrue(
  terms: ReadonlyMap<string, number>,
  equal: boolean,
  figures: ReadonlyMap<string, number>,
): boolean {
  let sum = 0;
  for (const [id, sign] of terms) sum += sign * (figures.get(id) ?? NaN);
  return equal ? sum === 0 : sum >= 0;
}
