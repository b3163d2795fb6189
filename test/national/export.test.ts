import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import request from 'supertest';
import type { z } from 'zod';
import { asOwner } from '../../server/database/migrate';
import { withNational } from '../../server/database/with-actor';
import { incomingFolder } from '../../server/evidence/incoming-folder';
import { sweep } from '../../server/evidence/sweep';
import { sweptWords } from '../../server/evidence/sweep-words';
import { listPublished, type ListFilter } from '../../server/published/published-queries';
import { writeBook } from '../../server/national/export-book';
import type { StreamReply } from '../../server/http/route';
import { askForExport, downloadExport } from '../../server/national/export';
import type { ExportFilter, Format } from '../../server/national/export-filter';
import { publishedFindings } from '../../server/national/published-queries';
import { makeExport } from '../../server/national/export-make';
import { FORMULA_LIKE, spreadsheetCell, spreadsheetLine } from '../../server/national/spreadsheet-text';
import { issueToken } from '../../server/accounts/tokens';
import { isoDay } from '../../server/http/dates';
import { findingsSchema } from '../../server/national/api-forms';
import { mergeCategories, retireCategory, splitCategory } from '../../server/typology/draft';
import { beginDraft, publishDraft } from '../../server/typology/edition-steps';
import { agentOf } from '../support/listening';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { codedAgain, DRAFT, SPLIT_EDITION } from '../support/national-scene';
import { loadNationalData } from './national-data';

const ANALYST = 'analyst@demo.example';
const EDITOR = 'editor@demo.example';
const HOSTILE = [`'; drop table national.export; --`, `\\`, `$1 $2 ?`, `%_"`, `\u2028'||'`, `E'\\x01'`, ':q'];

let test: TestHouse;
let now = new Date('2026-11-22T10:00:00Z');
let analyst: Visitor;
let editor: Visitor;
let account: string;
beforeAll(async () => {
  test = await openHouse(() => now);
  await loadNationalData(test, 120, 2);
  await test.owner(
    `insert into national.published_review (external_id, region, title, year_published)
     select 'hostile' || n, t, t, 2015 from unnest($1::text[]) with ordinality u(t, n)`,
    [HOSTILE],
  );
  await test.owner(
    `insert into national.published_finding (review_id, external_id, position, text)
     select id, external_id || '-f', 0, E'\\uFEFF=cmd|''/c calc''!A1, "quoted"' || chr(10) || title from national.published_review
      where external_id like 'hostile%'`,
  );
  [analyst, editor] = await Promise.all([visit(test.app, ANALYST), visit(test.app, EDITOR)]);
  account = await test.as(ANALYST, async (_tx, actor) => actor.accountId);
});
afterAll(() => test.close());

type Fields = Record<string, string>;
const PUBLISHED: Fields = { of: 'published', q: '', region: '', year: '', coded: '', edition: '2012' };
const FROM = '/published';

async function ask(fields: Fields, by = analyst): Promise<string> {
  const asked = await by.post('/national/exports', { ...PUBLISHED, format: 'csv', ...fields }, FROM);
  expect(asked.status).toBe(303);
  const [row] = await test.owner<{ id: string }>(
    'select id from national.export order by asked_at desc, id desc limit 1',
  );
  return row?.id ?? '';
}
const make = (id: string, by = account): Promise<void> => makeExport(test.house, { export: id, account: by });
async function stateOf(
  id: string,
): Promise<{ state: string; rows_done: number; rows_all: number; problem: string }> {
  const [row] = await test.owner<{ state: string; rows_done: number; rows_all: number; problem: string }>(
    'select state, rows_done, rows_all, problem from national.export where id = $1',
    [id],
  );
  return row ?? { state: 'gone', rows_done: 0, rows_all: 0, problem: '' };
}
async function stored(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of test.house.documents.list()) keys.push(key);
  return keys;
}

const agents: Record<string, ReturnType<typeof agentOf>> = {};
async function signedIn(email: string): ReturnType<typeof agentOf> {
  const agent = await agentOf(test.app);
  const shown = await agent.get('/sign-in');
  await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: hiddenValue(shown.text, '_csrf'), email, password: DEMO_PASSWORD });
  return agent;
}

