import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { hiddenValue } from './browser-of';
import { launchChromium } from './chromium';
import { openHouse, type TestHouse } from './house';

/** The workbench at an address, and a browser to use it with. */
export interface Site {
  test: TestHouse;
  address: string;
  browser: Browser;
  close(): Promise<void>;
}

/** Where the site has the script that looks for what breaks the accessibility guidelines: for the tests only. */
export const AXE = '/axe.min.js';

/** Opens a workbench with the cast, empty or with the demo, on a port of its own. */
export async function openSite({ demo = false } = {}): Promise<Site> {
  const [test, browser] = await Promise.all([openHouse(undefined, { demo }), launchChromium()]);
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'));
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer((request, response) => {
      if (request.url !== AXE) return void test.app(request, response);
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'max-age=3600' });
      response.end(axe);
    }).listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  return {
    test,
    browser,
    address: `http://127.0.0.1:${port}`,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await test.close();
    },
  };
}

/**
 * A page in a browser window of its own, at 1280 pixels.
 * @param script whether the pages' scripts run
 */
export async function openWindow(site: Site, { script = true } = {}): Promise<Page> {
  const context: BrowserContext = await site.browser.newContext({
    baseURL: site.address,
    javaScriptEnabled: script,
    viewport: { width: 1280, height: 1000 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

/** Signs in as a member of the cast, by the form; whoever was signed in before in that window no longer is. */
export async function signInByForm(page: Page, email: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await follow(page, page.getByRole('button', { name: 'Sign in' }));
}

/** Does what the form does without drawing it, which takes half the time, and opens the page that comes after. */
export async function signIn(page: Page, email: string): Promise<void> {
  const context = page.context();
  await context.clearCookies();
  const form = await (await context.request.get('/sign-in')).text();
  const answer = await context.request.post('/sign-in', {
    form: { _csrf: hiddenValue(form, '_csrf') ?? '', email, password: DEMO_PASSWORD },
    maxRedirects: 0,
  });
  if (answer.status() !== 303) throw new Error(`${email} could not sign in: ${answer.status()}`);
  await page.goto('/');
}

/** Clicks what leads to another page, and waits until that page is there with its scripts. */
export async function follow(page: Page, what: Locator): Promise<void> {
  await Promise.all([page.waitForEvent('load'), what.click()]);
}

/** Follows the first link or button of these words: a string is the whole of them. */
export function press(page: Page, name: string | RegExp): Promise<void> {
  const words = { name, exact: typeof name === 'string' };
  return follow(page, page.getByRole('button', words).or(page.getByRole('link', words)).first());
}

/** The words of the page's main part, with white space made even. */
export async function wordsOf(page: Page): Promise<string> {
  return (await page.getByRole('main').innerText()).replace(/\s+/g, ' ');
}

/** Fills the three boxes of a date by its legend. */
export async function fillDate(page: Page, legend: string | RegExp, date: Date): Promise<void> {
  const group = page.getByRole('group', { name: legend });
  await group.getByLabel('Day').fill(String(date.getUTCDate()));
  await group.getByLabel('Month').fill(String(date.getUTCMonth() + 1));
  await group.getByLabel('Year').fill(String(date.getUTCFullYear()));
}

/** Waits until what is expected is so, and fails as it does when it never is. */
export async function eventually(expected: () => Promise<void>): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await expected();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
