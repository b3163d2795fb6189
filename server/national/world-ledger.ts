/** Keeps what the worlds found so far leave open of each figure within a table. */
import { openCells, stridesOf, type CountedTable } from './counted-table';
import { isSmall, movedIn, ROUNDING, type World } from './world';
import type { Asked, Whose } from './world-program';

/** Prices of changing a figure by one: of what is hidden anyway next to nothing. */
const PRICE = { hidden: 0.01, zero: 1, shown: 2 };

export class WorldLedger {
  /** Positions of the figures that may change; all else goes by their numbers here. */
  readonly cells: readonly number[];
  /** Hidden from the start, or changed in some world. */
  readonly hidden: Uint8Array;
  readonly low: Readonly<Record<Whose, Float64Array>>;
  readonly high: Readonly<Record<Whose, Float64Array>>;
  /** The totals over one dimension that each figure is part of. */
  readonly margins: readonly (readonly number[])[];
  /** Where each figure stands along each dimension. */
  readonly places: readonly (readonly number[])[];

  constructor(
    private readonly table: CountedTable,
    private readonly threshold: number,
    inherited: readonly World[],
  ) {
    this.cells = openCells(table, movedIn(inherited));
    const { length } = this.cells;
    const hidden = new Set(table.hidden);
    this.hidden = Uint8Array.from(this.cells, (position) =>
      Number(this.truth(position) > 0 && (hidden.has(position) || this.isSmallAt(position))),
    );
    const zeros = () => ({ all: new Float64Array(length), workbench: new Float64Array(length) });
    this.low = zeros();
    this.high = zeros();
    const strides = stridesOf(table.axes);
    this.places = this.cells.map((position) =>
      table.axes.map(({ labels }, k) => Math.floor(position / (strides[k] ?? 1)) % (labels.length + 1)),
    );
    this.margins = this.cells.map((position, n) =>
      table.axes.map(
        ({ labels }, k) => position + (labels.length - (this.places[n]?.[k] ?? 0)) * (strides[k] ?? 1),
      ),
    );
  }

  truth(position: number): number {
    return this.table.reviews[position] ?? 0;
  }

  workbench(position: number): number {
    return this.truth(position) - (this.table.published[position] ?? 0);
  }

  private isSmallAt(position: number): boolean {
    return isSmall(this.truth(position), this.threshold) || isSmall(this.workbench(position), this.threshold);
  }

  /** How far a figure can go down: a hidden one is known to be 1 at least. */
  depth(whose: Whose, position: number, least: number): number {
    const all = Math.max(0, this.truth(position) - least);
    return whose === 'all' ? all : Math.min(all, this.workbench(position));
  }

  private price(n: number): number {
    if (this.hidden[n]) return PRICE.hidden;
    const figure = this.truth(this.cells[n] ?? 0);
    return figure === 0 ? PRICE.zero : PRICE.shown + Math.log2(figure);
  }

  /** A request in which any figure changes at its price. */
  request(whose: Whose, totals: ReadonlyMap<number, number>, least: number): Asked {
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

  /** Takes a change in: what it changes is hidden from then on. */
  take(whose: Whose, changes: Float64Array): [position: number, change: number][] {
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

  /** Whether a hidden figure lacks room still. */
  isPending(whose: Whose, n: number): boolean {
    if (!this.hidden[n]) return false;
    const position = this.cells[n] ?? 0;
    const figure = whose === 'all' ? this.truth(position) : this.workbench(position);
    return figure > 0 && (this.high[whose][n] ?? 0) - (this.low[whose][n] ?? 0) < this.threshold - ROUNDING;
  }

  pending(whose: Whose): number[] {
    return [...this.cells.keys()].filter((n) => this.isPending(whose, n));
  }
}
