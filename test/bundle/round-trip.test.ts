import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyAudit } from '../../server/audit/verify';
import { main as exportMain } from '../../server/commands/export';
import { main as importMain } from '../../server/commands/import';
import { recount } from '../../server/commands/recount';
import { asOwner } from '../../server/database/migrate';
import { openHouse, type TestHouse } from '../support/house';
import { aWholeReview, emptyDatabase } from './a-whole-review';

const before = { ...process.env };
let test: TestHouse;
let folder: string;
let review: Awaited<ReturnType<typeof aWholeReview>>;
let out: string[];
let errors: string[];
beforeAll(async () => {
  test = await openHouse();
  folder = mkdtempSync(path.join(tmpdir(), 'workbench-bundle-'));
  review = await aWholeReview(test);
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await test.close();
});
beforeEach(() => {
  out = [];
  errors = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void out.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
});
afterEach(() => jest.restoreAllMocks());

const at = (name: string): string => path.join(folder, name);
function on(urls: { appUrl: string; ownerUrl: string }): void {
  process.env.DATABASE_URL = urls.appUrl;
  process.env.DATABASE_OWNER_URL = urls.ownerUrl;
  process.env.DATA_DIR = folder;
}

describe('a review that goes out and comes in', () => {
  it('gives the same bytes from an empty workbench, and counts there', async () => {
    on(test.urls);
    expect([await exportMain([review.reference, at('one.json')]), errors]).toEqual([0, []]);
    expect(await exportMain([review.id, at('again.json')])).toBe(0);
    const file = readFileSync(at('one.json'));
    expect(readFileSync(at('again.json')).equals(file)).toBe(true);
    for (const secret of ['never to leave', 'token_hash', 'code_proof', review.boardId, 'not yet.csv'])
      expect(file.includes(secret)).toBe(false);

    const empty = await emptyDatabase();
    on(empty);
    expect([await importMain([at('one.json')]), errors]).toEqual([0, []]);
    expect(out.join('\n')).toMatch(
      /Added review COV 2012\/\d+ to Coventry Safeguarding Children Board, with \d+ rows/,
    );
    expect(out.join('\n')).toContain('Made the Board: Coventry Safeguarding Children Board.');
    expect(await exportMain([review.reference, at('two.json')])).toBe(0);
    expect(readFileSync(at('two.json'), 'utf8')).toBe(file.toString());

    out = [];
    expect(await importMain([at('one.json')])).toBe(0);
    expect(out[0]).toMatch(/^Added 0; changed 0; left review COV/);
    expect(await recount(empty.ownerUrl, false)).toBe(0);
    await asOwner(empty.ownerUrl, async (owner) => {
      expect(await verifyAudit(owner)).toMatchObject({ sound: true });
      const facts = await owner('national.fact').where({ finding_id: review.findingId });
      expect(facts.length).toBeGreaterThan(0);
      expect(await owner('account').where({ status: 'active' })).toEqual([]);
      expect(await owner('membership').count()).toEqual([{ count: '0' }]);
      const entries = await owner('audit.entry').where({ action: 'review.imported' }).pluck('payload');
      expect(JSON.parse(String(entries[0]))).toMatchObject({ address: 'command', account: null });
    });
  });
});
