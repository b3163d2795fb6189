/**
 * Worlds: other figures that all tables together could have, for all that is printed of them.
 *
 * A world begins in one table, by none to three dimensions: figures of it change while its totals stay. It goes on into
 * every larger table that has those figures as totals; every other table stays true. A figure that is the same in all
 * worlds may be printed; one that may be as small and as large as the threshold asks for is `c`; of the rest nothing is
 * said (`x`). Each world agrees with all that is printed, in whatever tables, filters and sums of them, so that no one
 * who puts any of it together can place a `c` more narrowly (METHOD section 8).
 *
 * A table whose totals change in a way that it could not follow is closed: nothing within it is said.
 */
import { createHash } from 'node:crypto';
import type { Highs } from 'highs';
import { openCells, without, type CountedTable } from './counted-table';
import { isSmall, movedIn, type ProtectedWorlds, type World } from './world';
import { WorldSearch } from './world-search';

type Known = Map<string, ProtectedWorlds>;

/**
 * The worlds of a table, those that begin in smaller tables first.
 * @param known what was found before; the same table has the same worlds, whatever it is part of
 */
export function worldsOf(
  highs: Highs,
  table: CountedTable,
  threshold: number,
  known: Known,
): ProtectedWorlds {
  const name = createHash('sha256')
    .update(JSON.stringify([table, threshold]))
    .digest('base64');
  const before = known.get(name);
  const found =
    before ??
    (table.axes.length === 0
      ? { worlds: worldsOfAll(table, threshold), closed: null }
      : withinTable(highs, table, threshold, known));
  known.delete(name);
  known.set(name, found);
  return found;
}

/** The total of all reviews is a table by itself. */
function worldsOfAll(table: CountedTable, threshold: number): World[] {
  const [all = 0] = table.reviews;
  const [published = 0] = table.published;
  if (
    all === 0 ||
    table.fixed.includes(0) ||
    !(isSmall(all, threshold) || isSmall(all - published, threshold) || table.hidden.includes(0))
  )
    return [];
  const whose = all > published ? 'workbench' : 'all';
  return [{ name: 'all', variantOf: [], whose, changes: new Map([[0, threshold]]) }];
}

function withinTable(highs: Highs, table: CountedTable, threshold: number, known: Known): ProtectedWorlds {
  const smaller = table.axes.map((_, left) => {
    const { table: rest, positions } = without(table, left);
    return { positions, found: worldsOf(highs, rest, threshold, known) };
  });
  const named = smaller.map(({ found }) => new Map(found.worlds.map((world) => [world.name, world])));
  const inherited = new Map(smaller.flatMap(({ found }) => found.worlds).map((world) => [world.name, world]));
  const totals = [...inherited.values()].map((world): World => {
    const changes = smaller.flatMap(({ positions }, k) => {
      const name = [world.name, ...world.variantOf].find((one) => named[k]?.has(one));
      const own = name === undefined ? undefined : named[k]?.get(name)?.changes;
      return [...(own ?? [])].map(([at, change]) => [positions[at] ?? 0, change] as const);
    });
    const isWhole = named.some((worlds) => worlds.get(world.name)?.whose === 'all');
    return { ...world, whose: isWhole ? 'all' : world.whose, changes: new Map(changes) };
  });
  // What is closed in a smaller table is so wherever it is a total.
  const closed = smaller.flatMap(
    ({ positions, found }) => found.closed?.map((at) => positions[at] ?? 0) ?? [],
  );
  if (closed.length > 0) {
    return { worlds: totals, closed: [...closed, ...openCells(table, movedIn(totals))] };
  }
  const search = new WorldSearch(highs, table, threshold, totals);
  try {
    return search.find();
  } finally {
    search.dispose();
  }
}
