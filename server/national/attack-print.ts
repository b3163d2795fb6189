/**
 * What an outsider reads from a printed release: figures, hidden or shown, and what must hold between them.
 *
 * It knows the `release/1` file and METHOD section 8, and shares no code with the protection that it is set against.
 */

/** What of a release an outsider uses. */
export interface PrintedRelease {
  threshold: number;
  dimensions: readonly {
    name: string;
    additive: boolean;
    values: readonly { code: string; parent?: string | null }[];
  }[];
  tables: readonly PrintedTable[];
  map?: {
    categories: readonly string[];
    rows: readonly { one: string; other: string; reviews: unknown }[];
  } | null;
  undecided?: readonly {
    from_edition: string;
    category: string;
    reviews: unknown;
    by_year?: readonly { year: string; reviews: unknown }[];
  }[];
}

/** A printed table: labels and `reviews`, `(all)` for a summed dimension. */
export interface PrintedTable {
  by: readonly string[];
  rows: readonly { readonly [name: string]: unknown }[];
}

/** The sum of signs times figures is 0, or not below 0. */
export interface Fact {
  terms: ReadonlyMap<string, number>;
  equal: boolean;
}

export interface Knowledge {
  shown: Map<string, number>;
  hidden: string[];
  facts: Fact[];
  /** The least that each hidden figure can be, where that is not 1. */
  least: Map<string, number>;
}

/** The release contradicts itself, or is none. */
export class NoRelease extends Error {
  override name = 'NoRelease';
}

const ALL = '(all)';

/** What a figure counts, in one way of writing: `category "MGT" and region "London"`; `all` for the total of all. */
function naming(parts: readonly (readonly [string, unknown])[]): string {
  const words = parts
    .filter(([, label]) => label !== ALL)
    .map(([name, label]) => `${name} ${JSON.stringify(label)}`);
  return words.length === 0 ? 'all' : [...new Set(words)].sort().join(' and ');
}

/** All that the releases say together, if they count the same reviews. */
export function readReleases(releases: readonly PrintedRelease[]): Knowledge {
  const reader = new Reader();
  for (const release of releases) reader.read(release);
  return reader.knowledge();
}

class Reader {
  private readonly shown = new Map<string, number>();
  private readonly hidden = new Set<string>();
  private readonly facts = new Map<string, Fact>();
  private readonly least = new Map<string, number>();

  read(release: PrintedRelease): void {
    const categories = release.dimensions.find(({ name }) => name === 'category')?.values ?? [];
    const tree = new Tree(categories);
    for (const table of release.tables) this.readTable(table, release, tree);
    if (release.map) this.readMap(release.map, tree);
    for (const { from_edition, category, reviews, by_year } of release.undecided ?? []) {
      const whole = `undecided ${JSON.stringify(category)} of ${from_edition}`;
      const inYear = (year: string): string => `${whole} in year ${JSON.stringify(year)}`;
      this.see(whole, reviews);
      for (const one of by_year ?? []) this.see(inYear(one.year), one.reviews);
      if (by_year)
        this.hold(
          by_year.map(({ year }) => inYear(year)),
          [whole],
          true,
        );
    }
  }

  knowledge(): Knowledge {
    const hidden = [...this.hidden].filter((name) => !this.shown.has(name));
    return { shown: this.shown, hidden, facts: [...this.facts.values()], least: this.least };
  }

  private see(name: string, figure: unknown): void {
    if (figure === 'c' || figure === 'x') {
      this.hidden.add(name);
      // What is withheld may be nothing.
      if (figure === 'x') this.least.set(name, 0);
      return;
    }
    if (typeof figure !== 'number' || !Number.isSafeInteger(figure) || figure < 0) {
      throw new NoRelease(`the figure of ${name} is ${JSON.stringify(figure)}, neither a count nor "c"`);
    }
    if ((this.shown.get(name) ?? figure) !== figure) throw new NoRelease(`there are two figures for ${name}`);
    this.shown.set(name, figure);
  }

