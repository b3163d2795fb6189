import request, { type Response } from 'supertest';
import { issueToken } from '../../server/accounts/tokens';
import { main as attack } from '../../server/commands/attack';
import type { Actor } from '../../server/database/with-actor';
import { changesBetween } from '../../server/national/release-changes';
import { readForm } from '../../server/http/forms';
import { aggregateSchema, problemSchema } from '../../server/national/api-forms';

import { buildRelease } from '../../server/national/release-build';
import { releaseForm } from '../../server/national/release-forms';
import type { ReleaseFigures } from '../../server/national/release-figures';
import { releasesSchema, wholeReleaseSchema } from '../../server/national/release-openapi';
import { releaseCan } from '../../server/national/release-policy';
import { visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { importPublished } from '../../server/published/import-published';
import { loadNationalData } from './national-data';

const ANALYST = 'analyst@demo.example';
const EDITOR = 'editor@demo.example';

let test: TestHouse;
let analyst: Visitor;
let editor: Visitor;
let anyone: Visitor;
let token: string;
beforeAll(async () => {
  test = await openHouse(() => new Date('2026-11-22T10:00:00Z'));
  await loadNationalData(test);
  [analyst, editor, anyone] = await Promise.all([
    visit(test.app, ANALYST),
    visit(test.app, EDITOR),
    visit(test.app),
  ]);
  token = await test.as(ANALYST, (tx, actor) => issueToken(tx, actor, ['aggregates:read'], new Date()));
});
afterAll(() => test.close());

const FORM = {
  title: 'Patterns in reviews',
  edition: '2012',
  origin: 'both',
  'before-day': '22',
  'before-month': '11',
  'before-year': '2026',
  tables: ['category', 'outcome'],
  categories: 'all',
};

/** Asks for a release as on its page, and has the job done. */
async function built(
  by: Visitor,
  email: string,
  fields: Record<string, string | string[]> = {},
): Promise<string> {
  const asked = await by.post('/releases/new', { ...FORM, ...fields });
  expect(asked.status).toBe(303);
  const address = String(asked.headers.location);
  const account = await test.as(email, async (_tx, actor) => actor.accountId);
  await buildRelease(test.house, { release: idIn(address), account });
  return address;
}
const idIn = (address: string): string => address.split('/').at(-1) ?? '';

/** Has a release built by the one and let out by the other. */
async function out(fields: Record<string, string | string[]> = {}): Promise<{ number: number; id: string }> {
  const address = await built(analyst, ANALYST, fields);
  expect((await analyst.post(`${address}/proposal`, {}, address)).status).toBe(303);
  const decided = await editor.post(`${address}/decision`, { decision: 'out' }, address);
  expect(decided.status).toBe(303);
  return { number: Number(idIn(String(decided.headers.location))), id: idIn(address) };
}

async function lastAudit(action: string): Promise<Record<string, unknown>> {
  const [row] = await test.owner<{ payload: string }>(
    `select payload from audit.entry where chain = 'national' and action = $1 order by seq desc limit 1`,
    [action],
  );
  return JSON.parse(row?.payload ?? '{}') as Record<string, unknown>;
}

const api = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  request(test.app)
    .get(`/api/v1${path}`)
    .set({ Authorization: `Bearer ${token}`, ...headers })
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
const bodyOf = (response: Response): string => (response.body as Buffer).toString('utf8');

describe('what a release is asked to hold', () => {
  const read = (fields: object) => readForm(releaseForm, { ...FORM, ...fields });
  const problemsOf = (fields: object) => {
    const answer = read(fields);
    return answer.ok ? [] : answer.problems.map(({ field }) => field);
  };

  it('is the tables ticked and those put together, each once', () => {
    const given = {
      tables: ['category,year', 'category'],
      extra_1_a: 'year',
      extra_1_b: 'category',
      extra_3_a: 'method',
    };
    const answer = read({ ...given, map: 'yes' });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        corrects: null,
        settings: {
          before: '2026-11-22',
          map: true,
          tables: [['category'], ['category', 'year'], ['method']],
        },
      },
    });
  });
  it('leaves origin out where one origin is counted', () => {
    expect(read({ origin: 'published', tables: ['category,origin', 'year'] })).toMatchObject({
      value: { settings: { tables: [['year']] } },
    });
  });
  it('is refused with what is wrong beside its field', () => {
    const refused: [object, string[]][] = [
      [{ title: ' ' }, ['title']],
      [{ title: 'a\u0000b' }, ['title']],
      [{ title: 'x'.repeat(200_000) }, ['title']],
      [{ origin: 'all' }, ['origin']],
      [{ categories: '' }, ['categories']],
      [{ 'before-day': '31', 'before-month': '2' }, ['before']],
      [{ tables: [] }, ['tables']],
      [{ tables: ['nothing'] }, ['tables']],
      [{ extra_2_a: 'year', extra_2_c: 'year' }, ['extra_2_a']],
      [{ extra_2_b: 'no such' }, ['extra_2_b']],
      [{ origin: 'workbench', extra_1_a: 'origin' }, ['extra_1_a']],
      [{ corrects: 'one' }, ['corrects', 'what_changed']],
      [{ corrects: '0190a0a0-0000-7000-8000-000000000000' }, ['what_changed']],
      [{ what_changed: 'Something' }, ['corrects']],
    ];
    for (const [fields, where] of refused) expect([fields, problemsOf(fields)]).toEqual([fields, where]);
  });
});

