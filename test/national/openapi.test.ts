import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { generate } from 'openapi-typescript-codegen';
import Ajv2020 from 'ajv/dist/2020';
import request from 'supertest';
import { issueToken } from '../../server/accounts/tokens';
import { createApp } from '../../server/app';
import { costOf } from '../../server/http/api-limits';
import { aggregateSchema, findingsSchema, problemSchema } from '../../server/national/api-forms';
import { describeApi, importedSchema } from '../../server/national/openapi';
import { releasesSchema } from '../../server/national/release-openapi';
import { apiRoutes } from '../../server/routes';
import { openHouse, type TestHouse } from '../support/house';
import { loadNationalData } from './national-data';

let test: TestHouse;
let reader: string;
let importer: string;
beforeAll(async () => {
  test = await openHouse(() => new Date('2026-11-22T10:00:00Z'));
  await loadNationalData(test, 60, 1);
  reader = await test.as('analyst@demo.example', (tx, actor) =>
    issueToken(tx, actor, ['aggregates:read', 'findings:read'], new Date()),
  );
  importer = await test.as('editor@demo.example', (tx, actor) =>
    issueToken(tx, actor, ['reviews:import'], new Date()),
  );
});
afterAll(() => test.close());

interface Operation {
  operationId: string;
  tags: string[];
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: object }>; headers?: object }
  >;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, object>;
    securitySchemes: Record<string, { type: string; scheme: string }>;
  };
}

