import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';

let test: TestHouse;
let review: TestReview;
let coordinator: Visitor;

beforeAll(async () => {
  test = await openHouse();
  coordinator = await visit(test.app, 'coordinator@demo.example');
});
beforeEach(async () => {
  review = await makeReview(test, { lead: null, team: null });
});
afterAll(() => test.close());

const idOf = async (email: string): Promise<string> =>
  String((await test.owner<{ id: string }>(`select id from account where email = $1`, [email]))[0]?.id);
const team = () => `/reviews/${review.id}/team`;
const add = async (part: 'lead' | 'team', email: string) =>
  coordinator.post(
    `${team()}/${part === 'lead' ? 'leads' : 'members'}`,
    { [part]: await idOf(email) },
    team(),
  );
const members = () =>
  test.owner<{ id: string; removed: boolean; part: string }>(
    `select id, part, removed_at is not null as removed from review_member where review_id = $1`,
    [review.id],
  );

describe('the team', () => {
  it('is chosen from the register, which says how each stands', async () => {
    const page = await coordinator.get(team());
    expect(page.text).toContain('Accredited until');
    expect(page.text).toContain('Lapsed on');
    expect((await add('lead', 'reviewer@demo.example')).status).toBe(303);
    expect((await add('team', 'team@demo.example')).status).toBe(303);
    expect((await members()).map(({ part }) => part).sort()).toEqual(['lead', 'team']);
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    expect((await reviewer.get(`/reviews/${review.id}`)).status).toBe(200);
  });

  it('may have a reviewer whose accreditation has lapsed, and says what follows', async () => {
    expect((await add('lead', 'lapsed@demo.example')).status).toBe(303);
    const page = await coordinator.get(team());
    expect(page.text).toContain('an read and write drafts, not submit, until the accreditation is renewed');
  });

  it('has a person once', async () => {
    await add('lead', 'reviewer@demo.example');
    const answer = await add('lead', 'reviewer@demo.example');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Lead reviewer is on this review already, as a lead reviewer');
    expect(await members()).toHaveLength(1);
  });

  it.each([
    ['lead', 'team@demo.example'],
    ['team', 'reviewer@demo.example'],
    ['lead', 'chair@demo.example'],
  ] as const)('does not take as %s %s, who has not that role', async (part, email) => {
    const answer = await add(part, email);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`href="#${part}"`);
    expect(await members()).toHaveLength(0);
  });

  it('refuses nobody and what is not an id', async () => {
    for (const lead of ['', 'x', '\u0000'])
      expect((await coordinator.post(`${team()}/leads`, { lead }, team())).status).toBe(422);
  });

  it('keeps the row of someone who leaves, who then no longer sees the review', async () => {
    await add('lead', 'reviewer@demo.example');
    const [member] = await members();
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    const answer = await coordinator.post(`${team()}/${member?.id}/removal`, {}, team());
    expect(answer.status).toBe(303);
    expect(await members()).toMatchObject([{ removed: true }]);
    expect((await reviewer.get(`/reviews/${review.id}`)).status).toBe(404);
    expect((await coordinator.post(`${team()}/${member?.id}/removal`, {}, team())).status).toBe(404);
    expect((await add('lead', 'reviewer@demo.example')).status).toBe(303);
    const page = await coordinator.get(`/reviews/${review.id}`);
    expect(page.text).toContain('took Lead reviewer off the review');
  });

  it('is another Board’s to change for no one', async () => {
    const other = await visit(test.app, 'coordinator-b@demo.example');
    const lead = await idOf('reviewer@demo.example');
    expect((await other.get(team())).status).toBe(404);
    expect((await other.post(`${team()}/leads`, { lead }, '/account')).status).toBe(404);
    for (const email of ['chair@demo.example', 'reviewer@demo.example'])
      expect(
        (await (await visit(test.app, email)).post(`${team()}/leads`, { lead }, '/account')).status,
      ).toBe(404);
  });
});

describe('independence', () => {
  const page = () => `/reviews/${review.id}/independence`;
  const words = { text: 'I have never worked for the Board.', confirm: 'yes' };

  it('is declared once, by the lead reviewer, and read by the coordinator', async () => {
    await add('lead', 'reviewer@demo.example');
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    expect((await reviewer.get(`/reviews/${review.id}`)).text).toContain('Not declared');
    const empty = await reviewer.post(page(), { text: words.text }, page());
    expect(empty.status).toBe(422);
    expect(empty.text).toContain(words.text);
    expect((await reviewer.post(page(), words)).status).toBe(303);
    expect((await reviewer.post(page(), words)).status).toBe(422);
    expect((await reviewer.get(page())).text).toContain('You declared this on');
    expect((await coordinator.get(team())).text).toContain(words.text);
    expect((await coordinator.get(`/reviews/${review.id}`)).text).toContain('1 of 1 declared');
  });

  it('is not for a reviewer who is not on the review, nor for the team', async () => {
    await add('team', 'team@demo.example');
    for (const email of ['reviewer@demo.example', 'team@demo.example', 'coordinator@demo.example']) {
      const visitor = await visit(test.app, email);
      expect((await visitor.get(page())).status).toBe(404);
      expect((await visitor.post(page(), words, '/account')).status).toBe(404);
    }
  });
});
