import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { loadPublished } from '../../seeds/codings';
import { renderedViews } from '../../server/http/views';
import { makeExport } from '../../server/national/export-make';
import { buildRelease } from '../../server/national/release-build';
import { projectRoot } from '../../server/root';
import { pageRoutes } from '../../server/routes';
import { makeFinding, makeReview } from '../support/cases';
import { isNationalPage, isNationalView } from '../support/national-pages';
import * as scene from '../support/national-scene';
import { checkPage, kindOf, nothingChecked } from '../support/page-check';
import { fillDate, openSite, openWindow, press, signIn, wordsOf, type Site } from '../support/site';
import { htmlProblems, printsMissingValue } from '../support/valid-html';

jest.setTimeout(180_000);

/** Editions, coding again, second coding and releases, as editors, coders, analysts and anyone use them. */

let site: Site;
let page: Page;
let given: scene.Sample;
const ids: Record<string, string> = {};
const checked = nothingChecked();

beforeAll(async () => {
  site = await openSite();
  const { test } = site;
  await loadPublished(test, await scene.accountId(test, scene.EDITOR));
  const closed = await scene.sample(test, { seed: 'closed', size: 8, coder: scene.THIRD_CODER });
  await scene.close(test, closed);
  ids.closedId = closed.id;
  given = await scene.sample(test, { seed: 'given', left: 3 });
  const compared = await scene.sample(test, { seed: 'compared', coder: scene.OTHER_CODER });
  ids.sampleId = compared.id;
  ids.comparedId = String(compared.findings[0]);
  ids.suggestedId = (await scene.suggestions(test)).finding;
  page = await openWindow(site);
}, 90_000);
afterAll(() => site.close());

/** Opens pages, and looks at each for everything that a page is held to. */
async function look(...addresses: string[]): Promise<void> {
  for (const address of addresses) {
    const answer = await page.goto(address);
    expect([address, answer?.status()]).toEqual([address, 200]);
    const text = (await answer?.text()) ?? '';
    for (const problem of await htmlProblems(text)) checked.problems.push(`${address}: ${problem}`);
    if (printsMissingValue(text)) checked.problems.push(`${address}: prints a missing value`);
    await checkPage(page, checked, address);
  }
}

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const [row] = await site.test.owner<{ n: number }>(`select (${sql})::integer as n`, values);
  return row?.n ?? Number.NaN;
}
const standing = (edition: string, ...codes: string[]): Promise<number> =>
  count(
    `select count(distinct finding_id) from national.fact where direct and edition = $1 and category = any ($2)`,
    edition,
    codes,
  );

/** Lets single keys work, where they do not yet. */
async function useKeys(): Promise<void> {
  const box = page.getByLabel('Use single keys on this page');
  if (!(await box.isChecked())) await box.check();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

/** Presses keys one after the other; the last leads to another page. */
async function keys(...pressed: string[]): Promise<void> {
  const last = pressed.pop() ?? '';
  for (const key of pressed) await page.keyboard.press(key);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(last)]);
}

