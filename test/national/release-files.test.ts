import { renderView } from '../../server/http/views';
import { releaseBody } from '../../server/national/release-body-pages';
import { lackedBy } from '../../server/national/release-undecided-sheet';
import { ALL } from '../../server/national/disclosure-control';
import { partOf } from '../../server/national/release-parts-pages';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { CAUTION } from '../../server/national/aggregates';
import type { ReleaseFigures } from '../../server/national/release-figures';
import { filesOf, type ReleaseFile } from '../../server/national/release-files';
import type { Category } from '../../server/typology/typology-queries';
import { partsOf } from './zip-parts';

const category = (code: string, parent: string | null, name: string): Category => ({
  edition: '2012',
  code,
  parent,
  parent_name: null,
  name,
  definition: `What ${code} means`,
  includes: '',
  excludes: '',
  examples: ['=1+1', 'One | two'],
});
const CATEGORIES = [category('MGT', null, 'Management'), category('MGT.SUP', 'MGT', '=HYPERLINK("x")')];

const FIGURES: ReleaseFigures = {
  format: 'release/1',
  number: 7,
  title: 'Patterns in reviews',
  edition: '2012',
  unit: 'reviews',
  threshold: 5,
  as_of: '2026-11-22',
  audit_head: 'a'.repeat(64),
  caution: CAUTION,
  origin: 'both',
  before: '2026-11-22',
  dimensions: [
    {
      name: 'category',
      additive: false,
      values: CATEGORIES.map(({ code, name, parent }) => ({ code, text: name, parent })),
    },
    {
      name: 'outcome',
      additive: true,
      values: [
        { code: 'death', text: 'Death' },
        { code: 'not stated', text: 'Not stated' },
      ],
    },
  ],
  tables: [
    {
      name: 'category-by-outcome',
      title: 'Reviews by category and outcome',
      by: ['category', 'outcome'],
      rows: ['MGT', 'MGT.SUP', '(all)'].flatMap((code, n) =>
        ['death', 'not stated', '(all)'].map((outcome, k) => ({
          category: code,
          outcome,
          reviews: n === 1 && k < 2 ? ('c' as const) : 10 * n + k + 10,
        })),
      ),
    },
  ],
  map: { categories: ['MGT', 'MGT.SUP'], rows: [{ one: 'MGT', other: 'MGT.SUP', reviews: 'c' }] },
  reliability: [
    { category: '(all)', alpha: 0.71, low: 0.6, high: 0.8, units: 80, weak: false },
    { category: 'MGT.SUP', alpha: null, low: null, high: null, units: 80, weak: true },
  ],
  crosswalk: [
    {
      from_edition: '2008',
      to_edition: '2012',
      steps: [{ from: 'M8', change: 'split_into', to: ['MGT', 'MGT.SUP'] }],
    },
  ],
  undecided: [
    {
      from_edition: '2008',
      category: 'M8',
      reviews: 20,
      lacking: ['MGT', 'MGT.SUP'],
      by_year: [
        { year: '2012', reviews: 'c' },
        { year: '2013', reviews: 0 },
      ],
    },
  ],
  corrects: 3,
  what_changed: 'Two reviews were counted in the wrong year.',
};
const CONTEXT = {
  categories: CATEGORIES,
  builtAt: new Date('2026-11-22T09:00:00Z'),
  publicUrl: 'https://workbench.example',
};

let files: ReleaseFile[];
beforeAll(async () => {
  files = await filesOf(FIGURES, CONTEXT);
});
const fileNamed = (name: string): ReleaseFile => files.find((file) => file.name === name)!;
const textOf = (name: string): string => fileNamed(name).content.toString('utf8');
const rowsOf = (name: string): Record<string, string>[] => parse(fileNamed(name).content, { columns: true });

it('mark each figure whose coding is weak, in tables, in the map and in the codebook', () => {
  expect(rowsOf('category-by-outcome.csv').map(({ category, weak }) => `${category} ${weak}`)).toEqual(
    ['MGT ', 'MGT.SUP true', '(all) false'].flatMap((mark) => [mark, mark, mark]),
  );
  expect(rowsOf('occurring-together.csv').map(({ weak }) => weak)).toEqual(['true']);
  expect(rowsOf('codebook.csv').map(({ code, weak }) => [code, weak])).toEqual([
    ['MGT', ''],
    ['MGT.SUP', 'true'],
    ['death', ''],
    ['not stated', ''],
  ]);
  expect(textOf('codebook.md').match(/Marked: two coders/g)).toHaveLength(1);
});

