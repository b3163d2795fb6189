import request from 'supertest';
import { loadPublished } from '../../seeds/codings';
import { issueToken } from '../../server/accounts/tokens';
import { asOwner } from '../../server/database/migrate';
import { markedPassages } from '../../server/published/coding-pages';
import { firstEditor } from '../../server/published/import-queries';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';

const EDITOR = 'editor@demo.example';
const nobody = '01900000-0000-7000-8000-000000000000';
const html = '<script>alert(1)</script>';

let test: TestHouse;
let editor: Visitor;
beforeAll(async () => {
  test = await openHouse();
  await loadPublished(test, String((await asOwner(test.urls.ownerUrl, firstEditor))?.id));
  editor = await visit(test.app, EDITOR);
});
afterAll(() => test.close());

const idOf = async (table: string, externalId: string): Promise<string> => {
  const [row] = await test.owner<{ id: string }>(`select id from national.${table} where external_id = $1`, [
    externalId,
  ]);
  return String(row?.id);
};
const fileOf = (more: object): string =>
  JSON.stringify({ format: 'published-reviews/1', reviews: [], ...more });

/** Sends a file as the page's form does. */
async function send(body: string | Buffer, { once = '', email = EDITOR, name = 'reviews.json' } = {}) {
  const agent = request.agent(test.app);
  const signIn = await agent.get('/sign-in');
  await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: hiddenValue(signIn.text, '_csrf'), email, password: 'demo-workbench-2012' });
  const form = await agent.get('/published/import');
  const csrf =
    hiddenValue(form.text, '_csrf') ?? hiddenValue((await agent.get('/account')).text, '_csrf') ?? '';
  const post = agent
    .post('/published/import')
    .field('_csrf', csrf)
    .field('_once', once || (hiddenValue(form.text, '_once') ?? ''));
  const answer = await (body.length > 0 ? post.attach('file', Buffer.from(body), name) : post);
  return { answer, agent };
}

