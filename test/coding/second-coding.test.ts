import request from 'supertest';
import { loadPublished } from '../../seeds/codings';
import { loadSecondCoding, readSecondCoding } from '../../seeds/second-coding';
import { markedInWords, reliabilityOf, weaknessOf } from '../../server/coding/reliability-queries';
import { resultOf } from '../../server/coding/sample-closing';
import { readSample } from '../../server/coding/sample-queries';
import { recountSamples } from '../../server/coding/sample-recount';
import { readClosedSamples } from '../../server/coding/sample-recount-queries';
import { sampleAgreement, type SampleResult } from '../../server/coding/sample-agreement';
import { keysOf } from '../../server/coding/second-coding-pages';
import { issueToken } from '../../server/accounts/tokens';
import { asOwner } from '../../server/database/migrate';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

const EDITOR = 'editor@demo.example';
const CODER = 'reviewer@demo.example';
const idOf = async (email: string): Promise<string> =>
  String((await test.owner<{ id: string }>('select id from account where email = $1', [email]))[0]?.id);

let test: TestHouse;
let closed: string;
let editor: Visitor;
let coder: Visitor;
beforeAll(async () => {
  test = await openHouse();
  await loadPublished(test, await idOf(EDITOR));
  closed = String(await asOwner(test.urls.ownerUrl, (owner) => loadSecondCoding(test, owner, new Date())));
  editor = await visit(test.app, EDITOR);
  coder = await visit(test.app, CODER);
});
afterAll(() => test.close());

async function drawn(seed: string, size = 6): Promise<string> {
  const answer = await editor.post('/coding/samples', { size: String(size), seed, origin: 'published' });
  expect(answer.status).toBe(303);
  return String(answer.headers.location).split('/').at(-1) ?? '';
}
const give = async (sample: string, email = CODER, more: Record<string, string> = {}) =>
  editor.post(`/coding/samples/${sample}`, { coder: await idOf(email), which: 'rest', most: '', ...more });
/** Closes as someone does who looked at the page. */
const close = async (sample: string, fields: Record<string, string>) => {
  const { text } = await editor.get(`/coding/samples/${sample}`);
  const seen = /name="seen" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
  return editor.post(`/coding/samples/${sample}/closing`, { seen, ...fields }, `/coding/samples/${sample}`);
};
const findingsOf = (sample: string) =>
  test.owner<{ finding_id: string; first_tags: { category: string; rationale: string; extract: string }[] }>(
    'select finding_id, first_tags from national.sample_finding where sample_id = $1 order by place',
    [sample],
  );
const says = {
  version: '1',
  category: 'MGT.SUP',
  rationale: 'Supervision is named',
  extract: '',
  action: 'next',
};

describe('how a sample came out', () => {
  const categories = [
    { code: 'A', parent: null, name: 'A' },
    { code: 'A.1', parent: 'A', name: 'A.1' },
    { code: 'A.2', parent: 'A', name: 'A.2' },
    { code: 'B', parent: null, name: 'B' },
  ];
  const names = new Map([['one', 'One']]);
  let ids = 0;
  const coded = (first: string[], second: string[] | null) => ({
    id: `finding ${ids++}`,
    first,
    second: new Map(second ? [['one', second]] : []),
  });

  it('counts per finding and code; a part holds when any of its codes was given', () => {
    const result = sampleAgreement(
      'e',
      's',
      categories,
      [
        coded(['A.1'], ['A.2']),
        coded(['A.1'], ['A.1']),
        coded(['B'], ['B', 'A.2']),
        coded(['B'], []),
        coded(['B'], null),
      ],
      names,
    );
    expect(result).toMatchObject({
      findings: 5,
      coded: 4,
      same: 1,
      shared: 2,
      coders: ['First coding', 'One'],
    });
    const of = (code: string) => result.categories.find(({ category }) => category === code);
    expect(of('A')).toMatchObject({ part: true, percent: 75, given: [2, 3], units: 4 });
    expect(of('A.1')).toMatchObject({ part: false, percent: 75, given: [2, 1] });
    // 16 decisions, of which A.1 and A.2 of the first, A.2 of the third and B of the fourth differ.
    expect(result.decisions).toMatchObject({ units: 16, percent: 75, pairable: 32 });
    expect(result.sets).toMatchObject({ units: 4, percent: 25 });
    expect(result.confused).toEqual([
      { one: 'A.1', other: 'A.2', findings: 1 },
      { one: 'A.2', other: null, findings: 1 },
      { one: 'B', other: null, findings: 1 },
    ]);
  });

  it('knows no alpha of a category that no one gave, which is marked', () => {
    const { categories: [, , , b] = [] } = sampleAgreement(
      'e',
      's',
      categories,
      [coded(['A.1'], ['A.1'])],
      names,
    );
    expect(b).toMatchObject({ alpha: null, interval: null, percent: 100 });
    expect([null, 0.6, 0.7].map((alpha) => weaknessOf({ alpha }))).toEqual([
      'not measured',
      'not reliable enough',
      null,
    ]);
    // Both pages name the two apart, in the same words.
    expect(
      markedInWords([
        { category: 'A', alpha: 0.6 },
        { category: 'B', alpha: null },
        { category: 'C', alpha: 0.9 },
      ]),
    ).toBe('Marked ▽ as not reliable enough, because alpha is below 0.667: A. Marked ▽ as not measured: B.');
  });

  it('gives each category two keys of its own', () => {
    expect([...keysOf(categories)]).toEqual([
      ['A', '10'],
      ['A.1', '11'],
      ['A.2', '12'],
      ['B', '20'],
    ]);
  });
});

