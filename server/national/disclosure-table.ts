/** Checking a table and working out its totals, before any figure of it is printed. */
import { ALL, figureKey, type CompleteTable } from './disclosure-grid';
import { DisclosureError } from './disclosure-system';

/** A figure of a table: the label in each dimension, and a count of reviews. */
export interface TableFigure {
  labels: readonly string[];
  reviews: number;
}

/** What a table says, each figure with its labels in the order of `by`. Figures with ALL are given totals. */
export interface TableFigures {
  by: readonly string[];
  additive: readonly boolean[];
  parents: readonly ReadonlyMap<string, string>[];
  figures: readonly TableFigure[];
  /** Labels of the figures that are hidden from the start. */
  hidden: readonly (readonly string[])[];
}

/**
 * Checks that every interior figure is given once, and fills in the totals that are sums. A total over
 * non-additive dimensions alone cannot be worked out and must be given.
 *
 * @throws DisclosureError naming the figure that is missing (to count or to hide), given twice, no whole number
 * from 0, or no true sum.
 */
export function completeTable(table: TableFigures): CompleteTable {
  const { by, additive, parents } = table;
  const figures: CompleteTable['figures'] = givenFigures(table);
  const labels = by.map((_, k) => [
    ...new Set([...figures.values()].map((figure) => figure.coordinates[k]!)),
  ]);
  const inner = labels.map((list) => list.filter((label) => label !== ALL));
  const complete = new Map<string, { coordinates: readonly string[]; value: number }>();
  for (const coordinates of combinations(inner)) {
    complete.set(figureKey(coordinates), { coordinates, value: given(by, figures, coordinates) });
  }
  // Fewest summed dimensions first, so that each total finds its parts.
  const masks = Array.from({ length: 2 ** by.length - 1 }, (_, n) => n + 1);
  masks.sort((a, b) => bits(a) - bits(b) || a - b);
  for (const mask of masks) {
    const summed = by.map((_, k) => Boolean(mask & (2 ** (by.length - 1 - k))));
    const along = summed.findIndex((is, k) => is && additive[k]);
    for (const coordinates of combinations(inner.map((list, k) => (summed[k] ? [ALL] : list)))) {
      const key = figureKey(coordinates);
      const sum =
        along < 0
          ? given(by, figures, coordinates)
          : inner[along]!.reduce((total, label) => {
              const part = figureKey(coordinates.map((old, k) => (k === along ? label : old)));
              return total + complete.get(part)!.value;
            }, 0);
      const stated = figures.get(key)?.value ?? sum;
      if (stated !== sum)
        throw new DisclosureError(`${naming(by, coordinates)} is ${stated}, its parts sum to ${sum}`);
      complete.set(key, { coordinates, value: sum });
    }
  }
  const hidden = new Set(table.hidden.map(figureKey));
  const unknown = table.hidden.find((coordinates) => !complete.has(figureKey(coordinates)));
  if (unknown) throw new DisclosureError(`there is no figure to hide for ${naming(by, unknown)}`);
  return { by, labels: inner, additive, parents, figures: complete, hidden };
}

/** Names a figure for a person: `region "North", year "(all)"`. */
export function naming(by: readonly string[], coordinates: readonly string[]): string {
  return by.map((name, k) => `${name} ${JSON.stringify(coordinates[k])}`).join(', ');
}

function givenFigures({ by, figures }: TableFigures): CompleteTable['figures'] {
  const found = new Map<string, { coordinates: readonly string[]; value: number }>();
  for (const { labels, reviews } of figures) {
    const key = figureKey(labels);
    if (found.has(key)) throw new DisclosureError(`${naming(by, labels)} is given twice`);
    if (!Number.isSafeInteger(reviews) || reviews < 0) {
      throw new DisclosureError(`${naming(by, labels)} is ${reviews}, not a whole number from 0`);
    }
    found.set(key, { coordinates: labels, value: reviews });
  }
  return found;
}

function given(
  by: readonly string[],
  figures: CompleteTable['figures'],
  coordinates: readonly string[],
): number {
  const figure = figures.get(figureKey(coordinates));
  if (!figure) throw new DisclosureError(`there is no figure for ${naming(by, coordinates)}`);
  return figure.value;
}

function bits(mask: number): number {
  return mask === 0 ? 0 : (mask & 1) + bits(mask >> 1);
}

function* combinations(
  lists: readonly (readonly string[])[],
  before: readonly string[] = [],
): Generator<string[]> {
  const list = lists[before.length];
  if (!list) {
    yield [...before];
    return;
  }
  for (const label of list) yield* combinations(lists, [...before, label]);
}