describe('who may do what', () => {
  const me = { accountId: 'me' } as Actor;
  const attack = { figures: 9, hidden: 3, found: 0, narrowest: 6 };
  it.each([
    ['building', 'me', { propose: false, drop: true, decide: false }],
    ['built', 'me', { propose: true, drop: true, decide: false }],
    ['built', 'other', { propose: false, drop: false, decide: false }],
    ['proposed', 'me', { propose: false, drop: true, decide: false }],
    ['proposed', 'other', { propose: false, drop: false, decide: true }],
    ['out', 'me', { propose: false, drop: false, decide: false }],
    ['out', 'other', { propose: false, drop: false, decide: false }],
    ['declined', 'other', { propose: false, drop: false, decide: false }],
    ['failed', 'me', { propose: false, drop: false, decide: false }],
  ] as const)('with one that is %s by %s', (state, built_by, expected) => {
    const can = releaseCan(me, { state, built_by, attack });
    expect(Object.fromEntries(Object.entries(can).map(([name, may]) => [name, may === true]))).toEqual(
      expected,
    );
  });
  it('does not let one go on in which something was found', () => {
    const found = { state: 'built', built_by: 'me', attack: { ...attack, found: 1 } } as const;
    expect(releaseCan(me, found).propose).toContain('cannot be proposed');
  });
});

