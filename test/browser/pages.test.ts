import type { Page } from 'playwright-core';
import { CAST } from '../../seeds/cast';
import { pageRoutes } from '../../server/routes';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { isEvidencePage } from '../support/evidence-pages';
import { isNationalPage } from '../support/national-pages';
import { MAIN_JOB_PAGES } from '../support/main-job';
import { checkPage, kindOf, nothingChecked } from '../support/page-check';
import {
  follow,
  openSite,
  openWindow,
  press,
  signIn,
  signInByForm,
  wordsOf,
  type Site,
} from '../support/site';

jest.setTimeout(120_000);

/** The pages that the main job does not pass through: those of every other role, of errors and of a conflict. */

let site: Site;
let window: Page;
let review: TestReview;
let finding: string;
const checked = nothingChecked();

beforeAll(async () => {
  site = await openSite();
  window = await openWindow(site);
  review = await makeReview(site.test);
  const { id } = await makeFinding(site.test, review, { sufficient: true });
  finding = `/reviews/${review.id}/findings/${id}`;
}, 60_000);
afterAll(() => site.close());

/** One window serves everyone in turn: each costs half a second. */
async function enter(email: string, page = window): Promise<Page> {
  await signIn(page, email);
  return page;
}

async function look(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const answer = await page.goto(address);
    expect([address, answer?.status()]).toEqual([address, 200]);
    await checkPage(page, checked);
  }
}

async function idOf(table: string): Promise<string> {
  const [row] = await site.test.owner<{ id: string }>(`select id from ${table} limit 1`);
  return String(row?.id);
}

describe('every page', () => {
  it('lets each of the cast sign in, and out', async () => {
    const page = window;
    await look(page, ['/sign-in', '/accessibility']);
    for (const { email, name, role } of CAST) {
      await signInByForm(page, email);
      // An analyst has no reviews and begins with the national table.
      expect(new URL(page.url()).pathname).toBe(role === 'analyst' ? '/national' : '/reviews');
      await page.getByRole('link', { name, exact: true }).waitFor();
      await checkPage(page, checked, `work of ${role}`);
    }
    await press(page, 'Sign out');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('can be used by those who write and read findings', async () => {
    const lead = await enter('reviewer@demo.example');
    const rows = [
      'why/rationale',
      'context/factor',
      'research/reference',
      'extent/extent_evidence',
      'tags/finding_tag',
    ];
    await look(lead, ['/account', `${finding}/manifestation`, `${finding}/matters`]);
    for (const row of rows) {
      const [section, table] = row.split('/');
      const address = `${finding}/${section}/${await idOf(String(table))}`;
      await look(lead, [address]);
    }
    await look(lead, [`${finding}/tags/${await idOf('finding_tag')}/removal`]);
    await lead.goto(`${finding}/extent`);
    await checkPage(lead, checked, 'a list with rows');
    const coordinator = await enter('coordinator@demo.example');
    await look(coordinator, [`/reviews/${review.id}/details`, `/reviews/${review.id}/questions`]);
    await coordinator.goto(`/reviews/${review.id}/team`);
    await checkPage(coordinator, checked, 'a team with people');
    const chair = await enter('chair@demo.example');
    await chair.goto(`/reviews/${review.id}/details`);
    await checkPage(chair, checked, 'details to read');
    await chair.goto(finding);
    await checkPage(chair, checked, 'a finding that was not sent yet');
  });

  it('can be used by those who keep the register and the accounts', async () => {
    const reviewer = await site.test.owner<{ id: string }>(
      `select id from account where email = 'lapsed@demo.example'`,
    );
    const manager = await enter('accreditation@demo.example');
    await look(manager, ['/register', `/register/${reviewer[0]?.id}`]);
    const administrator = await enter('admin@demo.example');
    await look(administrator, [
      '/admin',
      '/admin/accounts/new',
      '/admin/boards',
      `/admin/accounts/${reviewer[0]?.id}`,
    ]);
    await press(administrator, 'Give a new password');
    await checkPage(administrator, checked, 'a new password');
  });

  it('can be used when something went wrong', async () => {
    const page = window;
    await page.context().clearCookies();
    expect((await page.goto('/nothing-here'))?.status()).toBe(404);
    await checkPage(page, checked, 'not found');
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill('reviewer@demo.example');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await follow(page, page.getByRole('button', { name: 'Sign in' }));
    expect(await page.getByRole('alert').innerText()).toContain(
      'The e-mail address or the password is not right',
    );
    await checkPage(page, checked, 'a wrong password');
    await signIn(page, 'reviewer@demo.example');
    await page.goto(`${finding}/issue`);
    await page
      .locator('input[name=_csrf]')
      .last()
      .evaluate((input) => input.setAttribute('value', 'old'));
    await press(page, 'Save');
    expect(await wordsOf(page)).toContain('This page has been open too long');
    await checkPage(page, checked, 'open too long');
    const analyst = await enter('analyst@demo.example');
    expect((await analyst.goto('/national?by=category&category=nothing'))?.status()).toBe(422);
    await checkPage(analyst, checked, 'a question that cannot be answered');
  });

  it('shows two people what each wrote and keeps what both wrote', async () => {
    const lead = await enter('reviewer@demo.example');
    const team = await enter('team@demo.example', await openWindow(site));
    await Promise.all([lead.goto(`${finding}/issue`), team.goto(`${finding}/issue`)]);
    await team.getByRole('textbox').fill('Supervision follows a list, said the team.');
    await press(team, 'Save');
    await lead.getByRole('textbox').fill('Supervision follows a list, said the lead.');
    await press(lead, 'Save');
    const words = await wordsOf(lead);
    expect(words).toContain('Review team member saved a change while you were writing');
    expect(words).toMatch(/Theirs Supervision follows a list .*, said the team/);
    expect(words).toContain('Supervision follows a list of tasks.');
    expect(await lead.getByRole('textbox').inputValue()).toBe('Supervision follows a list, said the lead.');
    await checkPage(lead, checked, 'a conflict');
    await press(lead, 'Save these words');
    expect(await lead.getByRole('textbox').inputValue()).toBe('Supervision follows a list, said the lead.');
  });

  it('is one that everyone can use, and fits a narrow window', () => {
    expect(checked.problems).toEqual([]);
  });

  it('was looked at here or in the main job', () => {
    const seen = new Set([...checked.addresses, ...MAIN_JOB_PAGES]);
    const pages = pageRoutes(site.test.house)
      .filter(
        ({ method, path }) =>
          method === 'get' &&
          path !== '/account/session' &&
          !/\.(csv|xlsx|json|qdc)$|\/(file|files\/:name|pages\/:page)$/.test(path) &&
          !isEvidencePage(path) &&
          !isNationalPage(path),
      )
      .map(({ path }) =>
        kindOf(`http://site${path.replace(/:\w+Id\b/g, ':id').replace(/\w+(?=\/:id\/removal)/, 'tags')}`),
      );
    expect([...new Set(pages)].filter((address) => !seen.has(address))).toEqual([]);
  });
});
