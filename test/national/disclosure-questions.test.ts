import { place, type Printed } from '../../server/national/accord';
import { protectFigures, type Figure } from '../../server/national/aggregates-protection';
import { withholdWhatTells, type Axis } from '../../server/national/outsider-bounds';
import { planCount, type CountRow } from '../../server/national/aggregates-queries';
import { lots } from '../../server/national/attack-random';
import { countPopulation, type MadeReview } from '../../server/national/count-population';
import type { Dimension } from '../../server/national/dimensions';
import type { Question } from '../../server/national/question';
import { expectWide } from '../support/expect-protected';

const CATEGORIES = [
  { code: 'P', parent: null },
  { code: 'P.1', parent: 'P' },
  { code: 'Q', parent: null },
];
const LABELS: Partial<Record<Dimension, string[]>> = {
  region: ['A', 'B', 'C'],
  kind: ['scr', 'cspr', 'other'],
  outcome: ['death', 'other'],
  category: CATEGORIES.map(({ code }) => code),
};
const NAMES = Object.keys(LABELS) as Dimension[];

function populationOf(seed: number): MadeReview[] {
  const lot = lots(seed);
  const pick = (name: Dimension): string => LABELS[name]?.[Math.floor((lot(100) / 100) ** 2 * 3)] ?? 'other';
  return Array.from({ length: 20 + lot(60) }, () => ({
    published: true,
    labels: { region: pick('region'), kind: pick('kind'), outcome: pick('outcome') },
    findings: Array.from({ length: 1 + lot(2) }, () => ({
      categories: [['P', 'P.1', 'Q'][lot(3)] ?? 'P'],
      labels: {},
    })),
  }));
}

/** What the page says to a question of the population. */
function answerTo(reviews: readonly MadeReview[], question: Pick<Question, 'by' | 'filters'>) {
  const plan = planCount(question);
  const isAsked = (review: MadeReview): boolean =>
    plan.reviewFilters.every((name) => question.filters[name]?.includes(review.labels[name] ?? ''));
  const made = { categories: CATEGORIES, labels: LABELS, tables: [plan.dimensions], map: false };
  const count = (some: readonly MadeReview[]) =>
    countPopulation({ ...made, reviews: some, origin: 'published' }).tables[0]?.rows ?? [];
  const inside = count(reviews.filter(isAsked));
  const cells = count(reviews).map(({ reviews: everyone, ...row }, n): CountRow => ({
    at: plan.dimensions.map((name) => (row[name] === '(all)' ? null : (row[name] ?? null))),
    date: null,
    everyone,
    inside: inside[n]?.reviews ?? 0,
    published: inside[n]?.reviews ?? 0,
  }));
  const parents = Object.fromEntries(CATEGORIES.map(({ code, parent }) => [code, parent]));
  return protectFigures({ plan, cells, labels: LABELS, parents }, 5);
}

const sumOf = (figures: readonly Figure[]): Figure =>
  figures.includes('x')
    ? 'x'
    : figures.includes('c')
      ? 'c'
      : figures.reduce<number>((sum, figure) => sum + Number(figure), 0);

