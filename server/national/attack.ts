/**
 * The tightest bounds that an outsider can place on the hidden figures of a release, by linear programming.
 *
 * The figures fall into parts that nothing ties together; each is solved by itself. A solution is a possible truth:
 * what two of them say of a figure bounds its width from below, so that most figures need no program of their own.
 */
import loadHighs, { type Highs } from 'highs';
import { Outsider } from './attack-outsider';
import { NoRelease, readReleases, type Fact, type Knowledge } from './attack-print';
import { readTogether, takeAway, type DatedRelease, type Together } from './attack-together';

/** A hidden figure lies from `low` to `high`; null: as high as one likes, or as far as was asked. */
export interface Bounds {
  figure: string;
  low: number;
  high: number | null;
  /** A count from 1 to the threshold that stands in print, so that nothing has to be worked out. */
  printed?: true;
}

export interface Attack {
  threshold: number;
  figures: number;
  hidden: number;
  /** Small figures that are printed, then hidden ones that are exact or narrower than the threshold, narrowest first. */
  found: Bounds[];
  /** The least width of all; null when nothing is hidden or each is at least as wide as was asked. */
  narrowest: number | null;
  bounds: Bounds[];
}

export interface AttackOptions {
  /** Other releases that are out. */
  earlier?: readonly DatedRelease[];
  /**
   * The same figures of the published reviews alone, of the release and of each of `earlier`, for one who has counted
   * them: the workbench's parts are attacked.
   */
  published?: readonly [DatedRelease, ...DatedRelease[]];
  /** Stops where a figure is known to be this wide; by default the threshold, without end for exact bounds of all. */
  enough?: number;
  /** Told now and then how far it is. */
  progress?: (done: number, of: number) => void;
}

/**
 * Attacks a release, with others that are out. What is found may be a figure of any of them, or what was added between two.
 * @throws NoRelease when it contradicts itself
 */
export async function attackRelease(release: DatedRelease, options: AttackOptions = {}): Promise<Attack> {
  const others = options.earlier ?? [];
  try {
    return await attackTogether(release, options, true);
  } catch (error) {
    // What no release says was taken for the likeliest, and cannot be.
    if (!(error instanceof NoRelease) || others.length === 0) throw error;
    return attackTogether(release, options, false);
  }
}

async function attackTogether(
  release: DatedRelease,
  { earlier = [], published, enough, progress }: AttackOptions,
  dares: boolean,
): Promise<Attack> {
  const { threshold } = release;
  const all = readTogether(release, earlier, dares);
  const knowledge = published
    ? takeAway(all, readTogether(published[0], published.slice(1), dares), threshold)
    : all;
  const bounds = await boundsOf(knowledge, enough ?? threshold, progress);
  const width = ({ low, high }: Bounds): number => (high === null ? Infinity : high - low);
  // That some were added tells of them where they are few; that some may have been does not.
  const tells = ({ figure, low }: Bounds): boolean =>
    !all.added.has(figure) || (low >= 1 && low <= threshold);
  const narrow = bounds
    .filter((one) => width(one) < threshold && tells(one))
    .sort((a, b) => width(a) - width(b) || a.figure.localeCompare(b.figure));
  const found = [...inPrint(release, knowledge), ...narrow];
  const least = Math.min(...[...found, ...bounds.filter(tells)].map(width));
  const figures = [...all.shown, ...all.hidden.map((name) => [name, 1] as const)];
  return {
    threshold,
    figures: figures.filter(([name, figure]) => figure > 0 && !all.added.has(name)).length,
    hidden: all.hidden.filter((name) => !all.added.has(name)).length,
    found,
    narrowest: Number.isFinite(least) ? least : null,
    bounds,
  };
}

/**
 * Counts from 1 to the threshold that stand in print, of a figure of the release or as the difference of two shown ones;
 * with the published reviews taken away, those of the workbench.
 */
function inPrint(release: DatedRelease, { shown, differing }: Together): Bounds[] {
  const own = readReleases([release]);
  const small = [...own.shown.keys(), ...own.hidden].flatMap((figure) => {
    const by = shown.get(figure) ?? 0;
    return by >= 1 && by <= release.threshold ? [{ figure, by }] : [];
  });
  return [...small, ...differing].map(({ figure, by }) => ({ figure, low: by, high: by, printed: true }));
}

