import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { samplePublished } from '../../seeds/sample-published';
import { checkPage, nothingChecked } from './page-check';
import { fillDate, follow, openSite, openWindow, press, signIn, wordsOf, type Site } from './site';

const STATEMENT = 'Supervision checks that tasks are done and leaves the reasoning behind them unexamined';
const ISSUE = 'Supervision follows a list of tasks. A manager hears what was done and not what was thought.';
const REASON = 'Completion of tasks is what the agency counts each month.';

const focusedId = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.id);

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

/** The kinds of page that the main job passes through, by address. */
export const MAIN_JOB_PAGES = [
  '/',
  '/typology',
  '/typology/:edition/:code',
  '/typology/crosswalk',
  '/reviews',
  '/reviews/new',
  '/reviews/:id',
  '/reviews/:id/clocks',
  '/reviews/:id/clocks/:id',
  '/reviews/:id/team',
  '/reviews/:id/independence',
  '/reviews/:id/findings/:id',
  '/reviews/:id/findings/:id/check',
  '/reviews/:id/findings/:id/statement',
  '/reviews/:id/findings/:id/issue',
  '/reviews/:id/findings/:id/why',
  '/reviews/:id/findings/:id/why/new',
  '/reviews/:id/findings/:id/why/:id',
  '/reviews/:id/findings/:id/extent',
  '/reviews/:id/findings/:id/extent/new',
  '/reviews/:id/findings/:id/context',
  '/reviews/:id/findings/:id/context/new',
  '/reviews/:id/findings/:id/research',
  '/reviews/:id/findings/:id/research/new',
  '/reviews/:id/findings/:id/questions',
  '/reviews/:id/findings/:id/tags',
  '/reviews/:id/findings/:id/tags/new',
  '/reviews/:id/findings/:id/stage',
  '/approvals',
  '/published',
  '/published/import',
  '/published/imports/:id',
  '/published/:id',
  '/published/findings/:id/coding',
  '/national',
  '/national/findings',
];

/**
 * The whole main job, from opening a review to the national table, as its people do it in a browser. With scripts,
 * every kind of page on the way is checked for accessibility.
 */
