/** What a release says, for its public page and for those who decide on it. Pure. */
import { count, longDate } from '../http/dates';
import { ALL } from './disclosure-control';
import type { Dimension } from './dimensions';
import { hiddenMeans, type Setting } from './figures-files';
import { textsOf } from './release-csv';
import type { ReleasedTable, ReleaseFigures } from './release-figures';
import type { Correction, FileRow } from './release-queries';
import { columnHead, tableName } from './release-settings';
import { citation, LICENCE, settingsOfRelease } from './release-words';

type Figure = number | 'c';

export interface ReleaseTableModel {
  id: string;
  caption: string;
  corner: string;
  head: string[];
  rows: { text: string; level: number; total: boolean; weak: boolean; cells: Figure[] }[];
}

export interface ReleasePart {
  id: string;
  title: string;
  /** Bars of the totals of one dimension. */
  bars: null | {
    id: string;
    title: string;
    description?: string;
    bars: { label: string; value: Figure }[];
    unit: string;
    hiddenText: string;
  };
  /** The whole table first; of a third dimension, one for each value after it. */
  table: ReleaseTableModel;
  further: ReleaseTableModel[];
  file: { text: string; href: string };
}

/** views/national/release-body */
export interface ReleaseBody {
  caution: string;
  hiddenMeans: string;
  hiddenText: string;
  settings: { key: { text: string }; value: { text: string } }[];
  contents: { text: string; href: string }[];
  parts: ReleasePart[];
  /** Which categories occur together; null when it was not asked for. */
  map: null | {
    table: ReleaseTableModel;
    keys: { code: string; text: string }[];
    file: { text: string; href: string };
  };
  /** Whether some category of the page is marked. */
  weak: boolean;
  reliability: null | { table: ReliabilityRow[]; whole: string };
  undecided: { text: string; value: Figure }[];
  crosswalk: { title: string; rows: { from: string; change: string; to: string }[] }[];
  cite: string;
  licence: { text: string; href: string };
  files: { name: string; what: string; href: string; size: string; sha256: string }[];
  sha256: string;
}

interface ReliabilityRow {
  text: string;
  weak: boolean;
  alpha: string;
  interval: string;
  units: number;
}

const HIDDEN_TEXT = 'hidden';
const MOST_BARS = 40;

/**
 * The body of a release's page.
 * @param base the address under which its files are
 */
export function releaseBody(
  figures: ReleaseFigures,
  files: readonly FileRow[],
  base: string,
  publicUrl: string,
): ReleaseBody {
  const weak = new Set(figures.reliability.filter((one) => one.weak).map(({ category }) => category));
  const pictured = new Set<Dimension>();
  const parts = figures.tables.map((table) => partOf(figures, table, weak, pictured, base));
  const map = mapOf(figures, weak, base);
  return {
    caution: figures.caution,
    hiddenMeans: hiddenMeans(figures.threshold),
    hiddenText: HIDDEN_TEXT,
    settings: settingsOfRelease(figures)
      .filter(({ name }) => !LEFT_OUT.has(name))
      .map(({ name, text }: Setting) => ({ key: { text: name }, value: { text } })),
    contents: [
      ...parts.map(({ id, title }) => ({ text: title, href: `#${id}` })),
      ...(map ? [{ text: 'What occurs together', href: '#together' }] : []),
      { text: 'How reliable the coding is', href: '#reliability' },
      ...(figures.crosswalk.length > 0 || figures.undecided.length > 0
        ? [{ text: 'Older editions of the typology', href: '#editions' }]
        : []),
      { text: 'Files, and how to cite them', href: '#files' },
    ],
    parts,
    map,
    weak: weak.size > 0,
    reliability: reliabilityOf(figures),
    undecided: figures.undecided.map(({ category, reviews }) => ({ text: category, value: reviews })),
    crosswalk: figures.crosswalk.map(({ from_edition, to_edition, steps }) => ({
      title: `From edition ${from_edition} to edition ${to_edition}`,
      rows: steps.map(({ from, change, to }) => ({
        from,
        change: CHANGES[change] ?? change,
        to: to.join(', '),
      })),
    })),
    cite: citation(figures, publicUrl),
    licence: { text: LICENCE.title, href: LICENCE.path },
    files: files.map(({ name, what, bytes, sha256 }) => ({
      name,
      what,
      href: `${base}/files/${name}`,
      size: size(bytes),
      sha256,
    })),
    sha256: files.find(({ name }) => name === 'figures.json')?.sha256 ?? '',
  };
}

/** Said on the page in other places. */
const LEFT_OUT = new Set(['Release', 'Caution', 'Hidden figures']);

const CHANGES: Record<string, string> = {
  same: 'the same',
  renamed: 'renamed',
  moved: 'moved',
  merged_into: 'merged into',
  split_into: 'split into',
  retired: 'retired',
};

function partOf(
  figures: ReleaseFigures,
  table: ReleasedTable,
  weak: ReadonlySet<string>,
  pictured: Set<Dimension>,
  base: string,
): ReleasePart {
  const name = tableName(table.by);
  const at = figuresByPlace(table);
  const third = table.by[2];
  const thirdTexts = third ? [...textsOf(figures, third)].filter(([code]) => code !== ALL) : [];
  return {
    id: name,
    title: table.title,
    bars: barsOf(figures, table, at, pictured),
    table: tableOf(figures, table, at, weak, null),
    further: thirdTexts.map((value) => tableOf(figures, table, at, weak, value)),
    file: { text: `${name}.csv`, href: `${base}/files/${name}.csv` },
  };
}

