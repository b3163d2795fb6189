import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';

let test: TestHouse;
let statements: string[] = [];
let first: TestReview;
const visitors: Record<string, Visitor> = {};
const READERS = ['reviewer@demo.example', 'coordinator@demo.example', 'chair@demo.example'];

beforeAll(async () => {
  test = await openHouse();
  // Every statement of both pools: knex tells of BEGIN and COMMIT too; sessions go by the plain pool.
  test.database.app.on('query', ({ sql }: { sql: string }) => statements.push(sql));
  const plain = test.database.plain;
  const query = plain.query.bind(plain) as (...args: unknown[]) => unknown;
  plain.query = ((...args: unknown[]) => {
    statements.push(String(typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text));
    return query(...args);
  }) as typeof plain.query;
  first = await makeReview(test);
  await makeFinding(test, first, { sufficient: true });
  for (const email of READERS) {
    const visitor = await visit(test.app, email);
    // The first page after signing in also writes when the session was last used.
    await visitor.get('/reviews');
    visitors[email] = visitor;
  }
});
afterAll(() => test.close());

async function roundTrips(email: string, path: string): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  statements = [];
  const answer = await visitors[email]?.get(path);
  expect(answer?.status).toBe(200);
  return statements;
}

const counted = async (): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const email of READERS) {
    for (const path of ['/reviews', `/reviews/${first.id}`]) {
      const trips = await roundTrips(email, path);
      expect({ email, path, trips: trips.length, first: trips[0] }).toMatchObject({
        first: expect.stringContaining('session') as string,
      });
      found[`${email} ${path}`] = trips.length;
    }
  }
  return found;
};

describe('round trips to the database', () => {
  let withOne: Record<string, number>;

  it('are at most six for the list of reviews and for a review', async () => {
    withOne = await counted();
    for (const trips of Object.values(withOne)) expect(trips).toBeLessThanOrEqual(6);
    // The count sees what it should: session, BEGIN, who acts, the query, the audit of opening a case, COMMIT.
    expect(withOne[`reviewer@demo.example /reviews/${first.id}`]).toBe(6);
    expect(withOne['reviewer@demo.example /reviews']).toBe(5);
  });

  it('are as many with three hundred reviews', async () => {
    await test.owner(
      `insert into review (board_id, reference, kind, method, guidance, child_label, age_band, outcome, incident_on, period, opened_by, opened_at)
       select r.board_id, 'COV 2011/' || n, r.kind, r.method, r.guidance, 'Child ' || n, r.age_band, r.outcome, r.incident_on, r.period, r.opened_by,
              r.opened_at - make_interval(days => n) from review r cross join generate_series(1, 299) n where r.id = $1`,
      [first.id],
    );
    await test.owner(
      `insert into review_member (board_id, review_id, account_id, part, added_by)
       select r.board_id, r.id, a.id, 'lead', r.opened_by from review r join account a on a.email = 'reviewer@demo.example'
        where r.reference like 'COV 2011/%'`,
    );
    await test.owner(
      `insert into finding (board_id, review_id, number, written_by, state)
       select r.board_id, r.id, n, r.opened_by, 'submitted' from review r cross join generate_series(1, 4) n
        where r.reference like 'COV 2011/%'`,
    );
    expect(await counted()).toEqual(withOne);
    const list = await visitors['chair@demo.example']?.get('/reviews');
    expect(list?.text).toContain('300 reviews');
    expect(list?.text.match(/class="govuk-table__row"/g)).toHaveLength(26);
  });
});
