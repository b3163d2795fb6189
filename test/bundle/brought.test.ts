import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { approveFinding, reopenFinding } from '../../server/approvals/approval';
import { sha256Of } from '../../server/approvals/canonical';
import { submitFinding } from '../../server/approvals/submission';
import { readReviewBundle } from '../../server/bundle/bundle-export';
import { bringIn, readSoundBundle, type Brought } from '../../server/bundle/bundle-import';
import { broughtWords } from '../../server/bundle/bundle-words';
import { bundleText } from '../../server/bundle/bundle-writing';
import { main as importMain } from '../../server/commands/import';
import { asOwner } from '../../server/database/migrate';
import { boardsAs } from '../../server/database/with-actor';
import { recountFacts } from '../../server/national/recount-queries';
import { visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { aWholeReview, emptyDatabase } from './a-whole-review';

const CHAIR = 'chair@demo.example';
const COORDINATOR = 'coordinator@demo.example';
const before = { ...process.env };
let origin: TestHouse;
let test: TestHouse;
let review: Awaited<ReturnType<typeof aWholeReview>>;
let text: string;
beforeAll(async () => {
  [origin, test] = await Promise.all([openHouse(), openHouse()]);
  review = await aWholeReview(origin);
  text = await bytesOf(origin, review.id);
  expect(text).toContain('"approved"');
});
afterAll(async () => {
  process.env = before;
  await Promise.all([origin.close(), test.close()]);
});

const bytesOf = async (house: TestHouse, id: string): Promise<string> =>
  bundleText((await house.as(COORDINATOR, (tx) => readReviewBundle(tx, id))).bundle);

async function bring(file: string, email = COORDINATOR): Promise<Brought> {
  const sound = await readSoundBundle({ open: () => Readable.from([Buffer.from(file)]) });
  return test.as(email, (tx, actor) => {
    const [board] = boardsAs(actor, 'coordinator');
    if (!board) throw new Error('no Board');
    const now = new Date('2013-01-01T09:00:00Z');
    return bringIn(tx, test.house, now, { accountId: actor.accountId, board }, sound);
  });
}

/** The same review under ids and a reference of its own, as someone who forges one would make it. */
function doctored(n: number): string {
  const mark = n.toString(16).padStart(4, '0');
  const file = text.replaceAll(/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-)[0-9a-f]{4}([0-9a-f]{8})/g, `$1${mark}$2`);
  const parsed = JSON.parse(file) as {
    review: { reference: string };
    versions: { content: string; sha256: string }[];
  };
  for (const version of parsed.versions) version.sha256 = sha256Of(version.content);
  parsed.review.reference = `COV 2011/${n}`;
  return JSON.stringify(parsed);
}

const factsOf = async (id: string): Promise<number> =>
  (await test.owner('select from national.fact where review_id = $1', [id])).length;
const differences = async (): Promise<number> =>
  asOwner(test.urls.ownerUrl, async (owner) => (await recountFacts(owner, 5)).differences);
const acceptance = (id: string): string => `/approvals/brought/${id}/acceptance`;

