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
import { openCells, stridesOf, without, type CountedTable } from './counted-table';
import { WorldProgram, type Asked, type Whose } from './world-program';

/** What changes in a world, by position. */
export interface World {
  /** The table that it begins in, and its number there. */
  name: string;
  /** Those that it is a variant of, the nearest first: what they are in tables that it does not change. */
  variantOf: readonly string[];
  /** One of the workbench's part leaves what is published as it is, and every other figure room for that. */
  whose: Whose;
  changes: ReadonlyMap<number, number>;
}

export interface ProtectedWorlds {
  worlds: readonly World[];
  /** Of a closed table, the figures of which nothing is said. */
  closed: readonly number[] | null;
}

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

const isSmall = (figure: number, threshold: number): boolean => figure > 0 && figure <= threshold;
const isSmallAt = ({ reviews, published }: CountedTable, position: number, threshold: number): boolean =>
  isSmall(reviews[position] ?? 0, threshold) ||
  isSmall((reviews[position] ?? 0) - (published[position] ?? 0), threshold);

/** The total of all reviews is a table by itself. */
function worldsOfAll(table: CountedTable, threshold: number): World[] {
  const [all = 0] = table.reviews;
  if (all === 0 || !(isSmallAt(table, 0, threshold) || table.hidden.includes(0))) return [];
  const whose = all > (table.published[0] ?? 0) ? 'workbench' : 'all';
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
  if (smaller.some(({ found }) => found.closed)) {
    return { worlds: totals, closed: openCells(table, movedIn(totals)) };
  }
  const search = new WorldSearch(highs, table, threshold, totals);
  try {
    return search.find();
  } finally {
    search.dispose();
  }
}

/** Positions that some world changes. */
function movedIn(worlds: readonly World[]): Set<number> {
  return new Set(worlds.flatMap(({ changes }) => [...changes.keys()]));
}

/** Prices of changing a figure by one: of what is hidden anyway next to nothing. */
const PRICE = { hidden: 0.01, zero: 1, shown: 2 };
const ROUNDS = 4;
const MOST_PROVED_ALONE = 150;
const MOST_TRIED = 3;
const WISHED = 0.05;
/** More than any price: a figure that has to move does, as far as it can. */
const DEAR = 1e3;
const ROUNDING = 1e-6;

class WorldSearch {
  private readonly program: WorldProgram;
  private readonly cells: readonly number[];
  private readonly worlds: World[] = [];
  /** By number of the cell: hidden from the start, or changed in some world. */
  private readonly hidden: Uint8Array;
  private readonly low: Readonly<Record<Whose, Float64Array>>;
  private readonly high: Readonly<Record<Whose, Float64Array>>;
  private readonly parity: readonly (readonly number[])[];
  /** The totals over one dimension that each figure is part of. */
  private readonly margins: readonly (readonly number[])[];

  constructor(
    highs: Highs,
    private readonly table: CountedTable,
    private readonly threshold: number,
    private readonly inherited: readonly World[],
  ) {
    this.cells = openCells(table, movedIn(inherited));
    this.program = new WorldProgram(highs, table, this.cells);
    const { length } = this.cells;
    const hidden = new Set(table.hidden);
    this.hidden = Uint8Array.from(this.cells, (position) =>
      Number(this.truth(position) > 0 && (hidden.has(position) || isSmallAt(table, position, threshold))),
    );
    const zeros = () => ({ all: new Float64Array(length), workbench: new Float64Array(length) });
    this.low = zeros();
    this.high = zeros();
    const strides = stridesOf(table.axes);
    this.margins = this.cells.map((position) =>
      table.axes.map(({ labels }, k) => {
        const stride = strides[k] ?? 1;
        const index = Math.floor(position / stride) % (labels.length + 1);
        return position + (labels.length - index) * stride;
      }),
    );
    this.parity = this.cells.map((position) =>
      table.axes.map(({ labels }, k) => Math.floor(position / (strides[k] ?? 1)) % (labels.length + 1)),
    );
  }

  find(): ProtectedWorlds {
    const followed: World[] = [];
    for (const world of this.inherited) {
      // Where the workbench's part cannot follow by itself, the whole figures do.
      const own = this.follow(world);
      const changes = own ?? this.follow({ ...world, whose: 'all' });
      if (!changes) return { worlds: this.inherited, closed: this.cells };
      const whose = own ? world.whose : 'all';
      followed.push({ ...world, whose, changes: new Map([...world.changes, ...this.take(whose, changes)]) });
    }
    for (const whose of ['workbench', 'all'] as const) this.prove(whose);
    return { worlds: [...followed, ...this.worlds], closed: null };
  }