const place = (labels: readonly string[]): string => JSON.stringify(labels);

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
  const columns = second ? [...textsOf(figures, second)] : [];
  const end = third ? [held?.[0] ?? ALL] : [];
  const cells = (row: string): Figure[] =>
    (second ? columns.map(([code]) => [row, code, ...end]) : [[row]]).map(
      (labels) => at.get(place(labels)) ?? 0,
    );
  const parents = parentsOf(figures, first);
  return {
    id: `${tableName(by)}-${held ? held[0].replace(/\W+/g, '-') : 'figures'}`,
    caption: held ? `${title}: ${held[1]}` : title,
    corner: columnHead(first),
    head: second ? columns.map(([, text]) => text) : ['Reviews'],
    rows: [...textsOf(figures, first)].map(([code, text]) => ({
      text,
      level: parents.get(code) ? 1 : 0,
      total: code === ALL,
      weak: first === 'category' && weak.has(code),
      cells: cells(code),
    })),
  };
}

function parentsOf(figures: ReleaseFigures, name: Dimension): Map<string, string | null> {
  const values = figures.dimensions.find((one) => one.name === name)?.values ?? [];
  return new Map(values.map(({ code, parent }) => [code, parent ?? null]));
}

/** The totals of the first dimension of a table that no table before has shown as bars; of categories, the main ones. */
function barsOf(
  figures: ReleaseFigures,
  { by }: ReleasedTable,
  at: ReadonlyMap<string, Figure>,
  pictured: Set<Dimension>,
): ReleasePart['bars'] {
  const shown = by.find((name) => !pictured.has(name));
  if (shown === undefined) return null;
  const parents = parentsOf(figures, shown);
  const values = [...textsOf(figures, shown)].filter(([code]) => code !== ALL && !parents.get(code));
  if (values.length === 0 || values.length > MOST_BARS) return null;
  pictured.add(shown);
  return {
    id: `${tableName(by)}-bars`,
    title: `Reviews by ${columnHead(shown).toLowerCase()}`,
    ...(shown === 'category' ? { description: 'Main categories. A review may be in several.' } : {}),
    bars: values.map(([code, text]) => ({
      label: text,
      value: at.get(place(by.map((name) => (name === shown ? code : ALL)))) ?? 0,
    })),
    unit: 'reviews',
    hiddenText: HIDDEN_TEXT,
  };
}

function mapOf(figures: ReleaseFigures, weak: ReadonlySet<string>, base: string): ReleaseBody['map'] {
  if (!figures.map) return null;
  const texts = textsOf(figures, 'category');
  const { categories, rows } = figures.map;
  const at = new Map(rows.map(({ one, other, reviews }) => [place([one, other].sort()), reviews]));
  return {
    table: {
      id: 'together-figures',
      caption: 'Reviews with both of two categories',
      corner: 'Category',
      head: categories,
      rows: categories.map((one) => ({
        text: `${one} ${texts.get(one) ?? ''}`,
        level: 0,
        total: false,
        weak: weak.has(one),
        cells: categories.map((other) => (one === other ? 0 : (at.get(place([one, other].sort())) ?? 0))),
      })),
    },
    keys: categories.map((code) => ({ code, text: texts.get(code) ?? code })),
    file: { text: 'occurring-together.csv', href: `${base}/files/occurring-together.csv` },
  };
}

function reliabilityOf(figures: ReleaseFigures): ReleaseBody['reliability'] {
  if (figures.reliability.length === 0) return null;
  const texts = textsOf(figures, 'category');
  const whole = figures.reliability.find(({ category }) => category === ALL);
  const shown = (value: number | null): string => (value === null ? 'none' : value.toFixed(3));
  return {
    whole: whole
      ? `Over the whole edition alpha is ${shown(whole.alpha)}, of ${count(whole.units, 'finding')} coded twice.`
      : '',
    table: figures.reliability
      .filter(({ category }) => category !== ALL)
      .map(({ category, alpha, low, high, units, weak }) => ({
        text: texts.get(category) ?? category,
        weak,
        alpha: shown(alpha),
        interval: low === null || high === null ? 'none' : `${low.toFixed(3)} to ${high.toFixed(3)}`,
        units,
      })),
  };
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${Math.round(bytes / 1000).toLocaleString('en-GB')} KB`;
}

/** views/national/release */
export interface ReleasePage {
  number: number;
  title: string;
  published: string;
  corrected: { number: number; href: string; date: string; what: string }[];
  corrects: { number: number; href: string; what: string } | null;
  body: ReleaseBody;
}

/** The public page of a release that is out. */
export function releasePage(
  figures: ReleaseFigures,
  release: { decided_at: Date | null; files: FileRow[]; corrections: Correction[] },
  publicUrl: string,
): ReleasePage {
  const base = `/releases/${figures.number}`;
  return {
    number: figures.number,
    title: figures.title,
    published: release.decided_at ? longDate(release.decided_at) : '',
    corrected: release.corrections.map(({ number, what_changed, decided_at }) => ({
      number,
      href: `/releases/${number}`,
      date: longDate(new Date(decided_at)),
      what: what_changed,
    })),
    corrects:
      figures.corrects === null
        ? null
        : { number: figures.corrects, href: `/releases/${figures.corrects}`, what: figures.what_changed },
    body: releaseBody(figures, release.files, base, publicUrl),
  };
}
