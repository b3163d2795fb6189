import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { main } from '../../server/commands/attack';
import { attackRelease } from '../../server/national/attack';
import { releaseByLot } from '../../server/national/attack-random';
import { countPopulation } from '../../server/national/count-population';
import { protectTable, protectTables } from '../../server/national/disclosure-control';
import { protectRelease } from '../../server/national/release-protection';
import { boundsBySolver, boundsByTrying, readPrint } from '../support/attacker';
import { asPrint, expectHonest, expectWide } from '../support/expect-protected';
import { additiveTable, categoryTable, linkedPair, PARENTS } from '../support/random-tables';

const threshold = fc.integer({ min: 1, max: 10 });

describe('an outsider with an integer solver', () => {
  it.each([
    ['one dimension', additiveTable([6]), 40],
    ['two dimensions', additiveTable([5, 5]), 50],
    ['three dimensions', additiveTable([3, 3, 3]), 25],
  ])('cannot narrow a hidden figure of %s below the threshold', async (_, tables, numRuns) => {
    await fc.assert(
      fc.asyncProperty(tables, threshold, async (given, limit) => {
        const table = protectTable(given, limit);
        expectHonest(given, table, limit);
        expect(protectTable(given, limit)).toEqual(table);
        await expectWide([asPrint(table)], limit);
      }),
      { numRuns, seed: 2012 },
    );
  });

  it('cannot set two tables of the same reviews against each other', async () => {
    await fc.assert(
      fc.asyncProperty(linkedPair, threshold, async (given, limit) => {
        const tables = await protectTables(given, limit);
        tables.forEach((table, n) => expectHonest(given[n]!, table, limit));
        await expectWide(tables.map(asPrint), limit);
      }),
      { numRuns: 30, seed: 2012 },
    );
  });

  it('cannot use what is known of categories that overlap', async () => {
    await fc.assert(
      fc.asyncProperty(categoryTable, threshold, async (given, limit) => {
        const table = protectTable(given, limit);
        expectHonest(given, table, limit);
        await expectWide([{ ...asPrint(table), distinct: ['category'], parents: PARENTS }], limit);
      }),
      { numRuns: 40, seed: 2012 },
    );
  });

  it('finds what trying every possibility finds', async () => {
    const few = additiveTable([2, 3]);
    await fc.assert(
      fc.asyncProperty(few, fc.nat(63), async (given, picks) => {
        // Hidden at will and not protected, so that there is something to find.
        const rows = given.rows.map((row, n) =>
          picks & (2 ** n) && row.reviews > 0 ? { ...row, reviews: 'c' } : row,
        );
        const total = given.rows.reduce((sum, row) => sum + row.reviews, 0);
        fc.pre(total <= 16);
        const print = [{ by: given.by, rows: [...rows, ...protectTable(given, 1).totals] }];
        const knowledge = readPrint(print);
        fc.pre(knowledge.hidden.length > 0 && knowledge.hidden.length <= 5);
        const tried = boundsByTrying(knowledge, 20);
        const solved = await boundsBySolver(print, 1000);
        tried.forEach(({ low, high }, n) => {
          expect(solved[n]?.low).toBe(low);
          if (high < 20) expect(solved[n]?.high).toBe(high);
        });
      }),
      { numRuns: 40, seed: 2012 },
    );
  });
});

describe('a release by lot', () => {
  it('gives nothing away, its workbench part neither', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const made = releaseByLot(seed);
      const counts = countPopulation(made);
      const { tables, map } = await protectRelease(counts, made.threshold);
      const print = { threshold: made.threshold, dimensions: counts.dimensions, tables, map };
      const { found } = await attackRelease(print);
      expect({ seed, found }).toEqual({ seed, found: [] });
    }
  });

  it('is found out when it is protected too little', async () => {
    const seen = { tried: 0, found: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const made = { ...releaseByLot(seed), origin: 'published' as const };
      const counts = countPopulation(made);
      const { tables, map } = await protectRelease(counts, made.threshold);
      // One figure that is hidden for others, shown again wherever it stands.
      const [table, n] = tables
        .flatMap((one, t) =>
          one.rows.map((row, r) => [one, r, row.reviews, counts.tables[t]?.rows[r]] as const),
        )
        .find(([, , figure, truth]) => figure === 'c' && (truth?.reviews ?? 0) > made.threshold) ?? [null, 0];
      if (!table) continue;
      const truth = counts.tables[tables.indexOf(table)]?.rows[n]?.reviews;
      const same = JSON.stringify(table.rows[n]);
      const changed = [
        {
          ...table,
          rows: table.rows.map((row) => (JSON.stringify(row) === same ? { ...row, reviews: truth } : row)),
        },
      ];
      const print = { threshold: made.threshold, dimensions: counts.dimensions, tables: changed, map };
      seen.tried += 1;
      const { found } = await attackRelease(print);
      seen.found += Number(found.length > 0);
    }
    expect(seen.tried).toBeGreaterThan(8);
    expect(seen.found / seen.tried).toBeGreaterThan(0.5);
  });
});