  dispose(): void {
    this.program.dispose();
  }

  private truth(position: number): number {
    return this.table.reviews[position] ?? 0;
  }

  private workbench(position: number): number {
    return this.truth(position) - (this.table.published[position] ?? 0);
  }

  /** How far a figure can go down: a hidden one is known to be 1 at least. */
  private depth(whose: Whose, position: number, least: number): number {
    const all = Math.max(0, this.truth(position) - least);
    return whose === 'all' ? all : Math.min(all, this.workbench(position));
  }

  private price(n: number): number {
    if (this.hidden[n]) return PRICE.hidden;
    const figure = this.truth(this.cells[n] ?? 0);
    return figure === 0 ? PRICE.zero : PRICE.shown + Math.log2(figure);
  }

  /** A request in which any figure changes at its price. */
  private request(whose: Whose, totals: ReadonlyMap<number, number>, least: number): Asked {
    const prices = Float64Array.from(this.cells, (_, n) => this.price(n));
    return {
      whose,
      totals,
      upPrice: prices,
      downPrice: Float64Array.from(prices),
      upMost: new Float64Array(this.cells.length).fill(Infinity),
      downMost: Float64Array.from(this.cells, (position) => this.depth(whose, position, least)),
    };
  }

  /** The table's part of a world that begins in a smaller one: at best hidden figures go up in it as well. */
  private follow({ whose, changes }: World): Float64Array | null {
    if (this.table.axes.length > 2) return this.program.solve(this.request(whose, changes, 0));
    const wishing = this.request(whose, changes, 1);
    for (const n of this.pending(whose)) {
      wishing.upPrice[n] = -WISHED;
      wishing.upMost[n] = 2 * this.threshold;
      wishing.downPrice[n] = 2 * WISHED;
    }
    return (
      this.program.solve(wishing) ??
      this.program.solve(this.request(whose, changes, 1)) ??
      this.program.solve(this.request(whose, changes, 0))
    );
  }

  /** Takes a change in: what it changes is hidden from then on. */
  private take(whose: Whose, changes: Float64Array): [position: number, change: number][] {
    const found: [number, number][] = [];
    changes.forEach((change, n) => {
      if (Math.abs(change) < ROUNDING) return;
      found.push([this.cells[n] ?? 0, change]);
      this.hidden[n] = 1;
      for (const one of whose === 'workbench' ? (['all', 'workbench'] as const) : (['all'] as const)) {
        this.low[one][n] = Math.min(this.low[one][n] ?? 0, change);
        this.high[one][n] = Math.max(this.high[one][n] ?? 0, change);
      }
    });
    return found;
  }

  private isPending(whose: Whose, n: number): boolean {
    if (!this.hidden[n]) return false;
    const position = this.cells[n] ?? 0;
    const figure = whose === 'all' ? this.truth(position) : this.workbench(position);
    return figure > 0 && (this.high[whose][n] ?? 0) - (this.low[whose][n] ?? 0) < this.threshold - ROUNDING;
  }

  private pending(whose: Whose): number[] {
    return [...this.cells.keys()].filter((n) => this.isPending(whose, n));
  }

  private prove(whose: Whose): void {
    for (let round = 0; round < ROUNDS; round++) this.proveTogether(whose, round, 1);
    for (let round = 0; round < ROUNDS; round++) this.proveTogether(whose, round, 0);
    // Of three dimensions nothing is said of what has not the room by then.
    if (this.table.axes.length > 2) return;
    let alone = 0;
    for (const n of this.pending(whose)) {
      if (this.isPending(whose, n) && alone++ < MOST_PROVED_ALONE) this.proveAlone(whose, n);
    }
    // What had to be hidden for those is proved last.
    for (const n of this.pending(whose)) {
      if (this.isPending(whose, n) && alone++ < MOST_PROVED_ALONE) this.proveAlone(whose, n);
    }
  }

