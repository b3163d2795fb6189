import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { readDocument } from '../../server/evidence/read-document';
import { renderedViews } from '../../server/http/views';
import { projectRoot } from '../../server/root';
import { pageRoutes } from '../../server/routes';
import { isEvidencePage } from '../support/evidence-pages';
import { checkPage, kindOf, nothingChecked } from '../support/page-check';
import { eventually, follow, openSite, openWindow, press, signIn, wordsOf, type Site } from '../support/site';

jest.setTimeout(180_000);

/** The evidence of the demo's first case, as those who gather it and those whose accounts it holds use it. */

let site: Site;
let page: Page;
let review: string;
const ids: Record<string, string> = {};
const checked = nothingChecked();

beforeAll(async () => {
  site = await openSite({ demo: true });
  const [row] = await site.test.owner<Record<string, string>>(
    `select r.id as "reviewId", r.board_id as "boardId",
       (select id from finding f where f.review_id = r.id and number = 2) as "findingId",
       (select p.id from pointer p join finding f on f.id = p.finding_id where f.review_id = r.id and f.number = 2 order by p.id limit 1) as "pointerId",
       (select id from agency a where a.review_id = r.id order by position limit 1) as "agencyId",
       (select id from document d where d.review_id = r.id and file_name = 'supervision.pdf') as "documentId",
       (select id from document d where d.review_id = r.id and file_name like '%.xlsx') as "sheetId",
       (select id from document d where d.review_id = r.id and file_name = 'contact-record.pdf') as "contactId",
       (select id from event e where e.review_id = r.id order by id limit 1) as "eventId",
       (select c.id from conversation c join turning_point t on t.conversation_id = c.id where c.review_id = r.id
          and not exists (select 1 from check_back k where k.conversation_id = c.id) order by c.id limit 1) as "conversationId",
       (select c.id from conversation c join check_back k on k.conversation_id = c.id where c.review_id = r.id and k.outcome = 'corrected') as "correctedId",
       (select id from episode e where e.review_id = r.id order by number limit 1) as "episodeId"
     from review r where r.reference like 'COV %/03'`,
  );
  Object.assign(ids, row);
  const [rows] = await site.test.owner<Record<string, string>>(
    `select (select id from turning_point where conversation_id = $1 limit 1) as turning,
       (select id from conversation_factor where conversation_id = $1 limit 1) as factor,
       (select id from tunnel_view where episode_id = $2 order by position limit 1) as view,
       (select id from episode_factor where episode_id = $2 order by position limit 1) as "episodeFactor"`,
    [String(ids.conversationId), String(ids.episodeId)],
  );
  Object.assign(ids, rows);
  for (const documentId of [ids.documentId, ids.sheetId, ids.contactId])
    await readDocument(site.test.house, { boardId: String(ids.boardId), documentId: String(documentId) });
  // States that the demo does not have: an event with its document, a label that looks like a name, one that is taken.
  await site.test.owner('update event set document_id = $1 where id = $2', [ids.documentId, ids.eventId]);
  await site.test.owner(`update conversation set role_label = 'Firstname Lastname' where id = $1`, [
    ids.correctedId,
  ]);
  await site.test.owner(
    `update conversation c set role_label = o.role_label, agency_id = o.agency_id from conversation o where c.id = $1 and o.id = $2`,
    [ids.conversationId, ids.correctedId],
  );
  review = `/reviews/${ids.reviewId}`;
  page = await openWindow(site);
  await signIn(page, 'reviewer@demo.example');
}, 90_000);
afterAll(() => site.close());

async function look(...addresses: string[]): Promise<void> {
  for (const address of addresses) {
    const answer = await page.goto(address);
    expect([address, answer?.status()]).toEqual([address, 200]);
    await checkPage(
      page,
      checked,
      `${kindOf(page.url())}${new URL(page.url()).search.replace(/[0-9a-f-]{36}/g, 'ID')}`,
    );
  }
}

