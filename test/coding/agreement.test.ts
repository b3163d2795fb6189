import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { alpha as oracle } from 'krippendorff';
import { agreementOf } from '../../server/coding/agreement';
import { readCodings } from '../../server/coding/agreement-file';
import { alphaInterval, numbersFrom } from '../../server/coding/agreement-interval';
import { kappaOf, percentOf } from '../../server/coding/kappa';
import { main } from '../../server/commands/agreement';
import { alphaOf, shareOf, sumOf, type Unit } from '../../server/coding/krippendorff';

/** Coders in rows, as papers print them; a full stop for missing. */
function unitsOf(...coders: string[]): Unit[] {
  const rows = coders.map((coder) => coder.trim().split(/\s+/));
  return (rows[0] ?? []).map((_, unit) =>
    rows.map((row) => (row[unit] === '.' ? null : (row[unit] ?? null))),
  );
}
const alpha = (units: readonly Unit[]): number | null => alphaOf(sumOf(units.map(shareOf)));

const FOUR_OBSERVERS = unitsOf(
  '1 2 3 3 2 1 4 1 2 . . .',
  '1 2 3 3 2 2 4 1 2 5 . 3',
  '. 3 3 3 2 3 4 2 2 5 1 .',
  '1 2 3 3 2 4 4 1 2 5 1 .',
);

describe('published examples of alpha', () => {
  it.each<[string, Unit[], number, number]>([
    [
      'Krippendorff 2011, “Computing Krippendorff’s Alpha-Reliability”, C: four observers, twelve units, nominal',
      FOUR_OBSERVERS,
      0.743,
      40,
    ],
    [
      'the same, A: two observers (Meg and Owen), ten units, binary',
      unitsOf('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0'),
      0.095,
      20,
    ],
    [
      'the same, B: two observers (Ben and Gerry), twelve units, nominal',
      unitsOf('a a b b d c c c e d d a', 'b a b b b c c c e d d d'),
      0.692,
      24,
    ],
    [
      'Wikipedia, “Krippendorff’s alpha”, A computational example; also example.py of the Python package krippendorff',
      unitsOf(
        '. . . . . 3 4 1 2 1 1 3 3 . 3',
        '1 . 2 1 3 3 4 3 . . . . . . .',
        '. . 2 1 3 4 4 . 2 1 1 3 3 . 4',
      ),
      0.691,
      26,
    ],
    [
      'README of the npm package krippendorff (0.41666666666666663)',
      unitsOf('1 2 1', '1 1 1', '1 2 .'),
      0.417,
      8,
    ],
  ])('%s', (_source, units, expected, pairable) => {
    expect(alpha(units)?.toFixed(3)).toBe(expected.toFixed(3));
    const coders = (units[0] ?? []).map((_, n) => `coder ${n + 1}`);
    expect(agreementOf(coders, units).pairable).toBe(pairable);
  });
});

describe('published examples of kappa', () => {
  const table = (yesYes: number, yesNo: number, noYes: number, noNo: number): Unit[] => [
    ...Array<Unit>(yesYes).fill(['yes', 'yes']),
    ...Array<Unit>(yesNo).fill(['yes', 'no']),
    ...Array<Unit>(noYes).fill(['no', 'yes']),
    ...Array<Unit>(noNo).fill(['no', 'no']),
  ];
  it.each<[string, Unit[], number]>([
    ['Wikipedia, “Cohen’s kappa”, Simple example: 50 proposals', table(20, 5, 10, 15), 0.4],
    ['the same, Same percentages but different numbers, first', table(45, 15, 25, 15), 0.1304],
    ['the same, second', table(25, 35, 5, 35), 0.2593],
    [
      'scikit-learn, example of cohen_kappa_score',
      unitsOf('negative positive negative neutral positive', 'negative positive negative neutral negative'),
      0.6875,
    ],
  ])('%s', (_source, units, expected) => {
    expect(kappaOf(units, 0, 1)).toBeCloseTo(expected, 4);
  });
});