/** Signed in, with the bytes of what is downloaded. */
async function download(
  id: string,
  email = ANALYST,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const agent = await (agents[email] ??= signedIn(email));
  const response = await agent
    .get(`/national/exports/${id}/file`)
    .buffer(true)
    .parse((answer, done) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done(null, Buffer.concat(parts)));
    });
  return {
    status: response.status,
    headers: response.headers as Record<string, string>,
    body: response.body as Buffer,
  };
}
const recordsOf = (csv: Buffer): Record<string, string>[] => parse(csv, { columns: true });

/** Asked for, and its content, as the routes do it. */
const askFor = ({ format, ...filter }: Fields): Promise<string> =>
  test.as(ANALYST, (tx, actor) =>
    askForExport(tx, actor, test.house, {
      filter: { ...PUBLISHED, ...filter } as unknown as ExportFilter,
      format: format as Format,
    }),
  );
const contentOf = (id: string): Promise<Buffer> =>
  test.as(ANALYST, async (tx, actor) =>
    Buffer.concat(
      await ((await downloadExport(tx, actor, test.house, id)) as StreamReply)
        .open()
        .then((file) => file.toArray() as Promise<Buffer[]>),
    ),
  );

async function idsIn(body: Buffer, format: string): Promise<string[]> {
  if (format === 'csv') return recordsOf(body).map((record) => String(record.id));
  if (format === 'jsonl') {
    const lines = body.toString().trimEnd().split('\n');
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  }
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Uint8Array.from(body).buffer);
  const cells = (book.getWorksheet('Findings')?.getSheetValues() ?? []).slice(2) as unknown as string[][];
  return cells.map((row) => String(row[1]));
}

/** The findings of every page of the list, by the list's own query. */
async function listed(fields: Fields): Promise<string[]> {
  return test.as(ANALYST, async (tx) => {
    const reviews: string[] = [];
    for (let page = 1; ; page += 1) {
      const list = await listPublished(tx, { ...PUBLISHED, ...fields, page } as unknown as ListFilter);
      if (list.reviews.length === 0) break;
      reviews.push(...list.reviews.map(({ id }) => id));
    }
    // “Findings to code” are those without a code, of the reviews listed.
    const toCode = `and not exists (select from national.published_tag t where t.finding_id = f.id)`;
    const answer = await tx.raw<{ rows: { external_id: string }[] }>(
      `select f.external_id from national.published_finding f
        where f.review_id = any (?) ${fields.coded === 'no' ? toCode : ''} order by array_position(?::uuid[], f.review_id), f.position, f.id`,
      [reviews, reviews],
    );
    return answer.rows.map(({ external_id }) => external_id);
  });
}

/** What is told of a finding, in words: the same whatever it was read from. */
interface Said {
  tags: string;
  in: string;
  as: string;
  undecided: string;
}
type Told = z.output<typeof findingsSchema>['findings'][number];

function cellsOf({ tags, counts_in, counts_as, counts_how, undecided }: Record<string, string>): Said {
  const how = counts_how?.split(' ') ?? [];
  const codes = counts_as ? counts_as.split(' ') : [];
  const as = codes.map((code, k) => `${code} ${how[k]}`).join(', ');
  return { tags: tags ?? '', in: counts_in ?? '', as, undecided: undecided ?? '' };
}

function fromObjects(findings: readonly Told[]): Record<string, Said> {
  return Object.fromEntries(
    findings.map(({ id, tags, counts_as: { edition, categories, undecided } }) => [
      id,
      {
        tags: tags.map((tag) => `${tag.edition}:${tag.category}`).join(' '),
        in: edition,
        as: categories.map(({ category, how }) => `${category} ${how}`).join(', '),
        undecided: undecided.map((one) => `${one.from_edition}:${one.category}`).join(' '),
      },
    ]),
  );
}

/** The rows of a book, which says what its columns of codes mean. */
async function recordsOfBook(file: Buffer): Promise<Record<string, string>[]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Uint8Array.from(file).buffer);
  const sheet = (book.getWorksheet('Findings')?.getSheetValues() ?? []) as unknown as string[][];
  const [header = [], ...rows] = sheet.slice(1).map((row) => row.slice(1));
  const about = JSON.stringify(book.getWorksheet('About these findings')?.getSheetValues());
  expect(about).toContain('counts_in, counts_as');
  return rows.map((row) => Object.fromEntries(header.map((name, k) => [name, row[k] ?? ''])));
}

