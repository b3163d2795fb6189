/** The tables of a release with their pictures, as its page shows them. Pure. */
import { chartOf, type Chart } from './chart';
import { figuresAmong, type ChartValue } from './chart-figures';
import { ALL } from './disclosure-control';
import type { Drawing } from './chart-drawing';
import type { Dimension } from './dimensions';
import { gridDrawing } from './map-drawing';
import type { MapTable } from './map-pages';
import { textsOf } from './release-csv';
import type { ReleasedTable, ReleaseFigures } from './release-figures';
import { columnHead, tableName } from './release-settings';

export type Figure = number | 'c';

export interface ReleaseTableModel {
  id: string;
  caption: string;
  corner: string;
  /** The coding of the category that a third dimension is held at is weak. */
  weak: boolean;
  head: { text: string; weak: boolean }[];
  rows: { text: string; level: number; total: boolean; weak: boolean; cells: Figure[] }[];
}

export interface ReleasePart {
  id: string;
  title: string;
  chart: Chart | null;
  /** A table of one column leaves room for its picture beside it. */
  beside: boolean;
  /** The whole table first; of a third dimension, one for each value after it. */
  table: ReleaseTableModel;
  further: ReleaseTableModel[];
  file: { text: string; href: string };
}

/** Categories of the edition whose figures are read with care. */
export interface Marks {
  /** Their coding is weak. */
  weak: ReadonlySet<string>;
  /** Reviews are missing from them until they are coded again. */
  undecided: ReadonlySet<string>;
}

/** Which categories occur together: a grid of the main ones, and the table of all. */
export interface MapModel {
  drawing: Drawing | null;
  table: MapTable;
  /** A table of all categories is long: it is opened by who wants it. */
  folded: boolean;
  file: { text: string; href: string };
}

/** One table of a release with its picture. */
export function partOf(
  figures: ReleaseFigures,
  table: ReleasedTable,
  marks: Marks,
  base: string,
): ReleasePart {
  const name = tableName(table.by);
  const at = figuresByPlace(table);
  const third = table.by[2];
  const thirdTexts = third ? [...textsOf(figures, third)].filter(([code]) => code !== ALL) : [];
  return {
    id: name,
    title: table.title,
    chart: chartOf(
      {
        by: table.by,
        values: valuesOf(figures, table.by),
        figureAt: figuresAmong(table.by, table.rows),
        ...marks,
      },
      `${name}-picture`,
    ),
    beside: table.by.length === 1,
    table: tableOf(figures, table, at, marks.weak, null),
    further: thirdTexts.map((value) => tableOf(figures, table, at, marks.weak, value)),
    file: { text: `${name}.csv`, href: `${base}/files/${name}.csv` },
  };
}

const place = (labels: readonly string[]): string => JSON.stringify(labels);

function valuesOf(
  figures: ReleaseFigures,
  by: readonly Dimension[],
): Partial<Record<Dimension, ChartValue[]>> {
  return Object.fromEntries(
    by.map((name) => [name, figures.dimensions.find((one) => one.name === name)?.values ?? []]),
  );
}

function figuresByPlace({ by, rows }: ReleasedTable): Map<string, Figure> {
  return new Map(rows.map((row) => [place(by.map((name) => row[name] ?? ALL)), row.reviews]));
}

/** Rows are the first dimension, columns the second; a third is held at a value, or at all of them. */
function tableOf(
  figures: ReleaseFigures,
  { by, title }: ReleasedTable,
  at: ReadonlyMap<string, Figure>,
  weak: ReadonlySet<string>,
  held: readonly [string, string] | null,
): ReleaseTableModel {
  const [first, second, third] = by as [Dimension, Dimension | undefined, Dimension | undefined];
  // Some tables count the main categories alone.
  const counted = by.map(
    (_, k) => new Set([...at.keys()].map((labels) => (JSON.parse(labels) as string[])[k])),
  );
  const columns = second ? [...textsOf(figures, second)].filter(([code]) => counted[1]?.has(code)) : [];
  const end = third ? [held?.[0] ?? ALL] : [];
  const cells = (row: string): Figure[] =>
    (second ? columns.map(([code]) => [row, code, ...end]) : [[row]]).map(
      (labels) => at.get(place(labels)) ?? 0,
    );
  const parents = parentsOf(figures, first);
  const isWeak = (name: Dimension | undefined, code: string): boolean =>
    name === 'category' && weak.has(code);
  return {
    id: `${tableName(by)}-${held ? held[0].replace(/\W+/g, '-') : 'figures'}`,
    caption: held ? `${title}: ${held[1]}` : title,
    corner: columnHead(first),
    weak: held !== null && isWeak(third, held[0]),
    head: second
      ? columns.map(([code, text]) => ({ text, weak: isWeak(second, code) }))
      : [{ text: 'Reviews', weak: false }],
    rows: [...textsOf(figures, first)]
      .filter(([code]) => counted[0]?.has(code))
      .map(([code, text]) => ({
        text,
        level: parents.get(code) ? 1 : 0,
        total: code === ALL,
        weak: isWeak(first, code),
        cells: cells(code),
      })),
  };
}

function parentsOf(figures: ReleaseFigures, name: Dimension): Map<string, string | null> {
  const values = figures.dimensions.find((one) => one.name === name)?.values ?? [];
  return new Map(values.map(({ code, parent }) => [code, parent ?? null]));
}

const MOST_UNFOLDED = 12;

/** Which categories occur together; null when it was not asked for. */
export function mapOf(figures: ReleaseFigures, weak: ReadonlySet<string>, base: string): MapModel | null {
  if (!figures.map) return null;
  const texts = textsOf(figures, 'category');
  const parents = parentsOf(figures, 'category');
  const found = new Map(
    figures.map.rows.map(({ one, other, reviews }) => [place([one, other].sort()), reviews]),
  );
  const isWithin = (one: string, other: string): boolean => {
    for (let up = parents.get(one); up; up = parents.get(up)) if (up === other) return true;
    return false;
  };
  // A category with itself, or with one that it is within, is the figure of the lower one: it stands in its own table.
  const at = (one: string, other: string): Figure | null =>
    one === other || isWithin(one, other) || isWithin(other, one)
      ? null
      : (found.get(place([one, other].sort())) ?? 0);
  const heads = figures.map.categories.map((code) => ({
    code,
    text: texts.get(code) ?? code,
    weak: weak.has(code),
  }));
  const main = heads.filter(({ code }) => !parents.get(code));
  const figureOf = (r: number, c: number): { figure: Figure } | null => {
    const figure = at(main[r]?.code ?? '', main[c]?.code ?? '');
    return figure === null ? null : { figure };
  };
  return {
    drawing:
      main.length > 1
        ? gridDrawing('together-picture', 'Reviews with both of two main categories', main, figureOf)
        : null,
    table: {
      id: 'together-figures',
      caption: 'Reviews with both of two categories',
      head: heads,
      rows: heads.map((row) => ({
        ...row,
        cells: heads.map(({ code }) => ({ figure: at(row.code, code) ?? '', own: row.code === code })),
      })),
    },
    folded: heads.length > MOST_UNFOLDED,
    file: { text: 'occurring-together.csv', href: `${base}/files/occurring-together.csv` },
  };
}
