import { openHouse, type TestHouse } from '../support/house';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';

let test: TestHouse;
let review: TestReview;
let one: Visitor;
let two: Visitor;
const now = () => new Date('2012-03-05T10:00:00Z');

beforeAll(async () => {
  test = await openHouse(now);
  await test.owner(`with a as (insert into account (email, name) values ('second@demo.example', 'Second coordinator') returning id),
    c as (insert into credential (account_id, password_hash) select a.id, c.password_hash from a, credential c join account o on o.id = c.account_id where o.email = 'coordinator@demo.example')
    insert into membership (account_id, role, board_id) select a.id, 'coordinator', b.id from a, board b where b.area = 'Coventry'`);
  one = await visit(test.app, 'coordinator@demo.example');
  two = await visit(test.app, 'second@demo.example');
});
beforeEach(async () => {
  review = await makeReview(test);
});
afterAll(() => test.close());

const date = (name: string, iso: string): Record<string, string> => {
  const [year = '', month = '', day = ''] = iso.split('-');
  return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year };
};
const details = (version: string, changes: Record<string, string> = {}): Record<string, string> => ({
  version,
  reference: review.reference,
  child_label: 'Child as opened',
  age_band: '1-5',
  outcome: 'serious harm',
  ...date('incident_on', '2012-01-14'),
  ...date('decided_on', '2012-02-01'),
  ...date('period_from', '2010-01-01'),
  ...date('period_to', '2012-01-14'),
  method: 'learning_together',
  ...changes,
});
const at = (path: string) => `/reviews/${review.id}/${path}`;
const stored = async () =>
  (
    await test.owner<Record<string, unknown>>(
      `select child_label, outcome, method, period::text, decided_on::text, version from review where id = $1`,
      [review.id],
    )
  )[0];
const labelled = () =>
  test.owner(`update review set child_label = 'Child as opened' where id = $1`, [review.id]);