describe('the second coding of the demo', () => {
  it('is of exactly the findings that the seed draws, as the reader coded them', async () => {
    const rows = await test.owner(
      `select f.key as finding, c.tags, c.polarity, c.extent, c.journey_stage
         from national.second_coding c join national.sample_finding f using (sample_id, finding_id) order by f.key`,
    );
    const { codings } = readSecondCoding();
    expect(rows).toEqual(codings.toSorted((a, b) => (a.finding < b.finding ? -1 : 1)));
  });

  it('is kept as it came out, and is what the figures of the edition are worth', async () => {
    const [row] = await test.owner<{ result: SampleResult }>('select result from national.sample');
    const result = row?.result;
    expect(result).toMatchObject({ findings: 80, coded: 80, same: 66, shared: 69 });
    expect(result?.decisions.alpha).toBeCloseTo(0.857, 3);
    expect(result?.sets.alpha).toBeCloseTo(0.816, 3);
    const [low = NaN, high = NaN] = result?.decisions.interval ?? [];
    expect(low).toBeLessThan(0.857);
    expect(high).toBeGreaterThan(0.857);
    const reliability = await test.as(CODER, (tx) => reliabilityOf(tx, '2012'));
    expect(reliability.get('(all)')).toMatchObject({ alpha: result?.decisions.alpha, low, high, units: 80 });
    expect(reliability.size).toBe(1 + (result?.categories.length ?? NaN));
    const page = await editor.get(`/coding/samples/${closed}`);
    expect(page.text).toContain('Krippendorff’s alpha is 0.857');
    expect((await editor.get('/typology/2012/MGT')).text).toContain('How reliable its coding is');
  });

  it('can be settled afterwards: the finding’s codes and the figures follow, the codings and the result do not', async () => {
    const [before] = await test.owner<{ result: unknown; codings: unknown }>(
      `select result, (select jsonb_agg(to_jsonb(c) order by finding_id) from national.second_coding c) as codings from national.sample`,
    );
    const list = await editor.get(`/coding/samples/${closed}/comparison`);
    const href = /href="(\/coding\/samples\/[^"]*\/findings\/[^"]*)"/.exec(list.text)?.[1] ?? '';
    const findingId = href.split('/').at(-1) ?? '';
    const settle = (codes: string[], reason: string, version: string) =>
      editor.post(`${href}/settlement`, { codes, another: '', reason, version }, href);
    // All that is missing is named at once.
    const empty = await settle([], '', '0');
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('href="#codes">Choose the codes');
    expect(empty.text).toContain('href="#reason">Say why');
    expect((await settle(['MGT.SUP', 'none'], 'x', '0')).status).toBe(422);
    expect((await settle(['MGT.SUP'], 'x', '')).status).toBe(422);
    expect((await settle(['none'], 'First it was nothing', '0')).status).toBe(303);
    // A page that was opened before keeps its words, shows what was settled since, and replaces nothing by itself.
    const stale = await settle(['MGT.SUP'], 'It is about supervision <b>', '0');
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('settled it as “States no pattern” on');
    expect(stale.text).toContain('Settled meanwhile');
    expect(stale.text).toContain('First it was nothing');
    expect(stale.text).toContain('It is about supervision &lt;b&gt;</textarea>');
    expect(stale.text).toMatch(/value="MGT.SUP" checked/);
    expect(stale.text).toContain('name="version" value="1"');
    const codesNow = (): Promise<unknown[]> =>
      test.owner('select codes from national.settlement where finding_id = $1 order by number', [findingId]);
    expect(await codesNow()).toEqual([{ codes: [] }]);
    expect((await settle(['MGT.SUP'], 'It is about supervision <b>', '1')).status).toBe(303);
    const { text: settled } = await editor.get(href);
    expect(settled).toContain('It is about supervision &lt;b&gt;');
    expect(settled).toMatch(
      /Settled before[\s\S]*States no pattern[\s\S]*First it was nothing[\s\S]*typology editor/i,
    );
    expect(await codesNow()).toEqual([{ codes: [] }, { codes: ['MGT.SUP'] }]);
    for (const sql of ['delete from national.settlement', `update national.settlement set reason = 'x'`])
      await expect(test.owner(sql)).rejects.toThrow(/frozen/);
    expect(
      await test.owner(
        `select category, rationale from national.published_tag where finding_id = $1 and edition = '2012'`,
        [findingId],
      ),
    ).toEqual([{ category: 'MGT.SUP', rationale: 'It is about supervision <b>' }]);
    expect(
      await test.owner(
        `select category from national.fact where finding_id = $1 and edition = '2012' order by category`,
        [findingId],
      ),
    ).toEqual([{ category: 'MGT' }, { category: 'MGT.SUP' }]);
    const [after] = await test.owner<{ result: unknown; codings: unknown }>(
      `select result, (select jsonb_agg(to_jsonb(c) order by finding_id) from national.second_coding c) as codings from national.sample`,
    );
    expect(after).toEqual(before);
  });
});