it('say of each figure, and by year in a list, what is not coded again yet', () => {
  expect(rowsOf('category-by-outcome.csv').map(({ undecided }) => undecided)).toEqual(
    Array.from({ length: 9 }, () => 'M8 (2008): 20'),
  );
  expect(lackedBy(FIGURES, 'MGT', '2012')).toBe('M8 (2008): c');
  expect(lackedBy(FIGURES, 'MGT', '2013')).toBe('');
  expect(
    lackedBy({ ...FIGURES, undecided: [{ ...FIGURES.undecided[0]!, by_year: undefined }] }, ALL, '2012'),
  ).toBe('M8 (2008): x');
  expect(lackedBy(FIGURES, 'LTW', '2012')).toBe('');
  expect(rowsOf('undecided.csv').map(({ lacking, year, reviews }) => [lacking, year, reviews])).toEqual([
    ['MGT MGT.SUP', '(all)', '20'],
    ['MGT MGT.SUP', '2012', 'c'],
    ['MGT MGT.SUP', '2013', '0'],
  ]);
  expect(releaseBody(FIGURES, [], '/releases/7', 'https://workbench.example').undecided).toEqual([
    'M8, edition 2008: 20 reviews; may be lacking from MGT, MGT.SUP; by year 2012: c',
  ]);
});

it('stand beside tables that mark what is coded weakly in rows, columns and parts', () => {
  const [table] = FIGURES.tables;
  const marks = { weak: new Set(['MGT.SUP']), undecided: new Set<string>() };
  const turned = partOf(FIGURES, { ...table!, by: ['outcome', 'category'] }, marks, '/releases/7').table;
  expect(turned.head.map(({ weak }) => weak)).toEqual([false, true, false]);
  expect(partOf(FIGURES, table!, marks, '/releases/7').table.rows.map(({ weak }) => weak)).toEqual([
    false,
    true,
    false,
  ]);
  expect(renderView('national/release-table', { table: turned, hiddenText: 'hidden' })).toMatch(
    /HYPERLINK[^<]* <span class="app-weak"/,
  );
  const held = { ...table!, by: ['outcome' as const, 'kind' as const, 'category' as const] };
  expect(partOf(FIGURES, held, marks, '').further.map(({ weak }) => weak)).toEqual([false, true]);
});

it('hold a table each, lists, a book, the figures, a package, a codebook, checksums and an archive of all', () => {
  expect(files.map(({ name }) => name)).toEqual([
    'release-7.zip',
    'README.md',
    'category-by-outcome.csv',
    'occurring-together.csv',
    'reliability.csv',
    'crosswalk.csv',
    'undecided.csv',
    'codebook.csv',
    'figures.json',
    'figures.xlsx',
    'codebook.md',
    'datapackage.json',
    'CHECKSUMS',
  ]);
  for (const { content, sha256 } of files) {
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  }
});

it('are the same bytes when they are made again', async () => {
  const again = await filesOf(FIGURES, CONTEXT);
  expect(again.map(({ name, sha256 }) => [name, sha256])).toEqual(
    files.map(({ name, sha256 }) => [name, sha256]),
  );
});

