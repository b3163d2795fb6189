/**
 * A release as figures with all that is known to hold between them, for disclosure control. Pure.
 *
 * A figure printed in two tables is one figure. Where published and workbench reviews are counted together there
 * are two layers of the same relations: what is printed, and the workbench's part of it, which is what is printed
 * less the published reviews, which anybody may count. A part is hidden where its printed figure is.
 */
import { ALL } from './disclosure-grid';
import { weightOf, type FigureCell, type FigureSystem, type LinearRelation } from './disclosure-system';
import type { CountedTable, RawCount, ReleaseCounts } from './release-counts';
import {
  figureId,
  pairId,
  treeOf,
  undecidedId,
  undecidedInYearId,
  type CategoryTree,
} from './release-figure-ids';

/** A true figure. Those with more dimensions summed cost more to hide: more of a table rests on them. */
export interface Figure {
  count: RawCount;
  summed: number;
}

/** What holds; of `usual` ones an outsider cannot be sure, and takes them for known where they are never wrong. */
export type Held = LinearRelation & { usual?: string };

/** What of a count may be known: all of it, and the workbench's part where published reviews are counted with it. */
export type PartOf = (count: RawCount) => number;

/** Every figure once, and what holds between them, whatever the figures are. */
export interface Relations {
  figures: ReadonlyMap<string, Figure>;
  held: readonly Held[];
  parts: readonly PartOf[];
}

export function figuresAndRelations(counts: ReleaseCounts): Relations {
  const tree = treeOf(counts);
  const figures = figuresOf(counts, tree);
  const held = [
    ...counts.tables.flatMap((table) => relationsOfTable(counts, table, tree)),
    ...relationsOfMap(counts, tree, figures),
    // A review has one year.
    ...counts.undecided.flatMap((row): Held[] =>
      row.by_year
        ? [
            {
              more: row.by_year.map(({ year }) => undecidedInYearId(row, year)),
              less: [undecidedId(row)],
              equal: true,
            },
          ]
        : [],
    ),
  ];
  const parts: PartOf[] = [({ reviews }) => reviews];
  if (counts.origin === 'both') parts.push(({ reviews, published }) => reviews - published);
  return { figures, held, parts };
}

/**
 * The relations without what is only usual and wrong here, without the figures that are not there, and each once.
 * @param values one function for each part that is known by itself
 */
export function trueRelations(
  held: readonly Held[],
  values: readonly ((id: string) => number)[],
  isThere: (id: string) => boolean,
): LinearRelation[] {
  const wrong = new Set(
    values.flatMap((valueOf) => {
      const sum = (ids: readonly string[]): number => ids.reduce((total, id) => total + valueOf(id), 0);
      return held.flatMap(({ usual, more, less }) => (usual && sum(more) < sum(less) ? [usual] : []));
    }),
  );
  const distinct = new Map<string, LinearRelation>();
  for (const { usual, more, less, equal } of held) {
    if (usual !== undefined && wrong.has(usual)) continue;
    const relation = { more: more.filter(isThere), less: less.filter(isThere), equal };
    // Nothing is below zero: what is at least nothing is so anyway.
    if (relation.less.length === 0 && (!equal || relation.more.length === 0)) continue;
    distinct.set(JSON.stringify([relation.more, relation.less, equal]), relation);
  }
  return [...distinct.values()];
}

/**
 * Every figure of the release once, with every relation between them; `ids` are those that are printed, the
 * workbench's parts are within.
 */
export function relationsOfRelease(counts: ReleaseCounts): { system: FigureSystem; ids: string[] } {
  const known = figuresAndRelations(counts);
  return { system: systemOf(known, ''), ids: [...known.figures.keys()] };
}

/** How a figure stands before anything is hidden: known to all or hidden already; or what part of its price it costs. */
export type Standing = (id: string) => Pick<FigureCell, 'fixed' | 'hidden'> & { price?: number };

/**
 * The figures as cells with what holds of them, in as many layers as there are parts. A cell is named
 * `${name}${layer} ${id}`.
 */
export function systemOf(
  { figures, held, parts }: Relations,
  name: string,
  standing: Standing = () => ({}),
): FigureSystem & { others: LinearRelation[] } {
  const countOf = (id: string): RawCount => figures.get(id)!.count;
  const distinct = trueRelations(
    held,
    parts.map((part) => (id) => part(countOf(id))),
    (id) => countOf(id).reviews > 0,
  );
  const cells: FigureCell[] = [];
  const others: LinearRelation[] = [];
  parts.forEach((part, layer) => {
    const own = (id: string): string => `${name}${layer} ${id}`;
    for (const [id, { count, summed }] of figures) {
      const { price = 1, ...known } = standing(id);
      const cell: FigureCell = {
        id: own(id),
        value: part(count),
        // Everything is set against how many there are in all.
        weight: weightOf(count.reviews, summed) * (id === '' ? 10 : 1) * price,
        ...known,
      };
      // What can be said of the workbench's part can be said of the whole, the published ones being known.
      if (layer === 0 && parts.length > 1) cell.proved = count.reviews > count.published;
      if (layer > 0 && count.reviews > 0) {
        cell.least = Math.max(0, 1 - count.published);
        cell.with = `${name}0 ${id}`;
      }
      cells.push(cell);
    }
    for (const { more, less, equal } of distinct) {
      others.push({ more: more.map(own), less: less.map(own), equal });
    }
  });
  return { cells, sums: [], covers: [], others };
}

