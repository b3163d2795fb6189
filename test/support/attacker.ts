/**
 * An outsider who knows the printed tables and nothing else, and works out what each `c` can be.
 *
 * Shares no code with the protection it attacks: relations come from the printed rows alone.
 */
import loadHighs, { type Highs } from 'highs';

/** A printed table: labels and `reviews`, `(all)` for a summed dimension. */
export interface PrintedForAttack {
  by: readonly string[];
  rows: readonly { readonly [name: string]: unknown }[];
  /** Dimensions whose total is of distinct reviews, not a sum. */
  distinct?: readonly string[];
  /** Parent of a label, in a distinct dimension. */
  parents?: Readonly<Record<string, string | null>>;
  /** Whether each review of a distinct total is in at least one top label. */
  exhaustive?: boolean;
}

/** What an outsider can say of a hidden figure: it lies from `low` to `high` (Infinity: as high as one likes). */
export interface Bounds {
  figure: string;
  low: number;
  high: number;
}

/** `sum of signs times figures` is 0, or not below 0. */
interface Fact {
  terms: Map<string, number>;
  equal: boolean;
}

interface Knowledge {
  shown: Map<string, number>;
  hidden: string[];
  facts: Fact[];
}

const ALL = '(all)';
let solver: Promise<Highs> | undefined;

function identity(by: readonly string[], labels: readonly unknown[]): string {
  const named = by.map((name, k) => [name, String(labels[k])]).filter(([, label]) => label !== ALL);
  return JSON.stringify(named.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)));
}

/** Everything that the tables say, if they count the same reviews. Throws when they contradict each other. */
export function readPrint(tables: readonly PrintedForAttack[]): Knowledge {
  const shown = new Map<string, number>();
  const hidden = new Set<string>();
  const facts: Fact[] = [];
  for (const table of tables) {
    const { by, rows } = table;
    for (const row of rows) {
      const id = identity(
        by,
        by.map((name) => row[name]),
      );
      if (row.reviews === 'c') hidden.add(id);
      else if ((shown.get(id) ?? row.reviews) !== row.reviews) throw new Error(`two figures for ${id}`);
      else shown.set(id, row.reviews as number);
    }
    facts.push(...factsOf(table));
  }
  for (const id of hidden)
    if (shown.has(id)) throw new Error(`${id} is hidden in one table and shown in another`);
  return { shown, hidden: [...hidden], facts };
}

function factsOf({ by, rows, distinct = [], parents = {}, exhaustive = true }: PrintedForAttack): Fact[] {
  const facts: Fact[] = [];
  by.forEach((name, k) => {
    const labels = [...new Set(rows.map((row) => String(row[name])))].filter((label) => label !== ALL);
    for (const row of rows) {
      const own = String(row[name]);
      const idWith = (label: string): string =>
        identity(
          by,
          by.map((other, at) => (at === k ? label : row[other])),
        );
      if (own === ALL && !distinct.includes(name)) {
        facts.push({
          terms: new Map([...labels.map((l) => [idWith(l), 1] as const), [idWith(ALL), -1]]),
          equal: true,
        });
      }
      if (!distinct.includes(name)) continue;
      const below = labels.filter((label) => (parents[label] ?? ALL) === own);
      for (const label of below)
        facts.push({
          terms: new Map([
            [idWith(own), 1],
            [idWith(label), -1],
          ]),
          equal: false,
        });
      if (own === ALL && exhaustive) {
        facts.push({
          terms: new Map([...below.map((l) => [idWith(l), 1] as const), [idWith(ALL), -1]]),
          equal: false,
        });
      }
    }
  });
  return facts;
}

/** Exact bounds by trying every possibility up to `most` for each hidden figure: for tiny tables only. */
export function boundsByTrying(tables: readonly PrintedForAttack[], most: number): Bounds[] {
  const { shown, hidden, facts } = readPrint(tables);
  const seen = hidden.map((figure) => ({ figure, low: Infinity, high: -Infinity }));
  const figures = new Map(shown);
  const ready = hidden.map((_, n) =>
    facts.filter(({ terms }) => {
      const last = Math.max(...[...terms.keys()].map((id) => hidden.indexOf(id)));
      return last === n;
    }),
  );
  const attempt = (n: number): void => {
    if (n === hidden.length) {
      seen.forEach((bounds) => {
        bounds.low = Math.min(bounds.low, figures.get(bounds.figure)!);
        bounds.high = Math.max(bounds.high, figures.get(bounds.figure)!);
      });
      return;
    }
    for (let value = 1; value <= most; value++) {
      figures.set(hidden[n]!, value);
      if (ready[n]!.every((fact) => isTrue(fact, figures))) attempt(n + 1);
    }
  };
  attempt(0);
  return seen;
}

function isTrue({ terms, equal }: Fact, figures: ReadonlyMap<string, number>): boolean {
  let sum = 0;
  for (const [id, sign] of terms) sum += sign * figures.get(id)!;
  return equal ? sum === 0 : sum >= 0;
}

/**
 * Bounds by integer programming. With `enough`, a figure is followed upwards no further than `enough` above its
 * low end, which is all that is needed to judge its width.
 */
export async function boundsBySolver(tables: readonly PrintedForAttack[], enough: number): Promise<Bounds[]> {
  const { shown, hidden, facts } = readPrint(tables);
  const highs = await (solver ??= loadHighs());
  const columns = new Map(hidden.map((id, n) => [id, n]));
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const least: number[] = [];
  const most: number[] = [];
  for (const { terms, equal } of facts) {
    const unknown = [...terms].filter(([id]) => columns.has(id));
    if (unknown.length === 0) continue;
    const known = [...terms].reduce((sum, [id, sign]) => sum + sign * (shown.get(id) ?? 0), 0);
    for (const [id, sign] of unknown) {
      indices.push(columns.get(id)!);
      values.push(sign);
    }
    starts.push(indices.length);
    least.push(-known);
    most.push(equal ? -known : highs.infinity);
  }
  const numCols = hidden.length;
  const numRows = least.length;
  const matrix = { format: 'csr', numRows, numCols, starts, indices, values } as const;
  const colUpper = new Float64Array(numCols).fill(highs.infinity);
  const data = {
    numCols,
    numRows,
    colCost: new Float64Array(numCols),
    colLower: colUpper.map(() => 1),
    colUpper,
  };
  const integrality = new Int32Array(numCols).fill(1);
  return highs.withModel({ ...data, rowLower: least, rowUpper: most, matrix, integrality }, (model) => {
    model.options.set({ output_flag: false, mip_rel_gap: 0 });
    const extreme = (column: number, sign: number): number => {
      model.changeColCost(column, sign);
      const { modelStatus } = model.run();
      if (modelStatus !== highs.constants.modelStatus.optimal) throw new Error(`status ${modelStatus}`);
      const reached = Math.round(model.getSolution().colValue[column]!);
      model.changeColCost(column, 0);
      return reached;
    };
    return hidden.map((figure, column) => {
      const low = extreme(column, 1);
      model.changeColBounds(column, 1, low + enough);
      const high = extreme(column, -1);
      model.changeColBounds(column, 1, highs.infinity);
      return { figure, low, high };
    });
  });
}