/** The same from the tags and the facts themselves. */
async function countsIn(edition: string): Promise<Record<string, Said>> {
  const rows = await test.owner<Said & { id: string }>(
    `with tags as (select finding_id, string_agg(edition || ':' || category, ' ' order by edition, category) as said from national.published_tag group by 1),
     facts as (select finding_id, string_agg(category || ' ' || how, ', ' order by category) as said from national.fact
                where edition = $1 and direct group by 1),
     waits as (select finding_id, string_agg(from_edition || ':' || from_code, ' ') as said from national.undecided
                where to_edition = $1 group by 1)
     select f.external_id as id, coalesce(t.said, '') as tags, $1 as in, coalesce(k.said, '') as as, coalesce(w.said, '') as undecided
       from national.published_finding f left join tags t on t.finding_id = f.id left join facts k on k.finding_id = f.id
       left join waits w on w.finding_id = f.id`,
    [edition],
  );
  return Object.fromEntries(rows.map(({ id, ...said }) => [id, said]));
}

/** Publishes an edition that splits, merges and retires categories that findings have, and begins the next. */
async function publishChanges(): Promise<void> {
  await test.owner(
    `with made as (insert into national.published_finding (review_id, external_id, position, text)
       select id, n || '-f', 90, 'A finding that is ' || n from national.published_review, unnest(array['merged', 'retired']) n where external_id = 't1'
       returning id, external_id)
     insert into national.published_tag (finding_id, edition, category, coded_by)
     select m.id, '2012', c.code, a.id from made m, account a,
            unnest(case m.external_id when 'merged-f' then array['TOOL.FRM', 'TOOL.REC'] else array['INC.NAR'] end) c(code)
      where a.email = $1`,
    [EDITOR],
  );
  const words = (code: string, name: string) => ({
    words: { code, name, definition: `What it is.`, includes: '', excludes: '', examples: [] },
    parent: 'MGT',
  });
  const at = { version: 1, others: [] };
  await test.as(EDITOR, async (tx, actor) => {
    await beginDraft(tx, actor, now, { code: SPLIT_EDITION, note: 'What was learnt.' });
    const made = [words('MGT.TASK', 'Supervision of tasks'), words('MGT.REF', 'Reflection')];
    await splitCategory(tx, actor, SPLIT_EDITION, { code: 'MGT.SUP', ...at, kept: false, made });
    await mergeCategories(tx, actor, SPLIT_EDITION, { code: 'TOOL.FRM', ...at, into: 'TOOL.REC' });
    await retireCategory(tx, actor, SPLIT_EDITION, { code: 'INC.NAR', version: 1, reason: 'None in years.' });
    const from = isoDay(now);
    await publishDraft(tx, actor, now, { edition: SPLIT_EDITION, from, today: from });
    await beginDraft(tx, actor, now, { code: DRAFT, note: 'The next.' });
  });
}

