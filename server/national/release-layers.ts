/**
 * A release and those that are out already as one system of figures. Pure.
 *
 * Each state of the data is a layer of figures with the same relations: of an earlier release what it shows is fixed and
 * what it hides is hidden. Where reviews were only added since, a third layer is what was added, which is counted too:
 * a small one is hidden by hiding the later figure. Where earlier figures were revised, nothing holds between the two but
 * that a difference which is itself small must not be read off. Rule: METHOD section 8 (differencing).
 */
import type { FigureCell, FigureSystem, LinearRelation } from './disclosure-system';
import type { ReleaseCounts } from './release-counts';
import { undecidedId, undecidedInYearId } from './release-figure-ids';
import type { DataSince } from './release-figures';
import { growthBetween, hiddenAndAlike, isSmall, layerOfGrowth, smallDifferences } from './release-growth';
import { systemOf } from './release-relations';
import {
  countIn,
  joined,
  printedFigures,
  sameData,
  stateOf,
  statesOf,
  type EarlierRelease,
  type State,
} from './release-states';

/** The new release with all that is out. */
export interface BesideEarlier {
  /** The cells of the new release are named as `systemOf` names them with no name. */
  system: FigureSystem;
  /** What became of the data since each earlier release. */
  since: { release: number; data: DataSince }[];
  /** Figures that differ too little from an earlier release: their difference, or what that one hides, would be told. */
  differing: Set<string>;
}

/** A figure that is hidden already is cheap to hide again: what is hidden alike gives nothing more away. */
const HIDDEN_BEFORE = 0.1;

/** What is told of the same figures elsewhere than in releases of the same edition and origin. */
export interface ToldElsewhere {
  /** Figures that free questions show, of the same counts: what they hide is enough, so no other need be hidden. */
  free: ReadonlyMap<string, number>;
  /** Releases of other editions: figures of the same name that differ by a small number are hidden. */
  editions: readonly EarlierRelease['print'][];
}

export const NOTHING_TOLD: ToldElsewhere = { free: new Map(), editions: [] };

export function besideEarlier(
  counts: ReleaseCounts,
  threshold: number,
  earlier: readonly EarlierRelease[],
  { free, editions }: ToldElsewhere = NOTHING_TOLD,
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
  const uncounted = earlier.filter(({ counts: kept }) => kept === null);
  for (const { number } of uncounted) since.push({ release: number, data: 'revised' });
  for (const print of [...uncounted.map((one) => one.print), ...editions]) {
    for (const [id, figure] of printedFigures(print)) {
      const count = own.relations.figures.get(id)?.count.reviews;
      if (figure === 'c' || count === undefined) continue;
      if (isSmall(Math.abs(count - figure), threshold)) differing.add(id);
    }
  }
  const held = heldIn(counts);
  add(
    systemOf(now.relations, '', (id) => ({
      ...standingIn(now, id),
      ...((differing.has(id) || held.has(id)) && !now.shown.has(id)
        ? { hidden: true as const }
        : now.hidden.has(id) || free.get(id) !== countIn(now, id).reviews
          ? {}
          : { fixed: true as const }),
      price: before.some(({ hidden }) => hidden.has(id)) ? HIDDEN_BEFORE : 1,
    })),
  );
  return {
    system: { cells, sums: [], covers: [], others },
    since: since.sort((a, b) => a.release - b.release),
    differing,
  };
}

/** What is undecided and would tell another figure, whatever its size. */
export function heldIn({ undecided }: ReleaseCounts): Set<string> {
  return new Set(
    undecided.flatMap((one) => [
      ...(one.held ? [undecidedId(one)] : []),
      ...(one.by_year ?? []).filter(({ held }) => held).map(({ year }) => undecidedInYearId(one, year)),
    ]),
  );
}

function standingIn({ shown, hidden }: State, id: string): { fixed?: true; hidden?: true } {
  return shown.has(id) ? { fixed: true } : hidden.has(id) ? { hidden: true } : {};
}