describe('a small figure in print', () => {
  it('is found, whichever it is and wherever it stands', async () => {
    const seen = { table: 0, map: 0, undecided: 0 };
    for (let seed = 1; seed <= 8; seed++) {
      const made = releaseByLot(seed);
      const counts = countPopulation(made);
      const { tables, map } = await protectRelease(counts, made.threshold);
      const undecided = [{ from_edition: '2008', category: 'T', reviews: 'c' as number | 'c' }];
      const print = { threshold: made.threshold, dimensions: counts.dimensions, tables, map, undecided };
      const isSmall = (truth: number): boolean => truth >= 1 && truth <= made.threshold;
      // Each is set to its true value by itself, and set back.
      const places: [keyof typeof seen, { reviews: number | 'c' }, number][] = [
        ...tables.flatMap((table, t) =>
          table.rows.map((row, r) => ['table', row, counts.tables[t]!.rows[r]!.reviews] as const),
        ),
        ...(map?.rows ?? []).map((row, n) => ['map', row, counts.map!.rows[n]!.reviews] as const),
        ['undecided', undecided[0]!, 1] as const,
      ].map(([where, row, truth]) => [where, row, truth]);
      for (const [where, row, truth] of places) {
        if (row.reviews !== 'c' || !isSmall(truth)) continue;
        row.reviews = truth;
        const { found, narrowest } = await attackRelease(print);
        expect({ seed, printed: found.filter(({ printed }) => printed).map(({ low }) => low) }).toEqual({
          seed,
          printed: [truth],
        });
        expect(narrowest).toBe(0);
        row.reviews = 'c';
        seen[where] += 1;
      }
    }
    expect(seen.table).toBeGreaterThan(50);
    expect(seen.map).toBeGreaterThan(10);
  });

  it('is found where another release prints what this one hides', async () => {
    const print = (reviews: number | 'c') => ({
      threshold: 5,
      dimensions: [],
      tables: [{ by: ['region'], rows: [{ region: 'R', reviews }] }],
    });
    expect((await attackRelease(print('c'), { earlier: [print(3)] })).found).toEqual([
      { figure: 'region "R"', low: 3, high: 3, printed: true },
    ]);
    expect((await attackRelease(print('c'), { earlier: [print('c')] })).found).toEqual([]);
  });
});

describe('npm run attack', () => {
  const release = (figures: (number | 'c')[]) => ({
    format: 'release/1',
    threshold: 5,
    dimensions: [{ name: 'region', additive: true, values: [] }],
    tables: [
      {
        by: ['region'],
        rows: [...figures, 93].map((reviews, n) => ({
          region: n < figures.length ? `R${n}` : '(all)',
          reviews,
        })),
      },
    ],
  });
  const run = async (text: string, ...options: string[]) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'workbench-attack-')), 'release.json');
    writeFileSync(file, text);
    const said: string[] = [];
    const out = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((words) => Boolean(said.push(String(words))));
    const err = jest
      .spyOn(process.stderr, 'write')
      .mockImplementation((words) => Boolean(said.push(String(words))));
    try {
      return { code: await main([file, ...options]), said: said.join('') };
    } finally {
      out.mockRestore();
      err.mockRestore();
    }
  };

  it('passes a release that holds, and says what it found of one that does not', async () => {
    expect(await run(JSON.stringify(release(['c', 'c', 50])))).toMatchObject({ code: 0 });
    const told = await run(JSON.stringify(release(['c', 40, 50])));
    expect(told.code).toBe(1);
    expect(told.said).toContain('3 to 3         region "R0"');
    const small = await run(JSON.stringify(release([4, 'c', 'c'])));
    expect(small.code).toBe(1);
    expect(small.said).toContain('1 count from 1 to 5 printed, not hidden:\n4              region "R0"');
    const exact = await run(JSON.stringify(release(['c', 'c', 50])), '--exact', '--json');
    expect(JSON.parse(exact.said.slice(exact.said.indexOf('{')))).toMatchObject({
      narrowest: 41,
      bounds: [
        { low: 1, high: 42 },
        { low: 1, high: 42 },
      ],
    });
  });

  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['something else', '[]', 'this is no release'],
    [
      'another figure',
      JSON.stringify(release([0.5, 'c', 50])),
      'tables.0.rows.0.reviews is neither a count nor "c"',
    ],
    ['a contradiction', JSON.stringify(release([1, 2, 3])), 'contradict each other'],
    ['what cannot be', JSON.stringify(release([90, 'c', 'c', 'c', 'c'])), 'no counts of reviews can be'],
  ])('refuses %s in one line', async (_, text, reason) => {
    const { code, said } = await run(text);
    expect(code).toBe(1);
    expect(said).toContain(reason);
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  it('makes releases by lot', async () => {
    const said: string[] = [];
    const out = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((words) => Boolean(said.push(String(words))));
    try {
      expect(await main(['--random', '12', '--seed', '61'])).toBe(0);
    } finally {
      out.mockRestore();
    }
    expect(said.join('')).toContain('something was found in 0.');
  });
});
