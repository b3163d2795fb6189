/**
 * Which categories occur together: reviews with both of two, under disclosure control (METHOD section 8).
 *
 * A pair is held to all rules of a figure of the national table, as if it were a category: filters, periods and what
 * a filter leaves out. The pairs of all reviews are protected together with the categories' own figures too, which
 * stand on the national page and are shown or hidden here exactly as there. What that hides beside is hidden under
 * every filter, so that no sum over the values of a filter gives it away.
 *
 * Under a filter, a hidden pair may be known within less than the threshold from figures that are no sums of each
 * other (a pair is no more than either category); no such figure is ever told exactly by a sum or a difference.
 */
import type { Tx } from '../database/with-actor';
import { figuresOf, type Answer, type DisclosureSettings, type Value } from './aggregates';
import { protectFigures, type Figure } from './aggregates-protection';
import { planCount, yearSpans, type CountPlan } from './aggregates-queries';
import { figuresAmong } from './chart-figures';
import { ALL, HIDDEN } from './disclosure-control';
import { countPairs, type PairRow } from './map-queries';
import { protectOnce } from './protect-once';
import type { Question } from './question';
import { figureId, pairId, treeOf, type CategoryTree } from './release-figure-ids';
import { releasesOutFor, standingOf, type Released } from './released-figures';
import { relationsOfRelease } from './release-relations';

/** What occurs together, of the categories of one answer. */
export interface TogetherMap {
  /** By category, of the same reviews. */
  answer: Answer;
  /** The figure of two categories; of one with itself or with one above it, its own. */
  figureAt(one: string, other: string): Figure;
  /** Whether one of two is above the other, or the same. */
  isWithin(one: string, other: string): boolean;
  /** Pairs that are hidden under every filter. */
  beside: ReadonlySet<string>;
}

function isOfAll({ filters, from, to }: Question): boolean {
  return Object.keys(filters).length === 0 && from === undefined && to === undefined;
}

/**
 * Counts and protects the pairs of all categories of an edition.
 * @param question by category, without a filter on categories
 * @throws QuestionRefused when the edition or a value is not known
 */
export async function mapOf(tx: Tx, question: Question, settings: DisclosureSettings): Promise<TogetherMap> {
  const own = await figuresOf(tx, question, settings);
  const { edition } = own.aggregate;
  const categories = own.choices.category;
  const isPeriod = question.from !== undefined || question.to !== undefined;
  const plan = planCount(question, isPeriod ? await yearSpans(tx, question.edition) : []);
  const rows = await countPairs(
    tx,
    { ...plan, edition },
    categories.map(({ code }) => code),
  );
  const tree = treeOf({ dimensions: [{ name: 'category', additive: false, values: categories }] });
  const isRelated = (one: string, other: string): boolean =>
    one === other || tree.above(one).includes(other) || tree.above(other).includes(one);
  const alone = figuresAmong(['category'], [...own.aggregate.rows, ...own.aggregate.totals.rows]);
  const released = await releasesOutFor(tx);
  const asked = { plan, rows, categories, tree, choices: own.choices, alone, edition, released };
  const pairs = await protectPairs(asked, settings.threshold);
  const beside = isOfAll(question)
    ? await hiddenTogether(asked, pairs, settings.threshold)
    : (await mapOf(tx, { edition, by: ['category'], filters: {} }, settings)).beside;
  for (const pair of beside) if ((pairs.get(pair) ?? 0) !== 0) pairs.set(pair, HIDDEN);
  return {
    answer: own,
    beside,
    isWithin: isRelated,
    figureAt: (one, other) => {
      if (!isRelated(one, other)) return pairs.get(pairId(tree, one, other)) ?? 0;
      return alone([tree.above(other).includes(one) ? other : one]);
    },
  };
}

/** The number of published reviews with both of two categories; null where their findings may not be listed. */
export function readablePair(map: TogetherMap, one: string, other: string): number | null {
  const figure = map.figureAt(one, other);
  return typeof figure === 'number' && figure > 0 ? figure : null;
}

/** Two categories that a map has a figure of, in its edition; null for anything else. */
export function pairOf(map: TogetherMap, codes: readonly string[]): [Value, Value] | null {
  const [one, other, more] = codes.map((code) =>
    map.answer.choices.category.find((value) => value.code === code),
  );
  return !one || !other || codes.length > 2 || more || map.isWithin(one.code, other.code)
    ? null
    : [one, other];
}

