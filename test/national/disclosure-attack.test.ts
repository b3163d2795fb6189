import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { main } from '../../server/commands/attack';
import { attackRelease } from '../../server/national/attack';
import { releaseByLot } from '../../server/national/attack-random';
import { countPopulation } from '../../server/national/count-population';
import { protectTable, protectTables } from '../../server/national/disclosure-control';
import type { Actor } from '../../server/database/with-actor';
import { releaseBuildPage } from '../../server/national/release-build-pages';
import type { ReleaseFigures } from '../../server/national/release-figures';
import { figureId } from '../../server/national/release-figure-ids';
import { protectRelease } from '../../server/national/release-protection';
import { tooMuch, unprotected } from '../../server/national/release-reckoning';
import type { WholeRelease } from '../../server/national/release-queries';
import { protectAndTry, type AroundFigures } from '../../server/national/release-trial';
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

describe('a release beside one that is out', () => {
  const made = (numbers: Record<string, number>) =>
    countPopulation({
      reviews: Object.entries(numbers).flatMap(([name, n]) =>
        Array.from({ length: n }, () => ({
          published: true,
          labels: { region: name },
          findings: [{ categories: [], labels: {} }],
        })),
      ),
      categories: [],
      labels: { region: ['A', 'B', 'C', 'D'] },
      tables: [['region']],
      map: false,
      origin: 'published',
    });
  const around = (counts: ReturnType<typeof made>) =>
    ({ threshold: 5, origin: 'published', dimensions: counts.dimensions }) as AroundFigures;
  const FIRST = { A: 3, B: 7, C: 40, D: 20 };
  const printed = ({ tables }: { tables: readonly { rows: readonly { reviews: unknown }[] }[] }): unknown[] =>
    (tables[0]?.rows ?? []).map(({ reviews }) => reviews);
  const second = async (numbers: Record<string, number>, before: Record<string, number> = FIRST) => {
    const [first, counts] = [made(before), made(numbers)];
    const one = await protectAndTry(first, around(first), []);
    const print = { ...one.figures, number: 3 };
    const two = await protectAndTry(counts, around(counts), [{ number: 3, print, counts: one.counts }]);
    const release = {
      ...{
        id: 'x',
        number: 4,
        state: 'built',
        built_by: 'me',
        title: 'T',
        settings: { tables: [], before: '2026-11-22' },
      },
      ...{ attack: two.attack, figures: null, built_at: new Date(), corrects_number: null },
    } as unknown as WholeRelease;
    const { trial } = releaseBuildPage(release, null, { accountId: 'me' } as Actor, new Map(), 'http://x');
    const said = (trial ?? []).map(({ value }) => value.text).join(' | ');
    return { one, two, print, said };
  };

  it('hides what differs by a few from the same figure in another edition, and keeps what free questions show', async () => {
    const counts = made({ A: 3, B: 9, C: 40, D: 20 });
    const other = await protectRelease(made({ A: 3, B: 7, C: 41, D: 20 }), 5);
    const print = { ...other, number: 3, edition: '2008', threshold: 5, dimensions: counts.dimensions };
    expect(printed(other)).toEqual(['c', 'c', 41, 20, 71]);
    expect(printed(await protectRelease(counts, 5))).toEqual(['c', 'c', 40, 20, 72]);
    const beside = await protectRelease(counts, 5, [], { free: new Map(), editions: [print] });
    // C and the total differ by 1 from what is printed.
    expect(printed(beside)).toEqual(['c', 9, 'c', 20, 'c']);
    const free = new Map([
      [figureId([['region', 'B']]), 9],
      [figureId([['region', 'C']]), 40],
    ]);
    const shown = await protectRelease(counts, 5, [], { free, editions: [] });
    expect(printed(shown)).toEqual(['c', 9, 40, 'c', 72]);
  });

  it('hides the same where it counts the same', async () => {
    const { one, two } = await second(FIRST);
    expect(printed(two.figures)).toEqual(printed(one.figures));
    expect(two).toMatchObject({ figures: { since: [{ release: 3, data: 'same' }] }, attack: { found: 0 } });
  });
  it('hides a figure to which so few were added that they could be counted', async () => {
    const { one, two, print, said } = await second({ A: 4, B: 17, C: 60, D: 22 });
    expect(printed(one.figures)).toEqual(['c', 'c', 40, 20, 70]);
    // D has two more.
    const [, , , d] = printed(two.figures);
    expect(d).toBe('c');
    expect(two).toMatchObject({
      figures: { since: [{ release: 3, data: 'grown' }] },
      attack: { found: 0, small: 1, differing: 1 },
    });
    expect(said).toMatch(/figures of 5 above 0 .*: 1 are small, 1 differ too little/);
    const open = two.figures.tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => (row.region === 'D' ? { ...row, reviews: 22 } : row)),
    }));
    const { found } = await attackRelease({ ...two.figures, tables: open }, { earlier: [print] });
    expect(found).toContainEqual(
      expect.objectContaining({ figure: 'added since release 3: region "D"', low: 2, printed: true }),
    );
  });
  it('hides a figure that was revised by so little that the change is a small count', async () => {
    const { two } = await second({ A: 3, B: 7, C: 38, D: 22 });
    expect(printed(two.figures)).toEqual(['c', 'c', 'c', 'c', 70]);
    expect(two).toMatchObject({
      figures: { since: [{ release: 3, data: 'revised' }] },
      attack: { found: 0 },
    });
  });
  it('is not built where what is out gives a hidden figure away already', async () => {
    const counts = made(FIRST);
    const tables = [
      {
        by: ['region'],
        rows: counts.tables[0]!.rows.map(({ region, reviews }) => ({
          region,
          reviews: region === 'A' ? 'c' : reviews,
        })),
      },
    ];
    const print = {
      ...around(counts),
      number: 3,
      tables,
      map: null,
      undecided: [],
    } as unknown as ReleaseFigures;
    await expect(protectAndTry(counts, around(counts), [{ number: 3, print, counts }])).rejects.toThrow(
      'cannot be protected',
    );
    expect(unprotected('the figure e0 0 ["category","X"],["region","A"] cannot be protected')).toContain(
      'that of category “X” and region “A”. Build it with fewer tables',
    );
    expect(tooMuch({ ...counts, map: { categories: [], rows: [] } })).toContain(
      'the largest first: Reviews by region (5 figures); the map (0 figures).',
    );
    expect(unprotected('these figures contradict: a')).toContain('(these figures contradict: a)');
  });
  it('holds with releases by lot, of the same reviews and of more', async () => {
    const seen: Record<string, number> = {};
    for (const seed of [5, 7]) {
      const lot = releaseByLot(seed);
      const all = countPopulation(lot);
      const base = { ...around(all), threshold: lot.threshold, origin: lot.origin };
      for (const share of [0.7, 1]) {
        const reviews = lot.reviews.slice(0, Math.max(1, Math.floor(lot.reviews.length * share)));
        const one = await protectAndTry(countPopulation({ ...lot, reviews }), base, []);
        const print = { ...one.figures, number: 1 };
        const { figures, attack } = await protectAndTry(all, base, [
          { number: 1, print, counts: one.counts },
        ]);
        expect({ seed, share, found: attack.found_with ?? [] }).toEqual({ seed, share, found: [] });
        const data = String(figures.since?.[0]?.data);
        seen[data] = (seen[data] ?? 0) + 1;
      }
    }
    expect(seen).toMatchObject({ same: expect.any(Number), grown: expect.any(Number) });
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