it('what a closed sample holds and came to is changed by no road', async () => {
  const forged = `insert into national.sample (number, edition, seed, size, origin, state, drawn_by, drawn_at, closed_by, closed_at, result)
    select 99, edition, 'f', 1, origin, 'closed', drawn_by, now(), drawn_by, now(), result from national.sample limit 1`;
  const roads: [string, RegExp][] = [
    [forged, /begins open/],
    [
      `insert into national.sample_finding (sample_id, place, key, origin, review_id, finding_id, first_tags)
       select sample_id, 999, 'x', origin, review_id, uuidv7(), '[]' from national.sample_finding limit 1`,
      /frozen/,
    ],
    [
      `update national.sample_finding set settled_codes = null, settled_reason = null, settled_by = null, settled_at = null
        where settled_at is not null`,
      /stays settled/,
    ],
    [`delete from national.reliability`, /alone|denied/],
    [`update national.reliability set alpha = 1`, /alone|denied/],
    [
      `insert into national.reliability (edition, category, sample_id, alpha, units)
       select edition, 'NEW', sample_id, 1, 80 from national.reliability limit 1`,
      /alone|denied/,
    ],
  ];
  for (const [sql, words] of roads) {
    await expect(test.as(EDITOR, (tx) => tx.raw(sql))).rejects.toThrow(words);
    await expect(test.owner(sql)).rejects.toThrow(words);
  }
  await expect(
    test.owner(
      `insert into national.second_coding (sample_id, finding_id, coder, assigned_at)
       select sample_id, finding_id, $1, now() from national.sample_finding limit 1`,
      [await idOf(EDITOR)],
    ),
  ).rejects.toThrow(/frozen/);
  for (const table of ['sample', 'sample_finding', 'second_coding', 'reliability']) {
    await expect(test.owner(`truncate national.${table} cascade`)).rejects.toThrow(/frozen/);
  }
});

