/**
 * Which figures to hide: first the small ones, then as few others as needed until every hidden figure is proved.
 *
 * The shape is that of Kelly, Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular
 * data" (Networks 22, 1992): one least-cost change of figures at a time, what it changes is hidden, then a
 * clean-up that shows again what turned out not to be needed. A `Mover` finds the changes.
 */
import type { IndexedSystem } from './disclosure-system';
import { WitnessLedger, type Move, type Mover, type Proof } from './disclosure-witness';

/** How many proofs the clean-up may try again: a bound on work, so that the result never depends on the clock. */
const CLEANUP_PROOFS = 4000;

/** Makes the mover for one search; it reads `ledger.hidden` as it changes. */
export type MoverFactory = (ledger: WitnessLedger) => Mover;

/**
 * Hides every figure from 1 to `threshold` and those that are hidden from the start, and further figures above 0
 * until each hidden figure has two witnesses at least `threshold` apart.
 *
 * Where the mover finds nothing, everything connected is hidden, which suffices unless something of it is fixed.
 *
 * @returns one flag per cell, 1 for hidden; every proof has been verified.
 */
export function searchHidden(system: IndexedSystem, threshold: number, makeMover: MoverFactory): Uint8Array {
  return searchOrGiveUp(system, threshold, makeMover, hideConnected)!;
}

/** Hides what is left to hide for a figure that the mover cannot protect, and returns it; or gives up. */
type LastResort = (ledger: WitnessLedger, mover: Mover, cell: number) => number[] | undefined;

/** As `searchHidden`, but undefined where the mover finds nothing, so that a better mover can be tried. */
export function searchOrGiveUp(
  system: IndexedSystem,
  threshold: number,
  makeMover: MoverFactory,
  lastResort: LastResort = () => undefined,
): Uint8Array | undefined {
  const ledger = new WitnessLedger(system, threshold);
  const mover = makeMover(ledger);
  const queue: number[] = [];
  const fromTheStart = new Set(system.hidden);
  system.values.forEach((value, cell) => {
    const isSmall = value >= 1 && value <= threshold && system.hideable[cell];
    if (!isSmall && !fromTheStart.has(cell)) return;
    queue.push(...ledger.hide(cell));
  });
  // The smallest are the hardest to protect; what is hidden for them often serves the others.
  queue.sort((a, b) => system.values[a]! - system.values[b]! || a - b);
  proveTogether(ledger, mover, queue);
  for (const cell of queue) proveFree(ledger, mover, cell);
  const causes = new Map<number, number>();
  for (let next = 0; next < queue.length; next++) {
    const cell = queue[next]!;
    const extras = provePaid(ledger, mover, cell, lastResort);
    if (!extras) return undefined;
    for (const extra of extras) {
      causes.set(extra, cell);
      queue.push(extra);
    }
  }
  showUnneeded(ledger, mover, causes);
  ledger.verify();
  return ledger.hidden;
}

/** Widens the intervals of many cells by hidden figures alone, as long as that gets on. */
function proveTogether(ledger: WitnessLedger, mover: Mover, cells: readonly number[]): void {
  if (!mover.together) return;
  let pending = cells.filter((cell) => ledger.missing(cell) > 0);
  for (let round = 0, idle = 0; idle < 3 && pending.length > 1; round++) {
    // Other halves of the cells go up in each round, and in the next the same go down.
    const up = (n: number): boolean => Boolean(((n >> ((round >> 1) % 5)) & 1) ^ (round & 1));
    const figures = mover.together(new Map(pending.map((cell, n) => [cell, up(n) ? 1 : -1])));
    if (figures) takeIn(ledger, figures);
    const left = pending.filter((cell) => ledger.missing(cell) > 0);
    idle = left.length < pending.length ? 0 : idle + 1;
    pending = left;
  }
}

/** Widens the interval of `cell` by hidden figures alone. Returns whether it is proved. */
function proveFree(ledger: WitnessLedger, mover: Mover, cell: number): boolean {
  for (const sign of [1, -1] as const) {
    if (ledger.missing(cell) === 0) return true;
    const figures = ledger.witnessAt(cell, sign);
    while (ledger.missing(cell) > 0) {
      const move = mover({ origin: figures, cell, sign, want: ledger.missing(cell), paid: false });
      if (!move) break;
      applyMove(ledger, figures, move);
      // One that solves goes as far as can be at once.
      if (mover.together) break;
    }
  }
  return ledger.missing(cell) === 0;
}