describe('an edition', () => {
  const draft = `/typology/drafts/${scene.SPLIT_EDITION}`;

  it('is drafted, a category split, and published; what is coded with the others is carried', async () => {
    await signIn(page, scene.EDITOR);
    await look('/typology/editions', '/typology/editions/import');
    await page.goto('/typology/editions');
    await page.getByLabel('Code of the edition').fill(scene.SPLIT_EDITION);
    await press(page, 'Draft the next edition');
    expect(new URL(page.url()).pathname).toBe(draft);
    await look(`${draft}/categories/MGT.SUP/split`);
    const blanks = page.locator('details').filter({ has: page.locator('input[name^=name]') });
    for (const [n, name, code] of [
      [0, 'Supervision of tasks', 'MGT.TASK'],
      [1, 'Reflection', 'MGT.REF'],
    ] as const) {
      const blank = blanks.nth(n);
      if ((await blank.getAttribute('open')) === null) await blank.locator('summary').click();
      await blank.getByLabel('Name').fill(name);
      await blank.getByLabel('Code').fill(code);
      await blank.getByLabel('Definition').fill(`What ${name.toLowerCase()} is.`);
    }
    await press(page, 'Split it');
    expect(await wordsOf(page)).toContain('Its findings will wait to be coded again');
    await press(page, 'Publish it');
    await fillDate(page, /From which day/, site.test.house.now());
    await press(page, 'Continue');
    await checkPage(page, checked, 'what is to be published');
    await press(page, 'Publish it, in force today');
    expect(await wordsOf(page)).toContain(`Edition ${scene.SPLIT_EDITION} is in force`);
    const before = await standing('2012', 'INC.PRI');
    expect(before).toBeGreaterThan(0);
    expect(await standing(scene.SPLIT_EDITION, 'INC.PRI')).toBe(before);
    expect(await standing(scene.SPLIT_EDITION, 'MGT.TASK', 'MGT.REF')).toBe(0);
  });

  it('has the findings of the split category coded again with keys, and the figures follow', async () => {
    const waiting = await count(
      `select count(distinct finding_id) from national.published_tag where category = 'MGT.SUP'`,
    );
    await page.goto('/coding');
    await press(page, new RegExp(`${waiting} findings? to code again`));
    await press(page, /Supervision/);
    await useKeys();
    for (const key of ['1', '2']) {
      await page.keyboard.press(key);
      await page.locator('textarea[name=reason]').fill('It says so.');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await keys('s');
    }
    await checkPage(page, checked, 'after a decision');
    expect(await wordsOf(page)).toContain(`2 of ${waiting} decided`);
    expect(await standing(scene.SPLIT_EDITION, 'MGT.TASK')).toBe(1);
    expect(await standing(scene.SPLIT_EDITION, 'MGT.REF')).toBe(1);
    await keys('u');
    expect(await standing(scene.SPLIT_EDITION, 'MGT.REF')).toBe(0);
    await page.goto(`/national?by=category&edition=${scene.SPLIT_EDITION}`);
    expect(await wordsOf(page)).toContain('are still to be coded again');
    await checkPage(page, checked, 'figures with undecided findings');
  });
});

describe('a second coder', () => {
  it('codes what was given to them with keys alone', async () => {
    await signIn(page, scene.CODER);
    await look('/coding/second', `/coding/second/${given.id}`);
    await press(page, 'Go on coding');
    expect(await wordsOf(page)).toContain('3 of 6 coded');
    await useKeys();
    for (const key of ['1', '1', 'r']) await page.keyboard.press(key);
    await page.keyboard.type('The pattern is named.');
    await keys('Escape', 's');
    expect(await wordsOf(page)).toContain('4 of 6 coded');
    await checkPage(page, checked, 'after a code');
    expect(
      await count(
        `select count(*) from national.second_coding where sample_id = $1 and tags <> '[]'`,
        given.id,
      ),
    ).toBe(4);
  });
});

describe('a release', () => {
  it('is built by one, let out by another, and read by anyone', async () => {
    const { test } = site;
    await signIn(page, scene.ANALYST);
    await look('/releases', '/releases/new');
    await page.getByLabel('Title').fill('Patterns in reviews');
    await page.getByLabel('Edition of the typology').selectOption(scene.SPLIT_EDITION);
    const boxes = page.locator('input[name=tables]');
    await boxes.evaluateAll((all) => all.forEach((box) => ((box as HTMLInputElement).checked = false)));
    await boxes.and(page.locator('[value=outcome]')).check();
    await press(page, 'Build it');
    const build = new URL(page.url()).pathname;
    await checkPage(page, checked, 'a release that is being built');
    const release = String(build.split('/').at(-1));
    await buildRelease(test.house, { release, account: await scene.accountId(test, scene.ANALYST) });
    await look(build);
    await press(page, 'Propose it');
    expect(await page.getByRole('button', { name: 'Decide' }).count()).toBe(0);
    await signIn(page, scene.EDITOR);
    await page.goto(build);
    await checkPage(page, checked, 'a release to decide on');
    await page.getByLabel('It goes out').check();
    await press(page, 'Decide');
    const out = new URL(page.url()).pathname;
    expect(out).toMatch(/^\/releases\/\d+$/);
    ids.number = String(out.split('/').at(-1));
    const anyone = await openWindow(site);
    expect((await anyone.goto(out))?.status()).toBe(200);
    expect(await wordsOf(anyone)).toContain('Patterns in reviews');
    await checkPage(anyone, checked, 'a release, by anyone');
    expect(await anyone.context().cookies()).toEqual([]);
    await anyone.context().close();
  });
});

