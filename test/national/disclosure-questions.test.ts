import fc from 'fast-check';
import loadHighs, { type Highs } from 'highs';
import { protectFigures, type Figure } from '../../server/national/aggregates-protection';
import { planCount, type CountRow, type YearSpan } from '../../server/national/aggregates-queries';
import { lots } from '../../server/national/attack-random';
import { countPopulation, type MadeReview } from '../../server/national/count-population';
import { protectTable, type TableInput } from '../../server/national/disclosure-control';
import type { Dimension } from '../../server/national/dimensions';
import type { Question } from '../../server/national/question';
import { visit } from '../support/browser-of';
import { asPrint, expectHonest, expectWide } from '../support/expect-protected';
import { openHouse } from '../support/house';
import { additiveTable } from '../support/random-tables';
import { loadNationalData } from './national-data';

const CATEGORIES = [
  { code: 'P', parent: null },
  { code: 'P.1', parent: 'P' },
  { code: 'P.2', parent: 'P' },
  { code: 'Q', parent: null },
];
const PARENTS = Object.fromEntries(CATEGORIES.map(({ code, parent }) => [code, parent]));
const LABELS = {
  category: CATEGORIES.map(({ code }) => code),
  region: ['A', 'B', 'C', 'D'],
  year: ['2010', '2011', '2012', '2013', 'not stated'],
  kind: ['scr', 'cspr', 'near_miss', 'other'],
  origin: ['published', 'workbench'],
} satisfies Partial<Record<Dimension, string[]>>;
type Counted = keyof typeof LABELS;
const NAMES: Counted[] = ['category', 'region', 'year', 'kind', 'origin'];
type Asked = Pick<Question, 'by' | 'filters' | 'from' | 'to'>;

/** Reviews by lot, small values the rarer the later they stand; some of the workbench. */
function populationOf(seed: number, size: number): MadeReview[] {
  const lot = lots(seed);
  const pick = (name: Counted): string =>
    LABELS[name][Math.floor((lot(1000) / 1000) ** 2 * LABELS[name].length)] ?? '';
  return Array.from({ length: size }, (_, n) => {
    const published = n % 6 > 0;
    return {
      published,
      labels: {
        region: pick('region'),
        year: pick('year'),
        kind: pick('kind'),
        origin: published ? 'published' : 'workbench',
      },
      findings: Array.from({ length: 1 + lot(2) }, () => ({
        categories: [['P.1', 'P.2', 'Q', 'P.1'][lot(4)] ?? 'Q'],
        labels: {},
      })),
    };
  });
}

/** The first of January for all but one half of the last year, which is cut by its months. */
const spansOf = (reviews: readonly MadeReview[]): YearSpan[] =>
  [...new Set(reviews.map(({ labels }) => labels.year ?? ''))].map((year) =>
    year === 'not stated'
      ? { year, first: null, last: null }
      : { year, first: `${year}-01-01`, last: year === '2013' ? '2013-11-30' : `${year}-01-01` },
  );

/** What the page says to a question of the population. */
async function answerTo(reviews: readonly MadeReview[], question: Asked, beside?: readonly MadeReview[]) {
  const plan = planCount(question, spansOf(reviews));
  const cellsOf = (some: readonly MadeReview[]): CountRow[] =>
    (
      countPopulation({
        categories: CATEGORIES,
        labels: LABELS,
        tables: [plan.dimensions],
        map: false,
        reviews: some,
        origin: 'both',
      }).tables[0]?.rows ?? []
    ).map((row) => ({
      at: plan.dimensions.map((name) => (row[name] === '(all)' ? null : (row[name] ?? null))),
      reviews: row.reviews,
      published: row.published,
    }));
  return protectFigures(
    {
      plan,
      cells: cellsOf(reviews),
      labels: LABELS,
      parents: PARENTS,
      beside: beside && [cellsOf(beside)],
    },
    5,
  );
}

/** A figure as an outsider has it: for each dimension the values that it counts, none named for all. */
interface Told {
  among: Partial<Record<Counted, readonly string[]>>;
  figure: Figure;
}