describe('questions set against each other', () => {
  it.each([1, 2, 3, 4, 5, 6])('a, b, and a or b tell what their table tells: population %i', async (seed) => {
    const reviews = populationOf(seed);
    const all = answerTo(reviews, { by: ['kind', 'region'], filters: {} });
    for (const kind of ['scr', 'cspr', 'other', '(all)']) {
      for (const asked of [['A'], ['B'], ['A', 'B'], ['C', 'A'], ['A', 'B', 'C']]) {
        const some = answerTo(reviews, { by: ['kind'], filters: { region: asked } });
        expect(some([kind])).toBe(sumOf(asked.map((region) => all([kind, region]))));
      }
    }
    const rows = ['scr', 'cspr', 'other', '(all)'].flatMap((kind) =>
      ['A', 'B', 'C', '(all)'].map((region) => ({ kind, region, reviews: all([kind, region]) })),
    );
    await expectWide([{ by: ['kind', 'region'], rows }], 5);
  });

  it('do not tell how many reviews have two categories', () => {
    const reviews = populationOf(11);
    const both = answerTo(reviews, { by: ['category'], filters: { category: ['P', 'Q'] } });
    expect([both(['P']), both(['Q'])].every((figure) => Number(figure) > 5)).toBe(true);
    expect(both(['(all)'])).toBe('c');
    const nested = answerTo(reviews, { by: ['category'], filters: { category: ['P.1', 'P'] } });
    expect(nested(['(all)'])).toBe(nested(['P']));
  });

  it('have no figures where three dimensions are too few', () => {
    const reviews = populationOf(12);
    const by: Dimension[] = ['region', 'kind', 'outcome'];
    const four = answerTo(reviews, { by, filters: { category: ['P'] } });
    const beyond = answerTo(reviews, { by: ['region', 'category', 'kind'], filters: { outcome: ['death'] } });
    for (const region of ['A', 'B', '(all)']) expect(beyond([region, '(all)', '(all)'])).toBe('x');
    expect(four(['(all)', '(all)', '(all)'])).toBe('x');
    expect(NAMES).toHaveLength(4);
  });

  it('have one answer in whatever order the dimensions are named', () => {
    const reviews = populationOf(13);
    const one = answerTo(reviews, { by: ['region', 'kind', 'category'], filters: {} });
    const other = answerTo(reviews, { by: ['category', 'region', 'kind'], filters: {} });
    for (const region of ['A', 'B', 'C', '(all)']) {
      for (const kind of ['scr', 'cspr', 'other', '(all)']) {
        for (const category of [...NAMES, '(all)']) {
          expect(one([region, kind, category])).toBe(other([category, region, kind]));
        }
      }
    }
  });
});

describe('what a table tells', () => {
  const axes: Axis[] = [
    { at: 0, labels: ['A', 'B', 'C'], additive: true, parents: {} },
    { at: 1, labels: ['k', 'l', 'm'], additive: true, parents: {} },
  ];
  /** Figures as printed, rows A, B, C and the total, columns k, l, m and the total. */
  const printed = (figures: readonly (readonly (number | 'c')[])[]): Printed =>
    new Map(
      ['A', 'B', 'C', '(all)'].flatMap((row, r) =>
        ['k', 'l', 'm', '(all)'].map((column, k): [string, number | 'c'] => [
          place([row, column]),
          figures[r]?.[k] ?? 0,
        ]),
      ),
    );
  const shown = (table: Printed) =>
    ['A', 'B', 'C'].map((row) => ['k', 'l', 'm'].map((column) => table.get(place([row, column]))));

  it('withholds a line in which zeros and a total leave a hidden figure no room', () => {
    // A's one figure is its total; a table without the zeros would not tell.
    const table = printed([
      ['c', 0, 0, 9],
      ['c', 30, 40, 'c'],
      [20, 30, 40, 90],
      ['c', 60, 80, 'c'],
    ]);
    const isZero = (at: readonly string[]): boolean => at[0] === 'A' && (at[1] === 'l' || at[1] === 'm');
    withholdWhatTells(
      table,
      axes,
      2,
      (at) => (isZero(at) ? { all: 0, published: 0 } : { all: 9, published: 9 }),
      5,
    );
    expect(shown(table)).toEqual([
      ['x', 'x', 'x'],
      ['x', 30, 40],
      // C's first figure is what its total leaves.
      ['x', 'x', 'x'],
    ]);
  });

  it('withholds nothing where every hidden figure has room', () => {
    const figures: (number | 'c')[][] = [
      ['c', 'c', 40, 60],
      ['c', 'c', 40, 70],
      [20, 30, 40, 90],
      [45, 55, 120, 220],
    ];
    const table = printed(figures);
    withholdWhatTells(table, axes, 2, () => ({ all: 9, published: 9 }), 5);
    expect(table).toEqual(printed(figures));
  });

  it('withholds what tells of the workbench to one who has counted the published reviews', () => {
    const table = printed([
      ['c', 'c', 40, 52],
      ['c', 'c', 40, 70],
      [20, 30, 40, 90],
      [41, 51, 120, 212],
    ]);
    const published: Record<string, number> = {
      '["A","k"]': 5,
      '["A","l"]': 5,
      '["A","m"]': 40,
      '["A","(all)"]': 50,
    };
    const truthAt = (at: readonly string[]) => {
      const known = published[place(at)] ?? 0;
      return { all: known === 5 ? 6 : known, published: known };
    };
    withholdWhatTells(table, axes, 2, truthAt, 5);
    expect(table.get(place(['A', 'k']))).toBe('x');
  });
});
