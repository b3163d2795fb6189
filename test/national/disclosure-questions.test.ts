import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import loadHighs, { type Highs } from 'highs';
import { protectFigures, type Figure } from '../../server/national/aggregates-protection';
import { planCount, type CountRow, type YearSpan } from '../../server/national/aggregates-queries';
import { lots } from '../../server/national/attack-random';
import { countPopulation, type MadeReview } from '../../server/national/count-population';
import { protectTable, type TableInput } from '../../server/national/disclosure-control';
import type { Dimension } from '../../server/national/dimensions';
import type { Question } from '../../server/national/question';
import { standingOf, type Released } from '../../server/national/released-figures';
import { figureId } from '../../server/national/release-figure-ids';
import { projectRoot } from '../../server/root';
import { asPrint, expectHonest, expectWide } from '../support/expect-protected';
import { additiveTable } from '../support/random-tables';

const CATEGORIES = [
  { code: 'P', parent: null },
  { code: 'P.1', parent: 'P' },
  { code: 'P.2', parent: 'P' },
  { code: 'Q', parent: null },
];
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

/** What figures are counted by, in a population. */
interface Values {
  categories: readonly { code: string; parent: string | null }[];
  labels: Partial<Record<Dimension, readonly string[]>>;
}
const MADE: Values = { categories: CATEGORIES, labels: LABELS };

const counted = new WeakMap<readonly MadeReview[], Map<string, CountRow[]>>();

/** Every count and total by some dimensions, counted once. */
function cellsBy(
  reviews: readonly MadeReview[],
  by: readonly Dimension[],
  { categories, labels }: Values,
): CountRow[] {
  const known = counted.get(reviews) ?? new Map<string, CountRow[]>();
  counted.set(reviews, known);
  const before = known.get(by.join());
  if (before) return before;
  const { tables } = countPopulation({
    categories,
    labels,
    tables: [by],
    map: false,
    reviews,
    origin: 'both',
  });
  const cells = (tables[0]?.rows ?? []).map((row) => ({
    at: by.map((name) => (row[name] === '(all)' ? null : (row[name] ?? null))),
    reviews: row.reviews,
    published: row.published,
  }));
  known.set(by.join(), cells);
  return cells;
}

