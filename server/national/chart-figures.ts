/** The figures that a chart is drawn from, however they came: an answer on the page, or a table of a release. Pure. */
import type { Weakness } from '../coding/reliability-queries';
import type { Figure } from './aggregates-protection';
import { ALL } from './disclosure-control';
import type { Dimension } from './dimensions';

/** A value of a dimension: its code, its words, for a category the one above. */
export interface ChartValue {
  code: string;
  text: string;
  parent?: string | null;
}

export interface ChartFigures {
  by: readonly Dimension[];
  values: Partial<Record<Dimension, readonly ChartValue[]>>;
  /** The figure for a label, or `(all)`, in each dimension of `by`. */
  figureAt(coordinates: readonly string[]): Figure;
  /** The address of the findings behind a figure, where they may be listed. */
  behind?(coordinates: readonly string[]): string | undefined;
  /** Categories whose coding is weak: their figures are marked. */
  weak?: ReadonlySet<string>;
  /** Why, where that is known. */
  why?: ReadonlyMap<string, Weakness>;
  /** Categories from which reviews are missing until they are coded again. */
  undecided?: ReadonlySet<string>;
  /** Whether a figure may still grow, when what is undecided is coded again: each is marked by itself. */
  mayGrow?(coordinates: readonly string[]): boolean;
}

/** Finds figures among rows that name their labels, `(all)` or nothing where summed. */
export function figuresAmong(
  by: readonly Dimension[],
  rows: readonly (Partial<Record<Dimension, string>> & { reviews: Figure })[],
): ChartFigures['figureAt'] {
  const place = (coordinates: readonly string[]): string => JSON.stringify(coordinates);
  const figures = new Map(rows.map((row) => [place(by.map((name) => row[name] ?? ALL)), row.reviews]));
  return (coordinates) => figures.get(place(coordinates)) ?? 'x';
}

/** The values that stand beside each other: of categories the main ones, since those below are counted in them. */
export function mainValues(values: readonly ChartValue[]): readonly ChartValue[] {
  return values.filter(({ parent }) => !parent || !values.some(({ code }) => code === parent));
}

/** The coordinates with labels in two dimensions and every other summed. */
export function coordinatesOf(
  by: readonly Dimension[],
  labels: Readonly<Partial<Record<Dimension, string>>>,
): string[] {
  return by.map((name) => labels[name] ?? ALL);
}
