import {
  ALL,
  protectSystem,
  protectTable,
  protectTables,
  type ProtectedTable,
  type TableInput,
} from '../../server/national/disclosure-control';
import { asPrint, expectWide, hiddenIn, printed } from '../support/expect-protected';
import { combinations, rowOf } from '../support/random-tables';

const grid = (values: number[][]): TableInput => ({
  by: ['region', 'year'],
  rows: values.flatMap((row, r) => row.map((value, y) => rowOf(['region', 'year'], [r, y], value))),
});
const figure = (table: ProtectedTable, region: string, year: string) =>
  printed(table).find((row) => row.region === region && row.year === year)?.reviews;

describe('tables worked by hand', () => {
  // Every handbook of disclosure control opens so: a lone hidden figure falls to one subtraction, and the least
  // pattern that holds in two dimensions has two hidden figures in each row and column that has any (Willenborg
  // and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 4; the figures here are ours).
  it('answers a lone small figure with three others in a rectangle', () => {
    const table = protectTable(
      grid([
        [20, 50, 10],
        [8, 19, 22],
        [17, 32, 3],
        [40, 21, 30],
      ]),
      5,
    );
    expect(figure(table, 'v2', 'v2')).toBe('c');
    expect(hiddenIn(table)).toBe(4);
    expect(table.totals.every((row) => row.reviews !== 'c')).toBe(true);
  });

  it('is not content with a rectangle that leaves a known narrow range', async () => {
    // Two and two hidden in a 2 by 2 square would hold each between 1 and 3: not exact, and too narrow for 5.
    const table = protectTable(
      grid([
        [2, 2, 40],
        [2, 2, 40],
        [40, 40, 40],
      ]),
      5,
    );
    expect(hiddenIn(table)).toBeGreaterThan(4);
    await expectWide([asPrint(table)], 5);
  });

  it('hides the total of a table with one figure in it', () => {
    expect(printed(protectTable(grid([[3]]), 5)).map((row) => row.reviews)).toEqual(['c', 'c', 'c', 'c']);
    expect(printed(protectTable(grid([[6]]), 5)).map((row) => row.reviews)).toEqual([6, 6, 6, 6]);
  });

  it('shows a table of zeros', () => {
    const table = protectTable(
      grid([
        [0, 0],
        [0, 0],
      ]),
      5,
    );
    expect(printed(table).every((row) => row.reviews === 0)).toBe(true);
  });

  it('protects a table where everything is small', async () => {
    const table = protectTable(
      grid([
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ]),
      5,
    );
    expect(table.rows.every((row) => row.reviews === 'c')).toBe(true);
    await expectWide([asPrint(table)], 5);
  });

  it('prints totals after the rows, in a fixed order', () => {
    const { rows, totals } = protectTable(
      grid([
        [10, 20],
        [30, 40],
      ]),
      5,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['v0', 'v0', 10],
      ['v0', 'v1', 20],
      ['v1', 'v0', 30],
      ['v1', 'v1', 40],
    ]);
    expect(totals.map((row) => Object.values(row))).toEqual([
      ['v0', ALL, 30],
      ['v1', ALL, 70],
      [ALL, 'v0', 40],
      [ALL, 'v1', 60],
      [ALL, ALL, 100],
    ]);
  });
});

describe('tables of one release', () => {
  it('hides in one what it hides in another', async () => {
    const one = grid([
      [2, 30],
      [30, 30],
    ]);
    const other = {
      by: ['region'],
      rows: [
        { region: 'v0', reviews: 32 },
        { region: 'v1', reviews: 60 },
      ],
    };
    const [first, second] = await protectTables([one, other], 5);
    for (const row of printed(second!)) expect(figure(first!, row.region as string, ALL)).toBe(row.reviews);
  });

  it('leaves apart tables that count different reviews', async () => {
    const one = grid([
      [2, 30],
      [30, 30],
    ]);
    const other = grid([
      [2, 30],
      [30, 31],
    ]);
    const apart = await protectTables([one, other], 5);
    expect(apart).toEqual([protectTable(one, 5), protectTable(other, 5)]);
  });

  it('protects equal tables alike', async () => {
    const one = grid([
      [2, 30, 7],
      [30, 30, 1],
    ]);
    const [first, second] = await protectTables([one, one], 5);
    expect(second).toEqual(first);
    expect(first).toEqual(protectTable(one, 5));
  });
});

