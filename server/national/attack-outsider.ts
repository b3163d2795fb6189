import type { Highs, Model } from 'highs';
import { NoRelease } from './attack-print';

const EPSILON = 1e-6;

/** Asks one program again and again, and keeps what each answer says of every figure. */
export class Outsider {
  /** The least and the most that a figure has in any answer so far: both are possible. */
  private readonly lowest: Float64Array;
  private readonly highest: Float64Array;

  constructor(
    private readonly highs: Highs,
    private readonly model: Model,
    private readonly least: readonly number[],
  ) {
    this.lowest = new Float64Array(least.length).fill(Infinity);
    this.highest = new Float64Array(least.length).fill(-Infinity);
  }

  /** Pushes many figures at once, up and down, as long as that proves more of them wide. */
  lookAround(enough: number): void {
    if (!Number.isFinite(enough)) return;
    const count = this.least.length;
    // A possible truth to begin with.
    if (this.solve() === null) return;
    for (let round = 0, idle = 0; idle < 4; round++) {
      const open = [...this.lowest.keys()].filter((n) => !this.isWide(n, enough));
      if (open.length < 2) return;
      // Within a box, or some run away and the others stay.
      for (const n of open) {
        this.model.changeColBounds(n, this.least[n]!, this.lowest[n]! + 2 * enough);
        this.model.changeColCost(n, ((n >> ((round >> 1) % 6)) + round) & 1 ? 1 : -1);
      }
      this.solve();
      for (const n of open) {
        this.model.changeColBounds(n, this.least[n]!, this.highs.infinity);
        this.model.changeColCost(n, 0);
      }
      const left = Array.from({ length: count }, (_, n) => n).filter((n) => !this.isWide(n, enough));
      idle = left.length < open.length ? 0 : idle + 1;
    }
  }

  boundsOf(n: number, enough: number): { low: number; high: number | null } {
    if (this.isWide(n, enough)) return { low: Math.ceil(this.lowest[n]! - EPSILON), high: null };
    const low = Math.ceil(this.extreme(n, 1)! - EPSILON);
    if (this.isWide(n, enough)) return { low, high: null };
    const high = this.extreme(n, -1, low + enough);
    if (high === null || Math.floor(high + EPSILON) >= low + enough) return { low, high: null };
    return { low, high: Math.floor(high + EPSILON) };
  }

  private isWide(n: number, enough: number): boolean {
    return Math.floor(this.highest[n]! + EPSILON) - Math.ceil(this.lowest[n]! - EPSILON) >= enough;
  }

  /** The least (sign 1) or the most of a figure; null when it has no end. */
  private extreme(n: number, sign: 1 | -1, most = Infinity): number | null {
    this.model.changeColCost(n, sign);
    this.model.changeColBounds(n, this.least[n]!, Number.isFinite(most) ? most : this.highs.infinity);
    const solution = this.solve();
    this.model.changeColCost(n, 0);
    this.model.changeColBounds(n, this.least[n]!, this.highs.infinity);
    return solution ? solution[n]! : null;
  }

  private solve(): Float64Array | null {
    const { modelStatus } = this.model.run();
    const { optimal, unbounded, unboundedOrInfeasible, infeasible } = this.highs.constants.modelStatus;
    if (modelStatus === unbounded || modelStatus === unboundedOrInfeasible) return null;
    if (modelStatus === infeasible) throw new NoRelease('no counts of reviews can be as these figures say');
    if (modelStatus !== optimal) throw new Error(`the solver ended with status ${modelStatus}`);
    const { colValue } = this.model.getSolution();
    colValue.forEach((figure, n) => {
      this.lowest[n] = Math.min(this.lowest[n]!, figure);
      this.highest[n] = Math.max(this.highest[n]!, figure);
    });
    return colValue;
  }
}
