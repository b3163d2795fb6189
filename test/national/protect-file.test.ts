import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '../../server/commands/protect';
import { protectFile } from '../../server/national/protect-file';

const rows = [
  { row: 'a', col: 'x', reviews: 3 },
  { row: 'a', col: 'y', reviews: 40 },
  { row: 'b', col: 'x', reviews: 50 },
  { row: 'b', col: 'y', reviews: 60 },
];
const table = { by: ['row', 'col'], rows };

describe('protectFile', () => {
  it('prints the same tables with rows for totals and the threshold', async () => {
    const printed = await protectFile(JSON.stringify([{ title: 'By row', ...table }]), 5);
    expect(JSON.stringify(printed)).toBe(
      JSON.stringify([
        {
          title: 'By row',
          by: ['row', 'col'],
          rows: [
            { row: 'a', col: 'x', reviews: 'c' },
            { row: 'a', col: 'y', reviews: 'c' },
            { row: 'b', col: 'x', reviews: 'c' },
            { row: 'b', col: 'y', reviews: 'c' },
            { row: 'a', col: '(all)', reviews: 43 },
            { row: 'b', col: '(all)', reviews: 110 },
            { row: '(all)', col: 'x', reviews: 53 },
            { row: '(all)', col: 'y', reviews: 100 },
            { row: '(all)', col: '(all)', reviews: 153 },
          ],
          threshold: 5,
        },
      ]),
    );
  });

  it('takes any text for a label and for a dimension', async () => {
    const labels = ['__proto__', 'constructor', 'été ☂', '["a"]', ''];
    const text = `[{"by":["__proto__"],"rows":[${labels.map((one, n) => `{"__proto__":${JSON.stringify(one)},"reviews":${n * 20}}`).join()}]}]`;
    const [printed] = await protectFile(text, 5);
    const shown = printed!.rows.map((row) => Object.entries(row));
    expect(shown).toEqual([
      ...labels.map((one, n) => [
        ['__proto__', one],
        ['reviews', n * 20],
      ]),
      [
        ['__proto__', '(all)'],
        ['reviews', 200],
      ],
    ]);
    expect(JSON.parse(JSON.stringify(printed)).rows).toHaveLength(6);
  });

  it('keeps labels that are numbers, and takes no rows for no rows', async () => {
    const [years, none] = await protectFile(
      JSON.stringify([
        {
          by: ['year'],
          rows: [
            { year: 2011, reviews: 8 },
            { year: 2012, reviews: 9 },
          ],
        },
        { by: ['year'], rows: [] },
      ]),
      5,
    );
    expect(years!.rows).toEqual([
      { year: 2011, reviews: 8 },
      { year: 2012, reviews: 9 },
      { year: '(all)', reviews: 17 },
    ]);
    expect(none!.rows).toEqual([{ year: '(all)', reviews: 0 }]);
    expect(await protectFile('[]', 5)).toEqual([]);
  });

  const withRow = (row: unknown) => [{ ...table, rows: [row, ...rows.slice(1)] }];
  it.each([
    ['text that is not JSON', undefined, /^not JSON: /],
    ['no list', { by: [] }, 'the file must be a list of tables'],
    ['no table', [7], '[0]: must be an object with by and rows'],
    ['no dimension', [{ by: [], rows }], '[0].by: must name at least one dimension'],
    ['four dimensions', [{ by: ['a', 'b', 'c', 'd'], rows }], '[0].by: must name at most three dimensions'],
    ['a dimension twice', [{ by: ['row', 'row'], rows }], '[0].by: must not name a dimension twice'],
    ['a dimension called reviews', [{ by: ['reviews'], rows }], '[0].by: must not name a dimension reviews'],
    ['no rows', [table, { by: ['row'] }], '[1].rows: must be a list of rows'],
    [
      'a row that is none',
      withRow(null),
      '[0].rows[0]: must be an object with a label for each dimension, and reviews',
    ],
    ['a missing label', withRow({ row: 'a', reviews: 1 }), '[0].rows[0]: "col" is missing'],
    [
      'a label that is neither text nor number',
      withRow({ row: null, col: 'x', reviews: 1 }),
      '[0].rows[0].row: must be text or a whole number',
    ],
    [
      'a total among the rows',
      withRow({ row: '(all)', col: 'x', reviews: 1 }),
      '[0].rows[0].row: (all) stands for a total and cannot be a label',
    ],
    ['no count', withRow({ row: 'a', col: 'x' }), '[0].rows[0]: reviews is missing'],
    [
      'a count in text',
      withRow({ row: 'a', col: 'x', reviews: '3' }),
      '[0].rows[0].reviews: must be a number',
    ],
    [
      'a negative count',
      withRow({ row: 'a', col: 'x', reviews: -3 }),
      '[0].rows[0].reviews: must be a whole number from 0',
    ],
    [
      'half a review',
      withRow({ row: 'a', col: 'x', reviews: 1.5 }),
      '[0].rows[0].reviews: must be a whole number from 0',
    ],
    [
      'a field that might tell',
      withRow({ row: 'a', col: 'x', reviews: 3, children: 1 }),
      '[0].rows[0]: "children" is no dimension of this table',
    ],
    [
      'counts that no one can add',
      [table, { by: ['row'], rows: ['a', 'b'].map((row) => ({ row, reviews: Number.MAX_SAFE_INTEGER })) }],
      '[1].rows[1].reviews: with it the total of the table is too large to be counted',
    ],
    ['a cell twice', [{ ...table, rows: [...rows, rows[1]] }], '[0].rows[4]: the same cell as [0].rows[1]'],
    ['a missing cell', [{ ...table, rows: rows.slice(0, 3) }], '[0].rows: no row for row "b", col "y"'],
  ])('refuses %s', async (_, file, reason) => {
    await expect(protectFile(JSON.stringify(file) ?? '[{', 5)).rejects.toThrow(reason);
  });
});