function figuresOf(counts: ReleaseCounts, tree: CategoryTree): Map<string, Figure> {
  const figures = new Map<string, Figure>();
  for (const { by, rows } of counts.tables) {
    for (const row of rows) {
      const labels = by.map((name) => [name, row[name] ?? ALL] as const);
      const id = figureId(labels);
      const summed = labels.filter(([, label]) => label === ALL).length;
      const known = figures.get(id);
      figures.set(id, { count: row, summed: Math.max(summed, known?.summed ?? 0) });
    }
  }
  for (const row of counts.map?.rows ?? []) {
    const id = pairId(tree, row.one, row.other);
    if (!figures.has(id)) figures.set(id, { count: row, summed: 0 });
  }
  for (const row of counts.undecided) {
    figures.set(undecidedId(row), { count: row, summed: row.by_year ? 1 : 0 });
    for (const one of row.by_year ?? []) {
      figures.set(undecidedInYearId(row, one.year), { count: one, summed: 0 });
    }
  }
  return figures;
}

function relationsOfTable(counts: ReleaseCounts, { by, rows }: CountedTable, tree: CategoryTree): Held[] {
  const held: Held[] = [];
  by.forEach((name, k) => {
    const labels = [...new Set(rows.map((row) => row[name] ?? ALL))].filter((label) => label !== ALL);
    const additive = counts.dimensions.find((one) => one.name === name)?.additive ?? true;
    for (const row of rows) {
      const own = row[name] ?? ALL;
      const idWith = (label: string): string =>
        figureId(by.map((other, at) => [other, at === k ? label : (row[other] ?? ALL)] as const));
      if (additive) {
        if (own === ALL) held.push({ more: labels.map(idWith), less: [idWith(ALL)], equal: true });
        continue;
      }
      const below = name === 'category' ? belowWithin(tree, own, labels) : own === ALL ? labels : [];
      if (below.length === 0) continue;
      for (const label of below) held.push({ more: [idWith(own)], less: [idWith(label)], equal: false });
      held.push({ more: below.map(idWith), less: [idWith(own)], equal: false, usual: `${name} ${own}` });
    }
  });
  return held;
}

function belowWithin(tree: CategoryTree, category: string, labels: readonly string[]): string[] {
  if (category === ALL) return labels.filter((label) => tree.above(label).length === 0);
  return tree.below(category).filter((label) => labels.includes(label));
}

/** What holds of reviews with both of two categories, and of each of the two. */
function relationsOfMap(
  { map }: ReleaseCounts,
  tree: CategoryTree,
  figures: ReadonlyMap<string, Figure>,
): Held[] {
  if (!map) return [];
  const all = [...map.categories];
  const alone = (category: string): string => figureId([['category', category]]);
  const known = (ids: readonly string[]): boolean => ids.every((id) => figures.has(id));
  const held: Held[] = [];
  const hold = (relation: Held): void => {
    if (known([...relation.more, ...relation.less])) held.push(relation);
  };
  for (const { one, other } of map.rows) {
    const pair = pairId(tree, one, other);
    if (tree.above(one).includes(other) || tree.above(other).includes(one)) continue;
    hold({ more: [alone(one)], less: [pair], equal: false });
    hold({ more: [alone(other)], less: [pair], equal: false });
    // Both are within the nearest category above the two, or within all.
    const common = tree.above(one).find((up) => tree.above(other).includes(up)) ?? ALL;
    hold({ more: [alone(common), pair], less: [alone(one), alone(other)], equal: false });
    for (const [child, beside] of [
      [one, other],
      [other, one],
    ] as const) {
      const parent = tree.above(child)[0];
      if (parent !== undefined && !tree.above(beside).includes(parent)) {
        hold({ more: [pairId(tree, parent, beside)], less: [pair], equal: false });
      }
      const below = tree.below(child);
      if (below.length > 0) {
        hold({
          more: below.map((label) => pairId(tree, label, beside)),
          less: [pair],
          equal: false,
          usual: `category ${child}`,
        });
      }
    }
  }
  // Of several categories, those in one alone and those in two or more are together no more than what they are within.
  for (const within of [ALL, ...all]) {
    const below = belowWithin(tree, within, all);
    const pairs = below.flatMap((one, k) => below.slice(k + 1).map((other) => pairId(tree, one, other)));
    if (below.length > 2) hold({ more: [alone(within), ...pairs], less: below.map(alone), equal: false });
  }
  return held;
}