  /** Takes in that the sum of `more` is, or is at least, the sum of `less`; only of figures that are printed. */
  private hold(more: readonly string[], less: readonly string[], equal = false): void {
    if (![...more, ...less].every((name) => this.shown.has(name) || this.hidden.has(name))) return;
    const terms = new Map<string, number>();
    for (const name of more) terms.set(name, (terms.get(name) ?? 0) + 1);
    for (const name of less) terms.set(name, (terms.get(name) ?? 0) - 1);
    const sorted = [...terms].filter(([, sign]) => sign !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
    if (sorted.length > 0) this.facts.set(JSON.stringify([sorted, equal]), { terms: new Map(sorted), equal });
  }

  private readTable({ by, rows }: PrintedTable, { dimensions }: PrintedRelease, tree: Tree): void {
    const nameOf = (row: PrintedTable['rows'][number], at = -1, label: unknown = ALL): string =>
      naming(by.map((name, k) => [name, k === at ? label : (row[name] ?? ALL)] as const));
    for (const row of rows) this.see(nameOf(row), row.reviews);
    by.forEach((name, k) => {
      const labels = [...new Set(rows.map((row) => String(row[name] ?? ALL)))].filter((one) => one !== ALL);
      const adds = dimensions.find((one) => one.name === name)?.additive ?? true;
      for (const row of rows) {
        const own = String(row[name] ?? ALL);
        const whole = nameOf(row);
        const parts = (of: readonly string[]): string[] => of.map((label) => nameOf(row, k, label));
        if (adds) {
          if (own === ALL) this.hold(parts(labels), [whole], true);
        } else {
          const below =
            name === 'category'
              ? labels.filter((one) => tree.parent(one) === own)
              : own === ALL
                ? labels
                : [];
          for (const part of parts(below)) this.hold([whole], [part]);
          // Each finding has a value, so each review of a total is in one of them; and few are coded to a part itself.
          if (below.length > 0 && own === ALL) this.hold(parts(below), [whole]);
        }
      }
    });
  }

  private readMap({ categories, rows }: NonNullable<PrintedRelease['map']>, tree: Tree): void {
    // Whoever is in a category is in those above it: the two together are the lower one.
    const both = (one: string, other: string): string =>
      naming(
        tree.isAbove(one, other)
          ? [['category', other]]
          : tree.isAbove(other, one)
            ? [['category', one]]
            : [
                ['category', one],
                ['category', other],
              ],
      );
    const alone = (category: string): string => naming([['category', category]]);
    for (const { one, other, reviews } of rows) this.see(both(one, other), reviews);
    const within = (one: string, other: string): string => {
      for (let up = tree.parent(one); up !== ALL; up = tree.parent(up))
        if (tree.isAbove(up, other)) return up;
      return ALL;
    };
    categories.forEach((one, k) => {
      for (const other of categories.slice(k + 1)) {
        if (tree.isAbove(one, other) || tree.isAbove(other, one)) continue;
        const pair = both(one, other);
        this.hold([alone(one)], [pair]);
        this.hold([alone(other)], [pair]);
        this.hold([alone(within(one, other)), pair], [alone(one), alone(other)]);
        if (tree.parent(one) !== ALL) this.hold([both(tree.parent(one), other)], [pair]);
        if (tree.parent(other) !== ALL) this.hold([both(one, tree.parent(other))], [pair]);
      }
    });
    for (const parent of [ALL, ...categories]) {
      const below = categories.filter((one) => tree.parent(one) === parent);
      const pairs = below.flatMap((one, k) => below.slice(k + 1).map((other) => both(one, other)));
      if (below.length > 1) this.hold([alone(parent), ...pairs], below.map(alone));
    }
  }
}

class Tree {
  private readonly parents = new Map<string, string>();

  constructor(values: readonly { code: string; parent?: string | null }[]) {
    const codes = new Set(values.map(({ code }) => code));
    for (const { code, parent } of values) {
      if (typeof parent === 'string' && codes.has(parent) && parent !== code) this.parents.set(code, parent);
    }
  }

  parent(category: string): string {
    return this.parents.get(category) ?? ALL;
  }

  isAbove(one: string, other: string): boolean {
    const seen = new Set<string>();
    for (let up = this.parent(other); up !== ALL && !seen.has(up); up = this.parent(up)) {
      if (up === one) return true;
      seen.add(up);
    }
    return false;
  }
}
