import { protectFigures, type Figure } from '../../server/national/aggregates-protection';
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
    picked: 0,
  }));
  const parents = Object.fromEntries(CATEGORIES.map(({ code, parent }) => [code, parent]));
  return protectFigures({ plan, cells, labels: LABELS, parents }, 5);
}

const sumOf = (figures: readonly Figure[]): Figure =>
  figures.includes('c') ? 'c' : figures.reduce<number>((sum, figure) => sum + Number(figure), 0);

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

  it('are answered with nothing but zeros where three dimensions are too few', () => {
    const reviews = populationOf(12);
    const by: Dimension[] = ['region', 'kind', 'outcome'];
    const four = answerTo(reviews, { by, filters: { category: ['P'] } });
    const beyond = answerTo(reviews, { by: ['region', 'category', 'kind'], filters: { outcome: ['death'] } });
    for (const figureAt of [beyond]) {
      for (const region of ['A', 'B', '(all)']) {
        expect([0, 'c']).toContain(figureAt([region, '(all)', '(all)']));
      }
    }
    expect([0, 'c']).toContain(four(['(all)', '(all)', '(all)']));
    expect(NAMES).toHaveLength(4);
  });
});