/** Widens the interval of `cell`, hiding more where needed. Returns what it hid, undefined when it gives up. */
function provePaid(
  ledger: WitnessLedger,
  mover: Mover,
  cell: number,
  lastResort: LastResort,
): number[] | undefined {
  const extras: number[] = [];
  while (!proveFree(ledger, mover, cell)) {
    const want = ledger.missing(cell);
    let best: Move | undefined;
    let from: Float64Array | undefined;
    for (const sign of [1, -1] as const) {
      const origin = ledger.witnessAt(cell, sign);
      if (sign < 0 && origin[cell]! - want < ledger.system.least[cell]!) continue;
      const move = mover({ origin, cell, sign, want, paid: true });
      if (!move || (best && best.price <= move.price)) continue;
      best = move;
      from = origin;
    }
    if (!best || !from) {
      const others = lastResort(ledger, mover, cell);
      return others && [...extras, ...others];
    }
    for (const moved of best.cells) extras.push(...ledger.hide(moved));
    applyMove(ledger, from, best);
  }
  return extras;
}

/**
 * Hides everything that hangs together with `cell`. It suffices where nothing of it is fixed: no relation has a constant
 * in it, so all these figures times any whole number satisfy every relation that the true ones do.
 */
function hideConnected(ledger: WitnessLedger, mover: Mover, cell: number): number[] {
  const { system, threshold } = ledger;
  const connected = new Set([cell]);
  for (const one of connected) {
    const beside = system.relationsOf[one]!.flatMap((relation) => system.relations[relation]!.cells);
    for (const other of [...beside, ...system.twins[one]!])
      if (system.values[other]! > 0) connected.add(other);
  }
  const loose = [...connected].filter((one) => system.hideable[one]);
  if (loose.length < connected.size) {
    const hidden = loose.flatMap((one) => ledger.hide(one));
    proveFree(ledger, mover, cell);
    return hidden;
  }
  const figures = Float64Array.from(system.values);
  for (const one of connected) figures[one]! *= threshold + 1;
  ledger.record(figures, connected);
  return [...connected].flatMap((one) => ledger.hide(one));
}

/** Changes `figures` by the move and takes the result in as a witness. */
function applyMove(ledger: WitnessLedger, figures: Float64Array, move: Move): void {
  move.cells.forEach((cell, n) => {
    figures[cell]! += move.steps[n]!;
  });
  takeIn(ledger, figures);
}

function takeIn(ledger: WitnessLedger, figures: Float64Array): void {
  const { values } = ledger.system;
  const touched: number[] = [];
  for (let cell = 0; cell < values.length; cell++) if (figures[cell] !== values[cell]) touched.push(cell);
  ledger.record(figures, touched);
}

/** Shows again, dearest first, each figure without which all the others can still be proved. */
function showUnneeded(ledger: WitnessLedger, mover: Mover, causes: ReadonlyMap<number, number>): void {
  const { weights } = ledger.system;
  const extras = [...causes.keys()].sort((a, b) => weights[b]! - weights[a]! || a - b);
  let proofs = 0;
  for (const extra of extras) {
    if (proofs > CLEANUP_PROOFS) return;
    const together = [extra, ...ledger.system.twins[extra]!];
    // Those that are printed together were hidden for one cause, and may have been shown again already.
    if (together.some((one) => !ledger.hidden[one] || isSmall(ledger, one))) continue;
    const before = new Map(together.flatMap((one) => [...ledger.restingOn(one)]));
    for (const one of together) {
      before.delete(one);
      ledger.hidden[one] = 0;
    }
    for (const one of together) ledger.forget(one, before.keys());
    // The figure for which this one was hidden is the likeliest to need it, so a vain try ends soonest there.
    const cause = causes.get(extra)!;
    const order = [...before.keys()].sort((a, b) => Number(b === cause) - Number(a === cause));
    const [first] = order;
    if (first !== undefined && proveFree(ledger, mover, first)) proveTogether(ledger, mover, order);
    const needless = order.every((cell) => {
      proofs++;
      return proveFree(ledger, mover, cell);
    });
    if (!needless) putBack(ledger, together, before);
  }
}

function isSmall({ system, threshold }: WitnessLedger, cell: number): boolean {
  return system.values[cell]! > 0 && system.values[cell]! <= threshold;
}

function putBack(
  ledger: WitnessLedger,
  together: readonly number[],
  before: ReadonlyMap<number, Proof>,
): void {
  for (const one of together) ledger.hidden[one] = 1;
  ledger.restore(before);
}
