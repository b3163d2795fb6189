import { readdirSync } from 'node:fs';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { CAST } from '../../seeds/cast';
import { loadDemoReviews } from '../../seeds/demo-reviews';
import { asOwner } from '../../server/database/migrate';
import { renderedViews } from '../../server/http/views';
import { projectRoot } from '../../server/root';
import { loadPublished } from '../../seeds/codings';
import { visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { spider } from '../support/spider';

const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'void-style': ['error', { style: 'omit' }],
    // govuk-frontend's roles are for screen readers that need them.
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'no-inline-style': 'error',
    // A question may have several answers of one name.
    'form-dup-name': 'off',
  },
});

/** Checking HTML is slow, so a kind of page is checked once for each of these. */
const VALIDATED = [
  'reviewer@demo.example',
  'coordinator@demo.example',
  'chair@demo.example',
  'editor@demo.example',
  'admin@demo.example',
];

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
  await asOwner(test.urls.ownerUrl, (owner) => loadDemoReviews(owner, test.database, new Date()));
  await loadPublished(test, await accountId('editor@demo.example'));
}, 60_000);
afterAll(() => test.close());

async function accountId(email: string): Promise<string> {
  const [row] = await test.owner<{ id: string }>('select id from account where email = $1', [email]);
  return String(row?.id);
}

describe('every page that a link leads to', () => {
  it.each([...CAST.map(({ email }) => email), undefined])(
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
        if (/\b(undefined|NaN|null)\b|\[object Object\]/.test(text.replace(/<[^>]+>/g, ' ')))
          wrong.push(`${address}: prints a missing value`);
        if (status !== 200 || text === '' || !VALIDATED.includes(String(email))) continue;
        const report = await html.validateString(text);
        for (const message of report.results.flatMap(({ messages }) => messages)) {
          wrong.push(`${address}: ${message.ruleId} ${message.message} (line ${message.line})`);
        }
      }
      expect([...new Set(wrong)].slice(0, 20)).toEqual([]);
    },
    60_000,
  );

  it('renders every view somewhere in this file or in the forms below', async () => {
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    expect((await reviewer.get('/nothing-here')).status).toBe(404);
    const views = readdirSync(path.join(projectRoot, 'views'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ejs') && !/^(components|layouts)\//.test(name))
      .map((name) => name.replace(/\.ejs$/, ''));
    const seen = renderedViews();
    expect(views.filter((name) => !seen.has(name))).toEqual([]);
  });
});