/** Facts that share hidden figures, directly or by others. */
interface Part {
  hidden: string[];
  facts: Fact[];
}

/** Bounds of every hidden figure. A figure is followed no further than `enough` above its low end. */
export async function boundsOf(
  knowledge: Knowledge,
  enough: number,
  progress?: AttackOptions['progress'],
): Promise<Bounds[]> {
  const highs = await (solver ??= loadHighs());
  const broken = knowledge.facts.find((fact) => isBroken(fact, knowledge.shown));
  if (broken)
    throw new NoRelease(`these figures contradict each other: ${[...broken.terms.keys()].join(', ')}`);
  const bounds: Bounds[] = [];
  for (const part of partsOf(knowledge)) {
    const ahead = bounds.length;
    const solved = solvePart(highs, part, knowledge, enough, (done) =>
      progress?.(ahead + done, knowledge.hidden.length),
    );
    bounds.push(...solved);
  }
  const order = new Map(knowledge.hidden.map((name, n) => [name, n]));
  return bounds.sort((a, b) => order.get(a.figure)! - order.get(b.figure)!);
}

let solver: Promise<Highs> | undefined;

function isBroken({ terms, equal }: Fact, shown: ReadonlyMap<string, number>): boolean {
  let sum = 0;
  for (const [name, sign] of terms) {
    const figure = shown.get(name);
    if (figure === undefined) return false;
    sum += sign * figure;
  }
  return equal ? sum !== 0 : sum < 0;
}

function partsOf({ hidden, facts }: Knowledge): Part[] {
  const group = new Map(hidden.map((name) => [name, name]));
  const find = (name: string): string => {
    let root = name;
    while (group.get(root) !== root) root = group.get(root)!;
    for (let at = name; at !== root;) {
      const next = group.get(at)!;
      group.set(at, root);
      at = next;
    }
    return root;
  };
  const unknowns = facts.map(({ terms }) => [...terms.keys()].filter((name) => group.has(name)));
  for (const [first, ...rest] of unknowns) for (const name of rest) group.set(find(name), find(first!));
  const parts = new Map<string, Part>();
  for (const name of hidden) {
    const root = find(name);
    const part = parts.get(root) ?? { hidden: [], facts: [] };
    part.hidden.push(name);
    parts.set(root, part);
  }
  facts.forEach((fact, n) => {
    const [first] = unknowns[n]!;
    if (first !== undefined) parts.get(find(first))!.facts.push(fact);
  });
  return [...parts.values()];
}

function solvePart(
  highs: Highs,
  { hidden, facts }: Part,
  knowledge: Knowledge,
  enough: number,
  progress: (done: number) => void,
): Bounds[] {
  const least = hidden.map((name) => knowledge.least.get(name) ?? 1);
  if (facts.length === 0) return hidden.map((figure, n) => ({ figure, low: least[n]!, high: null }));
  const model = highs.createModel(modelOf(highs, hidden, facts, knowledge, least));
  try {
    model.options.set({ output_flag: false, presolve: 'off' });
    const outsider = new Outsider(highs, model, least);
    outsider.lookAround(enough);
    return hidden.map((figure, n) => {
      progress(n + 1);
      return { figure, ...outsider.boundsOf(n, enough) };
    });
  } finally {
    model.dispose();
  }
}

function modelOf(
  highs: Highs,
  hidden: readonly string[],
  facts: readonly Fact[],
  { shown }: Knowledge,
  least: readonly number[],
): Parameters<Highs['createModel']>[0] {
  const columns = new Map(hidden.map((name, n) => [name, n]));
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const rowLower: number[] = [];
  for (const { terms } of facts) {
    let known = 0;
    for (const [name, sign] of terms) {
      const column = columns.get(name);
      if (column === undefined) known += sign * shown.get(name)!;
      else {
        indices.push(column);
        values.push(sign);
      }
    }
    starts.push(indices.length);
    rowLower.push(-known);
  }
  const numCols = hidden.length;
  const numRows = facts.length;
  return {
    numCols,
    numRows,
    colCost: new Float64Array(numCols),
    colLower: Float64Array.from(least),
    colUpper: new Float64Array(numCols).fill(highs.infinity),
    rowLower,
    rowUpper: facts.map(({ equal }, n) => (equal ? rowLower[n]! : highs.infinity)),
    matrix: { format: 'csr', numRows, numCols, starts, indices, values },
  };
}
