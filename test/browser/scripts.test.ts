import type { Page, Request } from 'playwright-core';
import { samplePublished } from '../../seeds/sample-published';
import { renderInLayout } from '../../server/http/views';
import { importPublished } from '../../server/published/import-published';
import { makeFinding, makeReview } from '../support/cases';
import { eventually, openSite, openWindow, press, signIn, wordsOf, type Site } from '../support/site';
import { samples } from '../views/samples';

jest.setTimeout(120_000);

/** What the pages' scripts add to pages that work without them. */

let site: Site;
let lead: Page;
let finding: string;

beforeAll(async () => {
  site = await openSite();
  const review = await makeReview(site.test);
  const { id } = await makeFinding(site.test, review, { sufficient: true });
  finding = `/reviews/${review.id}/findings/${id}`;
  lead = await enter('reviewer@demo.example');
}, 60_000);
afterAll(() => site.close());

async function enter(email: string): Promise<Page> {
  const page = await openWindow(site);
  await signIn(page, email);
  return page;
}

const isAutosave = (request: Request): boolean => request.headers()['x-autosave'] === '1';

describe('the scripts of the pages', () => {
  it('save while one writes, and tell when someone else changed the same words first', async () => {
    const team = await enter('team@demo.example');
    await Promise.all([lead.goto(`${finding}/matters`), team.goto(`${finding}/matters`)]);
    const first = lead.waitForResponse((response) => isAutosave(response.request()));
    await lead.getByRole('textbox').fill('Written first.');
    expect((await first).status()).toBe(200);
    await lead.getByText(/^Saved at \d\d:\d\d$/).waitFor();
    const second = team.waitForResponse((response) => isAutosave(response.request()));
    await team.getByRole('textbox').fill('Written without having read that.');
    expect((await second).status()).toBe(409);
    await team.getByText('Not saved: this has changed since you opened it.').waitFor();
    await press(team, 'Save');
    expect(await wordsOf(team)).toMatch(/Theirs .*Written first/);
    expect(await team.getByRole('textbox').inputValue()).toBe('Written without having read that.');
  });

  it('warn before one leaves words that are not saved, and not after saving them', async () => {
    await lead.goto(`${finding}/why/new`);
    await lead.getByLabel('Whose account is it?').pressSequentially('Nurse 1');
    const warned = lead.waitForEvent('dialog').then(async (dialog) => {
      await dialog.dismiss();
      return dialog.type();
    });
    await lead.getByRole('link', { name: /All parts/ }).click();
    expect(await warned).toBe('beforeunload');
    expect(lead.url()).toContain('/why/new');
    expect(await lead.getByLabel('Whose account is it?').inputValue()).toBe('Nurse 1');
    await press(lead, 'Save and continue');
    await press(lead, /All parts/);
    expect(new URL(lead.url()).pathname).toBe(finding);
  });

  it('count the words of a statement', async () => {
    await lead.goto(`${finding}/statement`);
    const statement = lead.getByLabel('The statement');
    const before = await statement.inputValue();
    await statement.fill('one two three');
    await lead.getByText('You have 37 words remaining').first().waitFor();
    await statement.fill('word '.repeat(41));
    await lead.getByText('You have 1 word too many').first().waitFor();
    await statement.fill(before);
    await press(lead, 'Save');
  });

  it('send a form once when its button is pressed twice', async () => {
    await lead.goto(`${finding}/why`);
    await press(lead, /^Remove account 2|^Remove.*Nurse 1/);
    await press(lead, /^Remove/);
    const sent: Request[] = [];
    lead.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request);
    });
    await lead.goto(`${finding}/check`);
    await Promise.all([
      lead.waitForEvent('load'),
      lead.getByRole('button', { name: 'Send to the chair' }).dblclick(),
    ]);
    expect(await wordsOf(lead)).toContain('was sent to the chair.');
    expect(sent).toHaveLength(1);
    expect(await site.test.owner('select 1 from finding_step')).toHaveLength(1);
  });

  it('add and take away rows of a form without a new page', async () => {
    const page = await openWindow(site);
    const html = renderInLayout(
      { title: 'Evidence' },
      { view: 'components/add-another', page: samples['add-another'] ?? {} },
    );
    await page.route('**/evidence', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto('/evidence');
    await page.getByRole('textbox', { name: 'Evidence' }).fill('An audit');
    await page.getByRole('button', { name: 'Add another' }).click();
    const rows = page.getByRole('textbox', { name: 'Evidence' });
    expect(await rows.count()).toBe(2);
    expect(await rows.evaluateAll((inputs) => inputs.map((input) => input.getAttribute('name')))).toEqual([
      'evidence-0-text',
      'evidence-1-text',
    ]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('evidence-1-text');
    expect(await rows.first().inputValue()).toBe('An audit');
  });

  it('send a file to load once, and show what is wrong with it on the page', async () => {
    const editor = await enter('editor@demo.example');
    await editor.goto('/published/import');
    const sent: Request[] = [];
    editor.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request);
    });
    const load = async (text: string) => {
      await editor
        .getByLabel('File of reviews')
        .setInputFiles({ name: 'reviews.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await editor.getByRole('button', { name: 'Load the file' }).click();
    };
    await load('{');
    await editor.getByRole('link', { name: 'line 1, column 2: the file ends too early' }).waitFor();
    expect(await editor.title()).toMatch(/^Error/);
    expect(sent).toHaveLength(1);
    await load('{"format":"published-reviews/1","reviews":[]}');
    await editor.waitForURL('**/published/imports/*');
    expect(sent).toHaveLength(2);
  });

  it('take the words that an editor selects, and go on with a single key when that is wanted', async () => {
    await site.test.as('editor@demo.example', (tx, actor) =>
      importPublished(tx, actor, new Date(), { fileName: 'sample.json', text: samplePublished(4) }),
    );
    const editor = await enter('editor@demo.example');
    await editor.goto('/published');
    await press(editor, /^Code the next finding/);
    const address = editor.url();
    const text = await editor.locator('[data-coding-text]').innerText();
    await editor.locator('[data-coding-text]').click({ clickCount: 3 });
    await eventually(async () => {
      expect(await editor.getByLabel('Words that bear the code').inputValue()).toBe(text.trim());
    });
    await editor.keyboard.press('n');
    expect(editor.url()).toBe(address);
    await editor.getByLabel('Use single keys on this page').check();
    await Promise.all([editor.waitForEvent('load'), editor.keyboard.press('n')]);
    expect(editor.url()).not.toBe(address);
    await editor.keyboard.press('/');
    expect(await editor.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  });
});
