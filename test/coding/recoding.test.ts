import { drawForSecondCoding } from '../../server/coding/samples';
import { codeAgain, undoCodingAgain } from '../../server/coding/recoding';
import { asOwner } from '../../server/database/migrate';
import { recountFacts } from '../../server/national/recount-queries';
import { codeFinding } from '../../server/published/coding';
import { importPublished } from '../../server/published/import-published';
import { splitCategory } from '../../server/typology/draft';
import { beginDraft, publishDraft } from '../../server/typology/edition-steps';
import { visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';

const now = new Date('2014-05-06T10:00:00Z');
const EDITOR = 'editor@demo.example';
const none = { polarity: null, extent: null, journey_stage: null };

let test: TestHouse;
let editor: Visitor;
let other: Visitor;
let ids: string[] = [];
const at = (n: number): string => `/coding/again/2014/MGT.SUP/${ids[n]}`;

beforeAll(async () => {
  test = await openHouse(() => now);
  const findings = [1, 2, 3].map((n) => ({
    id: `f-${n}`,
    text: `Supervision left reasoning alone, ${n} <times>`,
  }));
  const text = JSON.stringify({
    format: 'published-reviews/1',
    reviews: [{ id: 'r-1', title: 'Child A', findings }],
  });
  await test.as(EDITOR, (tx, actor) => importPublished(tx, actor, now, { fileName: 'x.json', text }));
  const rows = await test.owner<{ id: string }>(
    'select id from national.published_finding order by position, id',
  );
  ids = rows.map(({ id }) => id).sort();
  for (const id of ids)
    await test.as(EDITOR, (tx, actor) =>
      codeFinding(tx, actor, now, id, {
        version: 1,
        before: none,
        ...none,
        category: 'MGT.SUP',
        rationale: 'It is about supervision',
        extract: '',
        suggested_name: '',
      }),
    );
  const words = (code: string, name: string) => ({
    words: { code, name, definition: `What ${name} is.`, includes: 'This', excludes: 'That', examples: [] },
    parent: 'MGT',
  });
  await test.as(EDITOR, async (tx, actor) => {
    await beginDraft(tx, actor, now, { code: '2014', note: '' });
    await splitCategory(tx, actor, '2014', {
      code: 'MGT.SUP',
      version: 1,
      kept: false,
      others: [],
      made: [words('MGT.TASK', 'Supervision of tasks'), words('MGT.REF', 'Reflection')],
    });
    await publishDraft(tx, actor, now, { edition: '2014', from: '2014-05-06', today: '2014-05-06' });
  });
  // A second editor, by another of the cast.
  await test.owner(
    `insert into membership (account_id, role) select id, 'editor' from account where email = 'analyst@demo.example'`,
  );
  editor = await visit(test.app, EDITOR);
  other = await visit(test.app, 'analyst@demo.example');
}, 60_000);
afterAll(() => test.close());

const decided = () =>
  test.owner<{ to_codes: string[] }>('select to_codes from national.recoded order by finding_id');
const standing = async (): Promise<string[]> => {
  const rows = await test.owner<{ category: string }>(
    `select category from national.fact where edition = '2014' and direct order by category`,
  );
  return rows.map(({ category }) => category);
};
const differences = async (): Promise<number> =>
  (await asOwner(test.urls.ownerUrl, (owner) => recountFacts(owner, 5))).differences;

describe('coding again after a split', () => {
  it('lists what waits by category, for editors alone', async () => {
    expect((await editor.get('/coding')).text).toContain('3 findings to code again');
    const list = (await editor.get('/coding/again')).text;
    expect(list).toContain('Supervision and reflection (MGT.SUP)');
    expect(list).toContain(
      'Split in edition 2014 into “Supervision of tasks” and “Reflection”. In 1 review; 0 decided.',
    );
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    expect((await reviewer.get(at(0))).status).toBe(404);
    expect((await reviewer.send(at(0), { to: 'MGT.REF', reason: 'x' })).status).toBe(404);
    expect((await reviewer.send(`${at(0)}/removal`, {})).status).toBe(404);
  });

  it('shows the finding beside the old category and the candidates with their words', async () => {
    const shown = await editor.get(at(0));
    expect(shown.text).toContain('Supervision left reasoning alone, 1 &lt;times&gt;');
    expect(shown.text).toContain('Coded in edition 2012 as');
    expect(shown.text).toContain('What Reflection is.');
    expect(shown.text).toContain('0 of 3 decided in this category.');
    expect(
      await test.owner(`select 1 from audit.entry where action = 'finding.read_for_coding'`),
    ).toHaveLength(1);
    for (const address of [
      '/coding/again/2014/MGT.CAP/' + ids[0],
      '/coding/again/2012/MGT.SUP/' + ids[0],
      '/coding/again/2014/%00/' + ids[0],
      '/coding/again/2014/MGT.SUP/nothing',
      '/coding/again/2014/MGT.SUP/01900000-0000-7000-8000-000000000000',
    ])
      expect([address, (await editor.get(address)).status]).toEqual([address, 404]);
  });

  it.each<[string, Record<string, string | string[]>, string]>([
    ['with nothing chosen', { reason: 'Because' }, 'Choose where it stands now'],
    ['for several without a reason', { to: ['MGT.REF', 'MGT.TASK'] }, 'Say why it stands in several'],
    ['for none without a reason', { to: 'none', reason: ' ' }, 'Say why none of them fits'],
    ['for another without a reason', { other: 'LTW.ROL' }, 'a category that was not offered'],
    ['with a category and none', { to: ['MGT.REF', 'none'], reason: 'Because' }, 'not both'],
    ['with what is no category', { to: 'MGT.SUP', reason: 'Because' }, 'Choose categories of the edition'],
    ['with “does not fit”', { other: 'X', reason: 'Because' }, 'Choose categories of the edition'],
    ['with a control character', { to: 'MGT.REF', reason: 'a\u0000' }, 'cannot be kept'],
    ['with far too much', { to: 'MGT.REF', reason: 'x'.repeat(200_000) }, '5,000 characters'],
  ])('refuses a decision %s', async (_name, form, message) => {
    const answer = await editor.post(at(0), form);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(await decided()).toEqual([]);
  });

  it('keeps a decision, moves the figures with it, goes on to the next, and takes it back', async () => {
    expect(await standing()).toEqual([]);
    const answer = await editor.post(at(0), {
      to: ['MGT.REF', 'MGT.TASK'],
      other: 'LTW.ROL',
      reason: 'It is all three.',
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `${at(1)}?after=${ids[0]}`]);
    expect(await standing()).toEqual(['LTW.ROL', 'MGT.REF', 'MGT.TASK']);
    expect(await differences()).toBe(0);
    const next = (await editor.get(String(answer.headers.location))).text;
    expect(next).toContain('1 of 3 decided');
    // In the order of the edition.
    expect(next).toMatch(/Decided: “[^”]+”, “Supervision of tasks” and “Reflection”\./);
    expect((await editor.post(`${at(0)}/removal`, {}, at(1))).headers.location).toBe(at(0));
    expect(await standing()).toEqual([]);
    expect((await editor.send(`${at(0)}/removal`, {})).status).toBe(404);
    expect(
      await test.owner(`select action from audit.entry where action like 'finding.reco%' order by seq`),
    ).toEqual([{ action: 'finding.recoded' }, { action: 'finding.recoding_undone' }]);
  });

  it('wants no reason for one of the categories offered: that of the tag before stays', async () => {
    expect((await editor.get(at(0))).text).toContain('It is about supervision');
    expect((await editor.post(at(0), { to: 'MGT.REF', reason: ' ' })).status).toBe(303);
    expect(await test.owner('select reason from national.recoded')).toEqual([{ reason: '' }]);
    const [kept] = await test.as(EDITOR, async (tx) => {
      const answer = await tx.raw<{ rows: object[] }>('select * from national.carried_codes(?)', [
        String(ids[0]),
      ]);
      return answer.rows;
    });
    expect(kept).toMatchObject({ category: 'MGT.REF', rationale: 'It is about supervision' });
    expect((await editor.get('/coding/again')).text).not.toContain('app-queue__words"></span>');
    await editor.post(`${at(0)}/removal`, {}, at(1));
  });

  it('tells the second of two editors what the first decided, and keeps what they wrote', async () => {
    const once = await editor.post(at(0), { to: 'MGT.REF', reason: 'It is about thinking.' });
    expect(once.status).toBe(303);
    const late = await other.post(at(0), { to: 'MGT.TASK', reason: 'My own reasons.' }, at(1));
    expect(late.status).toBe(422);
    expect(late.text).toContain(
      'National typology editor decided on 6 May 2014 at 11:00: “Reflection”. Yours was not kept',
    );
    expect(late.text).toContain('My own reasons.');
    expect(await standing()).toEqual(['MGT.REF']);
    // At the same moment, too.
    const results = await Promise.allSettled(
      ['MGT.REF', 'MGT.TASK', 'MGT.REF', 'MGT.TASK'].map((to) =>
        test.as(EDITOR, (tx, actor) =>
          codeAgain(
            tx,
            actor,
            now,
            { edition: '2014', code: 'MGT.SUP', findingId: String(ids[1]) },
            { to: [to], reason: 'At once' },
          ),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      results.flatMap((one) => (one.status === 'rejected' ? [String((one.reason as Error).message)] : [])),
    ).toEqual(Array(3).fill(expect.stringMatching(/^You decided on .*Yours was not kept$/)));
    expect(await differences()).toBe(0);
  });

  it('may find that none fits, and then says that nothing is left', async () => {
    const last = await editor.post(at(2), { to: 'none', reason: 'About something else.' });
    expect(last.headers.location).toBe('/coding/again');
    const list = (await editor.get('/coding/again')).text;
    expect(list).toContain('Nothing is to be coded again');
    expect(list).toContain('none of the categories');
    expect((await editor.get(at(2))).text).toContain('Take this decision back');
    expect((await standing()).length).toBe(2);
    await test.as(EDITOR, (tx) =>
      undoCodingAgain(tx, { edition: '2014', code: 'MGT.SUP', findingId: String(ids[2]) }),
    );
    expect((await editor.get('/coding/again')).text).toContain('1 finding to decide');
    expect(await differences()).toBe(0);
  });
});

describe('a second coding of what was carried', () => {
  it('is settled as no pattern, as codes and as no pattern again: the figures follow each time', async () => {
    const sampleId = await test.as(EDITOR, (tx, actor) =>
      drawForSecondCoding(tx, actor, now, { size: 2, seed: 's', origin: 'published' }),
    );
    await test.owner(
      `insert into national.second_coding (sample_id, finding_id, coder, assigned_at, tags, coded_at)
       select f.sample_id, f.finding_id, a.id, $2, '[]', $2 from national.sample_finding f, account a
        where f.sample_id = $1 and a.email = 'reviewer-b@demo.example'`,
      [sampleId, now],
    );
    const finding = String(ids[0]);
    const address = `/coding/samples/${sampleId}/findings/${finding}`;
    const stands = async (): Promise<string[]> => {
      const rows = await test.owner<{ category: string }>(
        `select category from national.fact where edition = '2014' and direct and finding_id = $1 order by 1`,
        [finding],
      );
      return rows.map(({ category }) => category);
    };
    let times = 0;
    const settle = async (codes: string): Promise<void> => {
      const answer = await editor.post(
        `${address}/settlement`,
        { codes, reason: `Settled: ${codes}`, version: String(times++) },
        address,
      );
      expect([codes, answer.status]).toEqual([codes, 303]);
      expect(await differences()).toBe(0);
    };
    expect(await stands()).toEqual(['MGT.REF']);
    const desk = (await editor.get('/coding')).text;
    expect(desk).toContain('2 differences of sample 1 to settle');
    expect(desk).toContain('1 finding to code again');
    await settle('none');
    expect(await stands()).toEqual([]);
    expect((await editor.get('/coding')).text).toContain('1 difference of sample 1 to settle');
    // It is coded, with nothing: only what is to be coded again lacks a code.
    expect((await editor.get('/coding')).text).toContain('In edition 2014. It is to be coded again.');
    // What a person decided before is in the audit, and is not offered to be taken back.
    expect((await editor.get(at(0))).status).toBe(404);
    expect(
      await test.owner(`select to_codes from national.recoded where finding_id = $1`, [finding]),
    ).toEqual([{ to_codes: [] }]);
    const [entry] = await test.owner<{ payload: string }>(
      `select payload from audit.entry where action = 'sample.settled' order by seq desc limit 1`,
    );
    expect(entry?.payload).toContain('"to_codes": ["MGT.REF"]');
    await settle('MGT.REF');
    expect(await stands()).toEqual(['MGT.REF']);
    await settle('none');
    expect(await stands()).toEqual([]);
    expect((await editor.get('/coding')).text).toContain('1 published finding not yet coded');
    // In the edition before it stands as it did.
    expect(
      await test.owner(
        `select category from national.fact where edition = '2012' and direct and finding_id = $1`,
        [finding],
      ),
    ).toEqual([{ category: 'MGT.SUP' }]);
  });
});