describe('changing the details', () => {
  beforeEach(labelled);

  it('shows them as they are stored, the last day of the period included', async () => {
    const page = await one.get(at('details'));
    expect(page.text).toMatch(/name="period_to-day"[^>]*value="14"/);
    expect(hiddenValue(page.text, 'version')).toBe('1');
  });

  it('lets both changes stand when two people change different details', async () => {
    expect((await one.post(at('details'), details('1', { child_label: 'Child Z' }))).status).toBe(303);
    expect((await two.post(at('details'), details('1', { outcome: 'death' }))).status).toBe(303);
    expect(await stored()).toMatchObject({ child_label: 'Child Z', outcome: 'death', version: 3 });
  });

  it('asks when two people change the same detail, and then takes the answer', async () => {
    await one.post(at('details'), details('1', { child_label: 'Child Theirs', method: 'silp' }));
    const answer = await two.post(
      at('details'),
      details('1', {
        child_label: 'Child Mine',
        method: 'child_practice_review',
        ...date('period_to', '2012-01-10'),
      }),
    );
    expect(answer.status).toBe(409);
    for (const words of [
      'Child Mine',
      'Child Theirs',
      'Child as opened',
      'Child Practice Review',
      'Significant Incident',
    ])
      expect(answer.text).toContain(words);
    expect(answer.text).toContain('Coordinator, Coventry saved a change');
    const kept = Object.fromEntries(
      [...answer.text.matchAll(/type="hidden" name="([a-z][\w-]*)" value="([^"]*)"/g)].map(
        ([, name, value]) => [String(name), String(value)],
      ),
    );
    const again = await two.post(
      at('details'),
      { ...kept, child_label: 'Child Agreed', method: 'Child Practice Review' },
      at('details'),
    );
    expect(again.status).toBe(303);
    expect(await stored()).toMatchObject({
      child_label: 'Child Agreed',
      method: 'child_practice_review',
      period: '[2010-01-01,2012-01-11)',
    });
  });

  it('asks about a period by its two days', async () => {
    await one.post(at('details'), details('1', date('period_from', '2009-06-01')));
    const answer = await two.post(at('details'), details('1', date('period_from', '2008-06-01')));
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('name="period_from"');
    expect(answer.text).toContain('2009-06-01');
    const again = await two.post(
      at('details'),
      { ...details('2'), period_from: '2008-07-01', period_to: '2012-01-14' },
      at('details'),
    );
    expect(again.status).toBe(303);
    expect(await stored()).toMatchObject({ period: '[2008-07-01,2012-01-15)' });
  });

  it('answers a refused form with what was typed', async () => {
    const answer = await one.post(
      at('details'),
      details('1', { child_label: '', ...date('decided_on', '2012-02-31') }),
    );
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Date of the decision must be a real date');
    expect(answer.text).toContain('Enter a label for the child');
    expect(answer.text).toMatch(/name="decided_on-day"[^>]*value="31"/);
  });

  it('brings clocks up to a new decision date, except those met or set by hand', async () => {
    const insert = (code: string, position: number, more: string) =>
      test.owner(
        `insert into milestone (board_id, review_id, code, position, name, wording, first_due_on, due_on ${more.split('|')[0]})
         select board_id, id, $2, $3, $2, '', '2012-02-14', '2012-02-14' ${more.split('|')[1]} from review where id = $1`,
        [review.id, code, position],
      );
    await insert('decide', 1, ', met_on|, decided_on');
    const changes = details('1', date('decided_on', '2012-02-10'));
    expect((await one.post(at('details'), changes)).status).toBe(303);
    const clocks = () =>
      test.owner(
        `select code, first_due_on::text, due_on::text, met_on::text from milestone where review_id = $1 order by position`,
        [review.id],
      );
    expect(await clocks()).toEqual([
      { code: 'decide', first_due_on: '2012-02-14', due_on: '2012-02-14', met_on: '2012-02-10' },
      { code: 'complete', first_due_on: '2012-08-10', due_on: '2012-08-10', met_on: null },
    ]);
    await test.owner(
      `update milestone set updated_by = (select id from account limit 1) where review_id = $1`,
      [review.id],
    );
    expect((await one.post(at('details'), details('2', date('decided_on', '2012-02-20')))).status).toBe(303);
    expect(await clocks()).toMatchObject([{ met_on: '2012-02-10' }, { due_on: '2012-08-10' }]);
  });

  it('is read-only for those who do not run the review, and missing to others', async () => {
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    const page = await reviewer.get(at('details'));
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('name="child_label"');
    expect((await reviewer.post(at('details'), details('1'), '/account')).status).toBe(404);
    const other = await visit(test.app, 'coordinator-b@demo.example');
    expect((await other.get(at('details'))).status).toBe(404);
    expect((await other.post(at('details'), details('1'), '/account')).status).toBe(404);
    expect((await one.get('/reviews/018f0000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await one.get('/reviews/not-an-id')).status).toBe(404);
  });
});

describe('changing the questions', () => {
  const save = (who: Visitor, version: string, questions: string) =>
    who.post(at('questions'), { version, questions });
  const questions = async () =>
    (
      await test.owner<{ text: string }>(
        `select text from review_question where review_id = $1 order by position`,
        [review.id],
      )
    ).map(({ text }) => text);

  it('keeps every version, and asks when two people change them', async () => {
    expect((await save(one, '1', 'What helps?\nWhat hinders?')).status).toBe(303);
    const answer = await save(two, '1', 'Who decides?');
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Who decides?');
    expect(answer.text).toContain('What hinders?');
    expect(hiddenValue(answer.text, 'version')).toBe('2');
    expect(await questions()).toEqual(['What helps?', 'What hinders?']);
    expect((await save(two, '2', 'What helps?\nWho decides?')).status).toBe(303);
    expect(await questions()).toEqual(['What helps?', 'Who decides?']);
    expect(hiddenValue((await one.get(at('questions'))).text, 'version')).toBe('3');
  });

  it('changes nothing when the form was stale and nothing was changed in it', async () => {
    await save(one, '1', 'First?');
    await save(one, '2', 'Second?');
    expect((await save(two, '2', 'First?')).status).toBe(303);
    expect(await questions()).toEqual(['Second?']);
  });

  it('refuses none', async () => {
    const answer = await save(one, '1', ' ');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('href="#questions"');
  });
});
