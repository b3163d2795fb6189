import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';

let test: TestHouse;
let review: TestReview;
let bare: TestReview;
let foreign: TestReview;
const now = () => new Date('2012-09-03T10:00:00Z');

beforeAll(async () => {
  test = await openHouse(now);
  review = await makeReview(test);
  bare = await makeReview(test, { lead: null, team: null, kind: 'near_miss' });
  foreign = await makeReview(test, {
    board: 'Lancashire',
    lead: 'reviewer-b@demo.example',
    team: null,
    declared: false,
  });
});
afterAll(() => test.close());

const visitors = new Map<string, Visitor>();
const pageOf = async (email: string, path = '/reviews') => {
  const visitor = visitors.get(email) ?? (await visit(test.app, email));
  visitors.set(email, visitor);
  return (await visitor.get(path)).text;
};

async function step(
  findingId: string,
  action: string,
  from: string,
  to: string,
  comment: string,
  at: string,
) {
  await test.owner(
    `insert into finding_step (board_id, review_id, finding_id, action, from_state, to_state, comment, by_account, at)
     select f.board_id, f.review_id, f.id, $2, $3, $4, $5, a.id, $6 from finding f, account a
      where f.id = $1 and a.email = 'chair@demo.example'`,
    [findingId, action, from, to, comment, at],
  );
  await test.owner(`update finding set state = $2, updated_at = $3 where id = $1`, [findingId, to, at]);
}

describe('the work list', () => {
  it('tells a coordinator of a missing lead reviewer and of a date that has passed', async () => {
    const text = await pageOf('coordinator@demo.example');
    expect(text).toContain('has no lead reviewer');
    expect(text).toContain(`/reviews/${bare.id}/team`);
    expect(text).toContain('is past a date: say why, and set a new one');
    expect(text).toContain('Complete the review was due on 1 August 2012.');
    expect(text).not.toContain(foreign.id);
  });

  it('no longer tells of a date once it has a reason and a new date', async () => {
    await test.owner(
      `insert into milestone_change (board_id, review_id, milestone_id, was_due_on, new_due_on, reason_kind, reason, changed_by)
       select m.board_id, m.review_id, m.id, m.due_on, '2012-12-01', 'inquest', 'The inquest opens in October.', a.id
         from milestone m, account a where m.review_id = $1 and a.email = 'coordinator@demo.example'`,
      [review.id],
    );
    await test.owner(`update milestone set due_on = '2012-12-01' where review_id = $1`, [review.id]);
    const text = await pageOf('coordinator@demo.example');
    expect(text).not.toContain(`/reviews/${review.id}/clocks`);
    expect(text).toContain('4 weeks over');
    expect(text).toContain('inquest; new date 1 December 2012');
  });

  it('shows a reviewer what came back, with the chair’s words and since when', async () => {
    const { id } = await makeFinding(test, review, { sufficient: true });
    await step(id, 'return', 'submitted', 'returned', 'How do you know <b>this</b>?', '2012-09-01T09:00:00Z');
    for (const email of ['reviewer@demo.example', 'team@demo.example']) {
      const text = await pageOf(email);
      expect(text).toContain('came back with comments');
      expect(text).toContain('How do you know &lt;b&gt;this&lt;/b&gt;?');
      expect(text).toContain('2 days');
      expect(text).toContain('1 returned');
    }
    expect(await pageOf('chair@demo.example')).not.toContain('came back');
  });

  it('shows a reviewer what was reopened', async () => {
    const { id } = await makeFinding(test, review, { sufficient: true });
    await step(id, 'reopen', 'approved', 'draft', 'New evidence from the inquest.', '2012-09-02T09:00:00Z');
    expect(await pageOf('reviewer@demo.example')).toContain('was reopened');
  });

  it('puts before a chair what waits for a decision, oldest first', async () => {
    const older = await makeFinding(test, review, { sufficient: true });
    const newer = await makeFinding(test, bare, { sufficient: true });
    await step(newer.id, 'submit', 'draft', 'submitted', '', '2012-08-30T09:00:00Z');
    await step(older.id, 'submit', 'draft', 'submitted', '', '2012-08-20T09:00:00Z');
    const text = await pageOf('chair@demo.example');
    expect(text).toContain('Waiting for your decision');
    expect(text.indexOf(older.id)).toBeGreaterThan(0);
    expect(text.indexOf(older.id)).toBeLessThan(text.indexOf(newer.id));
    expect(text).toContain('href="/approvals"');
  });

  it('asks a lead reviewer to declare independence, and tells the coordinator who has not', async () => {
    expect(await pageOf('reviewer-b@demo.example')).toContain('Declare your independence');
    expect(await pageOf('coordinator-b@demo.example')).toContain('has not declared independence');
    expect(await pageOf('reviewer@demo.example')).not.toContain('Declare your independence');
  });

  it('tells a reviewer that their accreditation has lapsed and what follows', async () => {
    await test.owner(
      `update accreditation set accredited = '{[2009-09-01,2012-03-01)}'
        where account_id = (select id from account where email = 'lapsed@demo.example')`,
    );
    const text = await pageOf('lapsed@demo.example');
    expect(text).toContain('Your accreditation lapsed on 1 March 2012.');
    expect(text).toContain('can read and write drafts, not submit');
  });

  it('filters by reference, label, state and kind, and says so', async () => {
    const of = (query: string) => pageOf('coordinator@demo.example', `/reviews?${query}`);
    const rows = (text: string) => (text.match(/class="govuk-table__row"/g) ?? []).length - 1;
    expect(rows(await of(`find=${encodeURIComponent(review.reference)}`))).toBe(1);
    expect(rows(await of('kind=near_miss'))).toBe(1);
    expect(rows(await of('state=making_sense'))).toBe(1);
    expect(rows(await of('state=nonsense&kind=nonsense&page=x'))).toBe(2);
    const none = await of('find=%25');
    expect(none).toContain('No review matches');
    expect(await of('find=%22%3E%3Cscript%3E%00')).not.toContain('<script>&');
    expect((await of('page=900')).includes('Show all your reviews')).toBe(true);
  });

  it.each([
    ['editor@demo.example', '/published'],
    ['accreditation@demo.example', '/register'],
    ['admin@demo.example', '/admin'],
  ])('shows %s where their work is, and no review', async (email, href) => {
    const text = await pageOf(email);
    expect(text).toContain(`href="${href}"`);
    expect(text).not.toContain(review.reference);
  });

  it('leads an analyst straight to the figures', async () => {
    const analyst = await visit(test.app, 'analyst@demo.example');
    expect((await analyst.get('/reviews')).headers.location).toBe('/national');
  });

  it('says to those without a review what belongs here', async () => {
    expect(await pageOf('reviewer2@demo.example')).toContain('No reviews yet');
  });
});
