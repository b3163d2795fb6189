import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insertFirstAccount } from '../../server/accounts/first-account-queries';
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

  it('comes in by command in the name of a coordinator of its Board alone, and fills the audit of that Board', async () => {
    const elsewhere = await openHouse();
    try {
      on(test.urls);
      expect(await exportMain([review.reference, at('as.json')])).toBe(0);
      on(elsewhere.urls);
      for (const [email, words] of [
        ['nobody@demo.example', 'There is no active account nobody@demo.example.'],
        [
          'chair@demo.example',
          'chair@demo.example is not a coordinator of Coventry Safeguarding Children Board, whose review this is.',
        ],
        [
          'coordinator-b@demo.example',
          'coordinator-b@demo.example is not a coordinator of Coventry Safeguarding Children Board, whose review this is.',
        ],
      ]) {
        errors = [];
        expect([await importMain([at('as.json'), '--as', String(email)]), errors]).toEqual([1, [words]]);
      }
      expect(await importMain([at('as.json'), '--as', 'coordinator@demo.example'])).toBe(0);
      const [told] = await elsewhere.owner<{ by: string; detail: object; board: string }>(
        `select e.chain as board, a.email as by, e.payload::jsonb -> 'detail' as detail from audit.entry e join account a on a.id::text = e.account_id
          where e.action = 'review.imported'`,
      );
      const sha256 = createHash('sha256')
        .update(readFileSync(at('as.json')))
        .digest('hex');
      expect(told).toMatchObject({
        by: 'coordinator@demo.example',
        detail: { sha256, review: 'added', people_made: 0 },
      });
    } finally {
      await elsewhere.close();
    }
  });

  it('says what to do about a review that is not there, a file that cannot be written, and words it does not know', async () => {
    on(test.urls);
    for (const [argv, words] of [
      [[], /^Usage/],
      [['COV 2012/1', 'a', 'b'], /^Usage/],
      [['No such', at('x.json')], /^There is no review No such\.$/],
      [[review.reference, at('x.json'), '--board', 'Other'], /^There is no review .* of Other\.$/],
      [[review.reference, path.join(folder, 'no', 'x.json')], /ENOENT|no such file/],
    ] as const) {
      errors = [];
      expect([argv, await exportMain([...argv])]).toEqual([argv, 1]);
      expect(errors.join()).toMatch(words);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('leaves a workbench without anyone who can sign in open to its first administrator', async () => {
    on(test.urls);
    expect(await exportMain([review.reference, at('first.json')])).toBe(0);
    const empty = await emptyDatabase();
    on(empty);
    expect(await importMain([at('first.json')])).toBe(0);
    const first = { email: 'chair@demo.example', name: 'Another', passwordHash: 'x' };
    expect(await asOwner(empty.ownerUrl, (owner) => insertFirstAccount(owner, first))).toBe(true);
    expect(await asOwner(empty.ownerUrl, (owner) => insertFirstAccount(owner, first))).toBe(false);
  });
});
