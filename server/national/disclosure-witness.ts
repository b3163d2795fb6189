/**
 * Proof that hidden figures cannot be worked out.
 *
 * A witness is a set of whole-number figures that agrees with everything printed: shown figures unchanged,
 * relations kept, hidden figures at least 1 (a zero is always shown, so an outsider knows that). Two witnesses
 * that differ in a figure by the threshold prove that its feasible interval is at least that wide. This is the
 * protection of Fischetti and Salazar-González, "Models and algorithms for optimizing cell suppression in
 * tabular data with linear constraints" (JASA 95, 2000), with whole numbers in place of real ones.
 */
import { DisclosureError, holds, type IndexedSystem } from './disclosure-system';

/** A change of figures: cell `cells[n]` by `steps[n]`. `price` is the weight of shown figures that it would hide. */
export interface Move {
  cells: number[];
  steps: number[];
  price: number;
}

/**
 * What the search asks for: from the figures `origin`, change `cell` in the direction `sign` by 1 to `want`, keeping
 * all relations. Unless `paid`, hidden figures alone may change.
 */
export interface MoveRequest {
  origin: Float64Array;
  cell: number;
  sign: 1 | -1;
  want: number;
  paid: boolean;
}

/** Finds changes; `together` finds figures that take many hidden cells far from the truth at once, up or down. */
export type Mover = ((request: MoveRequest) => Move | undefined) & {
  together?: (directions: ReadonlyMap<number, 1 | -1>) => Float64Array | undefined;
};

/** What one side of an interval rests on: a witness as changes from the true figures; none is the truth itself. */
type Witness = ReadonlyMap<number, number> | undefined;

/** What one hidden figure's protection rests on, kept so that it can be put back. */
export interface Proof {
  low: number;
  high: number;
  lowWitness: Witness;
  highWitness: Witness;
}

/** Which figures are hidden, and the widest interval proved for each so far. */
export class WitnessLedger {
  readonly hidden: Uint8Array;
  private readonly proofs: Proof[];

  constructor(
    readonly system: IndexedSystem,
    readonly threshold: number,
  ) {
    this.hidden = new Uint8Array(system.ids.length);
    this.proofs = Array.from(system.values, (value) => ({
      low: value,
      high: value,
      lowWitness: undefined,
      highWitness: undefined,
    }));
  }

  /** Hides a figure and those that are printed with it. Returns what was not hidden before. */
  hide(cell: number): number[] {
    const together = [cell, ...this.system.twins[cell]!].filter((one) => !this.hidden[one]);
    for (const one of together) this.hidden[one] = 1;
    return together;
  }

  /** What is still missing from the interval of `cell`, 0 when it is proved or needs no proof. */
  missing(cell: number): number {
    if (!this.system.sensitive[cell]) return 0;
    const proof = this.proofs[cell]!;
    return Math.max(0, this.threshold - (proof.high - proof.low));
  }

  /** The figures of the witness at one end of the interval of `cell`, as a copy. */
  witnessAt(cell: number, sign: 1 | -1): Float64Array {
    const proof = this.proofs[cell]!;
    const figures = Float64Array.from(this.system.values);
    const witness = sign > 0 ? proof.highWitness : proof.lowWitness;
    for (const [moved, step] of witness ?? []) figures[moved]! += step;
    return figures;
  }

  /** Takes a witness in; `touched` are the cells in which `figures` may differ from the truth. */
  record(figures: Float64Array, touched: Iterable<number>): void {
    const { values } = this.system;
    const changes = new Map<number, number>();
    for (const cell of touched) {
      if (figures[cell] !== values[cell]) changes.set(cell, figures[cell]! - values[cell]!);
    }
    for (const [cell, change] of changes) {
      const proof = this.proofs[cell]!;
      const value = values[cell]! + change;
      if (value > proof.high) {
        proof.high = value;
        proof.highWitness = changes;
      } else if (value < proof.low) {
        proof.low = value;
        proof.lowWitness = changes;
      }
    }
  }

  /** The cells whose proof changes `cell`, with their proofs. */
  restingOn(cell: number): Map<number, Proof> {
    const resting = new Map<number, Proof>();
    this.proofs.forEach((proof, other) => {
      if (!this.hidden[other]) return;
      if (proof.lowWitness?.has(cell) || proof.highWitness?.has(cell)) resting.set(other, { ...proof });
    });
    return resting;
  }

  /** Drops the parts of the proofs of `cells` that change `cell`. */
  forget(cell: number, cells: Iterable<number>): void {
    for (const other of cells) {
      const proof = this.proofs[other]!;
      if (proof.lowWitness?.has(cell)) {
        proof.low = this.system.values[other]!;
        proof.lowWitness = undefined;
      }
      if (proof.highWitness?.has(cell)) {
        proof.high = this.system.values[other]!;
        proof.highWitness = undefined;
      }
    }
  }

  /** Puts proofs back as `restingOn` gave them. */
  restore(proofs: ReadonlyMap<number, Proof>): void {
    for (const [cell, proof] of proofs) this.proofs[cell] = { ...proof };
  }

  /**
   * Checks every proof from nothing but the system and the hidden set, trusting no earlier step.
   *
   * @throws DisclosureError naming the first figure whose protection is not proved.
   */
  verify(): void {
    const sound = new Map<Witness, boolean>();
    const isSound = (witness: Witness): boolean => {
      const known = sound.get(witness) ?? this.agreesWithPrint(witness);
      sound.set(witness, known);
      return known;
    };
    this.hidden.forEach((hidden, cell) => {
      if (!hidden || !this.system.sensitive[cell]) return;
      const { lowWitness, highWitness } = this.proofs[cell]!;
      const low = this.system.values[cell]! + (lowWitness?.get(cell) ?? 0);
      const high = this.system.values[cell]! + (highWitness?.get(cell) ?? 0);
      if (high - low < this.threshold || !isSound(lowWitness) || !isSound(highWitness)) {
        throw new DisclosureError(`the figure ${this.system.ids[cell]} cannot be protected`);
      }
    });
  }

  private agreesWithPrint(witness: Witness): boolean {
    const figures = Float64Array.from(this.system.values);
    const relations = new Set<number>();
    for (const [cell, step] of witness ?? []) {
      figures[cell]! += step;
      if (!this.hidden[cell] || !Number.isSafeInteger(figures[cell])) return false;
      if (figures[cell]! < this.system.least[cell]!) return false;
      for (const relation of this.system.relationsOf[cell]!) relations.add(relation);
    }
    return [...relations].every((relation) => holds(this.system.relations[relation]!, figures));
  }
}
