import fc from 'fast-check';
import { protectTable, type TableInput } from '../../server/national/disclosure-control';
import { protectFigures } from '../../server/national/aggregates-protection';
import { planCount, type CountRow } from '../../server/national/aggregates-queries';
import {
  blocksOf,
  cutsBlock,
  isWithin,
  type DatedCount,
  type Period,
} from '../../server/national/period-blocks';
import { visit } from '../support/browser-of';
import { asPrint, expectHonest, expectWide } from '../support/expect-protected';
import { openHouse } from '../support/house';
import { additiveTable } from '../support/random-tables';
import { loadNationalData } from './national-data';

const YEARS = ['2009', '2010', '2011', '2012', '2013', '2014'];
const dates = [null, ...YEARS.flatMap((year) => [`${year}-01-01`, `${year}-06-30`])];
const limit = fc.integer({ min: 1, max: 8 });
const cell = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: dates.length, maxLength: dates.length })
  .map((numbers): DatedCount[] => dates.map((date, k) => ({ date, reviews: numbers[k] ?? 0 })));

/** Every period of whole half years, every set of neighbouring years, and no bound at all. */
const PERIODS: Period[] = [
  {},
  ...dates.flatMap((from) => dates.map((to) => ({ ...(from ? { from } : {}), ...(to ? { to } : {}) }))),
  ...YEARS.flatMap((_, first) => YEARS.map((_year, last) => ({ years: YEARS.slice(first, last + 1) }))),
  { years: ['not stated'] },
  { years: ['2009', '2012', '2014'] },
];

/** How many reviews one of two periods counts and the other does not, for every two. */
function differences(counts: readonly DatedCount[], periods: readonly Period[]): number[] {
  const counted = periods.map((period) => counts.map(({ date }) => isWithin(period, date)));
  return counted.flatMap((one) =>
    counted.map((other) =>
      counts.reduce((sum, { reviews }, k) => sum + (one[k] && !other[k] ? reviews : 0), 0),
    ),
  );
}

describe('the blocks of a cell', () => {
  it('are worked by hand', () => {
    const sizes = (given: [string | null, number][]): number[][] =>
      blocksOf(
        given.map(([date, reviews]) => ({ date, reviews })),
        5,
      ).map((block) => block.map(({ reviews }) => reviews));
    expect(sizes([['2012-01-01', 9]])).toEqual([[9]]);
    expect(
      sizes([
        ['2026-01-01', 4],
        ['2012-01-01', 43],
      ]),
    ).toEqual([[43, 4]]);
    // Those without a date come first, and join the oldest when they are few.
    expect(
      sizes([
        ['2012-01-01', 6],
        [null, 2],
        ['2013-01-01', 8],
        ['2014-01-01', 3],
      ]),
    ).toEqual([
      [2, 6],
      [8, 3],
    ]);
    expect(
      sizes([
        [null, 7],
        ['2012-01-01', 6],
      ]),
    ).toEqual([[7], [6]]);
    expect(sizes([['2012-01-01', 2]])).toEqual([[2]]);
    expect(sizes([])).toEqual([]);
  });

  it('let no two periods count sets of reviews that differ by a small number', () => {
    fc.assert(
      fc.property(cell, limit, (counts, threshold) => {
        const total = counts.reduce((sum, { reviews }) => sum + reviews, 0);
        const shown = PERIODS.filter(
          (period) => !cutsBlock(counts, threshold, (date) => isWithin(period, date)),
        );
        const small = differences(counts, shown).filter(
          (difference) => difference > 0 && difference <= threshold && difference !== total,
        );
        expect(small).toEqual([]);
      }),
      { numRuns: 30, seed: 2012 },
    );
  });
});

describe('figures of a question, asked for one period after another', () => {
  const REGIONS = ['A', 'B', 'C'];
  const population = fc.array(cell, { minLength: REGIONS.length, maxLength: REGIONS.length });

  /** The printed figure by region, and in all, as `protectFigures` gives it to the page. */
  function figuresFor(regions: DatedCount[][], period: Period, threshold: number) {
    const { years, ...bounds } = period;
    const plan = planCount({ by: ['region'], filters: years ? { year: [...years] } : {}, ...bounds });
    const byYear = plan.dimensions.includes('year');
    const rows: CountRow[] = regions.flatMap((counts, r) =>
      counts.flatMap(({ date, reviews }) =>
        [REGIONS[r] ?? null, null].flatMap((region) =>
          (byYear ? [date?.slice(0, 4) ?? 'not stated', null] : [undefined]).map((year) => ({
            at: year === undefined ? [region] : [region, year],
            date,
            everyone: reviews,
            inside: reviews,
            published: reviews,
          })),
        ),
      ),
    );
    const merged = new Map<string, CountRow>();
    for (const row of rows) {
      const name = JSON.stringify([row.at, row.date]);
      const before = merged.get(name)?.everyone ?? 0;
      const reviews = before + row.everyone;
      merged.set(name, { ...row, everyone: reviews, inside: reviews, published: reviews });
    }
    const labels = { region: REGIONS, year: [...YEARS, 'not stated'] };
    const at = protectFigures({ plan, cells: [...merged.values()], labels, parents: {} }, threshold);
    return [...REGIONS, '(all)'].map((region) => at([region]));
  }

  it('show nothing that differs by a small number, and no lone hidden figure in a total', () => {
    fc.assert(
      fc.property(population, limit, (regions, threshold) => {
        const everywhere = dates.map((date, k) => ({
          date,
          reviews: regions.reduce((sum, counts) => sum + (counts[k]?.reviews ?? 0), 0),
        }));
        const asked = PERIODS.filter((_, k) => k % 5 === 0 || k > PERIODS.length - 12).map((period) => ({
          period,
          figures: figuresFor(regions, period, threshold),
        }));
        for (const { figures } of asked) {
          const hidden = figures.filter((one) => typeof one === 'string');
          if (typeof figures.at(-1) === 'number') expect(hidden).not.toHaveLength(1);
        }
        [...regions, everywhere].forEach((counts, r) => {
          const shown = asked
            .filter(({ figures }) => typeof figures[r] === 'number')
            .map(({ period }) => period);
          const found = differences(counts, shown);
          expect(found.filter((difference) => difference > 0 && difference <= threshold)).toEqual([]);
        });
      }),
      { numRuns: 12, seed: 2012 },
    );
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
