import { createHash } from 'node:crypto';

/** A finding that may be drawn. */
export interface Drawable {
  /** What names it for ever: its id in the file it came from, or its own. */
  key: string;
  /** Of the categories it is coded in the first by code, and the year: the strata (METHOD section 7). */
  category: string;
  year: string;
}

/**
 * Draws a sample for a second coding: stratified by category and year, and the same for the same findings and seed,
 * in whatever order they come.
 *
 * Places are shared out among categories, and in each category among years, in proportion (largest remainder, METHOD
 * section 7 leaves the rule to us); a category that has findings has at least one place while there are places. Within
 * a stratum the order is that of SHA-256 over the seed and the key, which nobody chooses.
 * @param size how many findings; no more than there are
 * @returns keys, in the order in which they are handed out: a shuffled one, so that categories do not come in rows
 */
export function drawSample(findings: readonly Drawable[], size: number, seed: string): string[] {
  const lot = (key: string): string =>
    createHash('sha256')
      .update(JSON.stringify([seed, key]))
      .digest('hex');
  const byCategory = groupBy(findings, ({ category }) => category);
  const places = shareOut(
    new Map([...byCategory].map(([category, list]) => [category, list.length])),
    Math.min(size, findings.length),
    (category) => lot(`category ${category}`),
    true,
  );
  const drawn = [...byCategory].flatMap(([category, list]) => {
    const byYear = groupBy(list, ({ year }) => year);
    const years = shareOut(
      new Map([...byYear].map(([year, own]) => [year, own.length])),
      places.get(category) ?? 0,
      (year) => lot(`year ${category} ${year}`),
      false,
    );
    return [...byYear].flatMap(([year, own]) =>
      own
        .map(({ key }) => key)
        .sort(inOrderOf(lot))
        .slice(0, years.get(year)),
    );
  });
  return drawn.sort(inOrderOf((key) => lot(`order ${key}`)));
}

/**
 * Shares places out in proportion to sizes: whole parts first, the rest to the largest remainders, ties by lot.
 * @param oneEach give every group one place before anything else, as far as they reach
 */
function shareOut(
  sizes: ReadonlyMap<string, number>,
  places: number,
  lot: (name: string) => string,
  oneEach: boolean,
): Map<string, number> {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const least = oneEach && places >= sizes.size ? 1 : 0;
  const shares = [...sizes].map(([name, size]) => {
    const exact = total === 0 ? 0 : (size * places) / total;
    return { name, size, exact, given: Math.min(size, Math.max(least, Math.floor(exact))) };
  });
  const given = (): number => shares.reduce((sum, share) => sum + share.given, 0);
  const owed = (share: (typeof shares)[number]): number => share.exact - share.given;
  const ranked = (): typeof shares =>
    shares.toSorted((a, b) => owed(b) - owed(a) || inOrderOf(lot)(a.name, b.name));
  while (given() < places) {
    const next = ranked().find(({ given: has, size }) => has < size);
    if (!next) break;
    next.given++;
  }
  // The one place each may have taken more than there are.
  while (given() > places) {
    const last = ranked()
      .reverse()
      .find(({ given: has }) => has > least);
    if (!last) break;
    last.given--;
  }
  return new Map(shares.map(({ name, given: has }) => [name, has]));
}

function groupBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}

function inOrderOf(lot: (name: string) => string): (a: string, b: string) => number {
  return (a, b) => (lot(a) < lot(b) ? -1 : 1);
}