describe('a sample', () => {
  it('is the same for the same seed, and another for another', async () => {
    const keys = async (seed: string): Promise<string[]> =>
      (await findingsOf(await drawn(seed, 20))).map(({ finding_id }) => finding_id);
    expect(await keys('same')).toEqual(await keys('same'));
    expect(await keys('same')).not.toEqual(await keys('other'));
  });

  it.each([
    ['nothing', { size: '', seed: '', origin: '' }],
    ['no number', { size: '3.5', seed: 'x', origin: 'both' }],
    ['what cannot be kept', { size: '3', seed: 'a\0b', origin: 'published' }],
  ])('is not drawn of %s', async (_what, fields) => {
    expect((await editor.post('/coding/samples', fields)).status).toBe(422);
  });

  it('says how many can be drawn, whatever was asked for', async () => {
    for (const size of ['2000', '9999', '999999999']) {
      const refused = await editor.post('/coding/samples', { size, seed: 'x', origin: 'published' });
      expect([size, refused.status]).toEqual([size, 422]);
      expect(refused.text).toMatch(/Only \d+ findings can be drawn: ask for as many or fewer/);
    }
  });

  it('is given to no one who could see the first coding, by the page or past it', async () => {
    const sample = await drawn('who');
    const [{ finding_id: first } = { finding_id: '' }] = await findingsOf(sample);
    for (const email of [EDITOR, 'analyst@demo.example', 'lapsed@demo.example', 'chair@demo.example']) {
      expect((await give(sample, email)).status).toBe(422);
      const account = await idOf(email);
      await expect(
        test.as(EDITOR, (tx) =>
          tx('national.second_coding').insert({
            sample_id: sample,
            finding_id: first,
            coder: account,
            assigned_at: new Date(),
          }),
        ),
      ).rejects.toThrow(/row-level security/);
    }
    // Who coded a finding once is left out for that finding, and the database holds to it.
    await test.owner(
      `insert into national.published_tag (finding_id, edition, category, coded_by)
       select $1, c.edition, c.code, $2 from typology.category c where c.edition = '2012' and c.code not in
         (select category from national.published_tag where finding_id = $1) limit 1`,
      [first, await idOf('reviewer2@demo.example')],
    );
    await give(sample, 'reviewer2@demo.example');
    const given = await test.owner<{ finding_id: string }>(
      'select finding_id from national.second_coding where sample_id = $1',
      [sample],
    );
    expect(given).toHaveLength(5);
    expect(given.map(({ finding_id }) => finding_id)).not.toContain(first);
    const other = await idOf('reviewer2@demo.example');
    await expect(
      test.as(EDITOR, (tx) =>
        tx('national.second_coding').insert({
          sample_id: sample,
          finding_id: first,
          coder: other,
          assigned_at: new Date(),
        }),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('bars from a finding of the workbench its writers, its team and its Board', async () => {
    const review = await makeReview(test);
    const { id: finding } = await makeFinding(test, review, { sufficient: true });
    const barred = await test.owner<{ email: string }>(
      `select a.email from national.barred_from($1) b join account a on a.id = b order by a.email`,
      [finding],
    );
    expect(barred.map(({ email }) => email)).toEqual([
      'chair@demo.example',
      'coordinator@demo.example',
      'reviewer@demo.example',
      'team@demo.example',
    ]);
  });
});

describe('coding a second time', () => {
  it('goes from finding to finding, adds, takes back and ends', async () => {
    const sample = await drawn('walk', 3);
    const walker = await visit(test.app, 'reviewer2@demo.example');
    await give(sample, 'reviewer2@demo.example');
    expect((await walker.get('/reviews')).text).toContain('/coding/second');
    const [one, two, three] = (await findingsOf(sample)).map(
      ({ finding_id }) => `/coding/second/${sample}/${finding_id}`,
    );
    const noReason = await walker.post(String(one), { ...says, rationale: '' });
    expect(noReason.status).toBe(422);
    expect(noReason.text).toContain('Say why this category fits');
    expect((await walker.post(String(one), { ...says, extract: 'not in the text at all' })).status).toBe(422);
    expect((await walker.post(String(one), { ...says, category: 'X' })).status).toBe(422);
    expect((await walker.post(String(one), { ...says, category: 'NO.SUCH' })).status).toBe(422);
    expect((await walker.post(String(one), { ...says, rationale: 'a\0' })).status).toBe(422);

    const saved = await walker.post(String(one), { ...says, polarity: 'safer' });
    expect(saved.headers.location).toBe(`${two}?after=${String(one).split('/').at(-1)}`);
    expect((await walker.get(String(saved.headers.location))).text).toContain('1 of 3 coded');
    // A page that was opened before is told of it.
    expect((await walker.post(String(one), says)).status).toBe(422);
    const more = await walker.post(String(one), {
      ...says,
      version: '2',
      category: 'LTW.INF',
      action: 'save',
    });
    expect(more.headers.location).toBe(`${one}?done=saved`);
    // Undone and done again: as it was, to the letter; but not once more from a page that is older.
    const said = () =>
      test.owner(
        `select tags, polarity, coded_at is not null as coded from national.second_coding where sample_id = $1 and finding_id = $2`,
        [sample, String(one).split('/').at(-1)],
      );
    const both = await said();
    const undo = async (page: string) => {
      const { text } = await walker.get(page);
      const [, action = '', version = ''] =
        /action="([^"]*\/undoing)"[\s\S]*?name="version" value="(\d+)"/.exec(text) ?? [];
      return walker.post(action, { version }, page);
    };
    expect((await undo(`${one}?done=saved`)).headers.location).toBe(`${one}?done=undone`);
    expect(await said()).toEqual([
      { tags: [expect.objectContaining({ category: 'MGT.SUP' })], polarity: 'safer', coded: true },
    ]);
    expect((await walker.post(`${one}/undoing`, { version: '3' }, String(one))).status).toBe(422);
    expect((await walker.post(`${one}/undoing`, { version: '' }, String(one))).status).toBe(422);
    expect((await walker.get(`${one}?done=undone`)).text).toContain('Do it again');
    expect((await undo(`${one}?done=undone`)).status).toBe(303);
    expect(await said()).toEqual(both);
    expect((await walker.post(`${one}/removal`, { category: 'MGT.SUP' }, String(one))).status).toBe(303);
    expect((await walker.post(`${one}/removal`, { category: 'MGT.SUP' }, String(one))).status).toBe(404);
    expect((await walker.post(`${two}/undoing`, { version: '1' }, String(two))).status).toBe(404);
    await walker.post(String(two), { version: '1', action: 'none' });
    const after = String(two).split('/').at(-1);
    expect((await undo(`${three}?after=${after}`)).headers.location).toBe(`${two}?done=undone`);
    expect((await walker.get(String(two))).text).not.toContain('It states no pattern.<');
    expect((await undo(`${two}?done=undone`)).status).toBe(303);
    expect((await editor.get(`/coding/samples/${sample}/comparison`)).status).toBe(404);
    const last = await walker.post(String(three), says);
    expect(last.headers.location).toMatch(/\?after=[0-9a-f-]{36}$/);
    expect((await walker.get(String(last.headers.location))).text).toContain('/undoing"');
    expect((await walker.get(`/coding/second/${sample}`)).text).toContain('You have coded all');
    expect(
      await test.owner(
        `select jsonb_path_query_array(c.tags, '$[*].category') as codes from national.second_coding c
           join national.sample_finding f using (sample_id, finding_id) where sample_id = $1 order by f.place`,
        [sample],
      ),
    ).toEqual([{ codes: ['LTW.INF'] }, { codes: [] }, { codes: ['MGT.SUP'] }]);

    expect(
      (await editor.post(`/coding/samples/${sample}/closing`, {}, `/coding/samples/${sample}`)).status,
    ).toBe(422);
    expect((await close(sample, { use: 'record', because: 'Three findings are too few' })).status).toBe(303);
    expect((await walker.post(String(one), { ...says, version: '6' }, String(two))).status).toBe(422);
    // Having coded it once, they are not asked again.
    const again = await drawn('walk', 3);
    expect((await give(again, 'reviewer2@demo.example')).status).toBe(422);
    await expect(
      test.owner(`update national.second_coding set tags = '[]' where sample_id = $1`, [sample]),
    ).rejects.toThrow(/frozen/);
  });
});

describe('(blind)', () => {
  let sample: string;
  let paths: string[];
  let first: Awaited<ReturnType<typeof findingsOf>>;
  beforeAll(async () => {
    sample = await drawn('blind');
    await give(sample);
    first = await findingsOf(sample);
    paths = [
      '/coding/second',
      `/coding/second/${sample}`,
      ...first.map(({ finding_id }) => `/coding/second/${sample}/${finding_id}`),
    ];
  });
  const pages = () =>
    Promise.all(
      paths.map(async (path) =>
        (await coder.get(path)).text.replaceAll(/name="_(csrf|once)" value="[^"]*"/g, ''),
      ),
    );

  it('nothing that a coder gets depends on the first coding: without it every page is the same to the letter', async () => {
    const before = await pages();
    for (const text of before) {
      expect(text).not.toContain('National typology editor');
      expect(text).not.toMatch(/<mark|<input[^>]* checked|<option value="[^"]+" selected/);
      for (const { rationale } of first.flatMap(({ first_tags }) => first_tags))
        expect(text).not.toContain(rationale);
    }
    await test.owner('alter table national.sample_finding disable trigger frozen');
    const ids = first.map(({ finding_id }) => finding_id);
    await test.owner(
      `with a as (update national.sample_finding set first_tags = '[]', first_coder = null where sample_id = $1),
            b as (delete from national.published_tag where finding_id = any ($2))
       update national.published_finding set polarity = null, extent = null, journey_stage = null where id = any ($2)`,
      [sample, ids],
    );
    await test.owner('alter table national.sample_finding enable trigger frozen');
    expect(await pages()).toEqual(before);
  });

  it('the database gives a coder no first coding, and no one else’s, whatever is asked', async () => {
    const ids = first.map(({ finding_id }) => finding_id);
    await test.owner(
      `insert into national.published_tag (finding_id, edition, category, coded_by) select f, '2012', 'MGT', $2 from unnest($1::uuid[]) f`,
      [ids, await idOf(EDITOR)],
    );
    await test.as(CODER, async (tx) => {
      const count = async (sql: string): Promise<number> =>
        Number(
          (
            await tx.raw<{ rows: { n: string }[] }>(
              `select count(*) as n from ${sql}`,
              sql.includes('?') ? [ids] : [],
            )
          ).rows[0]?.n,
        );
      expect(await count('national.sample')).toBe(0);
      expect(await count('national.sample_finding')).toBe(0);
      expect(await count('national.second_coding where coder <> app.current_account_id()')).toBe(0);
      expect(await count('national.published_tag where finding_id = any (?)')).toBe(0);
      expect(await count('national.published_finding where id = any (?)')).toBe(0);
      expect(await count(`national.drawable('2012', 'both')`)).toBe(0);
      expect(
        await count(
          'national.coding_text(?) where polarity is not null or extent is not null or stage is not null',
        ),
      ).toBe(0);
      expect(await count('national.coding_text(?)')).toBe(ids.length);
    });
    // Another reviewer, who has nothing to code there, is not kept from published findings.
    await test.as('reviewer-b@demo.example', async (tx) => {
      expect(await tx('national.published_finding').whereIn('id', ids).select('id')).toHaveLength(ids.length);
      expect(await tx('national.second_coding').where({ sample_id: sample }).select('coder')).toHaveLength(0);
    });
  });

  it('no other road leads to the first coding: figures, findings, exports, audit, a token’s answers', async () => {
    const token = await test
      .as(CODER, (tx, actor) => issueToken(tx, actor, ['findings:read', 'aggregates:read'], new Date()))
      .catch(() => '');
    const [{ review_id: review } = { review_id: '' }] = await test.owner<{ review_id: string }>(
      'select review_id from national.sample_finding where sample_id = $1',
      [sample],
    );
    const [one] = first;
    const roads = [
      '/national',
      '/national/figures.csv',
      '/national/findings?category=MGT',
      '/national/map',
      '/national/exports',
      '/published',
      `/published/${review}`,
      `/published/findings/${one?.finding_id}/coding`,
      '/coding',
      '/coding/again',
      '/coding/does-not-fit',
      `/coding/samples/${sample}`,
      `/coding/samples/${sample}/findings/${one?.finding_id}`,
    ];
    for (const road of roads) {
      const answer = await coder.get(road);
      expect([road, answer.status]).toEqual([road, 404]);
    }
    // A token of their own does what their role allows, which is nothing here; one that a command gave beyond it reads
    // coded findings, and whoever holds it is no coder.
    const codes = async (): Promise<boolean> =>
      Boolean(
        (await test.owner<{ is: boolean }>('select national.is_coder($1) as is', [await idOf(CODER)]))[0]?.is,
      );
    expect(await codes()).toBe(false);
    await test.owner('update api_token set revoked_at = now() where account_id = $1', [await idOf(CODER)]);
    expect(await codes()).toBe(true);
    for (const road of ['/api/v1/findings', '/api/v1/findings.csv', '/api/v1/aggregates?by=category']) {
      const answer = await request(test.app).get(road).set('Authorization', `Bearer ${token}`);
      expect([road, answer.status]).toEqual([road, 401]);
    }
    // Pages that are open to anyone have the figures of many, and never which finding is coded how.
    for (const road of ['/typology/2012/MGT', '/api/v1/typology', '/releases']) {
      const { text } = await coder.get(road);
      for (const { finding_id } of first) expect(text).not.toContain(finding_id);
      for (const { rationale } of first.flatMap(({ first_tags }) => first_tags))
        expect(text).not.toContain(rationale);
    }
    await test.as(CODER, async (tx) => {
      for (const from of ['national.fact', 'national.recoded', 'audit.entry', 'national.export']) {
        const rows = await tx
          .transaction((inner) => inner.raw<{ rows: unknown[] }>(`select 1 from ${from} limit 1`))
          .catch(() => ({ rows: [] }));
        expect([from, rows.rows]).toEqual([from, []]);
      }
    });
  });

  it('whoever settled or coded it again, or lapsed, is no coder of it, also half way', async () => {
    const ids = first.map(({ finding_id }) => finding_id);
    const may = async (who: string, finding: string | undefined): Promise<boolean> =>
      Boolean(
        (await test.owner<{ may: boolean }>('select national.may_code($1, $2) as may', [who, finding]))[0]
          ?.may,
      );
    const mine = await idOf(CODER);
    expect(await may(mine, ids[0])).toBe(true);
    await test.owner(
      `insert into national.recoded (origin, review_id, finding_id, from_edition, from_code, to_edition, to_codes, reason, decided_by, decided_at)
       select 'published', review_id, finding_id, '2012', 'MGT', '2012', '{MGT.SUP}', 'r', $2, now()
         from national.sample_finding where finding_id = $1 limit 1`,
      [ids[0], mine],
    );
    expect(await may(mine, ids[0])).toBe(false);
    await test.owner(`delete from national.recoded where decided_by = $1`, [mine]);
    const path = String(paths.at(-1));
    for (const [gone, back] of [
      [
        `update accreditation set suspended_on = current_date - 1`,
        `update accreditation set suspended_on = null`,
      ],
      [`update account set status = 'suspended'`, `update account set status = 'active'`],
    ] as const) {
      const where = gone.includes('accreditation') ? 'account_id' : 'id';
      await test.owner(`${gone} where ${where} = $1`, [mine]);
      expect(await may(mine, ids[1])).toBe(false);
      if (where === 'account_id') expect((await coder.post(path, says, path)).status).toBe(422);
      await test.owner(`${back} where ${where} = $1`, [mine]);
    }
  });

  it('only the coder writes a coding, and no one reads or compares in their place', async () => {
    const [one] = paths.slice(2);
    const other = await visit(test.app, 'reviewer2@demo.example');
    for (const who of [editor, other]) expect((await who.get(String(one))).status).toBe(404);
    for (const path of [
      `/coding/samples/${sample}`,
      `/coding/samples/${closed}/comparison`,
      '/coding/samples',
      '/published',
    ]) {
      expect((await coder.get(path)).status).toBe(404);
    }
    const written = await test.as(EDITOR, (tx) =>
      tx('national.second_coding').where({ sample_id: sample }).update({ tags: '[]', coded_at: new Date() }),
    );
    expect(written).toBe(0);
    // Who comes to a national role while coding can go on no more.
    await test.owner(`insert into membership (account_id, role) values ($1, 'analyst')`, [await idOf(CODER)]);
    expect((await coder.post(String(one), says)).status).toBe(422);
    await test.owner(`delete from membership where account_id = $1 and role = 'analyst'`, [
      await idOf(CODER),
    ]);
    expect((await coder.post(String(one), says)).status).toBe(303);
  });
});

describe('closing a sample', () => {
  const standing = () =>
    test.owner<{ category: string; number: number; alpha: number | null; units: number }>(
      `select category, number, alpha, units from national.reliability join national.sample on id = sample_id
        where reliability.edition = '2012' order by category`,
    );
  /** Codes all of a new sample past the pages: as it was first, or all as one category. */
  async function coded(seed: string, size: number, as: string | null): Promise<string> {
    const sample = await drawn(seed, size);
    expect((await give(sample)).status).toBe(303);
    const tags = as === null ? [] : [{ category: as, rationale: 'r', extract: '', suggested_name: '' }];
    await test.as(CODER, (tx) =>
      tx('national.second_coding')
        .where({ sample_id: sample })
        .update({ tags: JSON.stringify(tags), coded_at: new Date() }),
    );
    return sample;
  }

  it('says before what is replaced, and replaces nothing where it is kept for the record', async () => {
    const before = await standing();
    const sample = await coded('small', 4, 'MGT.SUP');
    const { text } = await editor.get(`/coding/samples/${sample}`);
    expect(text).toContain('rest on sample 1 now, with 80 findings');
    expect(text).toContain('What closing it for the edition changes');
    expect(text).toMatch(/value="record" checked/);
    for (const use of ['record', 'edition']) {
      const refused = await close(sample, { use, because: '' });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('Say why');
    }
    expect((await close(sample, { use: '', because: 'x' })).status).toBe(422);
    expect((await close(sample, { use: 'edition', because: 'x', seen: 'f'.repeat(64) })).text).toContain(
      'look again',
    );
    expect((await close(sample, { use: 'record', because: 'Only <four> findings' })).status).toBe(303);
    expect((await editor.get(`/coding/samples/${sample}`)).text).toContain(
      'The record only: Only &lt;four&gt;',
    );
    expect((await editor.get('/coding/samples')).text).toContain('for the record only');
    expect(await standing()).toEqual(before);
  });

  it('replaces what it can tell of, and leaves what was known of the rest', async () => {
    const before = await standing();
    const sample = await coded('replacing', 5, 'MGT.SUP');
    expect((await close(sample, { use: 'edition', because: 'Coded by the new guide' })).status).toBe(303);
    const after = await standing();
    const [{ number, result } = { number: 0, result: null }] = await test.owner<{
      number: number;
      result: SampleResult;
    }>('select number, result from national.sample where id = $1', [sample]);
    const told = new Map(result?.categories.map(({ category, alpha }) => [category, alpha]));
    for (const one of before.filter(({ category }) => category !== '(all)')) {
      const now = after.find(({ category }) => category === one.category);
      if (told.get(one.category) === null && one.alpha !== null) expect(now).toEqual(one);
      else expect(now).toMatchObject({ number, units: 5 });
    }
    expect(new Set(after.map((one) => one.number)).size).toBe(2);
    expect((await editor.get(`/coding/samples/${sample}`)).text).toContain(
      'some of its figures rest on this sample',
    );
  });

  it('counts codings that wait, names who coded, and says what was never given out', async () => {
    const sample = await drawn('part', 12);
    expect((await give(sample, CODER, { most: '3' })).status).toBe(303);
    const waits = (await editor.get(`/coding/samples/${sample}`)).text;
    expect(waits).toContain('3 codings of 3 findings are still to be done');
    await test.as(CODER, (tx) =>
      tx('national.second_coding').where({ sample_id: sample }).update({ tags: '[]', coded_at: new Date() }),
    );
    const all = (await editor.get(`/coding/samples/${sample}/comparison`)).text;
    expect(all).toMatch(
      /<dt>First, National typology editor<\/dt>[\s\S]*<dt>Second, [^<]*ead reviewer<\/dt>/,
    );
    expect(all).toMatch(/aria-current="page">Different \(3\)/);
    const { text } = await editor.get(`/coding/samples/${sample}`);
    expect(text).toContain('9 of the 12 findings were never given out');
    expect(text).toContain('The coders differ in 3 findings, none settled yet');
    // What can be done next stands before the tables.
    expect(text.indexOf('Close and keep the result')).toBeLessThan(text.indexOf('id="overall"'));
    expect(text).toMatch(/\d+ categories are not measured ▽/);
    // Where nobody differs there is nothing to settle.
    await test.owner(`alter table national.sample_finding disable trigger frozen;
      update national.sample_finding set first_tags = '[]' where sample_id = '${sample}';
      alter table national.sample_finding enable trigger frozen`);
    const same = (await editor.get(`/coding/samples/${sample}`)).text;
    expect(same).toContain('The coders do not differ');
    expect(same).toContain('/comparison?show=all');
  });

  it('takes nothing from who asks: the database holds what is kept to the codings', async () => {
    const sample = await coded('made up', 3, null);
    const [{ result } = { result: null }] = await test.owner<{ result: SampleResult }>(
      `select result from national.sample where id = $1`,
      [closed],
    );
    const keep = (made: unknown) =>
      test.as(EDITOR, (tx) =>
        tx('national.sample')
          .where({ id: sample })
          .update({ state: 'closed', closed_at: new Date(), result: JSON.stringify(made), counts: true }),
      );
    await expect(keep(result)).rejects.toThrow(/follows from its codings/);
    const whole = await test.as(EDITOR, (tx) => readSample(tx, sample));
    const own = whole && resultOf(whole);
    await expect(keep({ ...own, decisions: { ...own?.decisions, alpha: 1 } })).rejects.toThrow(
      /follows from/,
    );
    await expect(keep({ ...own, coded: 80 })).rejects.toThrow(/follows from/);
    await expect(keep({ ...own, categories: own?.categories.slice(1) })).rejects.toThrow(/follows from/);
    // Fields of a request that no form has are no part of it.
    const posted = await close(sample, {
      use: 'record',
      because: 'A trial',
      result: '{"coded":80}',
      alpha: '1',
    });
    expect(posted.status).toBe(303);
    const [kept] = await test.owner<{ result: SampleResult }>(
      'select result from national.sample where id = $1',
      [sample],
    );
    expect(kept?.result).toEqual(JSON.parse(JSON.stringify(own)));
  });

  it('can be reckoned again by anyone: a recount tells what is not as the codings give it', async () => {
    const read = () => asOwner(test.urls.ownerUrl, (owner) => readClosedSamples(owner));
    const { samples, reliability } = await read();
    expect(samples.length).toBeGreaterThan(3);
    expect(recountSamples(samples, reliability)).toEqual([]);
    const [first, ...others] = samples;
    const [finding] = first?.findings ?? [];
    if (!first || !finding) throw new Error('The demo has a sample');
    const { result } = first;
    const made = { ...first, result: { ...result, sets: { ...result.sets, alpha: 1, interval: null } } };
    expect(recountSamples([made, ...others], reliability)).toEqual([
      expect.stringMatching(/^Sample 1: sets\.alpha is 1, the codings give 0\.8/),
      expect.stringMatching(/^Sample 1: sets\.interval is null, the codings give \[/),
    ]);
    const recoded = { ...first, findings: [{ ...finding, first_tags: [] }, ...first.findings.slice(1)] };
    expect(recountSamples([recoded, ...others], reliability)[0]).toBe(
      'Sample 1: its codings are not those that it was closed with',
    );
    const [whole, ...rest] = reliability;
    expect(recountSamples(samples, [{ ...whole, units: 9000 } as (typeof rest)[number], ...rest])).toEqual([
      'Reliability of (all) of edition 2012: units is 9000, the codings give 5',
    ]);
    // A name that changed since is no difference.
    await test.owner(`update account set name = 'A' || name where email = $1`, [CODER]);
    const renamed = await read();
    expect(recountSamples(renamed.samples, renamed.reliability)).toEqual([]);
  });
});