export function doMainJob({ script }: { script: boolean }): void {
  jest.setTimeout(120_000);
  let site: Site;
  let coordinator: Page;
  let lead: Page;
  let chair: Page;
  let review: string;
  let finding: string;
  const checked = nothingChecked();

  beforeAll(async () => {
    site = await openSite();
    [coordinator, lead, chair] = await Promise.all([
      enter('coordinator@demo.example'),
      enter('reviewer@demo.example'),
      enter('chair@demo.example'),
    ]);
  }, 60_000);
  afterAll(() => site.close());

  async function enter(email: string): Promise<Page> {
    const page = await openWindow(site, { script });
    await signIn(page, email);
    return page;
  }

  /** Whoever comes later uses a window that is open: a new one costs half a second. */
  async function enterAfter(page: Page, email: string): Promise<Page> {
    await signIn(page, email);
    return page;
  }

  /** Checks the page as it stands, when scripts run; `as` names a page that differs from others at its address. */
  async function look(page: Page, as?: string): Promise<void> {
    if (script) await checkPage(page, checked, as);
  }

  let broken = false;
  /** Each step needs those before it. */
  const step = (name: string, take: () => Promise<void> | void): void =>
    it(name, async () => {
      if (broken) throw new Error('A step before this one went wrong');
      broken = true;
      await take();
      broken = false;
    });

  step('is begun by a coordinator who opens a review and mends a wrong field', async () => {
    await look(coordinator, 'no reviews yet');
    await press(coordinator, 'Open a review');
    await look(coordinator);
    await coordinator.getByLabel('Serious Case Review').check();
    await coordinator.getByLabel('National guidance').selectOption('2010');
    await coordinator.getByLabel('Reference').fill('COV 2026/07');
    await coordinator.getByLabel('Label for the child').fill('Child J');
    await coordinator.getByLabel('1 to 5').check();
    await coordinator.getByLabel('Serious harm').check();
    await fillDate(coordinator, 'Incident', daysAgo(250));
    await fillDate(coordinator, /Decision to hold a review/, daysAgo(230));
    await fillDate(coordinator, /first day/, daysAgo(800));
    await fillDate(coordinator, /last day/, daysAgo(900));
    await coordinator.getByLabel('Learning Together').check();
    await coordinator
      .getByLabel('Questions, one on each line')
      .fill('What helps and what hinders thinking again?');
    const answered = coordinator.waitForResponse((response) => response.request().method() === 'POST');
    await press(coordinator, 'Open the review');
    expect((await answered).status()).toBe(422);
    expect(await coordinator.title()).toMatch(/^Error: /);
    await look(coordinator, 'a review that is refused');
    const problem = coordinator.getByRole('alert').getByRole('link');
    expect(await problem.innerText()).toBe('Last day of the period must be after its first day');
    await problem.click();
    if (script) expect(await focusedId(coordinator)).toBe('period_to-day');
    else expect(new URL(coordinator.url()).hash).toBe('#period_to');
    expect(await coordinator.getByLabel('Label for the child').inputValue()).toBe('Child J');
    expect(await coordinator.getByLabel('National guidance').inputValue()).toBe('2010');
    await fillDate(coordinator, /last day/, daysAgo(251));
    await press(coordinator, 'Open the review');
    review = new URL(coordinator.url()).pathname;
    expect(await wordsOf(coordinator)).toContain('The review is open. Choose its lead reviewers next.');
    await look(coordinator);
  });

  step('goes on with a clock that runs over, and with who is on the review', async () => {
    await press(coordinator, 'Keep the clocks');
    await look(coordinator);
    await press(coordinator, /: Complete the review$/);
    await look(coordinator);
    await fillDate(coordinator, 'New date', daysAgo(-60));
    await coordinator.getByRole('group', { name: 'Why?', exact: true }).getByLabel('Inquest').check();
    await coordinator
      .getByLabel('In your own words', { exact: true })
      .fill('The coroner opens the inquest next month.');
    await press(coordinator, 'Save the new date');
    expect(await wordsOf(coordinator)).toMatch(/over: inquest/);
    await coordinator.goto(`${review}/team`);
    await look(coordinator);
    if (script) {
      await coordinator.getByLabel('Find a person by name').first().pressSequentially('second');
      await coordinator.getByLabel('Lead reviewer', { exact: true }).waitFor({ state: 'hidden' });
      await coordinator.getByLabel('Find a person by name').first().fill('');
    }
    await coordinator.getByLabel('Lead reviewer', { exact: true }).check();
    await press(coordinator, 'Add this lead reviewer');
    await coordinator.getByLabel('Review team member', { exact: true }).check();
    await press(coordinator, 'Add to the team');
    expect(await wordsOf(coordinator)).toContain('Has not declared independence yet');
  });

  step('is taken up by the lead reviewer, who adds a finding and sees what stops it', async () => {
    await lead.goto('/reviews');
    await look(lead);
    await follow(lead, lead.getByRole('table').getByRole('link', { name: /Child J/ }));
    await look(lead, 'a review for its lead reviewer');
    await press(lead, 'Add a finding');
    finding = new URL(lead.url()).pathname;
    await look(lead);
    await lead
      .getByRole('button', { name: 'Begin: the statement' })
      .or(lead.getByRole('link', { name: 'Begin: the statement' }))
      .waitFor();
    await lead.goto(`${finding}/check`);
    await look(lead);
    const words = await wordsOf(lead);
    expect(words).toContain('The statement: one sentence');
    expect(words).toContain('Why it made sense to at least one person or group involved');
    expect(words).toMatch(/independence/);
    expect(await lead.getByRole('button', { name: 'Send to the chair' }).count()).toBe(0);
    await lead.goto('/reviews');
    await press(lead, /independence/);
    await look(lead);
    await lead
      .getByLabel('In your own words')
      .fill('I have never worked for the Board or for any of its agencies.');
    await lead.getByLabel(/This is the whole of it/).check();
    await press(lead, 'Declare my independence');
    expect(await wordsOf(lead)).toContain('Your declaration of independence is recorded.');
  });

  step('gets its statement, its issue and how it showed', async () => {
    await lead.goto(`${finding}/statement`);
    await look(lead);
    await lead.getByLabel('The statement').fill(STATEMENT);
    await lead.getByLabel('Makes practice less safe').check();
    await press(lead, 'Save and continue');
    expect(lead.url()).toContain('/issue');
    await look(lead, 'a part with one long text');
    if (script) {
      const saved = lead.waitForResponse((response) => response.request().headers()['x-autosave'] === '1');
      await lead.getByRole('textbox').fill(ISSUE);
      expect((await saved).status()).toBe(200);
      await lead.getByText(/^Saved at \d\d:\d\d$/).waitFor();
      const [row] = await site.test.owner<{ issue: string }>('select issue from finding');
      expect(row?.issue).toBe(ISSUE);
    } else {
      await lead.getByRole('textbox').fill(ISSUE);
      await press(lead, 'Save');
      expect(await wordsOf(lead)).toMatch(/Saved at \d\d:\d\d/);
    }
    await press(lead, 'Save and continue');
    await lead
      .getByRole('textbox')
      .fill('In June the list was complete, and the plan had not changed since March.');
    await press(lead, 'Save and continue');
    expect(lead.url()).toContain('/why');
  });

  step('gets why it made sense, and how far it reaches', async () => {
    await look(lead);
    await press(lead, 'Add an account');
    await look(lead);
    await lead.getByLabel('Whose account is it?').fill('Team manager 1');
    await lead.getByLabel('What did they know and notice?').fill('The plan was in date.');
    await press(lead, 'Save');
    expect(await wordsOf(lead)).toContain('Team manager 1: why it made sense at the time');
    await look(lead, 'a row of a list');
    await lead
      .getByLabel('Why did it make sense at the time?')
      .fill('A full list was what the service asked for.');
    await lead.getByLabel('Conversation', { exact: true }).check();
    await lead
      .getByLabel('Which conversation or document?')
      .fill('Conversation with Team manager 1, 12 March');
    await press(lead, 'Save and continue');
    await press(lead, 'Continue');
    await look(lead);
    await lead.getByLabel('Wider than this case').check();
    await lead.getByLabel('How far does it reach?').selectOption({ label: 'Local multi-agency system' });
    await lead.getByLabel('How many cases or people?').fill('14 of 20 files');
    await press(lead, 'Add evidence');
    await addEvidence('Audit of files', '14 of 20 supervision records held no reasons.');
    expect(await wordsOf(lead)).toContain('One more kind of evidence from outside the case');
    await press(lead, 'Add evidence');
    await addEvidence('Interviews or conversations', 'Health supervisors described the same list.');
    expect(await wordsOf(lead)).not.toContain('Still needed');
    await press(lead, 'Save and continue');
    expect(lead.url()).toContain('/context');
  });

  async function addEvidence(kind: string, shows: string): Promise<void> {
    await look(lead);
    await lead.getByLabel('What does it show?').fill(shows);
    await lead.getByLabel('What kind of evidence is it?').selectOption({ label: kind });
    await lead.getByLabel('How far does it reach?').selectOption({ label: 'An agency' });
    await lead.getByLabel('Yes, from outside').check();
    await press(lead, 'Save and continue');
  }

  step('gets its context, its research and why it matters', async () => {
    await look(lead);
    await press(lead, 'Add a factor');
    await look(lead);
    await lead.getByLabel('What was the condition?').fill(REASON);
    await lead.getByLabel('Heading').selectOption({ label: 'Organisational culture and management' });
    await lead.getByLabel('Level of the system').selectOption({ label: 'Agency' });
    await press(lead, 'Save and continue');
    await press(lead, 'Continue');
    await look(lead);
    await press(lead, 'Add a reference');
    await look(lead);
    await lead
      .getByLabel('The reference')
      .fill('Munro, E. (2011) The Munro review of child protection: final report');
    await lead.getByLabel('Supports').check();
    await press(lead, 'Save and continue');
    await press(lead, 'Save and continue');
    await lead.getByRole('textbox').fill('Reasoning that no one hears is not revised when the facts change.');
    await press(lead, 'Save and continue');
  });

  step('gets its questions, a tag found by words, and its stage', async () => {
    await look(lead);
    await lead
      .getByLabel('Question 1')
      .fill('How would the Board know whether supervision examines reasoning?');
    await press(lead, 'Save and continue');
    await look(lead);
    await press(lead, 'Add a tag');
    await look(lead);
    if (script) {
      await lead.getByLabel('Find a category by typing').pressSequentially('supervis');
      await lead.getByText(/^\d+ of \d+ categories$/).waitFor();
      expect(await lead.getByRole('link', { name: 'Chronic lateness' }).count()).toBe(0);
    } else {
      await lead.getByLabel('Find by words in names, definitions and examples').fill('supervision');
      await press(lead, 'Find');
    }
    await follow(
      lead,
      lead
        .locator('.app-categories')
        .getByRole('link', { name: /supervision/i })
        .first(),
    );
    await look(lead, 'a tag');
    await lead.getByLabel('Why this category?').fill('The pattern lies in supervision.');
    await lead.getByLabel('Which words of the finding bear it?').fill('Supervision follows a list of tasks.');
    await press(lead, 'Save and continue');
    await press(lead, 'Continue');
    await look(lead);
    await lead.getByLabel('Child in need').check();
    await press(lead, 'Save and continue');
  });

  step('is checked and sent to the chair', async () => {
    await look(lead, 'check answers, nothing missing');
    const words = await wordsOf(lead);
    expect(words).not.toContain('Still needed');
    for (const said of [STATEMENT, ISSUE, REASON, '14 of 20 files', 'Team manager 1'])
      expect(words).toContain(said);
    await press(lead, 'Send to the chair');
    expect(await wordsOf(lead)).toContain('was sent to the chair.');
    await look(lead, 'a finding with the chair, for its writer');
  });

  step('waits for the chair, who reads it, comments on a part and returns it with a comment', async () => {
    await chair.goto('/approvals');
    await look(chair);
    await press(chair, STATEMENT);
    expect(chair.url()).toContain(finding);
    await look(chair, 'a finding for the chair');
    await chair.getByText('Comment on this part: What is the issue?').click();
    const comment = chair.getByRole('textbox', { name: 'Your comment' }).and(chair.locator(':visible'));
    await comment.first().fill('Say how often supervision was held.');
    await follow(
      chair,
      chair.getByRole('button', { name: 'Keep this comment' }).and(chair.locator(':visible')).first(),
    );
    expect(await wordsOf(chair)).toContain('Say how often supervision was held.');
    await press(chair, 'Return for changes');
    expect(await wordsOf(chair)).toContain('Say what should change before you return it');
    await look(chair, 'a decision that is refused');
    await chair.getByLabel('What should change?').fill('Tell the reader how often it happened.');
    await press(chair, 'Return for changes');
    expect(await wordsOf(chair)).toContain('was returned for changes.');
  });

  step('is changed by the lead reviewer and sent again', async () => {
    await lead.goto('/reviews');
    await look(lead, 'work with a finding that came back');
    await press(lead, /came back with comments/);
    await look(lead, 'a finding that came back');
    expect(await wordsOf(lead)).toContain('Tell the reader how often it happened.');
    await follow(lead, lead.getByRole('main').getByRole('link', { name: 'What is the issue?' }));
    expect(await lead.getByRole('complementary').innerText()).toContain(
      'Say how often supervision was held.',
    );
    await look(lead, 'a part with a comment beside it');
    await lead.getByRole('textbox').fill(ISSUE.replace('a list of tasks', 'a fortnightly list of tasks'));
    await press(lead, 'Save');
    await lead.goto(`${finding}/tags`);
    await press(lead, /^Change/);
    await lead
      .getByLabel('Which words of the finding bear it?')
      .fill('Supervision follows a fortnightly list of tasks.');
    await press(lead, 'Save and continue');
    await lead.goto(`${finding}/check`);
    await press(lead, 'Send to the chair');
    expect(await wordsOf(lead)).toContain('was sent to the chair.');
  });

  step('shows the chair each changed word, and is approved, frozen and reopened', async () => {
    await chair.goto('/reviews');
    await press(chair, /waits for your decision/);
    expect(await chair.locator('ins').first().innerText()).toMatch(/fortnightly/);
    await look(chair, 'a finding with its changes marked');
    await press(chair, 'Approve this finding');
    expect(await wordsOf(chair)).toContain('is approved. This version is frozen');
    await look(chair, 'approvals that were decided');
    await chair.goto(finding);
    const [version] = await site.test.owner<{ sha256: string }>(
      `select sha256 from finding_version where state = 'approved'`,
    );
    expect(version?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await wordsOf(chair)).toContain(`SHA-256 ${version?.sha256}`);
    await look(chair, 'a finding that is approved');
    await chair.getByLabel('Why does it need to be opened again?').fill('The inquest heard new evidence.');
    await press(chair, 'Reopen this finding');
    expect(await wordsOf(chair)).toContain('is open again.');
    expect(await wordsOf(chair)).toContain(String(version?.sha256));
    await look(chair, 'a finding that was reopened');
    await lead.goto(finding);
    expect(await wordsOf(lead)).toContain('The inquest heard new evidence.');
  });

  step(
    'is seen beside others: an editor loads published reviews and codes a finding next to its text',
    async () => {
      const editor = await enterAfter(coordinator, 'editor@demo.example');
      await look(editor, 'work of an editor');
      await editor.goto('/published');
      await look(editor, 'no published reviews yet');
      await press(editor, 'Load a file of reviews');
      await look(editor);
      await editor.getByLabel('File of reviews').setInputFiles({
        name: 'reviews.json',
        mimeType: 'application/json',
        buffer: Buffer.from('{"format": "published-reviews/2", "reviews": []}'),
      });
      // With scripts the answer takes the place of the page, and no other page is loaded.
      await editor.getByRole('button', { name: 'Load the file' }).click();
      await editor.getByRole('alert').waitFor();
      expect(await editor.getByRole('alert').innerText()).toContain('published-reviews/1');
      await look(editor, 'a file that is refused');
      await editor.getByLabel('File of reviews').setInputFiles({
        name: 'reviews.json',
        mimeType: 'application/json',
        buffer: Buffer.from(samplePublished(160)),
      });
      await editor.getByRole('button', { name: 'Load the file' }).click();
      await editor
        .getByRole('link', { name: 'Go to coding' })
        .or(editor.getByRole('button', { name: 'Go to coding' }))
        .waitFor();
      expect(await wordsOf(editor)).toMatch(/Reviews 40 .*Findings 160 .*Tags 80/);
      await look(editor);
      await press(editor, 'Go to coding');
      await look(editor);
      await follow(editor, editor.locator('.app-waiting').getByRole('link').first());
      await look(editor);
      await press(editor, /^Code/);
      await look(editor);
      expect(await wordsOf(editor)).toContain('left the reasoning where it was');
      if (script) await editor.getByLabel('Find a category').pressSequentially('supervis');
      await editor
        .getByRole('radio', { name: /supervision/i })
        .first()
        .check();
      await editor.getByLabel('Why does this category fit?').fill('It names supervision.');
      await press(editor, 'Save and stay');
      expect(await wordsOf(editor)).toContain('It names supervision.');
      await look(editor, 'a coded finding');
      const [count] = await site.test.owner<{ tags: string }>(
        'select count(*) as tags from national.published_tag',
      );
      expect(Number(count?.tags)).toBe(81);
    },
  );

  step('is read by an analyst in the national table, filtered and downloaded', async () => {
    const analyst = await enterAfter(coordinator, 'analyst@demo.example');
    await look(analyst);
    expect(await analyst.getByRole('table').count()).toBeGreaterThan(0);
    await analyst.getByLabel('Rows').selectOption({ label: 'category' });
    await analyst.getByLabel('Columns').selectOption({ label: 'year' });
    await analyst.getByLabel('From').selectOption('2010');
    await analyst.getByLabel('Origin').selectOption({ index: 1 });
    await press(analyst, 'Show');
    expect(analyst.url()).toContain('first_year=2010');
    expect(await analyst.getByRole('columnheader', { name: '2009' }).count()).toBe(0);
    await look(analyst, 'a national table with years');
    const csv = readFileSync(await download(analyst, 'Download CSV'), 'utf8');
    expect(csv).toMatch(/^# Figures: Distinct reviews by /);
    expect(csv).toContain('category,year,reviews,category_name');
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await download(analyst, 'Download for Excel'));
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Figures', 'About these figures']);
    await analyst.goto('/national?by=category');
    await follow(analyst, analyst.getByRole('table').getByRole('link').first());
    await look(analyst);
  });

  async function download(page: Page, name: string): Promise<string> {
    const begun = page.waitForEvent('download');
    await page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click();
    return (await begun).path();
  }

  step('rests on a typology that anyone may browse', async () => {
    const visitor = coordinator;
    await visitor.context().clearCookies();
    await visitor.goto('/');
    await look(visitor);
    await press(visitor, 'Read the national typology');
    await look(visitor);
    const branch = visitor.getByRole('group').first();
    await branch.locator('summary').click();
    await branch.getByRole('link').nth(1).waitFor();
    await look(visitor, 'an open tree');
    await visitor.getByRole('searchbox').first().fill('supervision');
    await press(visitor, 'Find');
    expect(await visitor.locator('mark').count()).toBeGreaterThan(0);
    await look(visitor, 'what was found in the typology');
    await follow(visitor, visitor.locator('.app-waiting').getByRole('link').first());
    expect(visitor.url()).toMatch(/\/typology\/2012\//);
    await look(visitor);
    await visitor.goto('/typology');
    await press(visitor, /^Edition /);
    await look(visitor, 'an earlier edition');
    await press(visitor, 'What became of each category');
    await look(visitor);
    expect(await visitor.getByRole('table').innerText()).toMatch(/split/i);
  });

  if (script) {
    step('has pages that everyone can use, and that fit a narrow window', () => {
      expect(checked.problems).toEqual([]);
      expect([...checked.addresses].sort()).toEqual(expect.arrayContaining(MAIN_JOB_PAGES));
    });
  }
}