describe('npm run protect', () => {
  let directory: string;
  let file: string;
  const written = { stdout: '', stderr: '' };
  const environment = process.env;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'protect-'));
    file = path.join(directory, 'tables.json');
    await writeFile(file, JSON.stringify([table]));
    process.env = { ...environment, NODE_ENV: 'test', DISCLOSURE_THRESHOLD: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      written[stream] = '';
      jest.spyOn(process[stream], 'write').mockImplementation((text) => {
        written[stream] += String(text);
        return true;
      });
    }
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = environment;
    await rm(directory, { recursive: true });
  });
  const thresholds = () =>
    (JSON.parse(written.stdout) as { threshold: number }[]).map((one) => one.threshold);

  it('prints only the tables, hidden to 5', async () => {
    expect(await main([file])).toBe(0);
    expect(thresholds()).toEqual([5]);
    expect(written.stderr).toBe('');
  });

  it('says which tables it takes for counts of different reviews', async () => {
    const byRow = (...counts: number[]) => ({
      by: ['row'],
      rows: counts.map((reviews, n) => ({ row: 'abc'[n], reviews })),
    });
    const byOther = { by: ['other'], rows: [{ other: 'z', reviews: 153 }] };
    await writeFile(file, JSON.stringify([table, byRow(43, 110), byOther]));
    expect(await main([file])).toBe(0);
    expect(written.stderr).toBe('');
    await writeFile(file, JSON.stringify([table, byRow(43, 109), byOther]));
    expect(await main([file])).toBe(0);
    expect(written.stderr).toBe(
      '[0] and [1] are taken as counts of different reviews and protected apart: row "b" is 110 in [0] and 109 in [1]\n' +
        '[1] and [2] are taken as counts of different reviews and protected apart: the grand total is 152 in [1] and 153 in [2]\n',
    );
  });

  it('takes the threshold from DISCLOSURE_THRESHOLD, and from --threshold before that', async () => {
    process.env.DISCLOSURE_THRESHOLD = '2';
    expect(await main([file])).toBe(0);
    expect(thresholds()).toEqual([2]);
    written.stdout = '';
    expect(await main([file, '--threshold', '7'])).toBe(0);
    expect(thresholds()).toEqual([7]);
  });

  it.each([
    ['no file', [], 'Usage: npm run protect -- FILE [--threshold N]\n'],
    [
      'a threshold that is none',
      ['FILE', '--threshold', 'few'],
      '--threshold is "few", not a whole number from 1\n',
    ],
    ['a threshold of 0', ['FILE', '--threshold', '0'], '--threshold is "0", not a whole number from 1\n'],
  ])('refuses %s in one line', async (_, argv, line) => {
    expect(await main(argv.map((one) => (one === 'FILE' ? file : one)))).toBe(1);
    expect(written).toEqual({ stdout: '', stderr: line });
  });

  it('refuses less than 3 in production', async () => {
    process.env = { ...process.env, NODE_ENV: 'production' };
    expect(await main([file, '--threshold', '2'])).toBe(1);
    expect(written.stderr).toBe('--threshold is never below 3 in production\n');
  });

  it('names the file that is not there, and the fault in a bad one', async () => {
    expect(await main([path.join(directory, 'none.json')])).toBe(1);
    expect(written.stderr).toMatch(/^[^\n]*none\.json[^\n]*\n$/);
    written.stderr = '';
    await writeFile(file, JSON.stringify([{ ...table, rows: rows.slice(1) }]));
    expect(await main([file])).toBe(1);
    expect(written).toEqual({ stdout: '', stderr: '[0].rows: no row for row "a", col "x"\n' });
  });
});
