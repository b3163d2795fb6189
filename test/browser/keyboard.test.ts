import type { Page } from 'playwright-core';
import { makeFinding, makeReview } from '../support/cases';
import { openSite, openWindow, signIn, type Site } from '../support/site';

jest.setTimeout(120_000);

/** Writing a part of a finding with the keyboard alone; wherever it stops, one sees where one is. */

let site: Site;
let page: Page;
let finding: string;

beforeAll(async () => {
  site = await openSite();
  const review = await makeReview(site.test);
  const { id } = await makeFinding(site.test, review);
  finding = `/reviews/${review.id}/findings/${id}`;
  page = await openWindow(site);
  await signIn(page, 'reviewer@demo.example');
}, 60_000);
afterAll(() => site.close());

interface Stop {
  words: string;
  /** Whether the outline, shadow or ground of it differs from when it is not focused. */
  shows: boolean;
}

/** What has the focus, by the words that a person knows it by. */
function whereAmI(): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
    const label = element.labels?.[0];
    const looks = (): string =>
      [
        getComputedStyle(element),
        // A radio or a tick box is drawn by its label.
        ...(label ? [getComputedStyle(label, '::before')] : []),
      ]
        .map((style) => [style.outline, style.boxShadow, style.backgroundColor].join())
        .join(' / ');
    const focused = looks();
    element.blur();
    const unfocused = looks();
    element.focus({ preventScroll: true });
    const words = (label?.textContent ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
    return { words, shows: focused !== unfocused };
  });
}

/** Presses Tab, or Shift and Tab, until it stops at these words. Every stop on the way has to show. */
async function tabTo(words: string | RegExp, key = 'Tab'): Promise<void> {
  const stops: string[] = [];
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press(key);
    const stop = await whereAmI();
    stops.push(stop.words);
    expect(stop).toEqual({ words: stop.words, shows: true });
    if (typeof words === 'string' ? stop.words === words : words.test(stop.words)) return;
  }
  throw new Error(`The keyboard never came to ${String(words)}, only to: ${stops.join(' | ')}`);
}

async function enterOn(words: string | RegExp): Promise<void> {
  await tabTo(words);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

describe('with the keyboard alone', () => {
  it('one goes past the head of a page, and writes a statement', async () => {
    await page.goto(finding);
    await enterOn('Statement');
    await tabTo('Skip to main content');
    await page.keyboard.press('Enter');
    await tabTo('The statement');
    await page.keyboard.type('Supervision checks that tasks are done and leaves the reasoning unexamined');
    await tabTo('Makes practice less safe');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    expect(await whereAmI()).toEqual({ words: 'Makes practice safer', shows: true });
    await page.keyboard.press('ArrowUp');
    await enterOn('Save and continue');
    expect(page.url()).toContain('/issue');
  });

  it('one says how far it reaches, adds evidence and comes back', async () => {
    await enterOn('This case or wider');
    await tabTo('Specific to this case');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    expect(await whereAmI()).toEqual({ words: 'Wider than this case', shows: true });
    await tabTo('How far does it reach?');
    await page.keyboard.type('Local');
    await tabTo('How many cases or people?');
    await page.keyboard.type('14 of 20 files');
    await tabTo('How far does it reach?', 'Shift+Tab');
    await enterOn('Add evidence');
    await tabTo('What does it show?');
    await page.keyboard.type('14 of 20 supervision records held no reasons.');
    await tabTo('What kind of evidence is it?');
    await page.keyboard.type('Audit');
    await tabTo('How far does it reach?');
    await page.keyboard.press('ArrowDown');
    await tabTo('Yes, from outside');
    await page.keyboard.press('Space');
    await enterOn('Save and continue');
    await enterOn(/^Change/);
    await enterOn('Save and continue');
    await enterOn('Save and continue');
    expect(page.url()).toContain('/context');
    const stored = await site.test.owner(
      `select f.statement, f.polarity, f.extent, f.spread, f.prevalence, e.kind, e.reach, e.outside_case, e.shows
         from finding f join extent_evidence e on e.finding_id = f.id`,
    );
    expect(stored).toEqual([
      {
        statement: 'Supervision checks that tasks are done and leaves the reasoning unexamined',
        polarity: 'less_safe',
        extent: 'wider',
        spread: 'local_multi_agency',
        prevalence: '14 of 20 files',
        kind: 'audit',
        reach: 'person',
        outside_case: true,
        shows: '14 of 20 supervision records held no reasons.',
      },
    ]);
  });

  it('one opens what is folded, and finds a category by typing', async () => {
    await page.goto(`${finding}/tags/new`);
    await tabTo('Find a category by typing');
    await page.keyboard.type('supervision');
    await page.getByText(/^\d+ of \d+ categories$/).waitFor();
    await tabTo(/^Supervision and reflection/);
    await tabTo('A good answer, and a weak one');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'A good answer' }).waitFor();
  });
});