interface PairsToProtect {
  plan: CountPlan;
  rows: readonly PairRow[];
  categories: readonly Value[];
  tree: CategoryTree;
  choices: Answer['choices'];
  edition: string;
  /** The releases that are out: their maps print pairs too. */
  released: readonly Released[];
  /** A category's own figure as it is printed; `(all)` for all reviews. */
  alone(place: readonly string[]): Figure;
}

/** The printed figure of each pair that has any review, by the id that it has among figures. */
async function protectPairs(
  { plan, rows, tree, choices, edition, released }: PairsToProtect,
  threshold: number,
): Promise<Map<string, Figure>> {
  const isPair = ({ one, other }: PairRow): boolean =>
    one !== other && !tree.above(one).includes(other) && !tree.above(other).includes(one);
  const labels = [...new Set(rows.filter(isPair).map(({ one, other }) => pairId(tree, one, other)))].sort();
  const cells = rows
    .filter((row) => isPair(row) || row.one === ALL)
    .map((row) => ({
      at: [row.one === ALL ? null : pairId(tree, row.one, row.other), ...row.at],
      reviews: row.reviews,
      published: row.published,
    }));
  const held = plan.dimensions.filter((name) => name !== 'category');
  const figureAt = await protectFigures(
    {
      plan,
      cells,
      labels: {
        category: labels,
        ...Object.fromEntries(held.map((name) => [name, choices[name].map(({ code }) => code)])),
      },
      parents: {},
      standing(at, reviews) {
        const pair = at.find(([name]) => name === 'category')?.[1] ?? ALL;
        const isWhole = at.every(
          ([name, label]) => name === 'category' || name === 'origin' || label === ALL,
        );
        if (pair === ALL || !isWhole) return undefined;
        return standingOf(released, { edition, labels: at, reviews, id: pair }, threshold);
      },
    },
    threshold,
  );
  // A pair that is withheld is hidden: the map has a mark for that alone.
  const printed = (figure: Figure): Figure => (typeof figure === 'number' ? figure : HIDDEN);
  return new Map(labels.map((label) => [label, printed(figureAt([label]))]));
}

/** Weighs more than all that could be hidden in its place: what the national page shows is shown. */
const FIXED = 1e6;

/** The pairs that must be hidden besides, so that no hidden figure can be worked out from others, the categories' own included. */
async function hiddenTogether(
  { rows, categories, tree, alone }: PairsToProtect,
  printed: ReadonlyMap<string, Figure>,
  threshold: number,
): Promise<Set<string>> {
  const { numberOf } = countsOf(rows);
  const codes = categories.map(({ code }) => code);
  const { system } = relationsOfRelease({
    edition: '',
    origin: 'published',
    dimensions: [{ name: 'category', additive: false, values: [...categories] }],
    tables: [
      {
        name: '',
        title: '',
        by: ['category'],
        rows: [...codes, ALL].map((code) => ({ category: code, ...rawOf(numberOf(code, code)) })),
      },
    ],
    map: {
      categories: codes,
      rows: codes.flatMap((one, k) =>
        codes.slice(k + 1).map((other) => ({ one, other, ...rawOf(numberOf(one, other)) })),
      ),
    },
    undecided: [],
  });
  const own = new Map([...codes, ALL].map((code) => [figureId([['category', code]]), code]));
  const cells = system.cells.map((cell) => {
    const id = cell.id.slice('0 '.length);
    const code = own.get(id);
    if (code === undefined) return { ...cell, hidden: printed.get(id) === HIDDEN };
    return typeof alone([code]) === 'string' ? { ...cell, hidden: true } : { ...cell, weight: FIXED };
  });
  const hidden = new Set(
    [...(await protectOnce({ ...system, cells }, threshold))].map((id) => id.slice('0 '.length)),
  );
  // Where nothing else would do than to hide what the national page shows, nothing is said of what it occurs with.
  for (const [id, code] of own) {
    if (!hidden.has(id) || typeof alone([code]) === 'string') continue;
    for (const one of code === ALL ? codes : [code, ...tree.above(code), ...tree.below(code)]) {
      for (const other of codes) hidden.add(pairId(tree, one, other));
    }
  }
  return new Set([...hidden].filter((id) => printed.has(id) && printed.get(id) !== HIDDEN));
}

const rawOf = (reviews: number): { reviews: number; published: number } => ({ reviews, published: 0 });

/** The true number of reviews with both of two categories. */
function countsOf(rows: readonly PairRow[]): { numberOf(one: string, other: string): number } {
  const key = (one: string, other: string): string => JSON.stringify([one, other].sort());
  const numbers = new Map(rows.map((row) => [key(row.one, row.other), row.reviews]));
  return { numberOf: (one, other) => numbers.get(key(one, other)) ?? 0 };
}
