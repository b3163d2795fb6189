/** Which chart a table has: bars for one dimension, small bars for two, lines over years. Pure. */
import { coordinatesOf, mainValues, type ChartFigures, type ChartValue } from './chart-figures';
import { barPanel, MOST_BARS_A_PANEL } from './chart-bars';
import { linePanel } from './chart-lines';
import type { Weakness } from '../coding/reliability-queries';
import type { Drawing } from './chart-drawing';
import type { Figure } from './aggregates-protection';
import { dimension, NOT_STATED, type Dimension } from './dimensions';

/** views/components/bar-chart */
export interface BarChart {
  id: string;
  title: string;
  description?: string;
  bars: { label: string; value: Figure; href?: string; weak?: true; why?: Weakness; grows?: true }[];
  unit: string;
  hiddenText: string;
}

/** One of several small charts with one scale. */
export interface Panel {
  title: string;
  weak: boolean;
  /** Part of its reviews is missing until they are coded again. */
  undecided: boolean;
  drawing: Drawing;
}

/** views/components/chart */
export type Chart =
  | { kind: 'bars'; bars: BarChart; hidden: boolean; growing: Growing }
  | {
      kind: 'panels';
      id: string;
      title: string;
      description?: string;
      panels: Panel[];
      hidden: boolean;
      growing: Growing;
    };

/** How figures that may still grow are marked in it, for its key; null where none is. */
type Growing = 'sign' | 'dot' | null;

const MOST_BARS = 40;
const MOST_PANELS = 16;
const HIDDEN_TEXT = 'hidden';

/**
 * The chart of a table, or null when there is nothing that a picture would make plainer.
 *
 *     chartOf({ by: table.by, values, figureAt: figuresAmong(table.by, table.rows), weak })
 *
 * @param id begins the ids of its parts; one for each chart of a page
 */
export function chartOf(figures: ChartFigures, id = 'chart'): Chart | null {
  const { by } = figures;
  if (by.includes('year')) {
    const other = by.find((name) => name !== 'year');
    // Where each line would be hidden or nothing, that of all reviews may not be.
    const lines = linesOverYears(figures, other, id) ?? linesOverYears(figures, undefined, id);
    if (lines) return lines;
  }
  const [first, second] = by;
  if (first === undefined) return null;
  const small = second === undefined ? null : smallBars(figures, first, second, id);
  return small ?? bars(figures, first, id);
}

/** The totals of the first dimension. */
function bars(figures: ChartFigures, first: Dimension, id: string): Chart | null {
  const { by, weak, behind, mayGrow, figureAt } = figures;
  const all = figures.values[first] ?? [];
  const shown = mainValues(all);
  if (shown.length === 0 || shown.length > MOST_BARS) return null;
  const drawn = shown.map(({ code, text }) => {
    const at = coordinatesOf(by, { [first]: code });
    const value = figureAt(at);
    const href = behind?.(at);
    return {
      label: text,
      value,
      ...(href === undefined ? {} : { href }),
      ...(value !== 'x' && mayGrow?.(at) ? { grows: true as const } : {}),
      ...(first === 'category' && weak?.has(code) ? { weak: true as const, ...whyOf(figures, code) } : {}),
    };
  });
  if (!drawn.some(({ value }) => isSomething(value))) return null;
  return {
    kind: 'bars',
    bars: {
      id,
      title: `Reviews by ${dimension(first).label}`,
      ...descriptionOf(shown.length < all.length && first === 'category' ? [MAIN_ONLY] : []),
      bars: drawn,
      unit: 'reviews',
      hiddenText: HIDDEN_TEXT,
    },
    hidden: drawn.some(({ value }) => value === 'c'),
    growing: drawn.some(({ grows }) => grows) ? 'sign' : null,
  };
}

