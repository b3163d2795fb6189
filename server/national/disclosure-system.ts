/**
 * A published set of figures as an outsider sees it: figures, and what is known to hold between them.
 *
 * Rule: shared/domain/METHOD.md section 8 (small counts are `c`, and no `c` can be worked out).
 */

/** One figure. `value` is a count of reviews, a whole number from 0; `weight` is what hiding it costs (default by size). */
export interface FigureCell {
  id: string;
  value: number;
  weight?: number;
  /** Hidden from the start, whatever its size; a zero is shown all the same, unless `least` is given. */
  hidden?: boolean;
  /** Known already, so that it can be neither hidden nor moved. */
  fixed?: boolean;
  /**
   * What an outsider knows a hidden figure to be at least. By default 1, as a zero is always shown; when it is
   * given, a zero may be hidden too, and needs no proof: it tells of nobody.
   */
  least?: number;
  /** The id of a figure that it is printed with: where one of those printed together is hidden, so are all. */
  with?: string;
  /** It needs no proof of its own: that of the figure with which it is printed is one. */
  proved?: boolean;
}

/** `total` is the sum of `parts`: holds where each review is counted in one part only. */
export interface SumRelation {
  total: string;
  parts: readonly string[];
}

/**
 * `whole` is at least each of `parts`: distinct reviews, where a review may be counted in several parts.
 * `exhaustive`: each review of the whole is in at least one part, so `whole` is at most the sum of `parts`.
 */
export interface CoverRelation {
  whole: string;
  parts: readonly string[];
  exhaustive?: boolean;
}

/** The sum of `more` is the sum of `less` (`equal`), or at least that. */
export interface LinearRelation {
  more: readonly string[];
  less: readonly string[];
  equal: boolean;
}

export interface FigureSystem {
  cells: readonly FigureCell[];
  sums: readonly SumRelation[];
  covers: readonly CoverRelation[];
  /** Relations of any other form. */
  others?: readonly LinearRelation[];
}

/** Figures that contradict each other, or that no hiding can protect. The message names the figure. */
export class DisclosureError extends Error {
  override name = 'DisclosureError';
}

/** One relation by index: the sum of `signs[n]` times cell `cells[n]` is 0 (`equal`), or not below 0. */
export interface Relation {
  cells: readonly number[];
  signs: readonly number[];
  equal: boolean;
}

/** A system by index, for the search. `relationsOf[n]` lists the relations that cell n takes part in. */
export interface IndexedSystem {
  ids: readonly string[];
  values: Float64Array;
  weights: Float64Array;
  /** Cells hidden from the start for another reason than their size. */
  hidden: readonly number[];
  /** The least that each cell can be once it is hidden. */
  least: Float64Array;
  /** Whether a cell can be hidden at all: a zero that is always shown cannot. */
  hideable: Uint8Array;
  /** Whether a cell must be proved once it is hidden. */
  sensitive: Uint8Array;
  /** The cells that are printed with it, itself left out. */
  twins: readonly (readonly number[])[];
  relations: readonly Relation[];
  relationsOf: readonly (readonly number[])[];
}

/** Hiding a large figure loses more than hiding a small one, but ten times the size is not ten times the loss. */
export function weightOf(value: number, summedDimensions = 0): number {
  return (1 + 0.2 * Math.log(Math.max(1, value))) * 2.5 ** summedDimensions;
}

/**
 * Numbers the cells and relations of a system and checks that the figures satisfy their relations.
 *
 * @throws DisclosureError on a value that is not a whole number from 0, an id that is unknown or used twice,
 * or a relation that the figures break.
 */
export function indexSystem(system: FigureSystem): IndexedSystem {
  const indexes = new Map<string, number>();
  const values = new Float64Array(system.cells.length);
  const weights = new Float64Array(system.cells.length);
  system.cells.forEach((cell, index) => {
    if (indexes.has(cell.id)) throw new DisclosureError(`the figure ${cell.id} is given twice`);
    if (!Number.isSafeInteger(cell.value) || cell.value < 0) {
      throw new DisclosureError(`the figure ${cell.id} is ${cell.value}, not a whole number from 0`);
    }
    indexes.set(cell.id, index);
    values[index] = cell.value;
    weights[index] = cell.weight ?? weightOf(cell.value);
  });
  const find = (id: string): number => {
    const index = indexes.get(id);
    if (index === undefined)
      throw new DisclosureError(`a relation names the figure ${id}, which is not given`);
    return index;
  };
  const relations: Relation[] = [];
  for (const { total, parts } of system.sums) {
    const whole = find(total);
    relations.push({ cells: [...parts.map(find), whole], signs: [...parts.map(() => 1), -1], equal: true });
  }
  for (const { whole, parts, exhaustive } of system.covers) {
    const top = find(whole);
    const below = parts.map(find);
    for (const part of below) relations.push({ cells: [top, part], signs: [1, -1], equal: false });
    if (exhaustive) {
      relations.push({ cells: [...below, top], signs: [...below.map(() => 1), -1], equal: false });
    }
  }
  for (const { more, less, equal } of system.others ?? []) {
    relations.push({
      cells: [...more, ...less].map(find),
      signs: [...more.map(() => 1), ...less.map(() => -1)],
      equal,
    });
  }
  const hidden = system.cells.flatMap((cell, index) =>
    cell.hidden && (cell.value > 0 || cell.least !== undefined) ? [index] : [],
  );
  const ids = system.cells.map((cell) => cell.id);
  return {
    ...linkRelations(ids, values, weights, relations),
    hidden,
    least: Float64Array.from(system.cells, ({ least }) => least ?? 1),
    hideable: Uint8Array.from(system.cells, ({ value, least, fixed }) =>
      Number(!fixed && (value > 0 || least !== undefined)),
    ),
    sensitive: Uint8Array.from(system.cells, ({ value, proved }) => Number(value > 0 && !proved)),
    twins: twinsOf(system.cells, find),
  };
}

/** Printed with the same figure is printed together. */
function twinsOf(cells: readonly FigureCell[], find: (id: string) => number): number[][] {
  const groups = cells.map((_, index) => [index]);
  cells.forEach((cell, index) => {
    if (cell.with === undefined) return;
    const [own, other] = [groups[index]!, groups[find(cell.with)]!];
    if (own === other) return;
    for (const one of other) groups[one] = own;
    own.push(...other);
  });
  return groups.map((group, index) => group.filter((one) => one !== index));
}

function linkRelations(
  ids: readonly string[],
  values: Float64Array,
  weights: Float64Array,
  relations: readonly Relation[],
): Pick<IndexedSystem, 'ids' | 'values' | 'weights' | 'relations' | 'relationsOf'> {
  const relationsOf: number[][] = ids.map(() => []);
  relations.forEach((relation, index) => {
    if (new Set(relation.cells).size !== relation.cells.length) {
      throw new DisclosureError(
        `a relation names one figure twice: ${relation.cells.map((c) => ids[c]).join(', ')}`,
      );
    }
    if (!holds(relation, values)) {
      throw new DisclosureError(`these figures contradict: ${relation.cells.map((c) => ids[c]).join(', ')}`);
    }
    for (const cell of relation.cells) relationsOf[cell]!.push(index);
  });
  return { ids, values, weights, relations, relationsOf };
}

/** Whether the figures `values` (one per cell) satisfy the relation. */
export function holds(relation: Relation, values: Float64Array): boolean {
  let sum = 0;
  for (let n = 0; n < relation.cells.length; n++) sum += relation.signs[n]! * values[relation.cells[n]!]!;
  return relation.equal ? sum === 0 : sum >= 0;
}
