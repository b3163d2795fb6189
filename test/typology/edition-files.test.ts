import { readFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { ImportProblem } from '../../server/published/import-problem';
import { codebookOf, guidOf } from '../../server/typology/codebook-file';
import { readCodebook } from '../../server/typology/codebook-read';
import type { PlacedCategory } from '../../server/typology/draft-model';
import { readTypology, type KnownEditions } from '../../server/typology/typology-read';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { hiddenValue, visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { schemaProblems } from './codebook-schema';

const seeds = readFileSync(path.join(process.cwd(), 'seeds/data/typology.json'), 'utf8');
const typology = JSON.parse(seeds) as {
  editions: { edition: string; categories: (PlacedCategory & { examples?: string[] })[] }[];
};
const base = (typology.editions[1]?.categories ?? []).map((one) => ({
  ...one,
  examples: one.examples ?? [],
}));
const known: KnownEditions = { codes: ['2008', '2012'], base: '2012', baseCategories: base };

const problemsOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof ImportProblem) return error.found.map(({ path: at, reason }) => `${at}: ${reason}`);
    throw error;
  }
  return ['was taken'];
};

describe('typology/1', () => {
  const category = (code: string, parent: string | null, more = {}) => ({
    code,
    parent,
    name: code,
    ...more,
  });
  const file = (categories: object[], steps: object[] = [], more: object = {}): string =>
    JSON.stringify({
      format: 'typology/1',
      editions: [
        { edition: '2012', categories: [category('A', null)] },
        { edition: '2014', status: 'draft', in_force_from: null, categories },
      ],
      crosswalks: [{ from_edition: '2012', to_edition: '2014', steps }],
      ...more,
    });

  it('gives the one edition that is new, in order, with its crosswalk', () => {
    const read = readTypology(
      file(
        [category('A.1', 'A'), category('X', null), category('A', null, { examples: ['a\nb'] })],
        [{ from: 'MGT', change: 'renamed', to: ['A'] }],
      ),
      known,
    );
    expect(read).toMatchObject({ code: '2014', steps: [{ from: 'MGT', to: ['A'], reason: '' }] });
    expect(read.categories.map(({ code }) => code)).toEqual(['X', 'A', 'A.1']);
    expect(read.categories[1]?.examples).toEqual(['a b']);
  });

  it.each<[string, string, RegExp]>([
    ['not JSON', '{"format"', /line 1, column \d+/],
    ['nothing', '', /is empty/],
    ['deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /must be an object/],
    ['another format', '{"format":"typology/2","editions":[]}', /format: must be/],
    ['nothing new', seeds, /every edition of the file is here already/],
    [
      'two new',
      file([category('A', null)]).replace('"2012","categories"', '"2011","categories"'),
      /editions\[1\]: “2014” is a second/,
    ],
    [
      'a code twice',
      file([category('A', null), category('A', null)]),
      /editions\[1\]\.categories\[1\]\.code: “A” stands twice/,
    ],
    [
      'a ring',
      file([category('A', 'B'), category('B', 'A')]),
      /categories\[0\]\.parent: “B” stands in “A” itself/,
    ],
    ['itself', file([category('A', 'A')]), /cannot stand in itself/],
    [
      'three levels',
      file([category('A', null), category('A.B', 'A'), category('A.C', 'A.B')]),
      /categories\[2\]\.parent/,
    ],
    ['an unknown part', file([category('A', 'NO')]), /“NO” is no category of this edition/],
    ['a code of another shape', file([category('<b>', null)]), /categories\[0\]\.code: must have capitals/],
    [
      'NUL',
      file([category('A', null, { definition: 'a\u0000' })]),
      /definition: has characters that cannot be kept/,
    ],
    [
      'half a pair',
      file([category('A', null, { name: 'PAIR' })]).replace('PAIR', '\\ud800'),
      /name: has characters/,
    ],
    [
      'a name of 200,000',
      file([category('A', null, { name: 'x'.repeat(200_000) })]),
      /300 characters or fewer/,
    ],
    [
      'too many',
      file(Array.from({ length: 501 }, (_, n) => category(`A${n}`, null))),
      /500 entries or fewer/,
    ],
    ['another field', file([category('A', null, { evil: 1 })]), /categories\[0\]\.evil: is not a field/],
    [
      'a step from nowhere',
      file([category('A', null)], [{ from: 'NO', change: 'same', to: ['A'] }]),
      /crosswalks\[0\]\.steps\[0\]\.from/,
    ],
    [
      'a step to nowhere',
      file([category('A', null)], [{ from: 'MGT', change: 'same', to: ['B'] }]),
      /steps\[0\]\.to\[0\]: “B” is no category/,
    ],
    [
      'a step twice',
      file(
        [category('A', null)],
        [
          { from: 'MGT', change: 'same', to: ['A'] },
          { from: 'MGT', change: 'same', to: ['A'] },
        ],
      ),
      /has a step already/,
    ],
    [
      'an unknown change',
      file([category('A', null)], [{ from: 'MGT', change: 'gone', to: [] }]),
      /change: must be one of/,
    ],
  ])('refuses %s, by its place', (_what, text, said) => {
    expect(problemsOf(() => readTypology(text, known)).join('\n')).toMatch(said);
  });
});

describe('a REFI-QDA codebook', () => {
  const book = (codes: string, head = ''): string =>
    `<?xml version="1.0" encoding="utf-8"?>${head}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>${codes}</Codes></CodeBook>`;

  it('is valid by the published schema, whatever stands in the words', () => {
    expect(schemaProblems(codebookOf('2012', base))).toEqual([]);
    const hostile = base.map((one) => ({
      ...one,
      name: `<b>"&'\uFFFF${one.name}`,
      definition: ']]> <!-- & \n\t',
      examples: ['a & b'],
    }));
    expect(schemaProblems(codebookOf('2012', hostile))).toEqual([]);
    // The check itself sees what the schema forbids.
    for (const wrong of [
      '<Code guid="1" name="a" isCodable="true"/>',
      `<Code guid="${guidOf('1', 'A')}" name="a"/>`,
      `<Code guid="${guidOf('1', 'A')}" name="a" isCodable="yes"/>`,
      `<Code guid="${guidOf('1', 'A')}" name="a" isCodable="true"><Code guid="${guidOf('1', 'B')}" name="a" isCodable="true"/><Description/></Code>`,
      '<Other/>',
      '',
    ])
      expect(schemaProblems(book(wrong))).not.toEqual([]);
  });

  it('names the same category by the same GUID for good', () => {
    expect(guidOf('2012', 'MGT.SUP')).toBe('09063230-F3AE-531F-956E-65BF85031914');
    expect(guidOf('2014', 'MGT.SUP')).not.toBe(guidOf('2012', 'MGT.SUP'));
  });

  it('has every category codable, parts too: findings are tagged with them', () => {
    expect(codebookOf('2012', base).match(/isCodable="true"/g)).toHaveLength(base.length);
    expect(codebookOf('2012', base)).not.toContain('isCodable="false"');
  });

  it('comes back as it went', () => {
    const read = readCodebook(codebookOf('2012', base), known);
    expect(read.categories).toEqual(base);
    expect(read.steps?.map(({ change }) => change)).toEqual(base.map(() => 'same'));
  });

  it('knows its own codes by their GUIDs when another program changed the rest, and gives codes to what is new', () => {
    const own = guidOf('2012', 'MGT.SUP').toLowerCase();
    const read = readCodebook(
      book(
        `<Code guid="${guidOf('2012', 'MGT')}" name="Managing" isCodable="false"><Description>One\nIncludes: a; b\nExample: c</Description>
          <Code guid="{${own}}" name="Supervision" isCodable="true"/>
          <Code guid="${guidOf('9', 'NEW')}" name="Überblick &lt;b&gt;" isCodable="true" color="#abc"><Description><![CDATA[x]]></Description></Code>
          <Code guid="${guidOf('9', 'NEWER')}" name="Überblick" isCodable="true"/>
        </Code><Code guid="${guidOf('9', 'P')}" name="123" isCodable="true"/>`,
        '<!-- from elsewhere -->',
      ),
      known,
    );
    expect(read.categories.map(({ code, parent, name }) => [code, parent, name])).toEqual([
      ['MGT', null, 'Managing'],
      ['MGT.SUP', 'MGT', 'Supervision'],
      ['MGT.UBER', 'MGT', 'Überblick <b>'],
      ['MGT.UBER2', 'MGT', 'Überblick'],
      ['NEW', null, '123'],
      ['X', null, 'Does not fit'],
    ]);
    expect(read.categories[0]).toMatchObject({ definition: 'One', includes: 'a; b', examples: ['c'] });
    expect(read.steps?.map(({ from, change }) => `${from} ${change}`)).toEqual([
      'MGT renamed',
      'MGT.SUP renamed',
      'X same',
    ]);
  });

  it('is read as QualCoder and Taguette write it: a mark of the byte order, other GUIDs, an empty Sets', () => {
    const written =
      '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" ' +
      'xsi:schemaLocation="urn:QDA-XML:codebook:1.0 Codebook.xsd" origin="QualCoder" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      `<Codes>\n<Code guid="${guidOf('other', 'A').toLowerCase()}" name="Management systems" isCodable="true" color="#5E9179">\n` +
      `<Description>Managing\nCode: MGT</Description>\n<Code guid="${guidOf('other', 'B').toLowerCase()}" name="Fathers &amp; partners" isCodable="true" color="#5E9179" />\n` +
      '</Code>\n</Codes>\n<Sets></Sets></CodeBook>\n';
    expect(readCodebook(written, known).categories.map(({ code, name }) => `${code} ${name}`)).toEqual([
      'MGT Management systems',
      'MGT.FATH Fathers & partners',
      'X Does not fit',
    ]);
  });

  it.each<[string, string, RegExp]>([
    [
      'a document type',
      book('<Code/>', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
      /has a document type/,
    ],
    ['an entity of its own', book('<Code guid="1" name="&b;"/>'), /is not XML that can be read/],
    ['half a file', '<CodeBook><Codes>', /is not XML/],
    ['another root', '<html></html>', /must begin with CodeBook/],
    ['no code', book(''), /has no Code/],
    ['no name', book('<Code guid="1" name=" "/>'), /line 1, column \d+: has no name/],
    [
      'three levels',
      book('<Code name="a"><Code name="b"><Code name="c"/></Code></Code>'),
      /stands three deep/,
    ],
    ['depth', book(`${'<a>'.repeat(5_000)}`), /nested too deep/],
    ['too many', book('<Code name="a"/>'.repeat(501)), /one Code too many/],
    [
      'long words',
      book(`<Code name="a"><Description>${'x'.repeat(200_000)}</Description></Code>`),
      /more than 20,000/,
    ],
  ])('refuses %s', (_what, text, said) => {
    expect(problemsOf(() => readCodebook(text, known)).join('\n')).toMatch(said);
  });
});

describe('on the pages', () => {
  let test: TestHouse;
  beforeAll(async () => {
    test = await openHouse();
  });
  afterAll(() => test.close());

  async function editorWithFiles() {
    const agent = request.agent(test.app);
    const shown = await agent.get('/sign-in');
    const fields = {
      _csrf: hiddenValue(shown.text, '_csrf'),
      email: 'editor@demo.example',
      password: DEMO_PASSWORD,
    };
    await agent.post('/sign-in').type('form').send(fields);
    return async (name: string, body: Buffer | string, code = '') => {
      const form = await agent.get('/typology/editions/import');
      return agent
        .post('/typology/editions/import')
        .field('_csrf', hiddenValue(form.text, '_csrf') ?? '')
        .field('code', code)
        .attach('file', Buffer.from(body), name);
    };
  }

  it('a published edition is saved by anyone; a draft is begun from either file, by an editor', async () => {
    const saved = await request(test.app).get('/typology/editions/2012/typology.json');
    expect(saved.headers['content-disposition']).toBe('attachment; filename=typology-2012.json');
    const body = JSON.parse(saved.text) as {
      editions: { edition: string; status: string }[];
      crosswalks: { steps: object[] }[];
    };
    expect(body.editions.map(({ edition }) => edition)).toEqual(['2012']);
    expect(body.crosswalks[0]?.steps).toHaveLength(35);
    const codebook = await request(test.app).get('/typology/editions/2012/codebook.qdc');
    expect(codebook.headers['content-type']).toContain('xml');
    const qdc = codebook.text;
    expect(schemaProblems(qdc)).toEqual([]);
    for (const path of [
      '/typology/editions/1999/typology.json',
      '/typology/editions/%00/codebook.qdc',
      '/typology/%00/MGT',
    ])
      expect((await request(test.app).get(path)).status).toBe(404);

    const send = await editorWithFiles();
    const nameless = await send('a.qdc', qdc);
    expect(nameless.status).toBe(422);
    expect(nameless.text).toContain('href="#code"');
    const hello = await send('a.qdc', 'hello', '2014');
    expect([hello.status, hello.text.includes('is not a REFI-QDA codebook')]).toEqual([422, true]);
    expect((await send('a.qdc', qdc, '2011')).text).toContain(
      'give it a code that comes after that, like 2013',
    );
    for (const [file, words] of [
      [Buffer.from([0xff, 0xfe, 0x41]), 'UTF-16'],
      ['{}', 'format: must be'],
      ['<!DOCTYPE a><CodeBook/>', 'document type'],
    ] as const) {
      const answer = await send('a.json', file as string, '2014');
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(words);
    }
    const taken = await send('a.qdc', qdc, '2014');
    expect([taken.status, taken.headers.location]).toEqual([303, '/typology/drafts/2014']);
    const editor = await visit(test.app, 'editor@demo.example');
    expect((await editor.get('/typology/drafts/2014')).text).toContain(
      'Nothing of edition 2012 is changed yet',
    );
    const supervision = '/typology/drafts/2014/categories/MGT.SUP';
    await editor.send(`${supervision}/retirement`, { version: '1', reason: 'Because' });
    const draft = await editor.get('/typology/drafts/2014/typology.json');
    expect(draft.text).toContain('"reason": "Because"');
    const again = await send('again.json', draft.text);
    expect(again.status).toBe(422);
    expect(again.text).toContain('Edition 2014 is being drafted');
    const offered = await editor.get('/typology/editions/import');
    expect(offered.text).toContain('publish or delete it first');
    expect(offered.text).not.toContain('type="file"');
    await editor.send('/typology/drafts/2014/removal', {});
    expect((await send('again.json', draft.text)).status).toBe(303);
    expect((await editor.get('/typology/drafts/2014/typology.json')).text).toBe(draft.text);
    expect(schemaProblems((await editor.get('/typology/drafts/2014/codebook.qdc')).text)).toEqual([]);
    const other = await test.as('analyst@demo.example', async (tx) =>
      tx.raw<{ rowCount: number }>(`delete from typology.edition where code = '2014'`),
    );
    expect(other.rowCount).toBe(0);
  });
});