async function toldBy(reviews: readonly MadeReview[], question: Asked): Promise<Told[]> {
  const at = await answerTo(reviews, question);
  const by = question.by as Counted[];
  const lists = by.map((name) => [...(question.filters[name] ?? LABELS[name]), '(all)']);
  const { from = '', to = '9' } = question;
  const inPeriod = LABELS.year.filter(
    (year) => year !== 'not stated' && `${year}-01-01` >= from && `${year}-01-01` < to,
  );
  const period = question.from !== undefined || question.to !== undefined ? { year: inPeriod } : {};
  return combinations(lists).map((coordinates) => {
    const own = by.flatMap((name, k) => (coordinates[k] === '(all)' ? [] : [[name, [coordinates[k] ?? '']]]));
    return {
      among: { ...question.filters, ...period, ...Object.fromEntries(own) } as Told['among'],
      figure: at(coordinates),
    };
  });
}

const combinations = (lists: readonly (readonly string[])[]): string[][] =>
  lists.reduce<string[][]>(
    (before, list) => before.flatMap((start) => list.map((value) => [...start, value])),
    [[]],
  );

/**
 * The narrowest bounds on each `c`, by a linear program of its own over the smallest groups of reviews that the questions
 * tell apart: of each how many there are, and how many have each category, which is at most all of them and its parent's,
 * and together with the others at least all.
 */
function narrowest(highs: Highs, told: readonly Told[], apart: readonly Counted[]): number[] {
  const additive = apart.filter((name) => name !== 'category');
  const groups = combinations(additive.map((name) => LABELS[name]));
  const codes = ['(all)', ...LABELS.category];
  const column = (group: number, code: string): number => group * codes.length + codes.indexOf(code);
  const rows: { terms: [number, number][]; low: number; high: number }[] = [];
  const termsOf = ({ among }: Told): [number, number][] =>
    groups.flatMap((labels, group): [number, number][] =>
      additive.every((name, k) => among[name]?.includes(labels[k] ?? '') ?? true)
        ? [[column(group, among.category?.[0] ?? '(all)'), 1]]
        : [],
    );
  for (const one of told) {
    if (one.figure === 'x' || (one.among.category?.length ?? 1) > 1) continue;
    const exact = typeof one.figure === 'number' ? one.figure : undefined;
    rows.push({ terms: termsOf(one), low: exact ?? 1, high: exact ?? Infinity });
  }
  groups.forEach((_, group) => {
    const at = (code: string): number => column(group, code);
    for (const { code, parent } of CATEGORIES)
      rows.push({ terms: [[at(parent ?? '(all)'), 1], [at(code), -1]], low: 0, high: Infinity }); // prettier-ignore
    for (const [whole, parts] of [['(all)', ['P', 'Q']], ['P', ['P.1', 'P.2']]] as const) // prettier-ignore
      rows.push({ terms: [...parts.map((code): [number, number] => [at(code), 1]), [at(whole), -1]], low: 0, high: Infinity }); // prettier-ignore
  });
  const numCols = groups.length * codes.length;
  const model = highs.createModel({
    numCols,
    numRows: rows.length,
    colCost: new Float64Array(numCols),
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols).fill(Infinity),
    rowLower: Float64Array.from(rows, ({ low }) => low),
    rowUpper: Float64Array.from(rows, ({ high }) => high),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols,
      starts: rows.reduce((starts, { terms }) => [...starts, (starts.at(-1) ?? 0) + terms.length], [0]),
      indices: rows.flatMap(({ terms }) => terms.map(([index]) => index)),
      values: rows.flatMap(({ terms }) => terms.map(([, sign]) => sign)),
    },
  });
  model.options.set({ output_flag: false, presolve: 'off' });
  const end = (terms: readonly [number, number][], sign: 1 | -1): number => {
    for (const [index, one] of terms) model.changeColCost(index, -sign * one);
    const { modelStatus } = model.run();
    const value = modelStatus === 7 ? -sign * model.getObjectiveValue() : sign * Infinity;
    for (const [index] of terms) model.changeColCost(index, 0);
    return value;
  };
  const hidden = new Map(
    told
      .filter(({ figure, among }) => figure === 'c' && (among.category?.length ?? 1) < 2)
      .map((one) => [JSON.stringify(termsOf(one)), termsOf(one)]),
  );
  const widths = [...hidden.values()].map((terms) => end(terms, 1) - end(terms, -1));
  model.dispose();
  return widths;
}

