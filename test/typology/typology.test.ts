import request from 'supertest';
import { withNobody } from '../../server/database/with-actor';
import { passagesOf, treeOf } from '../../server/typology/typology-pages';
import {
  categoriesOf,
  editionInForce,
  searchCategories,
  type Category,
} from '../../server/typology/typology-queries';
import { reliabilityOf } from '../../server/coding/reliability-queries';
import { markedReliability, reliabilityMeans } from '../../server/national/national-reliability';
import { visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
});
afterAll(() => test.close());

const found = (q: string, edition = '2012') =>
  withNobody(test.database, async (tx) => (await searchCategories(tx, edition, q)).map(({ code }) => code));

describe('finding a category', () => {
  it('looks in names, definitions, what is in and examples, by whole words or their beginnings', async () => {
    expect((await found('supervision'))[0]).toBe('MGT.SUP');
    expect(await found('superv')).toContain('MGT.SUP');
    expect(await found('household members')).toContain('FAM.ADU');
    expect(await found('landlord')).toEqual(['LTW.ROL']);
  });
  it('takes only categories that have every word', async () => {
    expect(await found('landlord hospital')).toEqual([]);
  });
  it('finds by code', async () => {
    expect(await found('mgt.sup')).toEqual(['MGT.SUP']);
  });
  it('keeps to the edition', async () => {
    expect(await found('supervision', '2008')).toContain('M8');
    expect(await found('supervision', '1999')).toEqual([]);
  });
  it.each(['', '   ', 'the', "');--", '& | ! <->', 'a:*b', '\u0000', '\ud800', 'x'.repeat(5000)])(
    'has an answer for %j',
    async (q) => {
      await expect(found(q)).resolves.toBeInstanceOf(Array);
    },
  );
});

describe('the edition in force', () => {
  it('is 2012, with 26 categories in order', async () => {
    await withNobody(test.database, async (tx) => {
      expect(await editionInForce(tx)).toBe('2012');
      const categories = await categoriesOf(tx, '2012');
      expect(categories).toHaveLength(26);
      expect(categories[0]?.code).toBe('BIAS');
    });
  });
});

describe('a draft edition', () => {
  it('is shown to no one', async () => {
    await test.owner(
      `insert into typology.edition (code, status, in_force_from) values ('2031', 'draft', '2031-01-01')`,
    );
    await test.owner(
      `insert into typology.category (edition, code, position, name, definition) values ('2031', 'Z', 0, 'Zebra', 'Stripes')`,
    );
    expect(await found('zebra', '2031')).toEqual([]);
    for (const path of ['/typology?edition=2031', '/typology/2031/Z']) {
      expect((await request(test.app).get(path)).status).toBe(404);
    }
    expect((await request(test.app).get('/api/v1/typology')).text).not.toContain('Zebra');
  });
});

describe('words that were found', () => {
  it('are set apart', () => {
    expect(passagesOf('no \u0002place\u0003 to \u0002think\u0003')).toEqual([
      { text: 'no ', found: false },
      { text: 'place', found: true },
      { text: ' to ', found: false },
      { text: 'think', found: true },
    ]);
    expect(passagesOf('plain')).toEqual([{ text: 'plain', found: false }]);
  });
});

describe('the tree', () => {
  it('puts categories under their part', () => {
    const category = (code: string, parent: string | null): Category => ({
      edition: '1',
      code,
      parent,
      parent_name: parent,
      name: code,
      definition: '',
      includes: '',
      excludes: '',
      examples: [],
    });
    const [a, b] = treeOf([category('A', null), category('A.1', 'A'), category('B', null)]);
    expect(a?.children.map(({ text }) => text)).toEqual(['A.1']);
    expect(a?.count).toBe('1');
    expect(b?.children).toEqual([]);
  });
});

