import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../server/root';
import { openSite, openWindow, signIn, type Site } from '../support/site';

jest.setTimeout(120_000);

/** The picture in the README. With PICTURES=1 it is written again; without, it is made and looked at. */
const PICTURE = path.join(projectRoot, 'public', 'pictures', 'finding.png');
const SIZE = { width: 1280, height: 1480 };
const MOST_BYTES = 250_000;

let site: Site;

beforeAll(async () => {
  site = await openSite({ demo: true });
}, 60_000);
afterAll(() => site.close());

it('makes the picture of a finding from the demo', async () => {
  const [finding] = await site.test.owner<{ address: string }>(
    `select '/reviews/' || f.review_id || '/findings/' || f.id as address
       from finding f join review r on r.id = f.review_id where r.child_label = 'Child C' and f.number = 2`,
  );
  const page = await openWindow(site);
  await page.setViewportSize(SIZE);
  await signIn(page, 'reviewer@demo.example');
  await page.goto(`${finding?.address}/extent`);
  await page.getByRole('heading', { name: 'Is it specific to this case, or wider?' }).waitFor();
  const png = await page.screenshot();
  expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }).toEqual(SIZE);
  expect(png.length).toBeLessThan(MOST_BYTES);
  if (!process.env.PICTURES) return;
  mkdirSync(path.dirname(PICTURE), { recursive: true });
  writeFileSync(PICTURE, png);
});