/** Questions as someone sets them against each other, over the same three dimensions. */
function family(apart: readonly Counted[]): Asked[] {
  const subsets = [1, 2, 3, 4, 5, 6, 7].map((bits) => apart.filter((_, k) => bits & (1 << k)));
  const plain = subsets.map((by): Asked => ({ by, filters: {} }));
  const filtered = apart.flatMap((name) => {
    const values = LABELS[name];
    const lists =
      name === 'category'
        ? values.map((one) => [one])
        : [[values[0]], [values[1]], values.slice(0, 2), values.slice(1, 4)];
    return subsets
      .filter((by) => !by.includes(name))
      .flatMap((by) =>
        lists.map((list): Asked => ({ by, filters: { [name]: list.filter((one) => one !== undefined) } })),
      );
  });
  const periods = apart.includes('year')
    ? [['2010-01-01', '2012-01-01'], ['2010-01-01', '2012-05-01'], ['2011-01-01'], ['2013-06-01']].flatMap(
        ([from, to]) =>
          [['region'], ['category']].map((by): Asked => ({
            by: by as Dimension[],
            filters: {},
            from,
            ...(to ? { to } : {}),
          })),
      )
    : [];
  return [
    ...plain,
    ...filtered,
    ...periods.filter(({ by }) => by.every((name) => apart.includes(name as Counted))),
  ];
}

describe('questions set against each other', () => {
  it.each<[number, number, Counted[]]>([
    [1, 60, ['category', 'region', 'kind']],
    [2, 150, ['category', 'region', 'year']],
    [3, 90, ['region', 'year', 'kind']],
    [4, 40, ['category', 'year', 'origin']],
  ])(
    'leave every c at least as wide as the threshold: population %i of %i by %j',
    async (seed, size, apart) => {
      const reviews = populationOf(seed, size);
      const told = (await Promise.all(family(apart).map((question) => toldBy(reviews, question)))).flat();
      const widths = narrowest(await loadHighs(), told, apart);
      expect(widths.length).toBeGreaterThan(3);
      expect(widths.filter((width) => width < 5 - 1e-6)).toEqual([]);
      const numbers = told.flatMap(({ figure }) => (typeof figure === 'number' ? [figure] : []));
      expect(numbers.filter((figure) => figure > 0 && figure < 6)).toEqual([]);
      expect(numbers.filter((figure) => figure > 5).length).toBeGreaterThan(10);
    },
  );

  it('have one figure for the same reviews, however they are asked', async () => {
    const reviews = populationOf(6, 120);
    const seen = new Map<string, Figure>();
    for (const question of family(['category', 'region', 'year'])) {
      for (const { among, figure } of await toldBy(reviews, question)) {
        // All that a period leaves out of the last year is not the same.
        if (question.to?.includes('05') || question.from?.includes('06')) continue;
        const name = JSON.stringify(NAMES.map((one) => [...(among[one] ?? [])].sort()));
        if ((among.category?.length ?? 0) > 1) continue;
        expect([name, seen.get(name) ?? figure]).toEqual([name, figure]);
        seen.set(name, figure);
      }
    }
    const by: Dimension[] = ['region', 'kind', 'category'];
    const [one, other] = [
      await answerTo(reviews, { by, filters: {} }),
      await answerTo(reviews, { by: [...by].reverse(), filters: {} }),
    ];
    for (const at of combinations([LABELS.region, LABELS.kind, LABELS.category])) {
      expect(one(at)).toBe(other([...at].reverse()));
    }
  });

  it('have no figures for what may overlap, for a fourth dimension, nor for a year that is cut', async () => {
    const reviews = populationOf(7, 300);
    const both = await answerTo(reviews, { by: ['category'], filters: { category: ['P', 'Q'] } });
    expect([both(['P']), both(['Q'])].every((figure) => Number(figure) > 5)).toBe(true);
    expect(both(['(all)'])).toBe('x');
    const nested = await answerTo(reviews, { by: ['category'], filters: { category: ['P.1', 'P'] } });
    expect(nested(['(all)'])).toBe(nested(['P']));
    const beyond = await answerTo(reviews, { by: ['region', 'kind', 'year'], filters: { category: ['P'] } });
    expect(beyond(['(all)', '(all)', '(all)'])).toBe('x');
    const cut = await answerTo(reviews, { by: ['year'], filters: {}, from: '2013-03-01' });
    expect([cut(['2012']), cut(['2013']), cut(['(all)'])]).toEqual([0, 'x', 'x']);
    const all = await answerTo(reviews, {
      by: ['region', 'kind'],
      filters: { origin: ['workbench', 'published'] },
    });
    const plain = await answerTo(reviews, { by: ['region', 'kind'], filters: {} });
    expect(all(['A', 'scr'])).toBe(plain(['A', 'scr']));
  });

  it('tell no small difference between two editions', async () => {
    const newer = populationOf(8, 120);
    const older = newer.slice(3);
    const by: Dimension[] = ['region', 'kind'];
    const [first, second] = [
      await answerTo(newer, { by, filters: {} }),
      await answerTo(older, { by, filters: {} }, newer),
    ];
    for (const at of combinations([
      [...LABELS.region, '(all)'],
      [...LABELS.kind, '(all)'],
    ])) {
      const difference = Math.abs(Number(first(at)) - Number(second(at)));
      expect(difference > 0 && difference < 6).toBe(false);
    }
    expect(second(['(all)', '(all)'])).toBe('c');
  });
});