describe('an export', () => {
  it('has exactly the rows that the filter shows, whatever the filter and the format', async () => {
    const among = <Value>(...values: Value[]) => fc.constantFrom(...values);
    const filter = fc.record({
      q: among('', '', 't1', 'TEXT OF T4', 'review 1', 'f2', 'no such words', ...HOSTILE),
      region: among('', '', 'London', 'not stated', ...HOSTILE.slice(0, 2)),
      year: among('', '', '2011', 'not stated', '2015'),
      coded: among('', '', 'yes', 'no'),
    });
    const formats = ['csv', 'jsonl', 'xlsx'];
    let compared = 0;
    const agree = async (given: Fields): Promise<void> => {
      const expected = await listed(given);
      const format = formats[compared % 3] ?? 'csv';
      const asking = askFor({ ...given, format });
      if (expected.length === 0) return expect(asking).rejects.toThrow('nothing to export');
      compared += 1;
      const id = await asking;
      await make(id);
      const rows = expected.length;
      expect(await stateOf(id)).toEqual({ state: 'done', rows_done: rows, rows_all: rows, problem: '' });
      expect({ given, ids: await idsIn(await contentOf(id), format) }).toEqual({ given, ids: expected });
    };
    for (const given of [{}, {}, {}, ...HOSTILE.map((q) => ({ q }))]) await agree(given);
    await fc.assert(fc.asyncProperty(filter, agree), { numRuns: 14, endOnFailure: true });
    expect(compared).toBeGreaterThan(8);
  });

  it('has the findings as they were at one moment, as the page of the API has them, whatever is written meanwhile', async () => {
    const inApi = async (): Promise<string[]> =>
      (await withNational(test.database, (tx) => publishedFindings(tx, '2012', null, 10_000)))
        .map(({ id }) => id)
        .sort();
    const before = await inApi();
    const id = await ask({});
    await asOwner(test.urls.ownerUrl, async (knex) => {
      const writing = await knex.transaction();
      await writing.raw(`update national.published_review set region = 'Elsewhere' where external_id = 't1'`);
      await writing.raw(`insert into national.published_finding (review_id, external_id, position, text)
        select id, 'meanwhile', 99, 'Written meanwhile' from national.published_review where external_id = 't1'`);
      await make(id);
      await writing.commit();
    });
    expect((await idsIn(await contentOf(id), 'csv')).sort()).toEqual(before);
    const [later, all] = [await ask({}), await inApi()];
    await make(later);
    expect(all).toContain('meanwhile');
    expect((await idsIn(await contentOf(later), 'csv')).sort()).toEqual(all);
    await test.owner(`delete from national.published_finding where external_id = 'meanwhile'`);
  });

  it('of the findings to code has those alone, and the button says so', async () => {
    await test.owner(
      `delete from national.published_tag where finding_id in (select id from national.published_finding where external_id in ('t3-f0', 't5-f0'))`,
    );
    const said = /Export the (\d+) findings to code of (\d+) reviews as/.exec(
      (await analyst.get('/published?coded=no')).text,
    );
    const id = await ask({ coded: 'no' });
    await make(id);
    const records = recordsOf(await contentOf(id));
    expect(records).toHaveLength(Number(said?.[1]));
    expect(records.map((record) => record.id)).toEqual(expect.arrayContaining(['t3-f0', 't5-f0']));
    expect(records.filter((record) => record.tags !== '')).toEqual([]);
    expect(Number(said?.[2])).toBe(new Set(records.map((record) => record.review)).size);
    const unknown = await analyst.post(
      '/national/exports',
      { ...PUBLISHED, edition: '1999', format: 'csv' },
      FROM,
    );
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('There is no such edition');
  });

  it('is the same in each format, guarded in the spreadsheets, and told by its checksum', async () => {
    const files: Record<string, Buffer> = {};
    for (const format of ['csv', 'xlsx', 'jsonl']) {
      const id = await ask({ q: 'quoted', format });
      await make(id);
      const file = await download(id);
      expect(file.status).toBe(200);
      expect(file.headers['content-disposition']).toContain(`findings-2026-11-22.${format}`);
      expect(file.headers['content-length']).toBe(String(file.body.length));
      expect(file.headers['x-checksum-sha256']).toBe(createHash('sha256').update(file.body).digest('hex'));
      files[format] = file.body;
    }
    const csv = recordsOf(files.csv ?? Buffer.alloc(0));
    const lines = (files.jsonl ?? '')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; text: string; review: { title: string } });
    expect(csv).toHaveLength(HOSTILE.length);
    expect(lines.map(({ id }) => id)).toEqual(csv.map(({ id }) => id));
    expect(lines.map(({ review }) => review.title).sort()).toEqual([...HOSTILE].sort());
    for (const [k, { text }] of lines.entries()) {
      expect(text.startsWith('\uFEFF=cmd')).toBe(true);
      expect(csv[k]?.text).toBe(`'${text}`);
    }
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from(files.xlsx ?? []).buffer);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Findings', 'About these findings']);
    const sheet = book.getWorksheet('Findings');
    expect(sheet?.rowCount).toBe(HOSTILE.length + 1);
    sheet?.eachRow((row, number) => {
      if (number === 1) return;
      expect(row.getCell(1).value).toBe(csv[number - 2]?.id);
      expect(row.getCell(13).value).toBe(csv[number - 2]?.text);
      row.eachCell((cell) =>
        expect([ExcelJS.ValueType.String, ExcelJS.ValueType.Number]).toContain(cell.type),
      );
    });
    const about = JSON.stringify(book.getWorksheet('About these findings')?.getSheetValues());
    for (const words of [
      'with “quoted”',
      '2012',
      '7 findings',
      'Audit head',
      'not a measure of performance',
    ]) {
      expect(about).toContain(words);
    }
  });

  it('has the findings behind a figure, and none of a figure that is hidden', async () => {
    const address = '/national/findings?by=category&category=BIAS.COG&edition=2012';
    const shown = await analyst.get(address);
    expect(shown.status).toBe(200);
    const count = Number(/([\d,]+) published findings? of/.exec(shown.text)?.[1]);
    const question = (/name="question" value="([^"]*)"/.exec(shown.text)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(question).toContain('category=BIAS.COG');
    const id = await ask({ of: 'behind', question });
    await make(id);
    const records = recordsOf((await download(id)).body);
    expect(records).toHaveLength(count);
    expect(new Set(records.map((record) => record.id)).size).toBe(count);
    for (const bad of [
      'by=category&category=NO.SUCH',
      'by=colour',
      'by=category&category=MGT.SUP&origin=workbench',
      '',
    ]) {
      const refused = await analyst.post(
        '/national/exports',
        { ...PUBLISHED, of: 'behind', question: bad, format: 'csv' },
        FROM,
      );
      expect(refused.status).toBe(422);
    }
  });

  it('has the findings of reviews with both of two categories, and none of a pair whose figure is hidden', async () => {
    const map = (await analyst.get('/national/map?origin=published')).text;
    const [, address = ''] = /<td><a class="app-figures__link" href="([^"]*)">\d+/.exec(map) ?? [];
    const shown = await analyst.get(address.replaceAll('&amp;', '&'));
    const count = Number(/([\d,]+) published findings? of/.exec(shown.text)?.[1]);
    const field = (name: string): string =>
      (new RegExp(`name="${name}" value="([^"]*)"`).exec(shown.text)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(field('of')).toBe('pair');
    const pair = field('pair');
    const asked = { of: 'pair', pair, question: field('question') };
    const id = await ask(asked);
    await make(id);
    expect(recordsOf((await download(id)).body)).toHaveLength(count);
    expect((await analyst.get('/national/exports')).text).toContain(pair.replace(',', ' and '));
    for (const bad of ['', 'BIAS', 'BIAS,BIAS.COG', `${pair},X`, 'NO,SUCH', 'MGT.EXP,TOOL.REC']) {
      const fields = { ...PUBLISHED, ...asked, pair: bad, format: 'csv' };
      expect((await analyst.post('/national/exports', fields, FROM)).status).toBe(422);
    }
  });

  it('is refused when nothing fits, when three are being made, and when it is not asked as a list asks', async () => {
    const nothing = await analyst.post(
      '/national/exports',
      { ...PUBLISHED, q: 'no such words', format: 'csv' },
      FROM,
    );
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('there is nothing to export');
    for (const fields of [
      { format: 'pdf' },
      { of: 'cases' },
      { q: 'a\u0000b' },
      { q: 'x'.repeat(200_000) },
    ] as Fields[]) {
      expect(
        (await analyst.post('/national/exports', { ...PUBLISHED, format: 'csv', ...fields }, FROM)).status,
      ).toBe(422);
    }
    const ids = [await ask({}, editor), await ask({}, editor), await ask({}, editor)];
    const fourth = await editor.post('/national/exports', { ...PUBLISHED, format: 'csv' }, FROM);
    expect(fourth.status).toBe(422);
    expect(fourth.text).toContain('Three of your exports');
    const page = await editor.get('/national/exports');
    expect(page.headers.refresh).toBe('5');
    expect(page.text).toContain('Waits to be made');
    for (const id of ids) {
      expect(
        (await editor.post(`/national/exports/${id}/cancellation`, {}, '/national/exports')).status,
      ).toBe(303);
      expect((await stateOf(id)).state).toBe('cancelled');
    }
    const twice = await editor.post(`/national/exports/${ids[0]}/cancellation`, {}, '/national/exports');
    expect(twice.status).toBe(422);
    const done = await editor.get('/national/exports');
    expect(done.headers.refresh).toBeUndefined();
  });

  it('stops soon when it is cancelled, and leaves nothing', async () => {
    const before = await stored();
    const id = await ask({});
    await asOwner(test.urls.ownerUrl, async (knex) => {
      const lock = await knex.transaction();
      await lock.raw('lock table national.published_tag in access exclusive mode');
      const made = make(id);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await stateOf(id)).state).toBe('running');
      const others = await editor.post(`/national/exports/${id}/cancellation`, {}, '/national/exports');
      expect(others.status).toBe(404);
      expect((await stateOf(id)).state).toBe('running');
      expect(
        (await analyst.post(`/national/exports/${id}/cancellation`, {}, '/national/exports')).status,
      ).toBe(303);
      await made;
      await lock.rollback();
    });
    expect((await stateOf(id)).state).toBe('cancelled');
    await make(id);
    expect((await stateOf(id)).state).toBe('cancelled');
    expect(await stored()).toEqual(before);
    expect((await download(id)).status).toBe(404);
  });

  it('of a process that was killed is made by the next, once, and after three attempts is given up', async () => {
    const id = await ask({ region: 'London' });
    await test.owner(
      `update national.export set state = 'running', run = gen_random_uuid(), attempts = 1 where id = $1`,
      [id],
    );
    await make(id);
    expect((await stateOf(id)).state).toBe('done');
    const keys = (await stored()).filter((key) => key.startsWith(id));
    await make(id);
    expect((await stored()).filter((key) => key.startsWith(id))).toEqual(keys);
    expect(keys).toHaveLength(1);
    const worn = await ask({ region: 'London' });
    await test.owner('update national.export set attempts = 3 where id = $1', [worn]);
    await make(worn);
    expect(await stateOf(worn)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('several times') as string,
    });
    const put = test.house.documents.put;
    test.house.documents.put = () => Promise.reject(new Error('away'));
    const failing = await ask({ region: 'London' });
    await expect(make(failing)).rejects.toThrow('away');
    expect((await stateOf(failing)).state).toBe('running');
    test.house.documents.put = put;
    await make(failing);
    expect((await stateOf(failing)).state).toBe('done');
  });

  it('says so when the disk is full, at once, and leaves nothing', async () => {
    const before = await stored();
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const put = test.house.documents.put;
    test.house.documents.put = () => Promise.reject(new Error('The store is away', { cause: full }));
    const id = await ask({ region: 'London' });
    await expect(make(id)).rejects.toThrow('away');
    test.house.documents.put = put;
    expect(await stateOf(id)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('no room left') as string,
    });
    expect((await analyst.get('/national/exports')).text).toContain('Failed. There is no room left');
    expect(await stored()).toEqual(before);
    expect(readdirSync(incomingFolder(test.house.config))).toEqual([]);
  });

  it('is removed before its time by whose it is, and makes room for the next', async () => {
    const id = await ask({ region: 'London' });
    await make(id);
    const removal = `/national/exports/${id}/removal`;
    await test.owner('update national.export set bytes = bytes + 2e9::bigint where id = $1', [id]);
    const refused = await analyst.post('/national/exports', { ...PUBLISHED, format: 'csv' }, FROM);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Your exports take 2.0 GB');
    expect((await editor.post(removal, {}, '/national/exports')).status).toBe(404);
    expect((await analyst.get('/national/exports')).text).toContain(`action="${removal}"`);
    expect((await analyst.post(removal, {}, '/national/exports')).status).toBe(303);
    expect((await analyst.post(removal, {}, '/national/exports')).status).toBe(422);
    expect((await download(id)).status).toBe(404);
    // The job that follows removes the file.
    await make(id);
    expect((await stored()).filter((key) => key.startsWith(id))).toEqual([]);
    expect((await stateOf(id)).state).toBe('expired');
    await make(await ask({ region: 'London' }));
  });

  it('tells of each finding the tags as given, and what it counts as in the edition, as the facts have it', async () => {
    await publishChanges();
    const { decided, waiting } = await codedAgain(test);
    const [told] = await test.owner<{ decided: string; waiting: string }>(
      `select (select external_id from national.published_finding where id = $1) as decided,
              (select external_id from national.published_finding where id = $2) as waiting`,
      [decided, waiting],
    );
    const token = await test.as(ANALYST, (tx, actor) => issueToken(tx, actor, ['findings:read'], new Date()));
    const api = (path: string) =>
      request(test.app).get(`/api/v1/${path}`).set('Authorization', `Bearer ${token}`);
    const saidIn = (records: Record<string, string>[]): Record<string, Said> =>
      Object.fromEntries(records.map((record) => [record.id, cellsOf(record)]));
    for (const edition of ['2012', SPLIT_EDITION]) {
      const expected = await countsIn(edition);
      const split = edition === SPLIT_EDITION;
      for (const format of split ? ['csv', 'xlsx', 'jsonl'] : ['csv']) {
        const id = await ask({ edition, format });
        await make(id);
        const file = await contentOf(id);
        if (format === 'csv') expect(saidIn(recordsOf(file))).toEqual(expected);
        if (format === 'xlsx') expect(saidIn(await recordsOfBook(file))).toEqual(expected);
        if (format !== 'jsonl') continue;
        const lines = file.toString().trimEnd().split('\n');
        expect(fromObjects(lines.map((line) => JSON.parse(line) as Told))).toEqual(expected);
      }
      // The API: of the edition asked for, and of the one in force where none is.
      const asked = split ? '' : `edition=${edition}`;
      const file = recordsOf(Buffer.from((await api(`findings.csv?${asked}`)).text));
      expect(saidIn(file)).toEqual(expected);
      const all: Told[] = [];
      for (let next: string | null = `findings?${asked}`; next !== null;) {
        const page = findingsSchema.parse((await api(next)).body);
        all.push(...page.findings);
        next = page.next?.replace('/api/v1/', '') ?? null;
      }
      expect(fromObjects(all)).toEqual(expected);
      expect(expected[told?.decided ?? '']).toMatchObject({
        tags: expect.stringContaining('2012:MGT.SUP') as string,
        as: expect.stringMatching(split ? 'MGT.REF recoded' : 'MGT.SUP coded') as string,
        undecided: '',
      });
      expect(expected[told?.waiting ?? '']?.undecided).toBe(split ? '2012:MGT.SUP' : '');
      expect(expected['merged-f']).toMatchObject({
        tags: '2012:TOOL.FRM 2012:TOOL.REC',
        as: split ? 'TOOL.REC carried' : 'TOOL.FRM coded, TOOL.REC coded',
      });
      expect(expected['retired-f']).toMatchObject({ tags: '2012:INC.NAR', as: split ? '' : 'INC.NAR coded' });
    }
    for (const wrong of ['1999', DRAFT, '%00', 'x y']) {
      for (const road of ['findings', 'findings.csv']) {
        const refused = await api(`${road}?edition=${wrong}`);
        expect(refused.status).toBe(422);
        expect(refused.body).toMatchObject({ parameter: 'edition' });
      }
    }
    // The page behind a figure shows the same.
    const behind = await analyst.get(
      `/national/findings?by=category&category=TOOL.REC&edition=${SPLIT_EDITION}`,
    );
    expect(behind.text).toMatch(/app-behind__tags">[^<]*TOOL\.REC/);
  });

  it('is downloaded by who asked for it alone, which everyone national sees, until its time is over', async () => {
    const id = await ask({ region: 'London' });
    await make(id);
    expect((await download(id, EDITOR)).status).toBe(404);
    expect((await download(id)).status).toBe(200);
    const everyone = await editor.get('/national/exports?of=everyone');
    expect(everyone.text).toMatch(/Downloaded by [^<]+ on 22 November 2026/);
    expect(everyone.text).not.toContain(`/national/exports/${id}/file`);
    expect((await analyst.get('/national/exports')).text).toContain(`/national/exports/${id}/file`);
    const chair = await visit(test.app, 'chair@demo.example');
    expect((await chair.get('/national/exports')).status).toBe(404);
    expect((await chair.get(`/national/exports/${id}/file`)).status).toBe(404);
    const [told] = await test.owner<{ n: number }>(
      `select count(*)::integer as n from audit.entry where chain = 'national' and action = 'export.downloaded' and subject_id = $1`,
      [id],
    );
    expect(told?.n).toBe(1);

    // Two hours on, the sweep keeps what an export stands for; eight days on, it removes it.
    const sweepAt = (at: Date) =>
      asOwner(test.urls.ownerUrl, (owner) => sweep(owner, test.house, at.getTime()));
    expect(await sweepAt(new Date(Date.now() + 2 * 3_600_000))).toMatchObject({ unclaimed: 0, expired: 0 });
    now = new Date('2026-11-30T10:00:00Z');
    expect((await download(id)).status).toBe(404);
    const swept = await sweepAt(now);
    expect(swept.expired).toBeGreaterThan(0);
    expect(sweptWords(swept).done).toContain('whose time is over');
    expect(await stored()).toEqual([]);
    expect((await stateOf(id)).state).toBe('expired');
    expect((await analyst.get('/national/exports')).text).toContain('Expired');
  });
});