/** What the page says to a question of the population. */
async function answerTo(
  reviews: readonly MadeReview[],
  question: Asked,
  beside?: readonly MadeReview[],
  values: Values = MADE,
) {
  const plan = planCount(question, spansOf(reviews));
  const cellsOf = (some: readonly MadeReview[]): CountRow[] => cellsBy(some, plan.dimensions, values);
  return protectFigures(
    {
      plan,
      cells: cellsOf(reviews),
      labels: { ...values.labels, category: values.categories.map(({ code }) => code) },
      parents: Object.fromEntries(values.categories.map(({ code, parent }) => [code, parent])),
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
  const said = new Set<string>();
  for (const one of told) {
    if (one.figure === 'x' || (one.among.category?.length ?? 1) > 1) continue;
    const exact = typeof one.figure === 'number' ? one.figure : undefined;
    const same = JSON.stringify([one.among, one.figure]);
    if (said.has(same)) continue;
    said.add(same);
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

/** The published reviews of the demo, as they are coded in it. */
function realReviews(): { reviews: MadeReview[]; values: Values } {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(path.join(projectRoot, 'seeds', 'data', name), 'utf8'));
  const { reviews } = read('published-reviews.json') as {
    reviews: { region: string | null; year_published: number | null; kind: string | null; findings: { id: string }[] }[]; // prettier-ignore
  };
  const { codings } = read('codings-2012.json') as {
    codings: { finding: string; tags: { category: string }[] }[];
  };
  const { editions } = read('typology.json') as { editions: ({ edition: string } & Values)[] };
  const tags = new Map(
    codings.map(({ finding, tags: own }) => [finding, own.map(({ category }) => category)]),
  );
  const made = reviews
    .map(({ region, year_published: year, kind, findings }): MadeReview => ({
      published: true,
      labels: {
        region: region ?? 'not stated',
        year: String(year ?? 'not stated'),
        kind: kind ?? 'not stated',
        origin: 'published',
      },
      findings: findings.flatMap(({ id }) => {
        const categories = tags.get(id) ?? [];
        return categories.length > 0 ? [{ categories, labels: {} }] : [];
      }),
    }))
    .filter(({ findings }) => findings.length > 0);
  const valuesOf = (name: Dimension): string[] =>
    [...new Set(made.map(({ labels }) => labels[name] ?? ''))].sort();
  const categories = (editions.find(({ edition }) => edition === '2012')?.categories ?? []).map(
    ({ code, parent }) => ({ code, parent: parent ?? null }),
  );
  const labels = {
    region: valuesOf('region'),
    year: valuesOf('year'),
    kind: valuesOf('kind'),
    origin: ['published'],
  };
  return { reviews: made, values: { categories, labels } };
}

describe('figures that may be shown are', () => {
  /** How many figures are shown, zeros left out, how many are above the threshold, and which of those are hidden. */
  async function shownOf(reviews: readonly MadeReview[], question: Asked, values: Values = MADE) {
    const at = await answerTo(reviews, question, undefined, values);
    const { from, to = '9' } = question;
    const within = from === undefined ? undefined : LABELS.year.filter((year) => `${year}-01-01` < to);
    const all = new Map(
      cellsBy(reviews, [...question.by, ...(within ? (['year'] as const) : [])], values).map(
        (row) => [JSON.stringify(row.at), row.reviews] as const,
      ),
    );
    const seen = { shown: 0, large: 0, hidden: [] as string[] };
    const lists = question.by.map((name) => [
      ...(name === 'category' ? values.categories.map(({ code }) => code) : (values.labels[name] ?? [])),
      '(all)',
    ]);
    for (const coordinates of combinations(lists)) {
      const plain = coordinates.map((one) => (one === '(all)' ? null : one));
      const places = within ? within.map((year) => [...plain, year]) : [plain];
      const figure = places.reduce((sum, place) => sum + (all.get(JSON.stringify(place)) ?? 0), 0);
      const printed = at(coordinates);
      if (figure > 5) seen.large += 1;
      if (typeof printed === 'number') {
        expect([coordinates, printed]).toEqual([coordinates, figure]);
        seen.shown += Number(figure > 0);
      } else if (figure > 5) seen.hidden.push(coordinates.join());
    }
    return seen;
  }

  it('of the real published reviews: by category every one above the threshold', async () => {
    const { reviews, values } = realReviews();
    const of = (...by: Dimension[]) => shownOf(reviews, { by, filters: {} }, values);
    expect(await of('category')).toEqual({ shown: 20, large: 20, hidden: [] });
    expect(await of('year')).toEqual({ shown: 6, large: 6, hidden: [] });
    expect((await of('category', 'region')).shown).toBeGreaterThanOrEqual(25);
  });

  it('of two thousand reviews nearly all by one and two dimensions, and by one in whole years', async () => {
    const reviews = populationOf(9, 2000);
    const share = async (questions: readonly Asked[]): Promise<number> => {
      const seen = { shown: 0, large: 0 };
      for (const question of questions) {
        const { shown, large } = await shownOf(reviews, question);
        seen.shown += shown;
        seen.large += large;
      }
      return seen.shown / seen.large;
    };
    const singly = NAMES.map((one): Asked => ({ by: [one], filters: {} }));
    expect(await share(singly)).toBe(1);
    const pairs = NAMES.flatMap((one, k) => NAMES.slice(k + 1).map((other) => [one, other]));
    expect(await share(pairs.map((by): Asked => ({ by, filters: {} })))).toBeGreaterThan(0.9);
    const periods = ['2011-01-01', '2012-01-01', '2013-01-01', '2014-01-01'].flatMap((to) =>
      (['category', 'region', 'kind'] as const).map((one): Asked => ({
        by: [one],
        filters: {},
        from: '2010-01-01',
        to,
      })),
    );
    expect(await share(periods)).toBeGreaterThan(0.8);
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

describe('a figure that a release prints', () => {
  const released = (printed: Record<string, number | 'c'>, more: Partial<Released> = {}): Released => ({
    edition: '2012',
    origin: 'both',
    printed: new Map(
      Object.entries(printed).map(([region, figure]) => [figureId([['region', region]]), figure]),
    ),
    counted: new Map([[figureId([['region', 'D']]), 9]]),
    ...more,
  });
  const standing = (region: string, reviews: number, ...releases: Released[]) =>
    standingOf(releases, { edition: '2012', labels: [['region', region]], reviews }, 5);

  it('is shown where it is the same, and hidden where it is hidden there or differs by a few', () => {
    const one = released({ A: 10, B: 10, C: 10, D: 'c', E: 'c' });
    expect(standing('A', 10, one)).toBe('fixed');
    expect(standing('B', 12, one)).toBe('hidden');
    expect(standing('C', 16, one)).toBeUndefined();
    expect(standing('D', 9, one)).toBe('hidden');
    expect(standing('D', 15, one)).toBeUndefined();
    // What was counted for it was not kept.
    expect(standing('E', 30, one)).toBe('hidden');
    expect(standing('F', 30, one)).toBeUndefined();
  });

  it('of another edition is only held against small differences; of another origin not at all', () => {
    const other = released({ A: 10, B: 10, D: 'c' }, { edition: '2013' });
    expect(standing('A', 10, other)).toBeUndefined();
    expect(standing('B', 12, other)).toBe('hidden');
    expect(standing('D', 9, other)).toBeUndefined();
    expect(standing('A', 10, released({ A: 10 }, { origin: 'published' }))).toBeUndefined();
    expect(
      standingOf(
        [released({ A: 10 }, { origin: 'published' })],
        { edition: '2012', labels: [['origin', 'published'], ['region', 'A']], reviews: 10 }, // prettier-ignore
        5,
      ),
    ).toBe('fixed');
  });

  it('is not what a free question changes or hides to hide another', async () => {
    const labels = ['A', 'B', 'C', 'D', 'E'];
    const numbers = [2, 8, 9, 12, 20];
    const ask = (fixed: string) =>
      protectFigures(
        {
          plan: planCount({ edition: '2012', by: ['region'], filters: {} }, []),
          cells: [
            ...labels.map((label, n) => ({ at: [label], reviews: numbers[n] ?? 0, published: 0 })),
            { at: [null], reviews: 51, published: 0 },
          ],
          labels: { region: labels },
          parents: {},
          standing: ([[, label] = ['region', '']]) => (fixed.includes(label) ? 'fixed' : undefined),
        },
        5,
      );
    const shownOf = async (fixed: string) => {
      const figureAt = await ask(fixed);
      return labels.map((label) => figureAt([label]));
    };
    expect(await shownOf('')).toEqual(['c', 'c', 9, 12, 20]);
    expect(await shownOf('B')).toEqual(['c', 8, 'c', 12, 20]);
    expect(await shownOf('BC')).toEqual(['c', 8, 9, 'c', 20]);
  });
});
