/**
 * Other figures that a table could have, by linear programming (HiGHS): each figure within goes up or down from the
 * true one at a price, the totals change as they are told to, and all that is known to hold between them holds.
 */
import type { Highs, Model } from 'highs';
import { linesOf, type CountedTable, type Line } from './counted-table';

/** Whose figures change: all, or the workbench's part alone, for one who has counted the published reviews. */
export type Whose = 'all' | 'workbench';

/** What is asked: prices and bounds of a change up and down of each figure within, by its number among them. */
export interface Asked {
  whose: Whose;
  /** Changes of totals, by position. */
  totals: ReadonlyMap<number, number>;
  upPrice: Float64Array;
  downPrice: Float64Array;
  upMost: Float64Array;
  downMost: Float64Array;
}

const OPTIMAL = 7;
/** A change is a whole number but for the solver's rounding, or a part of one where no whole ones were found. */
const ROUNDING = 1e-6;

export class WorldProgram {
  /** Each with the terms that may change apart from the rest. */
  private readonly lines: readonly (Line & { rest: Line['terms'] })[];
  private readonly model: Model;
  private readonly room: Readonly<Record<Whose, Float64Array>>;

  /** @param cells positions of the figures that may change */
  constructor(
    private readonly highs: Highs,
    { axes, reviews, published }: CountedTable,
    private readonly cells: readonly number[],
  ) {
    const all = linesOf(axes);
    const column = new Map(this.cells.map((position, n) => [position, n]));
    const known = (position: number): boolean => column.has(position);
    this.lines = all
      .map((line) => ({
        ...line,
        terms: line.terms.filter(([position]) => known(position)),
        rest: line.terms.filter(([position]) => !known(position)),
      }))
      .filter(({ terms, equal }) => equal || terms.length > 0);
    const roomIn = (figures: (position: number) => number): Float64Array => {
      const room = this.lines.map(({ terms, rest, margin, marginSign, equal }) => {
        if (equal) return 0;
        const used = [...terms, ...rest].reduce((sum, [position, sign]) => sum + sign * figures(position), 0);
        return marginSign * figures(margin) - used;
      });
      // What does not hold of the true figures, in any place, is not known to hold.
      const untrue = new Set(
        this.lines.flatMap(({ exhausted }, n) => ((room[n] ?? 0) < 0 ? [exhausted] : [])),
      );
      const isKnown = ({ exhausted }: Line, own: number): boolean =>
        own >= 0 && (exhausted === undefined || !untrue.has(exhausted));
      return Float64Array.from(this.lines, (line, n) =>
        isKnown(line, room[n] ?? 0) ? (room[n] ?? 0) : highs.infinity,
      );
    };
    this.room = {
      all: roomIn((position) => reviews[position] ?? 0),
      workbench: roomIn((position) => (reviews[position] ?? 0) - (published[position] ?? 0)),
    };
    this.model = this.modelOf(column);
  }

  private modelOf(column: ReadonlyMap<number, number>): Model {
    const numCols = 2 * this.cells.length;
    const numRows = this.lines.length;
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const { terms } of this.lines) {
      for (const [position, sign] of terms) {
        const n = column.get(position) ?? 0;
        indices.push(2 * n, 2 * n + 1);
        values.push(sign, -sign);
      }
      starts.push(indices.length);
    }
    const model = this.highs.createModel({
      numCols,
      numRows,
      colCost: new Float64Array(numCols),
      colLower: new Float64Array(numCols),
      colUpper: new Float64Array(numCols),
      rowLower: new Float64Array(numRows),
      rowUpper: new Float64Array(numRows),
      matrix: { format: 'csr', numRows, numCols, starts, indices, values },
    });
    model.options.set({ output_flag: false, presolve: 'off', simplex_iteration_limit: 20_000 });
    return model;
  }

  /** The cheapest change of each figure within, by its number among `cells`; null where there is none. */
  solve(asked: Asked): Float64Array | null {
    const { lines, model, highs } = this;
    const room = this.room[asked.whose];
    const high = Float64Array.from(lines, ({ margin, marginSign }, n) => {
      const most = room[n] ?? 0;
      return most === highs.infinity ? most : most + marginSign * (asked.totals.get(margin) ?? 0);
    });
    const low = Float64Array.from(lines, ({ equal }, n) => (equal ? (high[n] ?? 0) : -highs.infinity));
    const columns = 2 * this.cells.length;
    const both = (up: Float64Array, down: Float64Array): Float64Array =>
      Float64Array.from({ length: columns }, (_, n) => (n % 2 ? down : up)[n >> 1] ?? 0);
    const every = { kind: 'range', from: 0, to: columns - 1 } as const;
    model.changeRowsBounds({ kind: 'range', from: 0, to: lines.length - 1 }, low, high);
    model.changeColsBounds(every, new Float64Array(columns), both(asked.upMost, asked.downMost));
    model.changeColsCost(every, both(asked.upPrice, asked.downPrice));
    if (model.run().modelStatus !== OPTIMAL) return null;
    const { colValue } = model.getSolution();
    return Float64Array.from(this.cells, (_, n) => {
      const change = (colValue[2 * n] ?? 0) - (colValue[2 * n + 1] ?? 0);
      const whole = Math.round(change);
      return Math.abs(change - whole) < ROUNDING ? whole : change;
    });
  }

  dispose(): void {
    this.model.dispose();
  }
}