describe('the description', () => {
  const document = describeApi('http://localhost:3000') as Document;
  const operations = Object.entries(document.paths).flatMap(([at, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ at, method, operation })),
  );

  it('has every route of the API and nothing else, each with a name of its own', () => {
    const routes = apiRoutes(test.house).map(
      (route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(operations.map(({ at, method }) => `${method} ${at}`).sort()).toEqual(routes.sort());
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z][A-Za-z]+$/.test(name))).toBe(true);
  });

  it('is OpenAPI 3.1: parameters of a path are declared and needed, references lead somewhere, answers are described', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.securitySchemes).toMatchObject({ token: { type: 'http', scheme: 'bearer' } });
    const told = JSON.stringify(document);
    for (const [, name = ''] of told.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
    expect(told).not.toContain('"nullable"');
    expect(told).not.toContain('"exclusiveMinimum":true');
    for (const { at, operation } of operations) {
      const inPath = [...at.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(declared.map(({ name }) => name).sort()).toEqual(inPath.sort());
      expect(declared.every(({ required }) => required)).toBe(true);
      expect(operation.tags).toHaveLength(1);
      const route = apiRoutes(test.house).find((one) => one.path.replace(/:(\w+)/g, '{$1}') === at);
      expect(operation.security ?? []).toEqual(route?.who === 'public' ? [] : [{ token: [] }]);
      const expected = route?.who === 'public' ? ['429', '500'] : ['401', '403', '429', '500'];
      for (const status of expected) {
        expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/problem+json']);
      }
      expect(Object.values(operation.responses).every(({ description }) => description !== '')).toBe(true);
      const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      for (const [, answer] of good) {
        expect(Object.keys(answer.headers ?? {})).toEqual(['RateLimit-Policy', 'RateLimit']);
      }
    }
  });

  it('is kept to by each answer, refusals too', async () => {
    const schemas = new Ajv2020({ strict: false, validateFormats: false });
    schemas.addSchema(document, 'api');
    const pointer = (part: string): string =>
      encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'));
    const seen = new Set<string>();
    const keeps = async (
      at: string,
      asked: {
        query?: string;
        token?: string;
        status: number;
        post?: string;
        accept?: string;
        path?: string;
      },
    ): Promise<void> => {
      const { query = '', token, status, post, accept, path: place = at } = asked;
      const told = request(test.app)[post === undefined ? 'get' : 'post'](`${place}${query}`);
      if (token) told.set('Authorization', `Bearer ${token}`);
      if (accept) told.set('Accept', accept);
      const answer = await (post === undefined ? told : told.type('application/json').send(post));
      const type = String(answer.headers['content-type']).split(';')[0] ?? '';
      const method = post === undefined ? 'get' : 'post';
      const described = document.paths[at]?.[method]?.responses[String(answer.status)];
      expect({ at, status: answer.status, described: described !== undefined }).toEqual({
        at,
        status,
        described: true,
      });
      for (const name of Object.keys(described?.headers ?? {})) {
        expect(Object.keys(answer.headers)).toContain(name.toLowerCase());
      }
      const types = Object.keys(described?.content ?? {});
      if (types[0] !== 'application/octet-stream') expect(types).toContain(type);
      seen.add(`${method} ${at} ${status}`);
      if (!type.endsWith('json') || !types.includes(type)) return;
      const parts = ['paths', at, method, 'responses', String(status), 'content', type, 'schema'];
      const validate = schemas.getSchema(`api#/${parts.map(pointer).join('/')}`);
      expect(validate).toBeDefined();
      validate?.(answer.body);
      expect({ at, status, errors: validate?.errors ?? [] }).toEqual({ at, status, errors: [] });
    };
    const figures = ['/api/v1/aggregates', '/api/v1/aggregates.csv', '/api/v1/aggregates.xlsx'];
    for (const at of figures) {
      const query = '?by=category,year&edition=2012&from=2009-01-01';
      await keeps(at, { query, token: reader, status: 200 });
      await keeps(at, { query: '?by=colour&x=1', token: reader, status: 422 });
    }
    await keeps('/api/v1/aggregates', {
      query: '?by=region',
      token: reader,
      accept: 'text/csv',
      status: 200,
    });
    await keeps('/api/v1/aggregates', {
      query: '?by=region',
      token: reader,
      accept: 'image/png',
      status: 406,
    });
    for (const at of ['/api/v1/typology', '/api/v1/openapi.json']) await keeps(at, { status: 200 });
    const release = '/api/v1/releases/{release}';
    const file = `${release}/{file}`;
    const paths: Record<string, string> = {
      [release]: '/api/v1/releases/1',
      [file]: '/api/v1/releases/1/figures.json',
    };
    const reads = ['/api/v1/findings', '/api/v1/findings.csv', '/api/v1/releases', release, file, ...figures];
    for (const at of reads) {
      const where = paths[at] === undefined ? {} : { path: paths[at] };
      await keeps(at, { ...where, status: 401 });
      await keeps(at, { ...where, token: importer, status: 403 });
      await keeps(at, { ...where, query: '?x=%00', token: reader, status: 422 });
    }
    for (const at of ['/api/v1/findings', '/api/v1/findings.csv', '/api/v1/releases'])
      await keeps(at, { token: reader, status: 200 });
    for (const at of [release, file]) await keeps(at, { path: paths[at] ?? '', token: reader, status: 404 });
    const imports = '/api/v1/imports';
    const good = JSON.stringify({
      format: 'published-reviews/1',
      reviews: [{ id: 'kept', findings: [{ id: 'kept-1', text: 'Kept' }] }],
    });
    for (const [post, status] of [
      [good, 201],
      [good, 200],
      ['{', 400],
      ['{}', 422],
      [good.replace('"Kept"', '""'), 422],
    ] as const)
      await keeps(imports, { token: importer, post, status });
    await keeps(imports, { post: good, status: 401 });
    await keeps(imports, { token: reader, post: good, status: 403 });
    expect(seen.size).toBeGreaterThan(40);
  });

  it('drives a generated client without edits', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'workbench-client-'));
    const server: Server = createServer(test.app);
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const described = (await (await fetch(`${base}/api/v1/openapi.json`)).json()) as Record<
        string,
        unknown
      >;
      await generate({ input: described, output: folder, httpClient: 'fetch' });
      const outfile = path.join(folder, 'client.cjs');
      await build({
        entryPoints: [path.join(folder, 'index.ts')],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        logLevel: 'silent',
      });
      const client = (await import(outfile)) as Client;
      client.OpenAPI.BASE = base;
      expect((await client.TypologyService.getTypology()).format).toBe('typology/1');
      await expect(client.AggregatesService.getAggregates('region')).rejects.toMatchObject({ status: 401 });
      client.OpenAPI.TOKEN = reader;
      const params = parametersOf(described, '/api/v1/aggregates');
      const args = params.map((name) => ({ by: 'region', edition: '2012' })[name]);
      const figures = aggregateSchema.parse(await client.AggregatesService.getAggregates(...args));
      expect(figures.by).toEqual(['region']);
      expect(await client.AggregatesService.getAggregatesAsCsv(...args)).toContain(
        '# Typology edition: 2012',
      );
      await expect(
        client.AggregatesService.getAggregates(...params.map((name) => ({ by: 'colour' })[name])),
      ).rejects.toMatchObject({ status: 422, body: { parameter: 'by' } });
      const first = findingsSchema.parse(await client.FindingsService.listFindings());
      const after = new URL(first.next ?? '', base).searchParams.get('after') ?? '';
      const second = findingsSchema.parse(await client.FindingsService.listFindings(after));
      expect(second.findings.length).toBeGreaterThan(0);
      expect(second.findings[0]?.id).not.toBe(first.findings[0]?.id);
      expect(await client.FindingsService.getFindingsAsCsv()).toContain('id,review,review_title');
      const args2008 = parametersOf(described, '/api/v1/findings').map((name) => ({ edition: '2008' })[name]);
      const older = findingsSchema.parse(await client.FindingsService.listFindings(...args2008));
      expect(older.findings[0]?.counts_as).toEqual({ edition: '2008', categories: [], undecided: [] });
      expect(first.findings[0]?.counts_as.categories[0]).toMatchObject({ how: 'coded' });
      expect(await client.FindingsService.getFindingsAsCsv('2008')).toContain(',2008,,,');
      expect(releasesSchema.parse(await client.ReleasesService.listReleases())).toEqual({ releases: [] });
      await expect(client.ReleasesService.getRelease('1')).rejects.toMatchObject({ status: 404 });
      client.OpenAPI.TOKEN = importer;
      const file = {
        format: 'published-reviews/1',
        reviews: [{ id: 'by-client', findings: [{ id: 'by-client-1', text: 'Read by a generated client' }] }],
      };
      const loaded = importedSchema.parse(await client.ImportsService.importReviews(file));
      expect(loaded).toMatchObject({ reviews: { added: 1 }, findings: { added: 1 } });
      expect(await client.ImportsService.importReviews(file)).toMatchObject({
        reviews: { added: 0, left: 1 },
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

type Call = (...args: unknown[]) => Promise<Record<string, unknown>>;
type Service<Name extends string> = Record<Name, Call>;
interface Client {
  OpenAPI: { BASE: string; TOKEN?: string };
  TypologyService: Service<'getTypology'>;
  AggregatesService: Service<'getAggregates' | 'getAggregatesAsCsv'>;
  FindingsService: Service<'listFindings' | 'getFindingsAsCsv'>;
  ReleasesService: Service<'listReleases' | 'getRelease'>;
  ImportsService: Service<'importReviews'>;
}

/** The arguments of a generated method: the needed ones first. */
function parametersOf(described: Record<string, unknown>, at: string): string[] {
  const { parameters = [] } = (described as unknown as Document).paths[at]?.get ?? {};
  const needed = parameters.filter(({ required }) => required);
  return [...needed, ...parameters.filter((one) => !needed.includes(one))].map(({ name }) => name);
}

describe('what goes wrong', () => {
  const as = (token: string) => ({ Authorization: `Bearer ${token}` });
  const isProblem = (answer: request.Response, status: number): void => {
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(problemSchema.parse(answer.body)).toMatchObject({ status });
  };

  it('is told as application/problem+json, whatever it is', async () => {
    const app = request(test.app);
    const unread = await app.get('/api/v1/findings?after=1&limit=5').set(as(reader));
    expect((unread.body as { errors: object[] }).errors).toMatchObject([
      { parameter: 'after' },
      { parameter: 'limit', detail: '“limit” is not a parameter' },
    ]);
    isProblem(await app.get('/api/v1/aggregates?by=region').set({ ...as(reader), Accept: 'image/png' }), 406);
    isProblem(await app.get('/api/v1/findings').set({ ...as(reader), Accept: 'text/csv' }), 406);
    isProblem(await app.get('/api/v1/releases/1/%00').set(as(reader)), 404);
    const mistyped = await app.get('/api/v1/releases/%ff/x').set(as(reader));
    isProblem(mistyped, 400);
    expect((mistyped.body as { detail: string }).detail).toContain('The address cannot be read');
    const ended = await app.get('/api/v1/findings').set(as(`srw_${'x'.repeat(43)}`));
    expect(ended.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    const narrow = await app.get('/api/v1/findings').set(as(importer));
    expect(narrow.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="findings:read"',
    );
    const none = await app.get('/api/v1/findings');
    isProblem(none, 401);
    expect(none.headers['www-authenticate']).toContain('Bearer');
    isProblem(await app.get('/api/v1/findings').set(as(importer)), 403);
    isProblem(await app.get('/api/v1/nothing').set(as(reader)), 404);
    isProblem(await app.get('/api/nothing'), 404);
    isProblem(await app.get('/api/v1/releases/999').set(as(reader)), 404);
    const wrongWay = await app.post('/api/v1/findings').set(as(reader));
    isProblem(wrongWay, 405);
    expect(wrongWay.headers.allow).toBe('GET, HEAD');
    expect((await app.delete('/api/v1/imports').set(as(importer))).headers.allow).toBe('POST');
    const post = (type: string, body: string) =>
      app.post('/api/v1/imports').set(as(importer)).type(type).send(body);
    const cut = await post('application/json', '{\n "reviews": [ }');
    isProblem(cut, 400);
    expect((cut.body as { detail: string }).detail).toContain('line 2, column 15: a value or ] is wanted');
    for (const body of ['null', '"x"', '{', '['.repeat(100_000)])
      isProblem(await post('application/json', body), 400);
    isProblem(await post('application/xml', '<a/>'), 415);
    isProblem(await post('application/json', `{"a":"${'x'.repeat(51 * 1024 * 1024)}"}`), 413);
    for (const method of ['delete', 'options', 'put', 'patch'] as const)
      isProblem(await app[method]('/api/v1/findings').set(as(reader)), 405);
    for (const asked of [
      'aggregates?by=colour',
      // What cannot be stored is no value of a filter; it is never taken for no filter at all.
      'aggregates?by=region&region=%00',
      'aggregates?by=region&region=North&region=%07',
      'aggregates?by=region%00',
      'findings?after=%00',
      'findings?x=1',
      'findings.csv?x=1',
      'findings?edition=1999',
      'findings.csv?edition=1999',
      'releases?x=1',
      'releases/1?x=',
      'releases/1/figures.json?x=1',
    ])
      isProblem(await app.get(`/api/v1/${asked}`).set(as(reader)), 422);
    const { app: pool } = test.database;
    const transaction = pool.transaction;
    Object.defineProperty(pool, 'transaction', {
      configurable: true,
      value: () => Promise.reject(new Error('broken')),
    });
    try {
      isProblem(await app.get('/api/v1/typology'), 500);
    } finally {
      Object.defineProperty(pool, 'transaction', { configurable: true, value: transaction });
    }
  });

  it('is told to who asks too much in a minute, counted by two servers together', async () => {
    const config = { ...test.house.config, apiPointsAMinute: 12 };
    const servers = [1, 2].map(() => createApp({ ...test.house, config }));
    await test.owner('delete from app.rate_limit');
    let tag = '';
    for (let n = 0; n < 10; n += 1) {
      const answer = await request(servers[n % 2] ?? test.app)
        .get('/api/v1/releases')
        .set({ ...as(reader), ...(tag ? { 'If-None-Match': tag } : {}) });
      expect(answer.status).toBe(n === 0 ? 200 : 304);
      tag = String(answer.headers.etag);
      expect(answer.headers['ratelimit-policy']).toBe('"default";q=12;w=60');
      expect(answer.headers.ratelimit).toMatch(new RegExp(`^"default";r=${11 - n};t=\\d+$`));
    }
    const first = servers[0] ?? test.app;
    expect((await request(first).get('/api/v1/aggregates?by=region').set(as(reader))).status).toBe(200);
    for (const server of servers) {
      const spent = await request(server).get('/api/v1/releases').set(as(reader));
      isProblem(spent, 429);
      expect(Number(spent.headers['retry-after'])).toBeGreaterThan(0);
      expect(spent.headers.ratelimit).toContain('r=0');
    }
    // Another token, and an address without one, have their own.
    expect((await request(first).get('/api/v1/typology')).status).toBe(200);
    expect((await request(first).get('/api/v1/releases').set(as(importer))).status).toBe(403);
    await test.owner('delete from app.rate_limit');
  });

  it('costs more for what is more work', () => {
    const cheap = costOf('/api/v1/findings?after=1');
    expect(costOf('/api/v1/aggregates?by=region')).toBeGreaterThan(cheap);
    expect(costOf('/api/v1/findings.csv')).toBeGreaterThan(costOf('/api/v1/aggregates.csv'));
  });
});