describe('the national pages', () => {
  /** The states that the journeys above do not come to. */
  async function prepare(): Promise<void> {
    const { test } = site;
    ids.againId = (await scene.codedAgain(test)).waiting;
    await scene.draftOfEverything(test);
    const small = { tables: [['kind']] } as const satisfies scene.Asked;
    ids.releaseId = await scene.release(test, 'built', { ...small });
    ids.declinedId = await scene.release(test, 'declined', { ...small });
    const [first] = await test.owner<{ id: string }>(`select id from national.release where state = 'out'`);
    const more = { edition: '2012', tables: [['category', 'outcome']], map: true } as const;
    const whole = await scene.release(test, 'out', {
      ...more,
      tables: [['category'], ['year']],
      corrects: String(first?.id),
    });
    const [row] = await test.owner<{ number: string }>(
      'select number::text from national.release where id = $1',
      [whole],
    );
    ids.whole = String(row?.number);
    ids.failedId = await scene.asked(test, { title: 'One that cannot be built' });
    await test.owner(
      `update national.release set state = 'failed', problem = 'It was taken back.' where id = $1`,
      [ids.failedId],
    );
    await scene.cancelledExport(test);
    const done = await scene.askedExport(test);
    await makeExport(test.house, {
      export: done,
      account: await scene.accountId(test, scene.ANALYST),
    });
    await scene.askedExport(test);
    ids.boards = (await makeReview(test)).id;
  }

  const meant: [RegExp, Record<string, string>][] = [
    [/^\/coding\/again/, { edition: scene.SPLIT_EDITION, code: 'MGT.SUP', findingId: 'againId' }],
    [/^\/coding\/does-not-fit/, { findingId: 'suggestedId' }],
    [/^\/coding\/samples/, { findingId: 'comparedId' }],
    [/^\/coding\/second/, { sampleId: 'givenId', findingId: 'givenFindingId' }],
    [/^\/typology\/drafts/, { draft: scene.DRAFT, code: 'INC.PRI' }],
  ];
  const fill = (at: string): string => {
    const own = meant.find(([start]) => start.test(at))?.[1] ?? {};
    return at.replace(/:(\w+)/g, (_, name: string) => {
      const value = own[name] ?? name;
      return ids[value] ?? value;
    });
  };
  const pages = (): string[] =>
    pageRoutes(site.test.house)
      .filter(({ method, path: at }) => method === 'get' && isNationalPage(at))
      .map(({ path: at }) => fill(at));

  it('can be used by everyone, fit a narrow window and are valid, each in its states', async () => {
    await prepare();
    Object.assign(ids, { givenId: given.id, givenFindingId: String(given.findings[0]) });
    const at = (start: RegExp): string[] => pages().filter((address) => start.test(address));
    const draft = `/typology/drafts/${scene.DRAFT}`;
    await signIn(page, scene.EDITOR);
    await look(
      ...at(/^\/(coding(?!\/second)|typology)/).filter((address) => !/\/publication\/check$/.test(address)),
      `/coding/samples/${ids.closedId}`,
      `/coding/samples/${ids.closedId}/comparison?show=all`,
      `/coding/samples/${given.id}`,
      `${draft}/categories/MGT.NEW`,
      `${draft}/categories/MGT.NEW/removal`,
      `${draft}/steps/INC.NAR`,
      `${draft}/steps/FAM.ADU`,
      '/published',
      '/typology',
      '/typology/crosswalk',
      '/typology/2012/MGT.SUP',
      `/typology/${scene.SPLIT_EDITION}/MGT.REF`,
      '/typology/2012/INC.PRI',
    );
    await signIn(page, scene.ANALYST);
    await look(
      ...at(/^\/(releases|national|account)/).filter((address) => address !== '/national/map/findings'),
      `/national/map/findings?pair=INC.PRI,BIAS.COG`,
      `/releases/${ids.whole}`,
      `/releases/builds/${ids.declinedId}`,
      `/releases/builds/${ids.failedId}`,
      '/national?by=category,year&edition=2012',
      '/national?by=category&edition=2012',
      '/national/findings?category=MGT.SUP&edition=2012',
    );
    await signIn(page, scene.CODER);
    await look(...at(/^\/coding\/second/));
    // A tag of the edition that was superseded, where the reviewer finds it.
    const review = await makeReview(site.test);
    const finding = await makeFinding(site.test, review, { sufficient: true });
    await look(`/reviews/${review.id}/findings/${finding.id}/tags`);
    const unseen = pages().filter((address) => !checked.addresses.has(kindOf(`http://site${address}`)));
    expect(unseen.filter((address) => !address.endsWith('/publication/check'))).toEqual([]);
    expect(checked.problems).toEqual([]);
  });

  it('show every view somewhere', () => {
    const views = readdirSync(path.join(projectRoot, 'views'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ejs'))
      .map((name) => name.replace(/\.ejs$/, ''))
      .filter(isNationalView);
    expect(views.filter((name) => !renderedViews().has(name))).toEqual([]);
  });
});