  /**
   * Moves as many hidden figures as can be by nothing but hidden ones: some up, others down.
   * @param least what is left at least of those that go down; nothing is said of one that is none in some world
   */
  private proveTogether(whose: Whose, round: number, least: number): void {
    const pending = this.pending(whose);
    if (pending.length === 0) return;
    const request = this.request(whose, new Map(), 1);
    this.cells.forEach((_, n) => {
      if (this.hidden[n]) return;
      request.upMost[n] = 0;
      request.downMost[n] = 0;
    });
    for (const n of pending) {
      const sum = (this.parity[n] ?? []).reduce(
        (total, index) => total + (round < 2 ? index : index >> 1),
        0,
      );
      const position = this.cells[n] ?? 0;
      if (sum % 2 === round % 2) this.wish(request, n, true, 1);
      else if (least > 0) this.wish(request, n, false, 1);
      else request.downMost[n] = this.depth(whose, position, 0);
    }
    const changes = this.program.solve(request);
    if (changes) this.keep(whose, changes);
  }

  /** Asks for a pending figure to go up, or down, without being made to. */
  private wish(request: Asked, n: number, up: boolean, reward: number): void {
    if (up) {
      request.upPrice[n] = -reward;
      request.upMost[n] = this.threshold;
      request.downMost[n] = 0;
    } else {
      request.downPrice[n] = -reward;
      request.upMost[n] = 0;
      request.downMost[n] = Math.min(request.downMost[n] ?? 0, this.threshold);
    }
  }

  /** Moves one hidden figure by what it lacks, at the least price: totals as they are, or as some world has them. */
  private proveAlone(whose: Whose, n: number): void {
    const margins = this.margins[n] ?? [];
    const raising = this.inherited.filter(
      (world) =>
        (whose === 'all' || world.whose === 'workbench') &&
        margins.some((margin) => (world.changes.get(margin) ?? 0) > 0),
    );
    for (const world of [undefined, ...raising.slice(0, MOST_TRIED)]) {
      if (this.moveAlone(whose, n, true, world)) return;
    }
    this.moveAlone(whose, n, false, undefined);
  }

  /** Whether the figure has the room now that it lacked. */
  private moveAlone(whose: Whose, n: number, up: boolean, within: World | undefined): boolean {
    const request = this.request(whose, within?.changes ?? new Map(), 1);
    for (const other of this.pending(whose)) {
      request.downMost[other] = this.depth(whose, this.cells[other] ?? 0, 0);
    }
    const want = this.threshold + (up ? (this.low[whose][n] ?? 0) : -(this.high[whose][n] ?? 0));
    if (up) {
      request.upPrice[n] = -DEAR;
      request.upMost[n] = want;
      request.downMost[n] = 0;
    } else {
      request.downPrice[n] = -DEAR;
      request.downMost[n] = Math.min(want, this.depth(whose, this.cells[n] ?? 0, 0));
      request.upMost[n] = 0;
    }
    const changes = this.program.solve(request);
    const gained = changes?.[n] ?? 0;
    const isFurther = up ? gained > (this.high[whose][n] ?? 0) : gained < (this.low[whose][n] ?? 0);
    if (changes && isFurther) this.keep(whose, changes, within);
    return !this.isPending(whose, n);
  }

  private keep(whose: Whose, changes: Float64Array, within?: World): void {
    const found = this.take(whose, changes);
    if (found.length === 0) return;
    const own = `${this.table.axes.map(({ name: axis }) => axis).join()} ${this.worlds.length}`;
    this.worlds.push({
      name: own,
      variantOf: within ? [within.name, ...within.variantOf] : [],
      whose,
      changes: new Map([...(within?.changes ?? []), ...found]),
    });
  }
}

/** What a table prints of a figure, or of the sum of several that add up. */
export function printOf(
  { reviews, published }: CountedTable,
  { worlds, closed }: ProtectedWorlds,
  threshold: number,
): (positions: readonly number[]) => number | 'c' | 'x' {
  const inner = closed && new Set(closed);
  return (positions) => {
    const sum = (figures: readonly number[]): number =>
      positions.reduce((total, position) => total + (figures[position] ?? 0), 0);
    const figure = sum(reviews);
    if (inner && positions.some((position) => inner.has(position))) return 'x';
    let low = 0;
    let high = 0;
    for (const { changes } of worlds) {
      const change = positions.reduce((total, position) => total + (changes.get(position) ?? 0), 0);
      low = Math.min(low, change);
      high = Math.max(high, change);
    }
    const isFixed = high - low < ROUNDING;
    if (isFixed && !isSmall(figure, threshold) && !isSmall(figure - sum(published), threshold)) return figure;
    return figure > 0 && figure + low > 1 - ROUNDING && high - low > threshold - ROUNDING ? 'c' : 'x';
  };
}
