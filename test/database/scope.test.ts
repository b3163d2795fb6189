import { checkRoles } from '../../server/database/check-roles';
import { openDatabase, type Database } from '../../server/database/database';
import { createApp } from '../../server/app';
import { visit } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let asOwner: Database;
beforeAll(async () => {
  test = await openHouse();
  asOwner = openDatabase({ appUrl: test.urls.ownerUrl }, 2);
});
afterAll(async () => {
  await asOwner.close();
  await test.close();
});

describe('the roles of the database', () => {
  it('are taken as they are meant', async () => {
    await expect(checkRoles(test.database)).resolves.toBeUndefined();
  });

  it('are refused when row-level security would not hold, or nothing would work', async () => {
    await expect(checkRoles(asOwner)).rejects.toThrow(/row-level security does not hold.*DATABASE_OWNER_URL/);
    const national = openDatabase({ appUrl: test.urls.nationalUrl }, 2);
    await expect(checkRoles(national)).rejects.toThrow(/not workbench_app/);
    await national.close();
    const wrong = new URL(test.urls.appUrl);
    wrong.password = 'wrong';
    const refused = openDatabase({ appUrl: wrong.toString() }, 2);
    await expect(checkRoles(refused)).rejects.toMatchObject({ code: '28P01' });
    await refused.close();
  });
});

describe('the queries by themselves', () => {
  // As owner no policy applies: what is not seen here was left out by the queries.
  it('begin from what the actor may see', async () => {
    const theirs = await makeReview(test, {
      board: 'Lancashire',
      lead: 'reviewer-b@demo.example',
      team: null,
    });
    const finding = await makeFinding(test, theirs, { sufficient: true, writer: 'reviewer-b@demo.example' });
    const mine = await makeReview(test);
    const app = createApp({ ...test.house, database: asOwner });
    for (const email of ['chair@demo.example', 'coordinator@demo.example', 'reviewer@demo.example']) {
      const visitor = await visit(app, email);
      expect((await visitor.get(`/reviews/${mine.id}`)).status).toBe(200);
      const base = `/reviews/${theirs.id}`;
      for (const path of ['', '/details', '/team', '/clocks', '/questions', `/findings/${finding.id}`]) {
        const answer = await visitor.get(base + path);
        expect([email, path, answer.status]).toEqual([email, path, 404]);
      }
      expect((await visitor.get('/reviews')).text).not.toContain(theirs.reference);
    }
  });
});
