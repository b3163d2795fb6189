import { loadDemo } from '../../seeds/demo';
import { asOwner } from '../../server/database/migrate';
import { openHouse, type TestHouse } from '../support/house';

/** What a workbench is that began with bringing a review in: a Board, and people who cannot sign in. */

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
  await asOwner(test.urls.ownerUrl, async (owner) => {
    await owner.raw(
      'delete from accreditation_act; delete from accreditation; delete from credential; delete from membership',
    );
    await owner('account').whereNot({ email: 'reviewer@demo.example' }).delete();
    await owner('account').update({ status: 'suspended' });
    await owner.raw('delete from board where area <> ?', ['Coventry']);
  });
}, 60_000);
afterAll(() => test.close());

it('loads the demo’s cast beside a Board and people that came with a review', async () => {
  await loadDemo({ database: test.database, ownerUrl: test.urls.ownerUrl }, test.house);
  const [counted] = await test.owner<{ active: string; boards: string; lead: string }>(
    `select (select count(*) from account where status = 'active') as active, (select count(*) from board) as boards,
            (select count(*) from membership m join account a on a.id = m.account_id where a.email = 'reviewer@demo.example') as lead`,
  );
  expect(Number(counted?.active)).toBeGreaterThanOrEqual(13);
  expect(counted).toMatchObject({ boards: '2', lead: '1' });
}, 60_000);
