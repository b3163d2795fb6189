/**
 * A release and those that are out already as one system of figures. Pure.
 *
 * Each state of the data is a layer of figures with the same relations: of an earlier release what it shows is fixed and
 * what it hides is hidden. Where reviews were only added since, a third layer is what was added, which is counted too:
 * a small one is hidden by hiding the later figure. Where earlier figures were revised, nothing holds between the two but
 * that a difference which is itself small must not be read off. Rule: METHOD section 8 (differencing).
 */
import { ALL } from './disclosure-grid';
import type { FigureCell, FigureSystem, LinearRelation } from './disclosure-system';
import type { RawCount, ReleaseCounts } from './release-counts';
import type { DataSince, ReleaseFigures } from './release-figures';
import {
  figureId,
  figuresAndRelations,
  pairId,
  systemOf,
  treeOf,
  trueRelations,
  undecidedId,
  type Relations,
} from './release-relations';

/** A release that is out: what it prints, and what was counted for it; null when that was not kept. */
export interface EarlierRelease {
  number: number;
  print: Pick<
    ReleaseFigures,
    'number' | 'threshold' | 'dimensions' | 'tables' | 'map' | 'undecided' | 'since'
  >;
  counts: ReleaseCounts | null;
}

/** The new release with all that is out. */
export interface BesideEarlier {
  /** The cells of the new release are named as `systemOf` names them with no name. */
  system: FigureSystem;
  /** What became of the data since each earlier release. */
  since: { release: number; data: DataSince }[];
  /** Figures that differ too little from an earlier release: their difference, or what that one hides, would be told. */
  differing: Set<string>;
}

/** One state of the data, with what the releases made of it print. */
interface State {
  numbers: number[];
  counts: ReleaseCounts;
  relations: Relations;
  shown: Set<string>;
  hidden: Set<string>;
}

/** A figure that is hidden already is cheap to hide again: what is hidden alike gives nothing more away. */
const HIDDEN_BEFORE = 0.1;

export function besideEarlier(
  counts: ReleaseCounts,
  threshold: number,
  earlier: readonly EarlierRelease[],
): BesideEarlier {
  const states = statesOf(earlier);
  const last = states.at(-1);
  const own = stateOf(counts);
  const isSame = last !== undefined && sameData(own, last);
  const now = isSame ? joined(last, own) : own;
  const before = isSame ? states.slice(0, -1) : states;
  const differing = new Set<string>();
  const since: BesideEarlier['since'] = now.numbers.map((release) => ({ release, data: 'same' }));
  const layers = before.map((state, n) => ({ state, name: `e${n} ` }));
  const others: LinearRelation[] = [];
  const cells: FigureCell[] = [];
  const add = (system: Pick<FigureSystem, 'cells' | 'others'>): void => {
    cells.push(...system.cells);
    others.push(...(system.others ?? []));
  };
  for (const { state, name } of layers) {
    add(systemOf(state.relations, name, (id) => standingIn(state, id)));
  }
  layers.forEach(({ state, name }, n) => {
    const next = layers[n + 1];
    const growth = next && growthBetween(state, next.state);
    if (next && growth) add(layerOfGrowth([state, name], [next.state, next.name], growth, threshold));
    const grown = growthBetween(state, now);
    if (grown) add(layerOfGrowth([state, name], [now, ''], grown, threshold));
    for (const id of smallDifferences(state, now, threshold)) differing.add(id);
    if (!grown) for (const id of hiddenAndAlike(state, now, threshold)) differing.add(id);
    for (const release of state.numbers) since.push({ release, data: grown ? 'grown' : 'revised' });
  });
  for (const { number, print, counts: kept } of earlier) {
    if (kept !== null) continue;
    since.push({ release: number, data: 'revised' });
    for (const [id, figure] of printedFigures(print)) {
      const count = own.relations.figures.get(id)?.count.reviews;
      if (figure === 'c' || count === undefined) continue;
      if (isSmall(Math.abs(count - figure), threshold)) differing.add(id);
    }
  }
  add(
    systemOf(now.relations, '', (id) => ({
      ...standingIn(now, id),
      ...(differing.has(id) && !now.shown.has(id) ? { hidden: true } : {}),
      price: before.some(({ hidden }) => hidden.has(id)) ? HIDDEN_BEFORE : 1,
    })),
  );
  return {
    system: { cells, sums: [], covers: [], others },
    since: since.sort((a, b) => a.release - b.release),
    differing,
  };
}

const isSmall = (count: number, threshold: number): boolean => count >= 1 && count <= threshold;

function standingIn({ shown, hidden }: State, id: string): { fixed?: true; hidden?: true } {
  return shown.has(id) ? { fixed: true } : hidden.has(id) ? { hidden: true } : {};
}

function stateOf(counts: ReleaseCounts): State {
  return {
    numbers: [],
    counts,
    relations: figuresAndRelations(counts),
    shown: new Set(),
    hidden: new Set(),
  };
}

