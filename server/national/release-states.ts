/** The states of the data that releases were made of, each with what the releases made of it print. Pure. */
import { ALL } from './disclosure-grid';
import { figureId, pairId, treeOf, undecidedId, undecidedInYearId } from './release-figure-ids';
import type { RawCount, ReleaseCounts } from './release-counts';
import type { ReleaseFigures } from './release-figures';
import { figuresAndRelations, type Relations } from './release-relations';

/** A release that is out: what it prints, and what was counted for it; null when that was not kept. */
export interface EarlierRelease {
  number: number;
  print: Pick<
    ReleaseFigures,
    'number' | 'threshold' | 'dimensions' | 'tables' | 'map' | 'undecided' | 'since'
  >;
  counts: ReleaseCounts | null;
}

/** One state of the data, with what the releases made of it print. */
export interface State {
  numbers: number[];
  counts: ReleaseCounts;
  relations: Relations;
  shown: Set<string>;
  hidden: Set<string>;
}

export function stateOf(counts: ReleaseCounts): State {
  return {
    numbers: [],
    counts,
    relations: figuresAndRelations(counts),
    shown: new Set(),
    hidden: new Set(),
  };
}

/** The states of the data that releases were made of, the oldest first; two releases of the same data are one state. */
export function statesOf(earlier: readonly EarlierRelease[]): State[] {
  const states: State[] = [];
  for (const { number, print, counts } of [...earlier].sort((a, b) => a.number - b.number)) {
    if (counts === null) continue;
    const state = stateOf(counts);
    state.numbers.push(number);
    for (const [id, figure] of printedFigures(print)) {
      (figure === 'c' ? state.hidden : state.shown).add(id);
    }
    const last = states.at(-1);
    if (last && sameData(state, last)) states.splice(-1, 1, joined(last, state));
    else states.push(state);
  }
  return states;
}

export function printedFigures({
  dimensions,
  tables,
  map,
  undecided,
}: EarlierRelease['print']): Map<string, number | 'c'> {
  const tree = treeOf({ dimensions });
  return new Map([
    ...tables.flatMap(({ by, rows }) =>
      rows.map((row): [string, number | 'c'] => [
        figureId(by.map((name) => [name, row[name] ?? ALL] as const)),
        row.reviews,
      ]),
    ),
    ...(map?.rows ?? []).map(({ one, other, reviews }): [string, number | 'c'] => [
      pairId(tree, one, other),
      reviews,
    ]),
    ...undecided.flatMap((one): [string, number | 'c'][] => [
      [undecidedId(one), one.reviews],
      ...(one.by_year ?? []).map(({ year, reviews }): [string, number | 'c'] => [
        undecidedInYearId(one, year),
        reviews,
      ]),
    ]),
  ]);
}

const NONE: RawCount = { reviews: 0, published: 0 };

export function sharedIds(one: State, other: State): string[] {
  return [...one.relations.figures.keys()].filter((id) => other.relations.figures.has(id));
}

export const countIn = ({ relations }: State, id: string): RawCount =>
  relations.figures.get(id)?.count ?? NONE;

/** Whether both count the same in every figure that both have. */
export function sameData(one: State, other: State): boolean {
  const shared = sharedIds(one, other);
  return (
    shared.length > 0 &&
    shared.every((id) => {
      const [a, b] = [countIn(one, id), countIn(other, id)];
      return a.reviews === b.reviews && a.published === b.published;
    })
  );
}

/** Two states that are one: all tables of both, and what either shows is shown. */
export function joined(one: State, other: State): State {
  const named = <Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] => [
    ...new Map(items.map((item) => [nameOf(item), item])).values(),
  ];
  const counts: ReleaseCounts = {
    ...other.counts,
    dimensions: named([...one.counts.dimensions, ...other.counts.dimensions], ({ name }) => name),
    tables: named([...one.counts.tables, ...other.counts.tables], ({ name }) => name),
    map: other.counts.map ?? one.counts.map,
    // Where only one of them counts by year, it is what counts.
    undecided: named(
      [...one.counts.undecided, ...other.counts.undecided].sort(
        (a, b) => Number(a.by_year !== undefined) - Number(b.by_year !== undefined),
      ),
      undecidedId,
    ),
  };
  const shown = new Set([...one.shown, ...other.shown]);
  return {
    numbers: [...one.numbers, ...other.numbers],
    counts,
    relations: figuresAndRelations(counts),
    shown,
    hidden: new Set([...one.hidden, ...other.hidden].filter((id) => !shown.has(id))),
  };
}
