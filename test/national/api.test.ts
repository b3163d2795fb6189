import ExcelJS from 'exceljs';
import request, { type Response } from 'supertest';
import { issueToken } from '../../server/accounts/tokens';
import type { Scope } from '../../server/http/route';
import { aggregateSchema, findingsSchema, problemSchema } from '../../server/national/api-forms';
import { spreadsheetCell } from '../../server/national/spreadsheet-text';
import { openHouse, type TestHouse } from '../support/house';
import { loadNationalData } from './national-data';

let test: TestHouse;
const tokens: Partial<Record<Scope, string>> = {};
beforeAll(async () => {
  test = await openHouse(() => new Date('2026-11-21T10:00:00Z'));
  await loadNationalData(test);
  for (const scope of ['aggregates:read', 'findings:read'] as const) tokens[scope] = await tokenFor([scope]);
});
afterAll(() => test.close());

function tokenFor(scopes: Scope[], now = new Date()): Promise<string> {
  return test.as('analyst@demo.example', (tx, actor) => issueToken(tx, actor, scopes, now));
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const scope = path.includes('findings') ? 'findings:read' : 'aggregates:read';
  return request(test.app)
    .get(path)
    .set({ Authorization: `Bearer ${tokens[scope]}`, ...headers })
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
}
const textOf = (response: Response): string => (response.body as Buffer).toString('utf8');
const jsonOf = (response: Response): unknown => JSON.parse(textOf(response));

/** Lines of a CSV without quotes in its cells. */
function figuresIn(csv: string): { settings: string[]; header: string[]; records: string[][] } {
  const lines = csv.trimEnd().split('\n');
  const settings = lines.filter((line) => line.startsWith('#'));
  const [header = [], ...records] = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(','));
  return { settings, header, records };
}

const QUESTION = 'by=category,region&from=2009-01-01&to=2016-01-01';

describe('figures by API', () => {
  it('answers as it is described', async () => {
    const response = await get(`/api/v1/aggregates?edition=2012&${QUESTION}`);
    expect(response.status).toBe(200);
    const body = aggregateSchema.parse(jsonOf(response));
    expect(body).toMatchObject({
      edition: '2012',
      by: ['category', 'region'],
      threshold: 5,
      as_of: '2026-11-21',
    });
    expect(body.rows).toHaveLength(260);
    expect(Object.keys(body.rows[0] ?? {})).toEqual(['category', 'region', 'reviews']);
  });

  it('gives the same figures as JSON, CSV and XLSX, none of them small', async () => {
    const { rows, totals } = aggregateSchema.parse(jsonOf(await get(`/api/v1/aggregates?${QUESTION}`)));
    const all = ([...rows, ...totals.rows] as Record<string, unknown>[]).map((row) => [
      row.category,
      row.region,
      String(row.reviews),
    ]);
    expect(all.some(([, , reviews]) => reviews === 'c')).toBe(true);
    expect(all.filter(([, , reviews]) => Number(reviews) >= 1 && Number(reviews) <= 5)).toEqual([]);

    const accepted = await get(`/api/v1/aggregates?${QUESTION}`, { Accept: 'text/csv' });
    expect(accepted.headers['content-type']).toContain('text/csv');
    const csv = figuresIn(textOf(accepted));
    expect(csv.header).toEqual([
      'category',
      'region',
      'reviews',
      'category_name',
      'category_alpha',
      'category_coding',
      'to_be_coded_again',
    ]);
    expect(csv.records.map((record) => record.slice(0, 3))).toEqual(all);
    const file = figuresIn(textOf(await get(`/api/v1/aggregates.csv?${QUESTION}`)));
    expect(file.records).toEqual(csv.records);
    const settings = csv.settings.join('\n');
    for (const words of [
      'edition: 2012',
      'threshold: 5',
      '2026-11-21',
      'not a measure of performance',
      'Audit head: ',
    ]) {
      expect(settings).toContain(words);
    }

    const book = new ExcelJS.Workbook();
    const bytes = (await get(`/api/v1/aggregates.xlsx?${QUESTION}`)).body as Buffer;
    await book.xlsx.load(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    );
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Figures', 'About these figures']);
    const sheet = book.getWorksheet('Figures');
    const cells = (sheet?.getSheetValues() ?? []).slice(2) as unknown as (string | number)[][];
    expect(cells.map((row) => [row[1], row[3], String(row[4])])).toEqual(all);
    expect(cells.every((row) => typeof row[4] === 'number' || row[4] === 'c' || row[4] === 'x')).toBe(true);
    expect(JSON.stringify(book.getWorksheet('About these figures')?.getSheetValues())).toContain(
      'not a measure',
    );
  });

  it('writes each question to the national audit', async () => {
    await get('/api/v1/aggregates?by=kind&region=London');
    await get('/api/v1/aggregates.csv?by=kind');
    const entries = await test.owner<{ payload: string }>(
      `select payload from audit.entry where chain = 'national' and action like 'national.%' order by seq desc limit 2`,
    );
    const [exported, queried] = entries.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
    expect(queried).toMatchObject({
      action: 'national.queried',
      detail: { by: 'kind', region: 'London', edition: '2012' },
    });
    expect(exported).toMatchObject({ action: 'national.exported', detail: { by: 'kind', form: 'csv' } });
  });

  it.each([
    ['by=colour', 'by'],
    ['', 'by'],
    ['by=region,region', 'by'],
    ['by=region&from=2012-02-30', 'from'],
    ['by=region&from=2013-01-01&to=2012-01-01', 'to'],
    ['by=region&region=Atlantis', 'region'],
    ['by=region&edition=1999', 'edition'],
    ['by=region&colour=red', 'colour'],
    ['by=region&__proto__=1', '__proto__'],
    [`by=region&category=%00${'x'.repeat(2000)}`, 'category'],
  ])('refuses ?%s with a problem that names %s', async (query, parameter) => {
    for (const path of ['/api/v1/aggregates', '/api/v1/aggregates.csv', '/api/v1/aggregates.xlsx']) {
      const response = await get(`${path}?${query}`);
      expect(response.status).toBe(422);
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(problemSchema.parse(jsonOf(response))).toMatchObject({ status: 422, parameter });
    }
  });
});