/** The states of the data that releases were made of, the oldest first; two releases of the same data are one state. */
function statesOf(earlier: readonly EarlierRelease[]): State[] {
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

function printedFigures({
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
    ...undecided.map((one): [string, number | 'c'] => [undecidedId(one), one.reviews]),
  ]);
}

const NONE: RawCount = { reviews: 0, published: 0 };

function sharedIds(one: State, other: State): string[] {
  return [...one.relations.figures.keys()].filter((id) => other.relations.figures.has(id));
}

const countIn = ({ relations }: State, id: string): RawCount => relations.figures.get(id)?.count ?? NONE;

/** Whether both count the same in every figure that both have. */
function sameData(one: State, other: State): boolean {
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
function joined(one: State, other: State): State {
  const named = <Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] => [
    ...new Map(items.map((item) => [nameOf(item), item])).values(),
  ];
  const counts: ReleaseCounts = {
    ...other.counts,
    dimensions: named([...one.counts.dimensions, ...other.counts.dimensions], ({ name }) => name),
    tables: named([...one.counts.tables, ...other.counts.tables], ({ name }) => name),
    map: other.counts.map ?? one.counts.map,
    undecided: named([...one.counts.undecided, ...other.counts.undecided], undecidedId),
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

/** What holds of the reviews that were added. */
interface Growth {
  ids: string[];
  relations: LinearRelation[];
}

/** What was added since, where nothing else can have been done: each figure grew, and what was added is a count too. */
function growthBetween(old: State, now: State): Growth | null {
  const ids = sharedIds(old, now).filter((id) => !id.startsWith('["undecided"'));
  const { parts, held } = now.relations;
  const added = parts.map(
    (part) =>
      (id: string): number =>
        part(countIn(now, id)) - part(countIn(old, id)),
  );
  if (!added.every((addedTo) => ids.every((id) => addedTo(id) >= 0))) return null;
  const within = new Set(ids);
  const relations = trueRelations(
    held.filter(({ more, less, equal }) => !equal && [...more, ...less].every((id) => within.has(id))),
    added,
    (id) => countIn(now, id).reviews > 0,
  );
  const sum = (addedTo: (id: string) => number, list: readonly string[]): number =>
    list.reduce((total, id) => total + addedTo(id), 0);
  const holds = added.every((addedTo) =>
    relations.every(({ more, less }) => sum(addedTo, more) >= sum(addedTo, less)),
  );
  return holds ? { ids, relations } : null;
}

/** What was added, as cells between those of the two states: shown where both are. */
function layerOfGrowth(
  [old, oldName]: readonly [State, string],
  [now, nowName]: readonly [State, string],
  { ids, relations }: Growth,
  threshold: number,
): Pick<FigureSystem, 'cells' | 'others'> {
  const { parts } = now.relations;
  const cells: FigureCell[] = [];
  const others: LinearRelation[] = [];
  parts.forEach((part, layer) => {
    const named = (name: string, id: string): string => `${name}${layer} ${id}`;
    const added = `${oldName}to ${nowName}`;
    const growth = (one: string, of = part): number => of(countIn(now, one)) - of(countIn(old, one));
    for (const id of ids) {
      if (countIn(now, id).reviews === 0) continue;
      const value = growth(id);
      const isKnown = old.shown.has(id);
      cells.push({
        id: named(added, id),
        value,
        weight: 0,
        least: 0,
        // It tells of someone where it is known to be about as small as the threshold; and what can be said of the
        // workbench's part can be said of it.
        proved: value >= 2 * threshold || (layer === 0 && parts.slice(1).some((of) => growth(id, of) > 0)),
        ...(!isKnown || now.hidden.has(id) ? { hidden: true } : {}),
        ...(isKnown && now.shown.has(id) ? { fixed: true } : {}),
        ...(isKnown && !now.shown.has(id) ? { with: named(nowName, id) } : {}),
      });
      others.push({ more: [named(oldName, id), named(added, id)], less: [named(nowName, id)], equal: true });
    }
    for (const { more, less, equal } of relations) {
      const name = (id: string): string => named(added, id);
      others.push({ more: more.map(name), less: less.map(name), equal });
    }
  });
  return { cells, others };
}

/** Figures of the later state that differ from a shown one by 1 to the threshold, in any part that is known by itself. */
function smallDifferences(old: State, now: State, threshold: number): string[] {
  return sharedIds(old, now).filter(
    (id) =>
      old.shown.has(id) &&
      now.relations.parts.some((part) =>
        isSmall(Math.abs(part(countIn(now, id)) - part(countIn(old, id))), threshold),
      ),
  );
}

/**
 * Figures that the older state hides and that changed by no more than the threshold: who takes them for unchanged would
 * otherwise read them there, and those beside them with them.
 */
function hiddenAndAlike(old: State, now: State, threshold: number): string[] {
  return sharedIds(old, now).filter(
    (id) => old.hidden.has(id) && Math.abs(countIn(now, id).reviews - countIn(old, id).reviews) <= threshold,
  );
}