describe('a release', () => {
  it('is built, proposed, and let out by a second person; then anyone reads it, without a cookie', async () => {
    expect((await anyone.get('/releases')).text).toContain('No release is out yet');
    const asked = await analyst.post('/releases/new', { ...FORM, map: 'yes' });
    const address = String(asked.headers.location);
    const building = await analyst.get(address);
    expect(building.text).toContain('are being counted and protected');
    expect(building.headers.refresh).toBe('10');
    const account = await test.as(ANALYST, async (_tx, actor) => actor.accountId);
    const job = { release: idIn(address), account };
    // Two that build the same: it is built once.
    await Promise.all([buildRelease(test.house, job), buildRelease(test.house, job)]);

    const preview = await analyst.get(address);
    expect(preview.headers.refresh).toBeUndefined();
    for (const words of [
      'Release 1',
      'figures of ',
      'Propose it',
      'not a measure of performance',
      'occur together',
    ]) {
      expect(preview.text).toContain(words);
    }
    expect((await editor.get(address)).text).not.toContain('Propose it');
    expect((await lastAudit('release.built')).detail).toMatchObject({ number: 1, found: 0 });
    for (const path of ['/releases/1', '/releases/1/files/figures.json']) {
      expect((await anyone.get(path)).status).toBe(404);
    }
    expect((await anyone.get(address)).headers.location).toContain('/sign-in');
    expect((await (await visit(test.app, 'chair@demo.example')).get(address)).status).toBe(404);
    expect((await analyst.get(`${address}/files/figures.json`)).status).toBe(200);

    await analyst.post(`${address}/proposal`, {}, address);
    expect((await anyone.get('/releases')).text).not.toContain(FORM.title);
    expect((await anyone.get('/releases/1')).status).toBe(404);
    expect((await editor.get('/releases')).text).toContain('Waits for your decision');

    const own = await analyst.post(`${address}/decision`, { decision: 'out' }, address);
    expect([own.status, own.text.includes('someone else decides')]).toEqual([422, true]);
    const silent = await editor.post(`${address}/decision`, { decision: 'declined' }, address);
    expect([silent.status, silent.text.includes('Say why')]).toEqual([422, true]);
    const decided = await editor.post(`${address}/decision`, { decision: 'out' }, address);
    expect(decided.headers.location).toBe('/releases/1');
    expect((await lastAudit('release.decided')).detail).toMatchObject({ number: 1, decision: 'out' });
    const twice = await editor.post(`${address}/decision`, { decision: 'out' }, '/releases/new');
    expect([twice.status, twice.text.includes('out already')]).toEqual([422, true]);
    expect((await analyst.post(`${address}/taking-back`, {}, '/releases/new')).status).toBe(422);
    expect((await editor.get(address)).headers.location).toBe('/releases/1');

    const page = await request(test.app).get('/releases/1');
    expect(page.status).toBe(200);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.headers['cache-control']).toBe('public, max-age=300');
    for (const words of [
      'not a measure of performance',
      'between 1 and 5 reviews',
      'sha256sum -c',
      '/releases/1/files/',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.text).not.toContain('analyst');
    const again = await request(test.app).get('/releases/1').set('If-None-Match', String(page.headers.etag));
    expect(again.status).toBe(304);
    expect((await editor.get('/releases/1')).headers['cache-control']).toBe('no-store');
    expect((await anyone.get('/releases')).text).toContain('Release 1: Patterns in reviews');
    for (const path of [
      '/releases/01',
      '/releases/2',
      '/releases/x',
      '/releases/1e9',
      '/releases/1/files/..%2f',
      '/releases/1/files/none',
    ]) {
      expect((await anyone.get(path)).status).toBe(404);
    }
  });

  it('cannot be changed by any road', async () => {
    const [row] = await test.owner<{ id: string }>(`select id from national.release where number = 1`);
    const id = row?.id;
    for (const sql of [
      `update national.release set title = 'Other'`,
      `update national.release set state = 'proposed', decided_by = null, decided_at = null`,
      `update national.release set figures = '{}', sha256 = encode(sha256('{}'), 'hex')`,
      `delete from national.release`,
      `truncate national.release cascade`,
      `update national.release_file set content = 'x', sha256 = encode(sha256('x'), 'hex')`,
      `delete from national.release_file`,
      `truncate national.release_file`,
      `insert into national.release_file select release_id, 99, 'more.csv', type, what, content, sha256 from national.release_file limit 1`,
      `insert into national.release (title, state, settings, built_by, asked_at) select 'Other', 'out', '{}', built_by, now() from national.release limit 1`,
    ]) {
      await expect(test.owner(sql)).rejects.toThrow(/frozen|begins by being built/);
    }
    // As people who may work with releases, past the pages.
    for (const email of [ANALYST, EDITOR]) {
      await expect(
        test.as(email, (tx) => tx('national.release').where({ id }).update({ decided_why: 'Other' })),
      ).rejects.toThrow(/frozen|row-level security/);
      await expect(test.as(email, (tx) => tx('national.release').where({ id }).delete())).rejects.toThrow(
        /denied/,
      );
    }
  });

  it('is never decided on by who built it, nor goes out with something found in it, past the pages too', async () => {
    const address = await built(analyst, ANALYST);
    const id = idIn(address);
    await analyst.post(`${address}/proposal`, {}, address);
    const decide = (email: string, by = email) =>
      test.as(email, async (tx) => {
        const account = await tx('account').where({ email: by }).first<{ id: string }>('id');
        return tx('national.release')
          .where({ id })
          .update({ state: 'out', decided_by: account.id, decided_at: new Date() });
      });
    await expect(decide(ANALYST)).rejects.toThrow(/check constraint/);
    await expect(decide(ANALYST, EDITOR)).rejects.toThrow(/row-level security/);
    expect(await decide('chair@demo.example')).toBe(0);

    const declined = await editor.post(
      `${address}/decision`,
      { decision: 'declined', why: 'One year is missing.' },
      address,
    );
    expect(declined.headers.location).toBe(address);
    expect((await analyst.get(address)).text).toContain('One year is missing.');
    expect((await editor.post(`${address}/decision`, { decision: 'out' }, '/releases/new')).text).toContain(
      'declined already',
    );

    const [account] = await test.owner<{ id: string }>(`select id from account where email = $1`, [ANALYST]);
    const [weak] = await test.owner<{ id: string }>(
      `insert into national.release (title, settings, built_by, asked_at) values ('Weak', '{}', $1, now()) returning id`,
      [account?.id],
    );
    await test.owner(
      `update national.release set state = 'built', number = 99, figures = '{}', sha256 = encode(sha256('{}'), 'hex'), built_at = now(),
              attack = '{"figures": 3, "hidden": 2, "found": 1, "narrowest": 0}' where id = $1`,
      [weak?.id],
    );
    await expect(
      test.owner(`update national.release set state = 'proposed', proposed_at = now() where id = $1`, [
        weak?.id,
      ]),
    ).rejects.toThrow(/check constraint/);
    await test.owner(`update national.release set state = 'dropped' where id = $1`, [weak?.id]);
  });

  it('gives the same figures when it is built again, save for its number, date and the head of the audit', async () => {
    const figuresOf = async (address: string): Promise<object> => {
      const { text } = await analyst.get(`${address}/files/figures.json`);
      const {
        number: _number,
        audit_head: _head,
        as_of: _date,
        ...rest
      } = JSON.parse(text) as Record<string, unknown>;
      return rest;
    };
    const [one, other] = [
      await built(analyst, ANALYST, { map: 'yes' }),
      await built(analyst, ANALYST, { map: 'yes' }),
    ];
    expect(await figuresOf(one)).toEqual(await figuresOf(other));
    for (const address of [other, one]) {
      expect((await analyst.post(`${address}/taking-back`, {}, address)).headers.location).toBe('/releases');
    }
    expect((await analyst.get(one)).text).toContain('took it back');
    expect((await analyst.get('/releases')).text).not.toContain('taken back');
  });

  it('is corrected by a later one, which says what changed', async () => {
    const [first] = await test.owner<{ id: string }>(`select id from national.release where number = 1`);
    const unsaid = await analyst.post('/releases/new', { ...FORM, corrects: String(first?.id) });
    expect([unsaid.status, unsaid.text.includes('Say what changed')]).toEqual([422, true]);
    expect(unsaid.text).toContain('value="Patterns in reviews"');
    const { number } = await out({
      map: 'yes',
      corrects: String(first?.id),
      what_changed: 'Two reviews moved to their right year.',
    });
    // The declined one keeps its number; those taken back gave theirs up.
    expect(number).toBe(3);
    const earlier = await anyone.get('/releases/1');
    expect(earlier.text).toContain('A later release corrects this one.');
    expect(earlier.text).toContain('Two reviews moved to their right year.');
    const correction = (await anyone.get(`/releases/${number}`)).text;
    expect(correction).toContain('This release corrects');
    // Nobody moved any review: whoever decides on it, and every reader, is told that nothing differs.
    expect(correction).toMatch(/All \d+ figures that both print are the same\./);
    expect((await anyone.get('/releases')).text).toContain('A later release corrects this one:');
  });

  it('is asked for once when its form is sent twice, and not for a day to come or an edition that is not there', async () => {
    const shown = await analyst.get('/releases/new');
    const once = /name="_once" value="([^"]*)"/.exec(shown.text)?.[1] ?? '';
    const [one, other] = await Promise.all([
      analyst.send('/releases/new', { ...FORM, _once: once }),
      analyst.send('/releases/new', { ...FORM, _once: once }),
    ]);
    expect(one.headers.location).toBe(other.headers.location);
    const address = String(one.headers.location);
    expect((await analyst.post(`${address}/taking-back`, {}, address)).status).toBe(303);
    expect((await analyst.get(address)).text).toContain('taken back while it was being built');
    for (const [fields, words] of [
      [{ 'before-year': '2027' }, 'today or earlier'],
      [{ edition: '1999' }, 'an edition that is published'],
      [{ corrects: '0190a0a0-0000-7000-8000-000000000000', what_changed: 'x' }, 'only what is public'],
      [{ title: '<b>“</b>', tables: [] }, '&lt;b&gt;'],
    ] as const) {
      const answer = await analyst.post('/releases/new', { ...FORM, ...fields } as typeof FORM);
      expect([answer.status, answer.text.includes(words)]).toEqual([422, true]);
    }
    expect((await (await visit(test.app, 'chair@demo.example')).get('/releases/new')).status).toBe(404);
  });
});

