import { readdirSync } from 'node:fs';
import path from 'node:path';
import { CAST, DEMO_PASSWORD } from '../../seeds/cast';
import { renderedViews } from '../../server/http/views';
import { projectRoot } from '../../server/root';
import request, { type Response } from 'supertest';
import { hiddenValue, visit } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { isNationalView } from '../support/national-pages';
import { spider } from '../support/spider';
import { htmlProblems, printsMissingValue } from '../support/valid-html';

/** A page without its words and ids, in which there is nothing to be valid or not, except whether an element is empty. */
const markupOf = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'ID')
    .replace(/value="[\w-]{30,}"/g, 'value="TOKEN"')
    .replace(/>[^<>]*\S[^<>]*</g, '>words<');

/** Checking HTML is slow, so a kind of page is checked once for each of these. */
const VALIDATED = [
  'reviewer@demo.example',
  'coordinator@demo.example',
  'chair@demo.example',
  'editor@demo.example',
  'admin@demo.example',
];

/** One of each role, and who stands differently in it; the others of a role have the same pages. */
const WALKERS = CAST.map(({ email }) => email).filter(
  (email) => !/^(reviewer2|coordinator-b|chair-b)@/.test(email),
);

const validated = new Set<string>();

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse(undefined, { demo: true });
}, 60_000);
afterAll(() => test.close());

describe('every page that a link leads to', () => {
  it.each([...WALKERS, undefined])(
    'for %s answers, is valid HTML and prints no missing value',
    async (email) => {
      const visitor = await visit(test.app, email);
      const pages = await spider(
        visitor,
        email ? ['/', '/reviews', '/account'] : ['/', '/sign-in', '/typology'],
        { most: 150, each: 1 },
      );
      expect(pages.length).toBeGreaterThan(3);
      const wrong: string[] = [];
      for (const { path: address, status, html: text } of pages) {
        if (![200, 303].includes(status)) wrong.push(`${address}: ${status}`);
        if (printsMissingValue(text)) wrong.push(`${address}: prints a missing value`);
        if (status !== 200 || text === '' || !VALIDATED.includes(String(email))) continue;
        const markup = markupOf(text);
        if (validated.has(markup)) continue;
        validated.add(markup);
        for (const problem of await htmlProblems(text)) wrong.push(`${address}: ${problem}`);
      }
      expect([...new Set(wrong)].slice(0, 20)).toEqual([]);
    },
    60_000,
  );

  // The views of the evidence and the national ones are held to the same by a browser test each.
  it('renders every view: those that a link leads to, and those that only a form shows', async () => {
    const review = await makeReview(test);
    const finding = await makeFinding(test, review);
    const at = `/reviews/${review.id}/findings/${finding.id}`;
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    await test.owner(
      `insert into review_brought (board_id, review_id, file_sha256, brought_by, brought_at, approved_versions)
       select v.board_id, v.review_id, repeat('0', 64), (select id from account where email = 'coordinator@demo.example'), now(), array_agg(v.id)
         from finding_version v join review r on r.id = v.review_id
        where v.state = 'approved' and r.reference like 'COV %/03' group by v.board_id, v.review_id`,
    );
    const hindsight = {
      statement: 'Workers failed to see what should have been clear',
      polarity: '',
      version: '1',
    };
    const pages: [string, Response][] = [
      [
        'a reading page before anything was sent',
        await (await visit(test.app, 'chair@demo.example')).get(at),
      ],
      ['what was approved elsewhere', await (await visit(test.app, 'chair@demo.example')).get('/approvals')],
      ['a submission that is not sufficient', await reviewer.post(`${at}/submission`, {}, `${at}/check`)],
      ['a first save', await reviewer.post(`${at}/statement`, hindsight)],
      ['what one might put another way', await reviewer.get(`${at}/statement`)],
      ['a conflict', await reviewer.post(`${at}/statement`, { ...hindsight, statement: 'Another pattern' })],
      ['a first password', await invite()],
      ['a file that cannot be loaded', await upload('{"format": "published-reviews/1", "reviews": [{}]}')],
      ['an address that is not one', await reviewer.get('/nothing-here')],
    ];
    for (const [what, { status, text }] of pages) {
      expect([what, status < 500]).toEqual([what, true]);
      expect([what, printsMissingValue(text)]).toEqual([what, false]);
    }
    expect(pages.map(([, { status }]) => status)).toEqual([200, 200, 422, 303, 200, 409, 200, 422, 404]);
    const views = readdirSync(path.join(projectRoot, 'views'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ejs') && !/^(components|layouts|evidence|bundle)\//.test(name))
      .map((name) => name.replace(/\.ejs$/, ''))
      .filter((name) => !isNationalView(name));
    const seen = renderedViews();
    expect(views.filter((name) => !seen.has(name))).toEqual([]);
  });
});

async function invite(): Promise<Response> {
  const administrator = await visit(test.app, 'admin@demo.example');
  return administrator.post('/admin/accounts/new', {
    email: 'new@demo.example',
    name: 'New analyst',
    role: 'analyst',
    board: '',
    board_id: '',
  });
}

async function upload(text: string): Promise<Response> {
  const agent = request.agent(test.app);
  const signIn = await agent.get('/sign-in');
  const _csrf = String(hiddenValue(signIn.text, '_csrf'));
  await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf, email: 'editor@demo.example', password: DEMO_PASSWORD });
  const form = await agent.get('/published/import');
  return agent
    .post('/published/import')
    .field('_csrf', String(hiddenValue(form.text, '_csrf')))
    .attach('file', Buffer.from(text), 'reviews.json');
}