describe('alpha against another implementation', () => {
  // Rows are coders. What it is given has a full first row in length: see below.
  const asRows = (units: readonly Unit[]): (string | undefined)[][] =>
    (units[0] ?? []).map((_, coder) => units.map((unit) => unit[coder] ?? undefined));
  const tables = fc
    .record({ coders: fc.integer({ min: 2, max: 5 }), values: fc.integer({ min: 1, max: 5 }) })
    .chain(({ coders, values }) =>
      fc.array(
        fc.array(fc.option(fc.integer({ min: 1, max: values }).map(String), { freq: 3 }), {
          minLength: coders,
          maxLength: coders,
        }),
        { minLength: 1, maxLength: 25 },
      ),
    );

  it('is the same for random tables, and null exactly where theirs is not a number', () => {
    fc.assert(
      fc.property(tables, (units) => {
        const theirs = oracle(asRows(units));
        const ours = alpha(units);
        if (Number.isNaN(theirs)) expect(ours).toBeNull();
        else expect(ours).toBeCloseTo(theirs, 10);
      }),
      { numRuns: 400 },
    );
  });

  it('knows where theirs is wrong: it looks at no more units than the first coder’s row has', () => {
    // Two units, two coders each, all agreeing, and both values vary: alpha is 1 by any definition.
    const units: Unit[] = [
      [null, '1', '1'],
      [null, '2', '2'],
    ];
    expect(alpha(units)).toBe(1);
    expect(
      oracle([
        [undefined, undefined],
        ['1', '2'],
        ['1', '2'],
      ]),
    ).toBe(1);
    expect(oracle([[], ['1', '2'], ['1', '2']])).toBeNaN();
  });

  it('does not depend on the order of units, of coders or on names of values, and 1 means no difference', () => {
    fc.assert(
      fc.property(tables, (units) => {
        const value = alpha(units);
        const turned = units.toReversed().map((unit) => unit.toReversed().map((one) => one && `v${one}`));
        if (value === null) expect(alpha(turned)).toBeNull();
        else expect(alpha(turned)).toBeCloseTo(value, 10);
        const percent = percentOf(units);
        if (value !== null) expect(value === 1).toBe(percent === 100);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what does not exist', () => {
  it('is null: no variation, no pair, nothing at all', () => {
    const same = agreementOf(['a', 'b'], unitsOf('1 1 1', '1 1 1'));
    expect(same).toEqual({
      percent: 100,
      kappa: [{ coders: ['a', 'b'], kappa: null }],
      alpha: null,
      interval: null,
      units: 3,
      pairable: 6,
    });
    expect(agreementOf(['a', 'b'], [['1', null]])).toMatchObject({ percent: null, alpha: null, pairable: 0 });
    expect(agreementOf(['a', 'b'], [])).toMatchObject({ percent: null, alpha: null, units: 0 });
  });
});

describe('the interval', () => {
  const shares = FOUR_OBSERVERS.map(shareOf);
  it('is the same for a seed, holds alpha, and differs for another seed', () => {
    const interval = alphaInterval(shares, 'one');
    expect(alphaInterval(shares, 'one')).toEqual(interval);
    expect(alphaInterval(shares, 'two')).not.toEqual(interval);
    const [low, high] = interval ?? [NaN, NaN];
    expect(low).toBeLessThan(0.743);
    expect(high).toBeGreaterThan(0.743);
    expect(low).toBeGreaterThan(0.3);
    expect(high).toBeLessThanOrEqual(1);
  });

  it('is narrower the more units there are, and a point when all agree', () => {
    const width = (many: typeof shares): number => {
      const [low, high] = alphaInterval(many, 'one') ?? [NaN, NaN];
      return high - low;
    };
    const more = Array.from({ length: 9 }, () => shares).flat();
    expect(width(more)).toBeLessThan(width(shares) / 2);
    expect(width(unitsOf('1 2 1 2 1 2 1 2', '1 2 1 2 1 2 1 2').map(shareOf))).toBe(0);
  });

  it('draws units that belong together together: the same decisions ten times over are no more evidence', () => {
    const units = FOUR_OBSERVERS.flatMap((unit) => Array<Unit>(10).fill(unit));
    const coders = ['a', 'b', 'c', 'd'];
    const together = units.map((_, n) => Math.floor(n / 10));
    const { alpha, interval } = agreementOf(coders, units, { together });
    const [low, high] = interval ?? [NaN, NaN];
    expect(low).toBeLessThan(alpha ?? NaN);
    expect(high).toBeGreaterThan(alpha ?? NaN);
    const [apartLow, apartHigh] = agreementOf(coders, units).interval ?? [NaN, NaN];
    expect(high - low).toBeGreaterThan(2 * (apartHigh - apartLow));
  });

  it('tells decisions apart that differ in the same values: units drawn together may hold the same counts', () => {
    const apart: Unit[] = [
      ['x', 'y'],
      ['y', 'x'],
    ];
    const alike: Unit[] = [
      ['x', 'x'],
      ['y', 'y'],
    ];
    const units = [apart, alike, alike, alike].flat();
    const { alpha, interval } = agreementOf(['a', 'b'], units, {
      together: units.map((_, n) => Math.floor(n / 2)),
    });
    expect(interval?.[0]).toBeLessThan(alpha ?? NaN);
    expect(interval?.[1]).toBe(1);
  });

  it('draws evenly', () => {
    const next = numbersFrom('even');
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 100_000; n++) {
      const tenth = Math.floor(next() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Four standard deviations of a fair tenth.
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(380);
  });
});

describe('a file of codings', () => {
  const read = (text: string | Buffer, heading?: boolean) => readCodings(Buffer.from(text), heading);
  const plain = {
    coders: ['Ann', 'Ben'],
    units: [
      ['x', 'x'],
      ['y', null],
    ],
  };

  it.each<[string, string]>([
    ['commas', 'Ann,Ben\nx,x\ny,\n'],
    ['a byte-order mark and carriage returns', '\uFEFFAnn,Ben\r\nx,x\r\ny,\r\n'],
    ['semicolons', 'Ann;Ben\nx;x\ny;\n'],
    ['tabs', 'Ann\tBen\nx\tx\ny\t\n'],
    ['quotes, blanks and blank lines', '\n"Ann", Ben \n"x",x\n\n y ,""\n'],
  ])('with %s', (_what, text) => {
    expect(read(text)).toEqual(plain);
  });

  it('keeps separators and line ends in quotes', () => {
    expect(read('Ann,Ben\n"a,b","a;\nb"\n').units).toEqual([['a,b', 'a;\nb']]);
  });

  it('takes the first row for a heading when nothing in it comes again, or as told', () => {
    expect(read('1,2\n1,1\n')).toEqual({
      coders: ['coder 1', 'coder 2'],
      units: [
        ['1', '2'],
        ['1', '1'],
      ],
    });
    expect(read('a,a\nb,b\n').units).toHaveLength(2);
    expect(read('a,\nb,b\n').units).toHaveLength(2);
    expect(read('1,2\n1,1\n', true)).toEqual({ coders: ['1', '2'], units: [['1', '1']] });
    expect(read('Ann,Ben\nx,x\n', false).units).toHaveLength(2);
    expect(() => read('a,a\nb,b\n', true)).toThrow(/two columns are headed “a”/);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /empty/],
    ['a file of blank lines', '\n\n', /empty/],
    ['one column', 'a\nb\n', /one column/],
    ['a short row', 'a,b\nc,d\ne\n', /^Line 3: 1 cell, where the first row has 2/],
    ['a long row', 'a,b\nc,d,e\n', /^Line 2: 3 cells/],
    ['a zero byte', 'a,b\nc,\0\n', /^Line 2: .*zero byte/],
    ['another encoding', Buffer.from([0x61, 0x2c, 0xe9, 0x0a]), /UTF-8/],
    ['an open quote', 'a,b\n"c,d\n', /^Line \d+: .*[Qq]uote/],
    ['too many columns', `${Array.from({ length: 51 }, (_, n) => `c${n}`).join(',')}\n`, /51 columns/],
  ])('refuses %s', (_what, content, reason) => {
    expect(() => read(content)).toThrow(reason);
  });
});

describe('npm run agreement', () => {
  let folder: string;
  let printed: { out: string; err: string };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'agreement-'));
    printed = { out: '', err: '' };
    const keep = (name: 'out' | 'err') => (text: unknown) => {
      printed[name] += String(text);
      return true;
    };
    jest.spyOn(process.stdout, 'write').mockImplementation(keep('out'));
    jest.spyOn(process.stderr, 'write').mockImplementation(keep('err'));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const file = (text: string): string => {
    const name = path.join(folder, 'codings.csv');
    writeFileSync(name, text);
    return name;
  };

  it('prints the agreement of the published example as JSON and nothing else', async () => {
    const rows = FOUR_OBSERVERS.map((unit) => unit.map((value) => value ?? '').join(','));
    expect(await main([file(`A,B,C,D\n${rows.join('\n')}\n`)])).toBe(0);
    const { percent, kappa, alpha: value, interval, units, pairable, ...others } = JSON.parse(printed.out);
    expect(others).toEqual({});
    expect(value.toFixed(3)).toBe('0.743');
    expect(kappa).toHaveLength(6);
    expect(kappa[0]).toEqual({ coders: ['A', 'B'], kappa: expect.closeTo(0.8448, 4) });
    expect({ units, pairable }).toEqual({ units: 12, pairable: 40 });
    expect(percent).toBeCloseTo(78.18, 2);
    expect(interval).toEqual([expect.closeTo(0.4198, 4), 1]);
    expect(printed.err).toBe('');
  });

  it('prints null for what does not exist, the same each time, and tells of a column that names units', async () => {
    const answer = async (text: string) => {
      printed = { out: '', err: '' };
      expect(await main([file(text)])).toBe(0);
      return { ...(JSON.parse(printed.out) as object), err: printed.err };
    };
    const nothing = { alpha: null, interval: null, kappa: [{ kappa: null }], err: '' };
    expect(await answer('1,1\n1,1\n')).toMatchObject({ ...nothing, percent: 100 });
    expect(await answer('A,B\n,\n,\n')).toMatchObject({ ...nothing, percent: null, units: 2, pairable: 0 });
    expect(await answer('A,B\n')).toMatchObject({ ...nothing, percent: null, units: 0 });
    const ten = Array.from({ length: 500 }, (_, n) => `${n % 3},${n % 2},${n % 5 === 0 ? '' : n % 3}`).join(
      '\n',
    );
    expect(await answer(ten)).toEqual(await answer(ten));
    expect((await answer('unit,A,B\nu1,x,x\nu2,y,x\nu3,y,y\n')).err).toMatch(
      /^“unit” is different in every row/,
    );
  });

  it.each<[string, () => string[], RegExp]>([
    ['no file', () => [], /^Usage/],
    ['two files', () => ['a', 'b'], /^Usage/],
    ['a file that is not there', () => [path.join(folder, 'none.csv')], /There is no file/],
    ['a folder', () => [folder], /is a folder/],
    ['a ragged file', () => [file('a,b\nc\n')], /^Line 2: 1 cell, where the first row has 2/],
    ['an unknown option', () => [file('a,b\n'), '--heading'], /heading/],
  ])('refuses %s in one line, with nothing on stdout', async (_what, argv, reason) => {
    expect(await main(argv())).toBe(1);
    expect(printed.err).toMatch(reason);
    expect(printed.err.trim().split('\n')).toHaveLength(1);
    expect(printed.out).toBe('');
  });
});