describe('by the API', () => {
  it('lists what is out, with its files and their checksums', async () => {
    const listed = releasesSchema.parse(JSON.parse(bodyOf(await api('/releases'))));
    expect(listed.releases.map(({ number }) => number)).toEqual([3, 1]);
    expect(listed.releases[1]).toMatchObject({ corrected_by: [3], map: true });
    const answer = await api('/releases/1');
    const one = wholeReleaseSchema.parse(JSON.parse(bodyOf(answer)));
    expect(JSON.parse(bodyOf(await api(`/releases/${one.id}`)))).toEqual(one);
    expect((await api('/releases/1', { 'If-None-Match': String(answer.headers.etag) })).status).toBe(304);

    const file = one.files.find(({ name }) => name === 'figures.json');
    const taken = await api('/releases/1/figures.json');
    expect(taken.headers).toMatchObject({
      etag: `"${file?.sha256}"`,
      'x-checksum-sha256': file?.sha256,
      'repr-digest': `sha-256=:${Buffer.from(String(file?.sha256), 'hex').toString('base64')}:`,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': 'attachment; filename="figures.json"',
    });
    expect(Buffer.byteLength(bodyOf(taken))).toBe(file?.bytes);
    const kept = await api('/releases/1/figures.json', { 'If-None-Match': String(taken.headers.etag) });
    expect([kept.status, (kept.body as Buffer).length]).toEqual([304, 0]);
    expect((await lastAudit('release.read')).detail).toMatchObject({ number: 1, file: 'figures.json' });

    const open = await request(test.app).get('/releases/1/files/figures.json');
    expect(open.text).toBe(bodyOf(taken));
    expect(open.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(open.headers['set-cookie']).toBeUndefined();
  });

  it('says in its own words what is missing', async () => {
    const [declined] = await test.owner<{ id: string }>(
      `select id from national.release where state = 'declined'`,
    );
    for (const path of ['2', String(declined?.id), '77', 'x', '1/none.csv', '2/figures.json', '%00']) {
      const response = await api(`/releases/${path}`);
      expect([path, response.status, response.headers['content-type']]).toEqual([
        path,
        404,
        'application/problem+json; charset=utf-8',
      ]);
      problemSchema.parse(JSON.parse(bodyOf(response)));
    }
    expect((await request(test.app).get('/api/v1/releases/1')).status).toBe(401);
  });
});

describe('what a correction changed', () => {
  const print = (rows: { region: string; reviews: number | 'c' }[]): ReleaseFigures =>
    ({
      number: 3,
      dimensions: [{ name: 'region', additive: true, values: [{ code: 'London', text: 'London' }] }],
      tables: [{ name: 'region', title: 'By region', by: ['region'], rows }],
      map: null,
      undecided: [],
    }) as unknown as ReleaseFigures;

  it('is each figure that both print and that is not the same, and how many only one of them has', () => {
    const before = print([
      { region: 'London', reviews: 1200 },
      { region: 'Wales', reviews: 7 },
      { region: '(all)', reviews: 1207 },
    ]);
    const now = print([
      { region: 'London', reviews: 'c' },
      { region: '(all)', reviews: 1201 },
      { region: 'North East', reviews: 9 },
    ]);
    expect(changesBetween(before, now)).toEqual({
      before: 3,
      said: '2 figures of the 2 that both print are not the same. 1 figure is new, and 1 figure of release 3 is not here.',
      rows: [
        [{ text: 'region: London' }, { text: '1,200', format: 'numeric' }, { text: 'c', format: 'numeric' }],
        [{ text: 'All reviews' }, { text: '1,207', format: 'numeric' }, { text: '1,201', format: 'numeric' }],
      ],
      more: '',
    });
    expect(changesBetween(before, before).said).toBe('All 3 figures that both print are the same.');
  });
});

describe('a release beside those that are out', () => {
  it('leaves no small difference to what free questions show, nor they to it', async () => {
    const { number } = await out({
      origin: 'published',
      tables: ['category', 'region', 'category,outcome', 'category,region'],
    });
    const [row] = await test.owner<{ figures: string }>(
      `select figures from national.release where number = $1 and state = 'out'`,
      [number],
    );
    const { tables } = JSON.parse(row?.figures ?? '{}') as Pick<ReleaseFigures, 'tables'>;
    let shown = 0;
    let hidden = 0;
    for (const { by, rows } of tables) {
      const asked = await api(`/aggregates?edition=2012&origin=published&by=${by.join(',')}`);
      const free = aggregateSchema.parse(JSON.parse(bodyOf(asked)));
      const marks = new Map(
        [...free.rows, ...free.totals.rows].map(({ reviews, ...at }) => [
          JSON.stringify(by.map((name) => (at as Record<string, string>)[name])),
          reviews,
        ]),
      );
      for (const { reviews, ...at } of rows) {
        const mark = marks.get(JSON.stringify(by.map((name) => (at as Record<string, string>)[name])));
        // Reviews without a date are in no release.
        if (mark === reviews) shown += Number(reviews !== 0);
        if (typeof mark !== 'number' || typeof reviews !== 'number') hidden += 1;
        else if (mark !== reviews) expect([at, Math.abs(mark - reviews) > 5]).toEqual([at, true]);
      }
    }
    expect(shown).toBeGreaterThan(10);
    expect(hidden).toBeGreaterThan(10);
  });

  it('goes out when a few reviews were added since, and nothing is worked out of all of them', async () => {
    const reviews = Array.from({ length: 9 }, (_, n) => ({
      id: `late-${n}`,
      publishing_body: null,
      region: 'London',
      year_published: 2014,
      title: `Late ${n}`,
      method: null,
      kind: 'scr',
      outcome: n < 7 ? 'death' : 'serious harm',
      age_band: '1-5',
      agencies: [],
      context_factors: [],
      findings: [
        {
          id: `late-${n}-f1`,
          text: 'Supervision went through the tasks and left the reasoning where it was',
          stated_as: 'finding',
          prevalence_stated: null,
          tags: [{ category: n % 2 ? 'MGT.SUP' : 'FAM.CHI', rationale: 'As the text says.' }],
        },
      ],
      source: { title: 'Made up', address: 'https://example.org/' },
      notes: null,
    }));
    const text = JSON.stringify({ format: 'published-reviews/1', typology_edition: '2012', reviews });
    await test.as(EDITOR, (tx, actor) =>
      importPublished(tx, actor, test.house.now(), { fileName: 'late.json', text }),
    );
    const { number } = await out({ title: 'A year later', map: 'yes' });
    const print = JSON.parse((await anyone.get(`/releases/${number}/files/figures.json`)).text) as {
      since: unknown;
      tables: { by: string[]; rows: { category?: string; reviews: unknown }[] }[];
    };
    expect(print.since).toEqual([
      { release: 1, data: 'grown' },
      { release: 3, data: 'grown' },
    ]);
    // Four more, which could be told from the figure in the first.
    const ofSupervision = print.tables[0]?.rows.find(({ category }) => category === 'MGT.SUP');
    expect(ofSupervision?.reviews).toBe('c');
    const { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_REPLICA_URL } = process.env;
    const said: string[] = [];
    const spies = (['stdout', 'stderr'] as const).map((stream) =>
      jest.spyOn(process[stream], 'write').mockImplementation((words) => Boolean(said.push(String(words)))),
    );
    try {
      Object.assign(process.env, {
        DATABASE_URL: test.urls.appUrl,
        DATABASE_OWNER_URL: test.urls.ownerUrl,
        DATABASE_REPLICA_URL: test.urls.nationalUrl,
      });
      const code = await attack([String(number)]);
      expect([code, said.join('').includes('None can be placed within a range narrower')]).toEqual([0, true]);
    } finally {
      for (const spy of spies) spy.mockRestore();
      for (const [name, was] of Object.entries({ DATABASE_URL, DATABASE_OWNER_URL, DATABASE_REPLICA_URL })) {
        if (was === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = was;
      }
    }
  });

  it('says on its page what to do where they leave a hidden figure no room', async () => {
    const fields = { title: 'Workbench', origin: 'workbench', tables: ['category'] };
    const first = await built(analyst, ANALYST, fields);
    // One goes out past the pages that hides one figure and shows all round it: everyone is in the main category.
    const [bad] = await test.owner<{ id: string }>(
      `insert into national.release (title, settings, built_by, asked_at) select title, settings, built_by, asked_at
         from national.release where id = $1 returning id`,
      [idIn(first)],
    );
    await test.owner(
      `insert into national.release_counts select $2, counts from national.release_counts where release_id = $1`,
      [idIn(first), bad?.id],
    );
    const [counted] = await test.owner<{
      figures: string;
      tables: { rows: { category: string; reviews: number }[] }[];
    }>(
      `select r.figures, c.counts -> 'tables' as tables from national.release r
         join national.release_counts c on c.release_id = r.id where r.id = $1`,
      [idIn(first)],
    );
    const figures = JSON.parse(counted?.figures ?? '{}') as { tables: { rows: object[] }[] };
    figures.tables[0]!.rows = counted!.tables[0]!.rows.map(({ category, reviews }) => ({
      category,
      reviews: category === 'MGT' ? 'c' : reviews,
    }));
    await test.owner(
      `update national.release r set state = 'built', number = 90, figures = $2, sha256 = encode(sha256(convert_to($2, 'UTF8')), 'hex'),
              built_at = now(), attack = b.attack from national.release b where r.id = $1 and b.id = $3`,
      [bad?.id, JSON.stringify({ ...figures, number: 90 }), idIn(first)],
    );
    await test.owner(`update national.release set state = 'proposed', proposed_at = now() where id = $1`, [
      bad?.id,
    ]);
    await test.owner(
      `update national.release set state = 'out', decided_at = now(), decided_by = (select id from account where email = $2) where id = $1`,
      [bad?.id, EDITOR],
    );
    const { text } = await analyst.get(await built(analyst, ANALYST, fields));
    expect(text).toContain('It could not be built.');
    expect(text).toContain(
      'leaves a hidden figure no room beside these tables: that of category “MGT”. Build it with fewer tables',
    );
    expect(text).toContain('Build another');
    expect((await lastAudit('release.failed')).detail).toMatchObject({
      problem: expect.stringContaining('no room'),
    });
  });
});