it('pass sha256sum -c in a folder, and in the folder of the archive', async () => {
  const parts = await partsOf(fileNamed('release-7.zip').content);
  expect([...parts.keys()].every((name) => name.startsWith('release-7/'))).toBe(true);
  const folder = mkdtempSync(path.join(tmpdir(), 'workbench-release-'));
  try {
    for (const [name, content] of parts) writeFileSync(path.join(folder, path.basename(name)), content);
    const said = execFileSync('sha256sum', ['-c', '--strict', 'CHECKSUMS'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(said.trim().split('\n')).toHaveLength(readdirSync(folder).length - 1);
    for (const [name, content] of parts) {
      expect(content.equals(fileNamed(path.basename(name)).content)).toBe(true);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('print the settings, the edition, the date and the caution on every export', async () => {
  for (const { category: code, reviews, ...row } of rowsOf('category-by-outcome.csv')) {
    expect([code, reviews].every(Boolean)).toBe(true);
    expect(row).toMatchObject({
      release: '7',
      edition: '2012',
      threshold: '5',
      as_of: '2026-11-22',
      caution: CAUTION,
    });
  }
  for (const name of ['README.md', 'datapackage.json', 'figures.json'])
    expect(textOf(name)).toContain(CAUTION);
  expect(textOf('README.md')).toContain('22 November 2026');
  expect(textOf('README.md')).toContain('Two reviews were counted in the wrong year.');
  expect(JSON.parse(textOf('figures.json'))).toEqual(FIGURES);
  expect(textOf('codebook.md')).toContain('One \\| two');
});

it('hold no formulas', async () => {
  expect(rowsOf('codebook.csv').find(({ code }) => code === 'MGT.SUP')).toMatchObject({
    name: `'=HYPERLINK("x")`,
    examples: `'=1+1; One | two`,
  });
  const book = new ExcelJS.Workbook();
  const { content } = fileNamed('figures.xlsx');
  await book.xlsx.load(new Uint8Array(content).buffer as ArrayBuffer);
  expect(book.worksheets.map(({ name }) => name)).toEqual([
    'About these figures',
    'category-by-outcome',
    'occurring-together',
    'reliability',
    'crosswalk',
    'undecided',
    'codebook',
  ]);
  expect(JSON.stringify(book.getWorksheet('About these figures')?.getSheetValues())).toContain(CAUTION);
  book.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        expect([ExcelJS.ValueType.String, ExcelJS.ValueType.Number]).toContain(cell.type);
        expect(String(cell.value)).not.toMatch(/^[=+@]/);
      }),
    ),
  );
});

// The rules of datapackage.org/standard (version 2.0) that a descriptor like this one must keep, in our words.
const NAME = { type: 'string', minLength: 1, pattern: '^[a-z0-9._-]+$' };
const TITLED = {
  type: 'object',
  required: ['title'],
  properties: { title: { type: 'string', minLength: 1 } },
};
const PACKAGE_RULES = {
  type: 'object',
  required: ['resources', '$schema', 'name', 'title', 'created', 'sources'],
  properties: {
    $schema: { const: 'https://datapackage.org/profiles/2.0/datapackage.json' },
    name: NAME,
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
    created: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$' },
    homepage: { type: 'string', pattern: '^https?://' },
    sources: { type: 'array', minItems: 1, items: TITLED },
    contributors: { type: 'array', minItems: 1, items: TITLED },
    resources: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'path', 'format', 'mediatype', 'encoding', 'bytes', 'hash'],
        properties: {
          name: NAME,
          // Neither absolute nor above the descriptor.
          path: { type: 'string', pattern: '^(?!/)(?!.*\\.\\./)[A-Za-z0-9._/-]+$' },
          mediatype: { type: 'string', pattern: '^.+/[^;]+$' },
          bytes: { type: 'integer', minimum: 1 },
          hash: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
          type: { const: 'table' },
        },
        if: { properties: { format: { const: 'csv' } } },
        then: {
          required: ['type', 'schema'],
          properties: {
            schema: {
              type: 'object',
              required: ['fields'],
              properties: {
                fields: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    required: ['name', 'type'],
                    properties: { type: { enum: ['string', 'number', 'integer', 'boolean'] } },
                  },
                },
                missingValues: { type: 'array', items: { type: 'string' } },
                primaryKey: { type: 'array', items: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
};

interface Described {
  resources: {
    name: string;
    path: string;
    bytes: number;
    hash: string;
    schema?: {
      fields: { name: string; type: string; constraints?: { enum: string[] } }[];
      missingValues: string[];
      primaryKey: string[];
    };
  }[];
}

it('are a data package, whose tables are as it describes them', () => {
  const described = JSON.parse(textOf('datapackage.json')) as Described;
  const holds = new Ajv({ allErrors: true, strict: false }).compile(PACKAGE_RULES);
  holds(described);
  expect(holds.errors).toBeNull();
  // No one has granted a licence: what is asked is who to ask.
  expect(described).not.toHaveProperty('licenses');
  expect(textOf('README.md')).toContain('reuse of the figures are answered by the national team');
  expect(new Set(described.resources.map(({ name }) => name)).size).toBe(described.resources.length);
  for (const { path: name, bytes, hash, schema } of described.resources) {
    const { content, sha256 } = fileNamed(name);
    expect([content.length, `sha256:${sha256}`]).toEqual([bytes, hash]);
    if (!schema) continue;
    const [head = [], ...records] = parse(content) as string[][];
    expect(head).toEqual(schema.fields.map((field) => field.name));
    const keys = records.map((record) =>
      schema.primaryKey.map((key) => record[head.indexOf(key)]).join('\n'),
    );
    expect(new Set(keys).size).toBe(records.length);
    for (const record of records) {
      schema.fields.forEach(({ type, constraints }, k) => {
        const value = record[k] ?? '';
        if (schema.missingValues.includes(value)) return;
        if (constraints) expect(constraints.enum).toContain(value);
        if (type === 'integer') expect(value).toMatch(/^\d+$/);
        if (type === 'number') expect(Number.isFinite(Number(value))).toBe(true);
        if (type === 'boolean') expect(['true', 'false']).toContain(value);
      });
    }
  }
});