describe('loading a file on the page', () => {
  it('leads to what was added, changed and left, with who and when', async () => {
    const { answer, agent } = await send(
      fileOf({ reviews: [{ id: 'new', title: html, findings: [{ id: 'new-1', text: html }] }] }),
      { name: 'revues d’été.json' },
    );
    expect(answer.status).toBe(303);
    const shown = await agent.get(String(answer.headers.location));
    expect(shown.text).toContain('Added 1 review and 1 finding; changed 0; left 0 as they were.');
    expect(shown.text).toContain('revues d’été.json');
    expect(shown.text).toContain('National typology editor');
    const review = await agent.get(`/published/${await idOf('published_review', 'new')}`);
    expect(review.text).not.toContain(html);
    expect(review.text).toContain('&lt;script&gt;');
  });

  it('takes no file whose name holds markup', async () => {
    const { answer } = await send(fileOf({ about: 'named' }), { name: '<img onerror=x>.json' });
    expect([
      answer.status,
      answer.text.includes('has &lt; or &gt; in it. Nothing was kept. Give it'),
    ]).toEqual([422, true]);
  });

  it('gives one result for the same form sent twice', async () => {
    const once = '01900000-0000-4000-8000-000000000001';
    const file = fileOf({ about: 'twice' });
    const first = await send(file, { once });
    const again = await send(file, { once });
    expect(again.answer.headers.location).toBe(first.answer.headers.location);
  });

  it('says beside the field that a file is too large, and loads nothing of it', async () => {
    const { answer } = await send(Buffer.alloc(50 * 1024 * 1024 + 1, ' '));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('href="#file"');
    expect(answer.text).toContain('The file is larger than 50 MB. Choose a smaller one, or load it in parts');
    expect(answer.text).toContain('<h1');
  });

  it.each([
    ['', 'Choose a file to load'],
    ['{', 'line 1, column 2: the file ends too early'],
    [fileOf({ reviews: [{ id: 'x' }] }), 'reviews[0].findings: is missing'],
    [`{"format":"published-reviews/1","reviews":[{"id":"<b>"}]}`, 'reviews[0].findings: is missing'],
  ])('refuses %j beside the field', async (body, words) => {
    const { answer } = await send(body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('There is a problem');
    expect(answer.text).toContain('href="#file"');
    expect(answer.text).toContain(words);
  });

  it('lists the first twenty problems', async () => {
    const { answer } = await send(fileOf({ reviews: Array.from({ length: 25 }, () => ({ id: 'x' })) }));
    expect(answer.text).toContain('reviews[19].findings: is missing');
    expect(answer.text).toContain('and 5 more like these');
    expect(answer.text).not.toContain('reviews[20]');
  });
});

describe('POST /api/v1/imports', () => {
  const tokenOf = (email: string, scope: 'reviews:import' | 'findings:read' = 'reviews:import') =>
    test.as(email, (tx, actor) => issueToken(tx, actor, [scope], new Date()));
  const post = async (token: string, body: string) =>
    request(test.app).post('/api/v1/imports').set('Authorization', `Bearer ${token}`).type('json').send(body);

  it('loads for the token of an editor, and says what changed', async () => {
    const token = await tokenOf(EDITOR);
    const body = fileOf({ reviews: [{ id: 'api', findings: [{ id: 'api-1', text: 'By API' }] }] });
    const first = await post(token, body);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ reviews: { added: 1 }, findings: { added: 1, changed: 0, left: 0 } });
    expect((await editor.get(String(first.headers.location))).status).toBe(200);
    const second = await post(token, body);
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ findings: { added: 0, left: 1 } });
  });

  it('names the path and the reason', async () => {
    const answer = await post(
      await tokenOf(EDITOR),
      fileOf({ reviews: [{ id: 'a', kind: 'x', findings: [] }] }),
    );
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 422,
      errors: [{ path: 'reviews[0].kind', reason: 'must be scr, cspr, near_miss, other or null' }],
    });
  });

  it.each(['[]', '{}', '"text"', '{', ''])('has an answer for %j', async (body) => {
    const answer = await post(await tokenOf(EDITOR), body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('is for editors with the scope alone', async () => {
    expect((await post(await tokenOf('analyst@demo.example'), fileOf({}))).status).toBe(403);
    expect((await post(await tokenOf(EDITOR, 'findings:read'), fileOf({}))).status).toBe(403);
    expect((await post('x'.repeat(40), fileOf({}))).status).toBe(401);
  });
});

describe('the list of published reviews', () => {
  it('shows 25 a page, how far coding has come and where to go on', async () => {
    const { text } = await editor.get('/published');
    expect(text.match(/class="app-waiting__item"/g)).toHaveLength(25);
    expect(text).toMatch(/\d+ of 22\d findings in 6\d reviews coded in edition 2012/);
    expect(text).toContain('Code the next finding');
    expect((await editor.get('/published?page=3')).text).toContain('aria-current="page"');
  });

  it.each([
    ['/published?q=methadone', 'Derbyshire'],
    ['/published?region=East+Midlands&year=2013', '1 review<'],
    ['/published?q=zzzz', 'No review fits'],
    ['/published?page=999999', 'Published reviews'],
    ['/published?page=-1&coded=maybe', 'Published reviews'],
    ['/published?region=not+stated&year=not+stated', '3 reviews<'],
    ['/published?coded=yes', 'of'],
  ])('%s', async (path, words) => {
    const answer = await editor.get(path);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(words);
  });

  it('says that there is no such region or year, and shows no list', async () => {
    const answer = await editor.get('/published?region=Nowhere&year=%00&q=a');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('href="#region"');
    expect(answer.text).toMatch(/id="region-error"[\s\S]{0,120}There is no region “Nowhere”/);
    expect(answer.text).toMatch(/id="year-error"/);
    expect(answer.text).toContain('value="a"');
    for (const words of ['app-waiting__item', '0 reviews', 'No review fits'])
      expect(answer.text).not.toContain(words);
  });

  it('can be read and not coded by the analyst', async () => {
    const analyst = await visit(test.app, 'analyst@demo.example');
    const list = await analyst.get('/published');
    expect(list.status).toBe(200);
    expect(list.text).not.toContain('Code the next finding');
    const review = await analyst.get(`/published/${await idOf('published_review', 'r002')}`);
    expect(review.status).toBe(200);
    expect(review.text).not.toContain('Change the coding');
    expect((await analyst.get('/published/import')).status).toBe(404);
    const finding = await idOf('published_finding', 'r002-f1');
    expect((await analyst.get(`/published/findings/${finding}/coding`)).status).toBe(404);
    const posted = await analyst.post(`/published/findings/${finding}/coding`, {}, '/account');
    expect(posted.status).toBe(404);
  });

  it('is not there for anyone else, and asks those who are not signed in to sign in', async () => {
    const review = await idOf('published_review', 'r002');
    const finding = await idOf('published_finding', 'r002-f1');
    const paths = [
      '/published',
      `/published/${review}`,
      '/published/import',
      `/published/findings/${finding}/coding`,
    ];
    for (const email of ['chair@demo.example', 'reviewer@demo.example', 'admin@demo.example']) {
      const visitor = await visit(test.app, email);
      for (const path of paths) expect((await visitor.get(path)).status).toBe(404);
    }
    for (const path of paths) expect((await request(test.app).get(path)).status).toBe(303);
  });

  it.each([
    `/published/${nobody}`,
    '/published/not-an-id',
    `/published/imports/${nobody}`,
    `/published/findings/${nobody}/coding`,
    '/published/findings/x/coding',
  ])('%s is not found', async (path) => {
    expect((await editor.get(path)).status).toBe(404);
  });
});

describe('the coding of a finding', () => {
  const blank = {
    category: '',
    rationale: '',
    extract: '',
    suggested_name: '',
    polarity: '',
    extent: '',
    journey_stage: '',
    was_polarity: '',
    was_extent: '',
    was_journey_stage: '',
    version: '1',
  };
  let path: string;
  let finding: string;
  beforeEach(async () => {
    finding = await idOf('published_finding', 'new-1');
    path = `/published/findings/${finding}/coding`;
    await test.owner('delete from national.published_tag where finding_id = $1', [finding]);
    await test.owner(
      'update national.published_finding set polarity = null, extent = null, journey_stage = null, version = 1 where id = $1',
      [finding],
    );
  });

  it('shows the text, its codes with their words marked, the categories and the way on', async () => {
    const { text } = await editor.get(
      `/published/findings/${await idOf('published_finding', 'r002-f1')}/coding`,
    );
    expect(text).toContain('<mark class="app-found">leaned on specialist colleagues to alert them</mark>');
    expect(text).toContain('Roles and shared responsibility');
    expect(text.match(/name="category" type="radio"/g)).toHaveLength(26);
    expect(text).toContain('Next finding');
  });

  it('keeps a code and goes on to the next, from where it can be undone', async () => {
    const saved = await editor.post(path, {
      ...blank,
      category: 'MGT.SUP',
      rationale: 'About supervision',
      extract: 'alert(1)',
      polarity: 'less_safe',
      action: 'next',
    });
    expect(saved.status).toBe(303);
    expect(saved.headers.location).toMatch(new RegExp(`\\?after=${finding}$`));
    const next = await editor.get(String(saved.headers.location));
    expect(next.text).toContain('as Supervision and reflection.');
    const removal = /action="([^"]+removal)" class="app-coding__last"/.exec(next.text)?.[1] ?? '';
    const undone = await editor.post(removal, {}, String(saved.headers.location));
    expect(undone.headers.location).toBe(`${path}?removed=last`);
    expect((await editor.get(path)).text).not.toContain('Coded as</h2>');
    expect((await editor.post(removal, {}, '/account')).status).toBe(404);
  });

  it('tells which code was removed, and puts it back as it was', async () => {
    const code = { category: 'MGT.SUP', rationale: 'One\nand “two” & <b>', extract: 'alert(1)', stage: '' };
    await editor.post(path, { ...blank, ...code, polarity: 'less_safe', action: 'save' });
    const tagsNow = () =>
      test.owner<{ id: string; rationale: string; extract: string }>(
        'select id, category, rationale, extract from national.published_tag where finding_id = $1',
        [finding],
      );
    const [tag] = await tagsNow();
    const removal = `/published/findings/${finding}/tags/${tag?.id}/removal`;
    const { text } = await editor.get(String((await editor.post(removal, {}, path)).headers.location));
    expect(text).toContain('Removed “Supervision and reflection”.');
    expect(await tagsNow()).toEqual([]);
    const form = /data-flash>([\s\S]*?)<\/form>/.exec(text)?.[1] ?? '';
    const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      String(value).replace(/&#34;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'),
    ]);
    const back = await editor.post(path, Object.fromEntries(fields) as Record<string, string>, path);
    expect([back.status, back.headers.location]).toEqual([303, path]);
    expect(await tagsNow()).toEqual([{ ...tag, id: expect.any(String) as string }]);
    const again = await editor.get(`${path}?removed=last`);
    expect(again.text).not.toContain('Put it back');
    const [kept] = await test.owner<{ polarity: string }>(
      'select polarity from national.published_finding where id = $1',
      [finding],
    );
    expect(kept?.polarity).toBe('less_safe');
  });

  it('stays when asked to, shows the code, and lets its words be changed', async () => {
    const saved = await editor.post(path, {
      ...blank,
      category: 'MGT.SUP',
      rationale: 'One',
      action: 'save',
    });
    expect(saved.headers.location).toBe(path);
    const shown = await editor.get(path);
    expect(shown.text).toContain('Coded as Supervision and reflection.');
    const change = /href="([^"]+\?change=[^"]+)"/.exec(shown.text)?.[1] ?? '';
    expect((await editor.get(change)).text).toMatch(/value="MGT.SUP" checked/);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['no category', {}, 'category', 'Choose a category'],
    ['no reason', { category: 'MGT.SUP' }, 'rationale', 'Say why this category fits'],
    [
      'words from elsewhere',
      { category: 'MGT.SUP', rationale: 'a', extract: 'elsewhere' },
      'extract',
      'exactly as you give them',
    ],
    ['an unknown category', { category: 'NONE', rationale: 'a' }, 'category', 'Choose one of the categories'],
    ['an unknown stage', { journey_stage: 'later' }, 'journey_stage', 'Choose one of these'],
    ['NUL', { category: 'MGT.SUP', rationale: 'a\u0000b' }, 'rationale', 'characters that cannot be kept'],
    [
      '200,000 characters',
      { category: 'MGT.SUP', rationale: 'x'.repeat(200_000) },
      'rationale',
      '5,000 characters or fewer',
    ],
    ['no name', { category: 'X', rationale: html }, 'suggested_name', 'Suggest a name'],
  ])('refuses %s, and keeps what was typed', async (_name, more, field, words) => {
    const answer = await editor.post(path, { ...blank, ...more, polarity: 'safer', action: 'save' });
    const own =
      field === 'category' && !more.category ? await editor.post(path, { ...blank, action: 'save' }) : answer;
    expect(own.status).toBe(422);
    expect(own.text).toContain(`href="#${field}"`);
    expect(own.text).toContain(words);
    expect(own.text).toContain(`id="${field}"`);
    expect(own.text).not.toContain(html);
    if (own === answer) expect(own.text).toContain('value="safer" selected');
  });

  it('asks when another coder chose otherwise, and then takes mine', async () => {
    await test.owner(`update national.published_finding set polarity = 'safer', version = 2 where id = $1`, [
      finding,
    ]);
    const asked = await editor.post(path, { ...blank, polarity: 'less_safe', action: 'save' });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('Another coder chose “Makes practice safer”');
    expect(asked.text).toContain('value="less_safe" selected');
    const version = hiddenValue(asked.text, 'version') ?? '';
    const was = hiddenValue(asked.text, 'was_polarity') ?? '';
    expect([version, was]).toEqual(['2', 'safer']);
    const saved = await editor.post(path, {
      ...blank,
      polarity: 'less_safe',
      was_polarity: was,
      version,
      action: 'save',
    });
    expect(saved.status).toBe(303);
  });
});

describe('marked passages', () => {
  it.each<[string[], [string, boolean][]]>([
    [[], [['abcdef', false]]],
    [
      ['cd'],
      [
        ['ab', false],
        ['cd', true],
        ['ef', false],
      ],
    ],
    [
      ['abc', 'bcd'],
      [
        ['abcd', true],
        ['ef', false],
      ],
    ],
    [
      ['ef', 'ab'],
      [
        ['ab', true],
        ['cd', false],
        ['ef', true],
      ],
    ],
    [['abcdef', 'b'], [['abcdef', true]]],
    [['zz', ''], [['abcdef', false]]],
  ])('%j', (extracts, passages) => {
    expect(markedPassages('abcdef', extracts).map(({ text, found }) => [text, found])).toEqual(passages);
  });
});