describe('the pages, for anyone', () => {
  it.each([
    ['/typology', 'Supervision and reflection'],
    ['/typology?edition=2008', 'Superseded'],
    ['/typology?q=landlord', '<mark class="app-found">landlord</mark>'],
    ['/typology?q=zzzz', 'Nothing in edition 2012'],
    ['/typology?q=zq%3Cb%3E%00', 'value="zq&lt;b&gt;\ufffd"'],
    ['/typology/2012/MGT.SUP', 'What is in'],
    ['/typology/2012/MGT.SUP', '/typology/2008/M8'],
    ['/typology/2012/MGT', 'Categories in this part'],
    ['/typology/2008/T3', 'Was split'],
    ['/typology/2008/M4', 'Was retired'],
    ['/typology/crosswalk', 'Split into'],
  ])('%s says %s and makes no session', async (path, words) => {
    const answer = await request(test.app).get(path);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(words);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('are the same for those who are signed in', async () => {
    const visitor = await visit(test.app, 'team@demo.example');
    expect((await visitor.get('/typology')).text).toContain('Sign out');
  });

  it.each([
    '/typology?edition=1999',
    '/typology/2012/NONE',
    '/typology/1999/MGT',
    '/typology/2012/%00',
    '/typology/a/b/c',
  ])('%s is not found', async (path) => {
    expect((await request(test.app).get(path)).status).toBe(404);
  });
});

it('says of each category of the older edition what became of it', async () => {
  const { text } = await request(test.app).get('/typology/crosswalk');
  const changeOf = (name: string): string | undefined =>
    new RegExp(`>${name}</a></th>\\s*<td[^>]*>([^<]*)<`).exec(text)?.[1];
  expect(
    ['Does not fit', 'Supervision', 'Referral and feedback', 'Reserve capacity', 'Views not revised'].map(
      changeOf,
    ),
  ).toEqual(['The same', 'Renamed', 'New code', 'Merged into', 'Merged into']);
  const changes = [...text.matchAll(/<td class="govuk-table__cell">([A-Z][a-z ]+)</g)].map(
    ([, said]) => said,
  );
  const times = (said: string): number => changes.filter((one) => one === said).length;
  expect(Object.fromEntries([...new Set(changes)].map((said) => [said, times(String(said))]))).toEqual({
    'The same': 1,
    Renamed: 15,
    'New code': 2,
    'Merged into': 13,
    'Split into': 2,
    Retired: 2,
  });
});

describe('GET /api/v1/typology', () => {
  it('gives what was loaded, and 304 while nothing changed', async () => {
    const answer = await request(test.app).get('/api/v1/typology');
    expect(answer.status).toBe(200);
    const body = answer.body as {
      format: string;
      editions: { edition: string; categories: { code: string; examples: string[] }[] }[];
      crosswalks: { steps: { from: string; to: string[] }[] }[];
    };
    expect(body.format).toBe('typology/1');
    expect(body.editions.map(({ edition, categories }) => [edition, categories.length])).toEqual([
      ['2008', 35],
      ['2012', 26],
    ]);
    expect(body.crosswalks[0]?.steps).toHaveLength(35);
    expect(body.crosswalks[0]?.steps.find(({ from }) => from === 'L5')?.to).toEqual(['LTW.INF', 'LTW.CHA']);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const again = await request(test.app)
      .get('/api/v1/typology')
      .set('If-None-Match', String(answer.headers.etag));
    expect(again.status).toBe(304);
  });
});

describe('what was measured in an older edition', () => {
  it('holds for a category that has one place in the newer one and holds the same parts, until that is measured', async () => {
    const measure = (edition: string, number: number) =>
      // What a sample came to is written by its closing alone.
      test.owner(`alter table national.reliability disable trigger user;
        insert into national.sample (number, edition, seed, size, origin, drawn_by, drawn_at)
          select ${number}, '${edition}', 'a', 40, 'both', id, now() from account limit 1;
        insert into national.reliability (edition, category, sample_id, alpha, units)
          select '${edition}', c.code, s.id, 0.8, 40 from national.sample s,
                 (select code from typology.category where edition = '${edition}' union all select '(all)') c where s.number = ${number};
        alter table national.reliability enable trigger user`);
    const known = () => withNobody(test.database, (tx) => reliabilityOf(tx, '2012'));
    expect(await known()).toEqual(new Map());
    await measure('2008', 1);
    const carried = await known();
    // FAM holds the same parts as before, TOOL and the others do not; MGT.CAP was merged from several.
    expect([...carried.keys()].sort()).toEqual([
      ...['BIAS.EMO', 'FAM', 'FAM.ACC', 'FAM.ADU', 'FAM.CHI', 'FAM.ENG', 'INC.NAR', 'INC.PRI', 'INC.REF'],
      ...['LTW.ASS', 'MGT.EXP', 'MGT.SUP', 'X'],
    ]);
    expect(carried.get('MGT.SUP')).toMatchObject({ alpha: 0.8, units: 40, edition: '2008' });
    expect((await request(test.app).get('/typology/2012/MGT.SUP')).text).toContain(
      'Measured in edition 2008: 40 findings',
    );
    expect(reliabilityMeans(markedReliability([...carried.values()], ['MGT.SUP', 'MGT']))).toContain(
      'Measured in edition 2008, for',
    );
    await measure('2012', 2);
    expect((await known()).get('(all)')).toMatchObject({ edition: '2012' });
  });
});