describe('tokens', () => {
  it('refuses none, a made-up one, an expired and a revoked one, and forbids one without the scope', async () => {
    const revoked = await tokenFor(['aggregates:read']);
    await test.owner(
      'update api_token set revoked_at = now() where created_at = (select max(created_at) from api_token)',
    );
    const expired = await tokenFor(['aggregates:read'], new Date('2020-01-01T00:00:00Z'));
    const headers = ['', 'Bearer nothing', `Bearer ${'x'.repeat(40)}`, expired, revoked];
    for (const header of headers) {
      const value = header?.startsWith('srw_') ? `Bearer ${header}` : (header ?? '');
      const response = await get('/api/v1/aggregates?by=region', { Authorization: value });
      expect(response.status).toBe(401);
      expect(problemSchema.parse(jsonOf(response)).status).toBe(401);
    }
    const wrongWay = await get('/api/v1/findings', { Authorization: `Bearer ${tokens['aggregates:read']}` });
    expect(wrongWay.status).toBe(403);
    expect(problemSchema.parse(jsonOf(wrongWay)).status).toBe(403);
  });
});

describe('published findings by API', () => {
  it('come in pages that meet and do not overlap', async () => {
    const seen: string[] = [];
    let next: string | null = '/api/v1/findings';
    while (next !== null) {
      const body = findingsSchema.parse(jsonOf(await get(next)));
      seen.push(...body.findings.map(({ id }) => id));
      next = body.next;
    }
    const [stored] = await test.owner<{ n: number }>(
      'select count(*)::integer as n from national.published_finding',
    );
    expect(seen).toHaveLength(stored?.n ?? -1);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(200);
  });

  it('come as CSV that no spreadsheet takes for formulas', async () => {
    const response = await get('/api/v1/findings.csv');
    const csv = textOf(response);
    expect(csv.split('\n')[0]).toContain('id,review,review_title');
    expect(csv).toContain(`,'=SUM(A1) text of`);
    expect(csv).not.toMatch(/(^|,)"?=/m);
  });

  it('refuse a page that is not one', async () => {
    const response = await get('/api/v1/findings?after=7');
    expect(response.status).toBe(422);
    expect(problemSchema.parse(jsonOf(response)).parameter).toBe('after');
  });
});

describe('the description', () => {
  it('is public, and names every path with its parameters', async () => {
    const response = await request(test.app).get('/api/v1/openapi.json');
    expect(response.status).toBe(200);
    const document = response.body as {
      openapi: string;
      paths: Record<string, { get?: { parameters?: { name: string; schema: object }[] } }>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/typology',
        '/api/v1/aggregates',
        '/api/v1/findings',
        '/api/v1/imports',
      ]),
    );
    const names = document.paths['/api/v1/aggregates']?.get?.parameters?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['edition', 'by', 'from', 'to', 'category', 'origin']));
  });
});

describe('a cell of a spreadsheet', () => {
  it.each(['=1+1', '+1', '-1', '@a', '\tx', '\rx', ' =1', '\uFEFF=1', '\uFEFF +1', '\n=1'])(
    '%j is text',
    (value) => {
      expect(spreadsheetCell(value)).toBe(`'${value}`);
    },
  );
  it.each(['a=1', 'Seen - not heard', '', '1-5'])('%j is left as it is', (value) => {
    expect(spreadsheetCell(value)).toBe(value);
  });
  it('keeps a number a number', () => expect(spreadsheetCell(-3)).toBe(-3));
});