describe('the evidence of a case', () => {
  it('takes several files at once, each for itself, and says why one was not kept', async () => {
    await look(`${review}/documents/new`);
    await page.setInputFiles('input[type=file]', [
      {
        name: 'note of a visit.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('A visit was made as planned, in the rain.'),
      },
      { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('This is not a PDF') },
      {
        name: 'the same again.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('A visit was made as planned, in the rain.'),
      },
    ]);
    await page.locator('select[name=agency]').selectOption({ index: 1 });
    await page.getByRole('button', { name: /^Add/ }).click();
    await eventually(async () => {
      const words = await wordsOf(page);
      expect(words).toContain('note of a visit');
      expect(words).toContain('1 of 3 files added. 1 was in the review already. 1 was not kept.');
    });
    await eventually(async () => {
      const kept = await site.test.owner('select 1 from document where file_name = $1', [
        'note of a visit.txt',
      ]);
      expect(kept).toHaveLength(1);
    });
    await checkPage(page, checked, 'files that were sent');
    const plain = await openWindow(site, { script: false });
    await signIn(plain, 'reviewer@demo.example');
    await plain.goto(`${review}/documents/new`);
    await plain.setInputFiles('input[type=file]', [
      { name: 'another.txt', mimeType: 'text/plain', buffer: Buffer.from('Another note.') },
      { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('This is not a PDF') },
    ]);
    await plain.locator('select[name=agency]').selectOption({ index: 1 });
    await press(plain, /^Add/);
    expect(await wordsOf(plain)).toContain('scan.pdf');
    await plain.goto(`${review}/documents/new`);
    await plain.setInputFiles('input[type=file]', [
      { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('This is not a PDF') },
    ]);
    await plain.locator('select[name=agency]').selectOption({ index: 1 });
    await press(plain, /^Add/);
    expect(await plain.locator('.govuk-error-summary, .govuk-error-message').count()).toBeGreaterThan(0);
    await plain.context().close();
  });

  it('takes a spreadsheet when what it cannot read was mended, all of it or nothing', async () => {
    await look(`${review}/chronology/loads`);
    const rows = [
      'Date;What happened;Child’s presentation',
      '3/5/2011;Visit as planned;Quiet',
      '31/02/2011;Another visit;',
      'Spring 11;A call;',
    ];
    await page.setInputFiles('input[type=file]', [
      { name: 'log.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) },
    ]);
    await page.locator('select[name=agency]').selectOption({ index: 1 });
    await press(page, 'Read the spreadsheet');
    expect(await wordsOf(page)).toContain('There is no 31 February 2011');
    await checkPage(page, checked, 'rows to mend');
    ids.loadId = page.url().split('/').pop() ?? '';
    const box = (value: string) => page.locator(`input[value="${value}"]:not([type=hidden])`);
    await box('31/02/2011').fill('28/02/2011');
    await box('Spring 11').fill('March to May 2011');
    await press(page, /^Save, and read/);
    await press(page, /^Add/);
    const loaded = await site.test.owner<{ period: string }>(
      `select lower(period)::text || ' ' || exactness as period from event where load_id = $1 order by load_row`,
      [ids.loadId],
    );
    expect(loaded.map(({ period }) => period)).toEqual([
      '2011-05-03 day',
      '2011-02-28 day',
      '2011-03-01 range',
    ]);
    await look(`${review}/chronology/loads/${ids.loadId}`);
  });

  it('shows a record back to the practitioner, with a code, and the team takes over what they corrected', async () => {
    const at = `${review}/conversations/${ids.conversationId}/check-back`;
    await look(at);
    await press(page, 'Make the link and its code');
    await checkPage(page, checked, 'a link and its code');
    const made = await page.content();
    const link = /\/check-back\/[\w-]{43}/.exec(made)?.[0] ?? '';
    const code = />([A-Z0-9]{4}-[A-Z0-9]{4})</.exec(made)?.[1] ?? '';
    const theirs = await openWindow(site);
    await theirs.goto(link);
    await checkPage(theirs, checked, 'where the code is asked');
    await theirs.getByLabel(/code/i).fill('WRONG-ONE');
    await press(theirs, 'Open it');
    expect(await wordsOf(theirs)).toMatch(/not the code|code is not/i);
    await theirs.getByLabel(/code/i).fill(code);
    await press(theirs, 'Open it');
    await checkPage(theirs, checked, 'the record, read back');
    await theirs.locator('details summary').first().click();
    await theirs.locator('details[open] textarea').first().fill('It was two visits, not one.');
    await theirs
      .locator('details[open] input[type=radio][value=correction]')
      .first()
      .check()
      .catch(() => undefined);
    await theirs.locator('input[type=radio][value=corrected]').check();
    await press(theirs, 'Send it');
    await checkPage(theirs, checked, 'when it was sent');
    await theirs.context().clearCookies();
    await theirs.goto(link);
    await checkPage(theirs, checked, 'a link that is over');
    await theirs.context().close();
    await page.goto(at);
    expect(await wordsOf(page)).toContain('It was two visits, not one.');
    await checkPage(page, checked, 'what they answered');
  });

  it('finds words of the case, and leads to their place', async () => {
    await look(`${review}/search`);
    await page.locator('main input[type=search], main input[name=words]').first().fill('nineteen families');
    await follow(page, page.getByRole('main').getByRole('button', { name: 'Search' }));
    expect(page.url()).not.toContain('nineteen');
    await checkPage(page, checked, 'what was found');
    expect(await wordsOf(page)).toMatch(/page 1/i);
    await page
      .getByRole('link', { name: /Record of supervision/ })
      .first()
      .click();
    await page.waitForLoadState();
    expect(await page.locator('#passage, main').first().innerText()).toMatch(/Nineteen families/);
  });

  it('keeps out of sight what came after, where a view from the tunnel is written', async () => {
    await look(`${review}/episodes/${ids.episodeId}/views/${ids.view}`);
    const before = await page.locator('body').innerText();
    expect(before).not.toContain('Called to the address at night');
    expect(before).not.toContain('Serious Case Review');
    await look(`${review}/episodes/${ids.episodeId}/views/${ids.view}?after=1`);
    expect(await page.locator('body').innerText()).toContain('Called to the address at night');
  });

  it('can be used by everyone on each of its pages, and fits a narrow window', async () => {
    const fill = (at: string): string =>
      at
        .replace(/turning-points\/:rowId/, `turning-points/${ids.turning}`)
        .replace(/(conversations\/:conversationId\/)factors\/:rowId/, `$1factors/${ids.factor}`)
        .replace(/views\/:rowId/, `views/${ids.view}`)
        .replace(/factors\/:rowId/, `factors/${ids.episodeFactor}`)
        .replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '');
    const pages = pageRoutes(site.test.house).filter(
      ({ method, path: at }) => method === 'get' && isEvidencePage(at),
    );
    for (const { path: at } of pages) {
      const query = at.endsWith('/use') ? `?event=${ids.eventId}` : '';
      if (checked.addresses.has(kindOf(`http://site${fill(at)}`)) || at.startsWith('/check-back')) continue;
      if (at === '/reviews/bundles') continue;
      await look(fill(at) + query);
    }
    await look(
      `${review}/documents/${ids.sheetId}`,
      `${review}/chronology?lens=child`,
      `${review}/findings/${ids.findingId}`,
      `${review}/findings/${ids.findingId}/why`,
      `${review}/documents/${ids.contactId}?page=2&quote=Calm%20and%20plausible`,
      `${review}/conversations/${ids.correctedId}`,
      `${review}/conversations/${ids.correctedId}/about`,
      `${review}/conversations/${ids.correctedId}/check-back`,
      `${review}/findings/${ids.findingId}/evidence/new?from=manifestation&kind=document`,
    );
    await page.goto(`${review}/conversations/${ids.conversationId}/consent-renewal`);
    await signIn(page, 'coordinator@demo.example');
    await look('/reviews/bundles', `${review}/bundle`);
    const seen = [...checked.addresses];
    const unseen = pages
      .map(({ path: at }) => kindOf(`http://site${fill(at)}`))
      .filter((at) => !seen.includes(at));
    expect(unseen.filter((at) => !at.startsWith('/check-back/'))).toEqual([]);
    expect(checked.problems).toEqual([]);
  });

  it('has no view that is shown nowhere here', () => {
    const views = readdirSync(path.join(projectRoot, 'views'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(evidence|bundle)\/.*\.ejs$/.test(name))
      .map((name) => name.replace(/\.ejs$/, ''));
    expect(views.filter((name) => !renderedViews().has(name))).toEqual([]);
  });
});