/** A panel of bars for each value of the first dimension; a third is summed. */
function smallBars(figures: ChartFigures, first: Dimension, second: Dimension, id: string): Chart | null {
  const { by, weak, behind, mayGrow, figureAt } = figures;
  const rows = figures.values[first] ?? [];
  const columns = figures.values[second] ?? [];
  const panels = mainValues(rows);
  const inside = mainValues(columns);
  if (inside.length === 0 || inside.length > MOST_BARS_A_PANEL || panels.length > MOST_PANELS) return null;
  const read = panels.map((panel) => ({
    panel,
    bars: inside.map((bar) => {
      const at = coordinatesOf(by, { [first]: panel.code, [second]: bar.code });
      return { text: bar.text, figure: figureAt(at), href: behind?.(at), grows: mayGrow?.(at) };
    }),
  }));
  const all = read.flatMap((one) => one.bars.map(({ figure }) => figure));
  if (!all.some(isSomething)) return null;
  const greatest = greatestOf(all);
  return {
    kind: 'panels',
    id,
    title: `Reviews by ${dimension(first).label} and ${dimension(second).label}`,
    ...descriptionOf([
      ...(panels.length < rows.length || inside.length < columns.length ? [MAIN_ONLY] : []),
      'Every picture has the same scale.',
    ]),
    panels: read.map((one, k) => ({
      ...headOf(figures, first, one.panel),
      weak: isMarked(first, one.panel, weak),
      drawing: barPanel(`${id}-${k + 1}`, one.panel.text, one.bars, greatest),
    })),
    hidden: all.includes('c'),
    growing: read.some((one) => one.bars.some(({ grows }) => grows)) ? 'sign' : null,
  };
}

/** A panel with a line for each value of another dimension, or one of all reviews; what is not named is summed. */
function linesOverYears(figures: ChartFigures, other: Dimension | undefined, id: string): Chart | null {
  const { by, weak, behind, mayGrow, figureAt } = figures;
  const years = (figures.values.year ?? []).filter(({ code }) => code !== NOT_STATED);
  if (years.length < 2) return null;
  const rows: readonly ChartValue[] = other
    ? (figures.values[other] ?? [])
    : [{ code: '', text: 'All reviews' }];
  const panels = mainValues(rows);
  if (panels.length === 0 || panels.length > MOST_PANELS) return null;
  const read = panels.map((panel) => ({
    panel,
    points: years.map(({ code }) => {
      const at = coordinatesOf(by, { year: code, ...(other ? { [other]: panel.code } : {}) });
      return { year: Number(code), figure: figureAt(at), href: behind?.(at), grows: mayGrow?.(at) };
    }),
  }));
  const all = read.flatMap((one) => one.points.map(({ figure }) => figure));
  if (!all.some(isSomething)) return null;
  const greatest = greatestOf(all);
  return {
    kind: 'panels',
    id,
    title: `Reviews by year${other ? ` and ${dimension(other).label}` : ''}`,
    ...descriptionOf([
      ...(panels.length < rows.length ? [MAIN_ONLY] : []),
      ...(panels.length > 1 ? ['Every picture has the same scale.'] : []),
      'A line stops at a year that is hidden. Reviews without a year are in the table only.',
    ]),
    panels: read.map((one, k) => ({
      ...(other ? headOf(figures, other, one.panel) : { title: one.panel.text, undecided: false }),
      weak: other !== undefined && isMarked(other, one.panel, weak),
      drawing: linePanel(`${id}-${k + 1}`, one.panel.text, one.points, greatest),
    })),
    hidden: all.includes('c'),
    growing: read.some((one) => one.points.some(({ grows }) => grows)) ? 'dot' : null,
  };
}

const MAIN_ONLY = 'Main categories. A review may be in several.';

function descriptionOf(sentences: readonly string[]): { description?: string } {
  return sentences.length > 0 ? { description: sentences.join(' ') } : {};
}

function headOf(
  { undecided }: ChartFigures,
  name: Dimension,
  { code, text }: ChartValue,
): { title: string; undecided: boolean } {
  return { title: text, undecided: name === 'category' && (undecided?.has(code) ?? false) };
}

function whyOf({ why }: ChartFigures, code: string): { why?: Weakness } {
  const said = why?.get(code);
  return said === undefined ? {} : { why: said };
}

function isMarked(name: Dimension, { code }: ChartValue, weak: ReadonlySet<string> | undefined): boolean {
  return name === 'category' && (weak?.has(code) ?? false);
}

/** Whether there is a size to see: a picture of hidden figures and zeros would show nothing that the table does not. */
function isSomething(figure: Figure): boolean {
  return typeof figure === 'number' && figure > 0;
}

function greatestOf(figures: readonly Figure[]): number {
  return Math.max(1, ...figures.filter((figure) => typeof figure === 'number'));
}