describe('what a coordinator brings in approved', () => {
  it('counts in no national figure until the chair of the Board accepts it', async () => {
    const brought = await bring(text);
    expect(broughtWords(brought).join(' ')).toContain(
      '1 finding approved elsewhere: not in national figures until the chair accepts them.',
    );
    const [row] = await test.owner(
      `select w.file_sha256, w.accepted_at, w.accepted_by, a.email, cardinality(w.approved_versions) as approved
         from review_brought w join account a on a.id = w.brought_by where w.review_id = $1`,
      [review.id],
    );
    expect(row).toEqual({
      file_sha256: sha256Of(text),
      accepted_at: null,
      accepted_by: null,
      email: COORDINATOR,
      approved: 1,
    });
    expect([await factsOf(review.id), await differences()]).toEqual([0, 0]);

    const chair = await visit(test.app, CHAIR);
    const list = (await chair.get('/approvals')).text;
    for (const words of [
      `${review.reference}, Child`,
      'was brought in from a file by Coordinator, Coventry on 1 January 2013.',
      '1 finding in it was approved elsewhere. Until you accept it, it does not count in national figures.',
      'Accept them as approved',
      `href="/reviews/${review.id}"`,
    ])
      expect(list).toContain(words);
    expect((await chair.get(`/reviews/${review.id}`)).text).toContain(
      '1 approved elsewhere, not yet accepted by the chair.',
    );

    const waits = async (email: string): Promise<string> =>
      (await (await visit(test.app, email)).get('/reviews')).text.replace(/\s+/g, ' ');
    const uncounted = `${review.reference}. 1 finding in it was approved elsewhere. Until then nothing of that counts`;
    for (const [email, words] of [
      [CHAIR, 'was brought in from a file and waits for your acceptance'],
      [COORDINATOR, 'was brought in from a file and waits for the chair’s acceptance'],
    ] as const) {
      const work = await waits(email);
      expect([email, work.includes(words), work.includes(uncounted)]).toEqual([email, true, true]);
    }
    expect(await waits('chair-b@demo.example')).not.toContain('acceptance');

    for (const [email, status] of [
      ['chair-b@demo.example', 404],
      [COORDINATOR, 404],
      ['reviewer@demo.example', 404],
      ['analyst@demo.example', 404],
    ] as const) {
      const other = await visit(test.app, email);
      expect([email, (await other.send(acceptance(review.id), {})).status]).toEqual([email, status]);
    }
    expect((await (await visit(test.app, 'chair-b@demo.example')).get('/approvals')).text).not.toContain(
      review.reference,
    );
    expect((await chair.send(acceptance('00000000-0000-4000-8000-000000000000'), {})).status).toBe(404);
    expect((await chair.send(acceptance('nothing'), {})).status).toBe(404);
    expect(await factsOf(review.id)).toBe(0);

    const done = await chair.post(acceptance(review.id), {}, '/approvals');
    expect([done.status, done.headers.location]).toEqual([303, '/approvals']);
    const facts = await factsOf(review.id);
    expect([facts > 0, await differences()]).toEqual([true, 0]);
    // Sent again, from another tab and by the button: one result.
    expect((await chair.send(acceptance(review.id), {})).status).toBe(303);
    const told = await test.owner<{ detail: object }>(
      `select payload::jsonb -> 'detail' as detail from audit.entry where action = 'review.brought_accepted' and subject_id = $1`,
      [review.id],
    );
    expect(told).toEqual([{ detail: { sha256: sha256Of(text), findings: 1 } }]);
    expect((await chair.get('/approvals')).text).not.toContain('Approved elsewhere');
    expect((await waits(CHAIR)) + (await waits(COORDINATOR))).not.toContain('acceptance');
    expect((await chair.get(`/reviews/${review.id}`)).text).not.toContain('approved elsewhere');
    expect(await bytesOf(test, review.id)).toBe(text);
    await bring(text);
    expect([await factsOf(review.id), await bytesOf(test, review.id)]).toEqual([facts, text]);
  });

  it('counts none of eight doctored copies, and one of them once it alone is accepted', async () => {
    const counted = async (): Promise<string[]> =>
      (
        await test.owner<{ id: string }>(
          `select distinct f.review_id as id from national.fact f join review r on r.id = f.review_id where r.reference like 'COV 2011/%'`,
        )
      ).map(({ id }) => id);
    const ids = [];
    for (let n = 1; n <= 8; n += 1) ids.push((await bring(doctored(n))).reviewId);
    expect([new Set(ids).size, await counted(), await differences()]).toEqual([8, [], 0]);
    const chair = await visit(test.app, CHAIR);
    await chair.post(acceptance(String(ids[3])), {}, '/approvals');
    expect([await counted(), await differences()]).toEqual([[ids[3]], 0]);
  });

  it('is not for whoever brought it in to accept, whatever else they are', async () => {
    const { reviewId } = await bring(doctored(21));
    await test.owner(
      `insert into membership (account_id, role, board_id) select a.id, 'chair', b.id from account a, board b
        where a.email = $1 and b.area = 'Coventry'`,
      [COORDINATOR],
    );
    const both = await visit(test.app, COORDINATOR);
    const list = (await both.get('/approvals')).text;
    expect(list).toContain('You brought this review in, so another chair of the Board accepts it.');
    expect(list).not.toContain(acceptance(reviewId));
    expect((await both.get('/reviews')).text).toContain('waits for the acceptance of another chair');
    const refused = await both.send(acceptance(reviewId), {});
    expect([refused.status, await factsOf(reviewId)]).toEqual([422, 0]);
    expect(refused.text).toContain('another chair of the Board accepts it');

    // Another chair has: the first is told by whom.
    await (await visit(test.app, CHAIR)).post(acceptance(reviewId), {}, '/approvals');
    const late = await both.send(acceptance(reviewId), {});
    expect([late.status, late.text.includes('Chair, Coventry accepted COV 2011/21 on')]).toEqual([422, true]);
    await test.owner(
      `delete from membership using account a where a.id = account_id and a.email = $1 and role = 'chair'`,
      [COORDINATOR],
    );
  });

  it('leaves what the chair approves here to count at once', async () => {
    const { reviewId } = await bring(doctored(31));
    const [finding] = await test.owner<{ id: string; version: string }>(
      `select finding_id as id, id as version from finding_version where review_id = $1 and state = 'approved'`,
      [reviewId],
    );
    const target = { reviewId, findingId: String(finding?.id), versionId: finding?.version };
    const now = new Date('2013-02-01T09:00:00Z');
    await test.as(CHAIR, (tx, actor) =>
      reopenFinding(tx, actor, now, { ...target, comment: 'Read it here first' }),
    );
    const list = (await (await visit(test.app, CHAIR)).get('/approvals')).text;
    expect(list).not.toContain('COV 2011/31, Child');
    await test.as('reviewer@demo.example', (tx, actor) => submitFinding(tx, actor, now, target));
    const [sent] = await test.owner<{ id: string; sha256: string }>(
      `select id, sha256 from finding_version where review_id = $1 and state = 'submitted'`,
      [reviewId],
    );
    await test.as(CHAIR, (tx, actor) =>
      approveFinding(tx, actor, now, { ...target, versionId: sent?.id, sha256: String(sent?.sha256) }),
    );
    expect([(await factsOf(reviewId)) > 0, await differences()]).toEqual([true, 0]);
  });
});