describe('a book', () => {
  it('is read from no faster than it is taken', async () => {
    const given = { lines: 0 };
    const lines = async function* () {
      for (; given.lines < 20_000; given.lines += 100) {
        // Words that hardly pack.
        yield Buffer.from(
          Array.from({ length: 100 }, () => `["${randomBytes(250).toString('base64')}"]\n`).join(''),
        );
        await new Promise(setImmediate);
      }
    };
    const out = new PassThrough();
    const written = writeBook(lines(), out, () => []);
    let before = -1;
    for (; before <= 0 || before !== given.lines; await new Promise((go) => setTimeout(go, 100)))
      before = given.lines;
    expect(given.lines).toBeLessThan(20_000);
    out.resume();
    await written;
    expect(given.lines).toBe(20_000);
  });

  it('opens whatever its words are, and says what it cut', async () => {
    const long = `${'😀'.repeat(20_000)}end`;
    const rows = [
      [long, 'a\u0001b\u000bc\uFFFEd', `'=1+1`, 7, null],
      ['z'.repeat(32_767), ' blank ', 'a\nb\tc', '<&>"', -3, ''],
    ];
    const out = new PassThrough();
    const parts: Buffer[] = [];
    out.on('data', (part: Buffer) => parts.push(part));
    const lines = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`));
    await writeBook(Readable.from(lines) as AsyncIterable<Buffer>, out, () => [['What', '=cmd']]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from(Buffer.concat(parts)).buffer);
    const [, , first, second] = (book.worksheets[0]?.getSheetValues() ?? []) as unknown as unknown[][];
    const cut = String(first?.[1]);
    expect(cut.length).toBeLessThanOrEqual(32_767);
    expect(cut.endsWith('[…cut: a cell of Excel holds no more]')).toBe(true);
    expect(first?.slice(2)).toEqual(['a\uFFFDb\uFFFDc\uFFFDd', `'=1+1`, 7]);
    expect(second?.slice(1, 6)).toEqual(['z'.repeat(32_767), ' blank ', 'a\nb\tc', '<&>"', -3]);
    const about = JSON.stringify(book.worksheets[1]?.getSheetValues());
    expect(about).toContain(`'=cmd`);
    expect(about).toContain('1 text longer than the 32,767 characters');
  });
});

describe('the guard against formulas', () => {
  it('holds for each cell of a line before the rows, which stays one line', () => {
    expect(spreadsheetLine('Only region: A, =cmd;\uFEFF@x\n=1\r\n"＝2,b')).toBe(
      `Only region: A,' =cmd;'\uFEFF@x =1 "'＝2,b`,
    );
    expect(spreadsheetLine('Period: from 1 May, all of it')).toBe('Period: from 1 May, all of it');
  });

  it('is the same in PostgreSQL as here, for every character', async () => {
    const rows = await test.owner<{ code: number; guarded: boolean; after: boolean }>(
      `select code, chr(code) || 'x' ~ $1 as guarded, chr(code) || '=1' ~ $1 as after
         from generate_series(1, 65533) code where code not between 55296 and 57343`,
      [FORMULA_LIKE],
    );
    const isGuarded = (text: string): boolean => spreadsheetCell(text) !== text;
    const differ = rows.filter(({ code, guarded, after }) => {
      const sign = String.fromCharCode(code);
      return isGuarded(`${sign}x`) !== guarded || isGuarded(`${sign}=1`) !== after;
    });
    expect(differ).toEqual([]);
    expect(rows.filter(({ after }) => after).length).toBeGreaterThan(100);
  });
});