describe('figures that cannot be taken', () => {
  const rows = grid([
    [1, 2],
    [3, 4],
  ]).rows;
  it.each([
    [
      'a missing row',
      { by: ['region', 'year'], rows: rows.slice(1) },
      'no figure for region "v0", year "v0"',
    ],
    ['a row twice', { by: ['region', 'year'], rows: [...rows, rows[0]!] }, 'given twice'],
    ['a negative count', grid([[-1]]), 'not a whole number'],
    ['half a review', grid([[0.5]]), 'not a whole number'],
    ['a total as a row', { by: ['region'], rows: [{ region: ALL, reviews: 1 }] }, 'stands for a total'],
    [
      'a false total',
      { ...grid([[9]]), totals: [{ region: ALL, year: 'v0', reviews: 8 }] },
      'its parts sum to 9',
    ],
    ['a total left out', { ...grid([[9]]), additive: { region: false } }, 'no figure for region "(all)"'],
    ['four dimensions', { by: ['a', 'b', 'c', 'd'], rows: [] }, 'one to three'],
    [
      'a part above its whole',
      { ...grid([[9]]), additive: { region: false }, totals: [{ region: ALL, year: 'v0', reviews: 8 }] },
      'contradict',
    ],
  ])('refuses %s', (_, table: TableInput, reason) => {
    expect(() => protectTable(table, 5)).toThrow(reason);
  });

  it('refuses a threshold below 1', () => {
    expect(() => protectTable(grid([[1]]), 0)).toThrow('the threshold is 0');
  });
});

describe('any system of figures', () => {
  const cells = [
    { id: 'a', value: 3 },
    { id: 'b', value: 20 },
    { id: 'c', value: 30 },
    { id: 'all', value: 53, weight: 100 },
  ];
  it('hides the cheapest company for a small part of a sum', async () => {
    const hidden = await protectSystem(
      { cells, sums: [{ total: 'all', parts: ['a', 'b', 'c'] }], covers: [] },
      5,
    );
    expect([...hidden]).toEqual(['a', 'b']);
  });

  it('hides a small part of a cover alone, when the cover leaves room', async () => {
    const covers = [{ whole: 'all', parts: ['a', 'b', 'c'], exhaustive: false }];
    expect([...(await protectSystem({ cells, sums: [], covers }, 5))]).toEqual(['a']);
    const tight = [{ whole: 'all', parts: ['a', 'b', 'c'], exhaustive: true }];
    expect([...(await protectSystem({ cells, sums: [], covers: tight }, 5))]).toEqual(['a']);
  });

  it('hides everything where figures hang together too tightly for less', async () => {
    const equal = ['a', 'b', 'c'].map((id) => ({ id, value: 2 }));
    const sums = [
      { total: 'b', parts: ['a'] },
      { total: 'c', parts: ['b'] },
    ];
    expect([...(await protectSystem({ cells: equal, sums, covers: [] }, 5))]).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a false sum', [{ total: 'all', parts: ['a', 'b'] }], 'contradict'],
    ['an unknown figure', [{ total: 'all', parts: ['z'] }], 'names the figure z'],
    ['a part twice', [{ total: 'all', parts: ['a', 'a'] }], 'names one figure twice'],
  ])('refuses %s', async (_, sums, reason) => {
    await expect(protectSystem({ cells, sums, covers: [] }, 5)).rejects.toThrow(reason);
  });
});

describe('speed', () => {
  it.each([
    ['26 by 10', [26, 10], 1500],
    ['40 by 30', [40, 30], 4000],
    ['12 by 10 by 8', [12, 10, 8], 6000],
  ])('protects %s within seconds', (_, sizes, most) => {
    const by = ['region', 'year', 'kind'].slice(0, sizes.length);
    let state = 7;
    const next = () => (state = (state * 16807) % 2147483647);
    const cells = combinations(sizes);
    const rows = cells.map((labels) => rowOf(by, labels, Math.max(0, (next() % 14) - 5)));
    const started = performance.now();
    protectTable({ by, rows }, 5);
    expect(performance.now() - started).toBeLessThan(most);
  });
});
