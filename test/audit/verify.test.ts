import { verifyAudit, type Verification } from '../../server/audit/verify';
import { recordAudit } from '../../server/audit/audit';
import { asOwner } from '../../server/database/migrate';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let chain: string;
beforeEach(async () => {
  test = await openHouse();
  const [board] = await test.owner<{ id: string }>(`select id from board where area = 'Coventry'`);
  chain = String(board?.id);
  for (let i = 1; i <= 5; i += 1) await record(chain, i);
  await record(null, 6);
});
afterEach(() => test.close());

const record = (board: string | null, i: number): Promise<void> =>
  test.as('coordinator@demo.example', (tx) =>
    recordAudit(tx, {
      board,
      action: 'review.read',
      kind: 'review',
      subject: `row ${i}`,
      detail: { i, words: 'ünï “code”' },
    }),
  );
/** As someone with the whole database in their hands, who has taken its guards away. */
const unguarded = async (): Promise<void> => {
  await test.owner('alter table audit.entry disable trigger user');
  await test.owner('alter table audit.chain disable trigger user');
};
const verify = (): Promise<Verification> => asOwner(test.urls.ownerUrl, verifyAudit);

describe('the audit', () => {
  it('tells who, what, on what, when and from where', async () => {
    const [entry] = await test.owner<{ payload: string }>(
      'select payload from audit.entry where chain = $1 and seq = 1',
      [chain],
    );
    expect(JSON.parse(String(entry?.payload))).toMatchObject({
      seq: 1,
      action: 'review.read',
      kind: 'review',
      subject: 'row 1',
      address: '127.0.0.1',
      account: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('is sound as it was written, with a head that changes with each entry', async () => {
    const before = await verify();
    expect(before).toMatchObject({ sound: true, entries: 6 });
    await record(chain, 7);
    const after = await verify();
    expect(after).toMatchObject({ sound: true, entries: 7 });
    expect(after).not.toEqual({ ...before, entries: 7 });
  });

  it('keeps one order when many write at once', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => record(chain, 10 + i)));
    expect(await verify()).toMatchObject({ sound: true, entries: 18 });
  });

  it('keeps nothing of what was rolled back', async () => {
    const undone = test.as('coordinator@demo.example', async (tx) => {
      await recordAudit(tx, { board: chain, action: 'review.read', kind: 'review', subject: 'undone' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await verify()).toMatchObject({ sound: true, entries: 6 });
  });

  it.each([
    [
      'an entry is changed',
      `update audit.entry set payload = replace(payload, 'row 3', 'row 9') where chain = $1 and seq = 3`,
      3,
    ],
    ['an entry is removed', 'delete from audit.entry where chain = $1 and seq = 2', 2],
    ['the newest entries are removed', 'delete from audit.entry where chain = $1 and seq > 3', 4],
    [
      'two entries change places',
      'update audit.entry set seq = case seq when 2 then 30 else 20 end where chain = $1 and seq in (2, 3)',
      2,
    ],
    [
      'an entry is added at the end',
      `insert into audit.entry (chain, seq, payload, hash) select chain, 6, payload, hash from audit.entry where chain = $1 and seq = 5`,
      6,
    ],
    ['the count is changed', 'update audit.chain set entries = 4 where chain = $1', 6],
  ])(
    'takes no change by its owner, and shows where it breaks when %s all the same',
    async (_, statement, seq) => {
      const isAdded = statement.startsWith('insert');
      if (!isAdded) await expect(test.owner(statement, [chain])).rejects.toThrow('only added to');
      await unguarded();
      await test.owner(statement, [chain]);
      expect(await verify()).toMatchObject({ sound: false, first: { chain, seq } });
    },
  );

  it('shows that a whole chain is gone, whatever else is left', async () => {
    await test.owner('alter table audit.entry drop constraint entry_chain_fkey');
    await expect(test.owner('delete from audit.chain where chain = $1', [chain])).rejects.toThrow(
      'only added to',
    );
    await unguarded();
    await test.owner('delete from audit.chain where chain = $1', [chain]);
    expect(await verify()).toMatchObject({
      sound: false,
      first: { chain, reason: 'the whole chain is gone' },
    });
  });

  it.each([
    'delete from audit.entry',
    'truncate audit.entry',
    'truncate audit.chain cascade',
    `update audit.chain set head = 'x'`,
    `update audit.chain set entries = entries + 1, head = 'x'`,
    `insert into audit.chain (chain, entries, head) values ('x', 1, 'x')`,
  ])('is only added to: %s', async (statement) => {
    await expect(test.owner(statement)).rejects.toThrow('only added to');
    expect(await verify()).toMatchObject({ sound: true, entries: 6 });
  });

  it('takes no entry before the first', async () => {
    const slip = test.owner(
      'insert into audit.entry (chain, seq, payload, hash) select chain, 0, payload, hash from audit.entry where chain = $1 and seq = 5',
      [chain],
    );
    await expect(slip).rejects.toThrow(/check constraint/);
  });
});
