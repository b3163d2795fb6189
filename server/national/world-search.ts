/** Finds the worlds of one table: those that begin in smaller ones go on, and others begin in it. */
import type { Highs } from 'highs';
import type { CountedTable } from './counted-table';
import type { ProtectedWorlds, World } from './world';
import { WorldLedger } from './world-ledger';
import { WorldProgram, type Asked, type Whose } from './world-program';

const ROUNDS = 4;
const MOST_PROVED_ALONE = 150;
const MOST_TRIED = 3;
const WISHED = 0.05;
/** More than any price: a figure that has to move does, as far as it can. */
const DEAR = 1e3;

export class WorldSearch {
  private readonly ledger: WorldLedger;
  private readonly program: WorldProgram;
  private readonly worlds: World[] = [];

  /** @param inherited worlds that begin in smaller tables, with what they change of the totals */
  constructor(
    highs: Highs,
    private readonly table: CountedTable,
    private readonly threshold: number,
    private readonly inherited: readonly World[],
  ) {
    this.ledger = new WorldLedger(table, threshold, inherited);
    this.program = new WorldProgram(highs, table, this.ledger.cells);
  }

  find(): ProtectedWorlds {
    const followed: World[] = [];
    for (const world of this.inherited) {
      // Where the workbench's part cannot follow by itself, the whole figures do.
      const own = this.follow(world);
      const changes = own ?? this.follow({ ...world, whose: 'all' });
      if (!changes) return { worlds: this.inherited, closed: this.ledger.cells };
      const whose = own ? world.whose : 'all';
      followed.push({
        ...world,
        whose,
        changes: new Map([...world.changes, ...this.ledger.take(whose, changes)]),
      });
    }
    for (const whose of ['workbench', 'all'] as const) this.prove(whose);
    return { worlds: [...followed, ...this.worlds], closed: null };
  }

  dispose(): void {
    this.program.dispose();
  }

  /** The table's part of a world that begins in a smaller one: at best hidden figures go up in it as well. */
  private follow({ whose, changes }: World): Float64Array | null {
    if (this.table.axes.length > 2) return this.program.solve(this.ledger.request(whose, changes, 0));
    const wishing = this.ledger.request(whose, changes, 1);
    for (const n of this.ledger.pending(whose)) {
      wishing.upPrice[n] = -WISHED;
      wishing.upMost[n] = 2 * this.threshold;
      wishing.downPrice[n] = 2 * WISHED;
    }
    return (
      this.program.solve(wishing) ??
      this.program.solve(this.ledger.request(whose, changes, 1)) ??
      this.program.solve(this.ledger.request(whose, changes, 0))
    );
  }

  private prove(whose: Whose): void {
    for (let round = 0; round < ROUNDS; round++) this.proveTogether(whose, round, 1);
    for (let round = 0; round < ROUNDS; round++) this.proveTogether(whose, round, 0);
    // Of three dimensions nothing is said of what has not the room by then.
    if (this.table.axes.length > 2) return;
    let alone = 0;
    for (const n of this.ledger.pending(whose)) {
      if (this.ledger.isPending(whose, n) && alone++ < MOST_PROVED_ALONE) this.proveAlone(whose, n);
    }
    // What had to be hidden for those is proved last.
    for (const n of this.ledger.pending(whose)) {
      if (this.ledger.isPending(whose, n) && alone++ < MOST_PROVED_ALONE) this.proveAlone(whose, n);
    }
  }

  /**
   * Moves as many hidden figures as can be by nothing but hidden ones: some up, others down.
   * @param least what is left at least of those that go down; nothing is said of one that is none in some world
   */
  private proveTogether(whose: Whose, round: number, least: number): void {
    const pending = this.ledger.pending(whose);
    if (pending.length === 0) return;
    const request = this.ledger.request(whose, new Map(), 1);
    this.ledger.cells.forEach((_, n) => {
      if (this.ledger.hidden[n]) return;
      request.upMost[n] = 0;
      request.downMost[n] = 0;
    });
    for (const n of pending) {
      const sum = (this.ledger.places[n] ?? []).reduce(
        (total, index) => total + (round < 2 ? index : index >> 1),
        0,
      );
      const position = this.ledger.cells[n] ?? 0;
      if (sum % 2 === round % 2) this.wish(request, n, true, 1);
      else if (least > 0) this.wish(request, n, false, 1);
      else request.downMost[n] = this.ledger.depth(whose, position, 0);
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
    const margins = this.ledger.margins[n] ?? [];
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
    const request = this.ledger.request(whose, within?.changes ?? new Map(), 1);
    for (const other of this.ledger.pending(whose)) {
      request.downMost[other] = this.ledger.depth(whose, this.ledger.cells[other] ?? 0, 0);
    }
    const want =
      this.threshold + (up ? (this.ledger.low[whose][n] ?? 0) : -(this.ledger.high[whose][n] ?? 0));
    if (up) {
      request.upPrice[n] = -DEAR;
      request.upMost[n] = want;
      request.downMost[n] = 0;
    } else {
      request.downPrice[n] = -DEAR;
      request.downMost[n] = Math.min(want, this.ledger.depth(whose, this.ledger.cells[n] ?? 0, 0));
      request.upMost[n] = 0;
    }
    const changes = this.program.solve(request);
    const gained = changes?.[n] ?? 0;
    const isFurther = up
      ? gained > (this.ledger.high[whose][n] ?? 0)
      : gained < (this.ledger.low[whose][n] ?? 0);
    if (changes && isFurther) this.keep(whose, changes, within);
    return !this.ledger.isPending(whose, n);
  }

  private keep(whose: Whose, changes: Float64Array, within?: World): void {
    const found = this.ledger.take(whose, changes);
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