describe('figures hidden from the start', () => {
  const table: TableInput = {
    by: ['region'],
    rows: ['A', 'B', 'C'].map((region, k) => ({ region, reviews: 20 + 10 * k })),
  };

  it('are protected by others, with totals and all', () => {
    const one = protectTable({ ...table, hidden: [{ region: 'C' }] }, 5);
    expect(one.rows.map(({ reviews }) => reviews)).toEqual(['c', 30, 'c']);
    const total = protectTable({ ...table, hidden: [{ region: '(all)' }] }, 5);
    expect([...total.rows, ...total.totals].map(({ reviews }) => reviews)).toEqual(['c', 30, 40, 'c']);
    expect(() => protectTable({ ...table, hidden: [{ region: 'Z' }] }, 5)).toThrow('no figure to hide');
  });

  it('cannot be narrowed by an outsider with an integer solver', async () => {
    const chosen = fc.array(fc.nat(), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(additiveTable([4, 4]), chosen, async (given, picks) => {
        const rows = [...given.rows];
        const hidden = picks.map((pick) => {
          const { reviews: _figure, ...labels } = rows[pick % rows.length]!;
          return labels as Record<string, string>;
        });
        const printed = protectTable({ ...given, hidden }, 5);
        expectHonest(given, printed, 5);
        await expectWide([asPrint(printed)], 5);
      }),
      { numRuns: 20, seed: 2012 },
    );
  });
});

it('shows no small difference between two periods on the page and in its files', async () => {
  const house = await openHouse();
  try {
    await loadNationalData(house);
    const analyst = await visit(house.app, 'analyst@demo.example');
    const figures = async (question: string): Promise<string[]> => {
      const csv = (await analyst.get(`/national/figures.csv?by=category${question}`)).text;
      return csv.split('\n').flatMap((line) => /^(?!#)[^,]*,(c|\d+),/.exec(line)?.[1] ?? []);
    };
    const questions = ['', ...[2010, 2011, 2012, 2013, 2014, 2015, 2016].map((year) => `&to=${year}-01-01`)];
    questions.push('&year=2009,2010,2011', '&year=2009,2010,2011,2012', '&from=2010-01-01&to=2016-01-01');
    const answers = [];
    for (const question of questions) answers.push(await figures(question));
    let compared = 0;
    for (const one of answers.slice(0, -1)) {
      for (const other of answers.slice(0, -1)) {
        one.forEach((figure, k) => {
          const difference = Math.abs(Number(figure) - Number(other[k]));
          if (difference > 0) compared += 1;
          expect(difference > 0 && difference <= 5).toBe(false);
        });
      }
    }
    expect(compared).toBeGreaterThan(10);
  } finally {
    await house.close();
  }
});
