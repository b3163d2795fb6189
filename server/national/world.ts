/** What a world is (see worlds), and the sizes that its figures are judged by. */
import type { Whose } from './world-program';

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

/** A change smaller than this is the rounding of the solver. */
export const ROUNDING = 1e-6;

export const isSmall = (figure: number, threshold: number): boolean => figure > 0 && figure <= threshold;

/** Positions that some world changes. */
export function movedIn(worlds: readonly World[]): Set<number> {
  return new Set(worlds.flatMap(({ changes }) => [...changes.keys()]));
}