describe('how a review came in', () => {
  it('is accepted as it comes by the command without an account, and not with one', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'workbench-brought-'));
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      writeFileSync(path.join(folder, 'one.json'), text);
      writeFileSync(path.join(folder, 'two.json'), doctored(41));
      const empty = await emptyDatabase();
      const at = (urls: { appUrl: string; ownerUrl: string }): void => {
        process.env.DATABASE_URL = urls.appUrl;
        process.env.DATABASE_OWNER_URL = urls.ownerUrl;
        process.env.DATA_DIR = folder;
      };
      at(empty);
      expect(await importMain([path.join(folder, 'one.json')])).toBe(0);
      await asOwner(empty.ownerUrl, async (owner) => {
        const [row] = await owner('review_brought').select(
          'brought_by',
          'accepted_by',
          'brought_at',
          'accepted_at',
        );
        expect(row).toMatchObject({ brought_by: null, accepted_by: null, accepted_at: row.brought_at });
        expect(await owner('national.fact').where({ review_id: review.id })).not.toEqual([]);
        expect((await recountFacts(owner, 5)).differences).toBe(0);
      });
      at(test.urls);
      expect(await importMain([path.join(folder, 'two.json'), '--as', COORDINATOR])).toBe(0);
      const rows = await test.owner<{ id: string; accepted_at: Date | null }>(
        `select w.review_id as id, w.accepted_at from review_brought w join review r on r.id = w.review_id where r.reference = 'COV 2011/41'`,
      );
      expect([rows[0]?.accepted_at, await factsOf(String(rows[0]?.id))]).toEqual([null, 0]);
    } finally {
      jest.restoreAllMocks();
      rmSync(folder, { recursive: true });
    }
  });

  it('is for its Board and its reviewers to read, and no one writes an acceptance in with it', async () => {
    const seen = (email: string): Promise<number> =>
      test.as(email, async (tx) =>
        Number((await tx('review_brought').where({ review_id: review.id }).count())[0]?.count),
      );
    expect(await seen(CHAIR)).toBe(1);
    for (const email of ['chair-b@demo.example', 'coordinator-b@demo.example', 'analyst@demo.example'])
      expect([email, await seen(email)]).toEqual([email, 0]);
    const denied = /permission denied/;
    const row = { board_id: review.boardId, review_id: review.id, file_sha256: sha256Of(text) };
    const now = new Date();
    await expect(
      test.as(COORDINATOR, (tx) =>
        tx('review_brought').insert({ ...row, brought_at: now, approved_versions: [], accepted_at: now }),
      ),
    ).rejects.toThrow(denied);
    for (const change of [{ brought_by: null }, { approved_versions: [] }, { file_sha256: row.file_sha256 }])
      await expect(
        test.as(COORDINATOR, (tx) => tx('review_brought').where({ review_id: review.id }).update(change)),
      ).rejects.toThrow(denied);
    await expect(
      test.as(COORDINATOR, (tx) => tx('review_brought').where({ review_id: review.id }).delete()),
    ).rejects.toThrow(denied);
    const { reviewId } = await bring(doctored(51));
    for (const sql of [
      'update review_brought set accepted_at = now() where review_id = $1',
      'update review_brought set accepted_at = now(), accepted_by = brought_by where review_id = $1',
      'update review_brought set accepted_by = (select id from account limit 1) where review_id = $1',
    ])
      await expect(test.owner(sql, [reviewId])).rejects.toThrow(/violates check constraint/);
  });
});
