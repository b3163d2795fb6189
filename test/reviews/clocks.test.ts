import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';

let test: TestHouse;
let review: TestReview;
let coordinator: Visitor;
const now = () => new Date('2012-09-03T10:00:00Z');

beforeAll(async () => {
  test = await openHouse(now);
  coordinator = await visit(test.app, 'coordinator@demo.example');
});
beforeEach(async () => {
  review = await makeReview(test);
});
afterAll(() => test.close());

const clock = async (code = 'complete') => {
  const [row] = await test.owner<{
    id: string;
    version: number;
    due_on: string | null;
    first_due_on: string | null;
    met_on: string | null;
  }>(
    `select id, version, due_on::text, first_due_on::text, met_on::text from milestone where review_id = $1 and code = $2`,
    [review.id, code],
  );
  if (!row) throw new Error(`no clock ${code}`);
  return row;
};
const post = async (step: string, fields: Record<string, string>, code?: string) => {
  const { id, version } = await clock(code);
  const page = `/reviews/${review.id}/clocks/${id}`;
  return coordinator.post(`${page}/${step}`, { version: String(version), ...fields }, page);
};
const day = (name: string, iso: string): Record<string, string> => ({ [name]: iso });
const late = {
  ...day('due_on', '2012-12-01'),
  reason_kind: 'inquest',
  reason: 'The inquest opens in October.',
};

describe('a clock that runs over', () => {
  it('takes a reason and a new date, and keeps every date', async () => {
    expect((await post('new-date', late)).status).toBe(303);
    const second = {
      ...day('due_on', '2013-02-01'),
      reason_kind: 'criminal_proceedings',
      reason: 'A trial was listed.',
    };
    expect((await post('new-date', second)).status).toBe(303);
    expect(await clock()).toMatchObject({ first_due_on: '2012-08-01', due_on: '2013-02-01' });
    const page = await coordinator.get(`/reviews/${review.id}/clocks`);
    for (const words of [
      '1 August 2012',
      '1 December 2012. Inquest: The inquest opens',
      '1 February 2013. Criminal proceedings: A trial',
    ])
      expect(page.text).toContain(words);
    expect(page.text).toContain('4 weeks over: criminal proceedings');
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['no reason', { ...late, reason: '' }, 'reason', 'Say why'],
    ['no kind of reason', { ...late, reason_kind: '' }, 'reason_kind', 'Choose why'],
    ['no date', { ...late, due_on: '' }, 'due_on', 'Enter the new date'],
    ['a date that is not one', { ...late, due_on: '2012-11-31' }, 'due_on', 'must be a real date'],
    ['the same date', { ...late, due_on: '2012-08-01' }, 'due_on', 'must be after 1 August 2012'],
    ['an earlier date', { ...late, due_on: '2012-07-01' }, 'due_on', 'must be after 1 August 2012'],
  ])('refuses %s, and keeps what was typed', async (_what, fields, field, message) => {
    const answer = await post('new-date', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`href="#${field}"`);
    expect(answer.text).toContain(`id="${field}"`);
    if (fields.reason) expect(answer.text).toContain(fields.reason);
    expect(await clock()).toMatchObject({ due_on: '2012-08-01', version: 1 });
  });

  it('asks when someone else gave it another date meanwhile', async () => {
    await post('new-date', late);
    const answer = await post('new-date', { ...late, due_on: '2013-01-01', version: '1' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('2012-12-01');
    const changes = await test.owner(`select 1 from milestone_change where review_id = $1`, [review.id]);
    expect(changes).toHaveLength(1);
  });
});

describe('meeting a clock', () => {
  it('is a day, and can be taken back', async () => {
    expect((await post('completion', day('met_on', '2012-08-30'))).status).toBe(303);
    expect(await clock()).toMatchObject({ met_on: '2012-08-30' });
    expect((await post('new-date', late)).status).toBe(422);
    expect((await post('reopening', {})).status).toBe(303);
    expect(await clock()).toMatchObject({ met_on: null });
  });
  it.each([
    ['2012-09-04', 'must be today or earlier'],
    ['2012-01-13', 'the day of the incident, or later'],
    ['', 'Enter the day on which it was met'],
  ])('refuses %j', async (on, message) => {
    const answer = await post('completion', day('met_on', on));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
  });
});

describe('a clock without a date', () => {
  it('gets its first one from the Board, and those that count back from it follow', async () => {
    await test.owner(`update review set guidance = '2013' where id = $1`, [review.id]);
    for (const [code, position] of [
      ['panel', 3],
      ['publish', 4],
    ])
      await test.owner(
        `insert into milestone (board_id, review_id, code, position, name, wording) values ($1, $2, $3, $4, $3, '')`,
        [review.boardId, review.id, code, position],
      );
    expect((await post('first-date', day('due_on', '2012-10-15'), 'publish')).status).toBe(303);
    expect(await clock('publish')).toMatchObject({ first_due_on: '2012-10-15', due_on: '2012-10-15' });
    expect(await clock('panel')).toMatchObject({ due_on: '2012-10-08' });
    expect((await post('first-date', day('due_on', '2012-11-15'), 'publish')).status).toBe(422);
  });
});

describe('who may', () => {
  it('lets those on the review read the clocks, and only its coordinator change them', async () => {
    const { id } = await clock();
    const list = `/reviews/${review.id}/clocks`;
    for (const email of ['reviewer@demo.example', 'team@demo.example', 'chair@demo.example']) {
      const visitor = await visit(test.app, email);
      const page = await visitor.get(list);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain(`${list}/${id}`);
      expect((await visitor.get(`${list}/${id}`)).status).toBe(404);
      expect(
        (await visitor.post(`${list}/${id}/new-date`, { ...late, version: '1' }, '/account')).status,
      ).toBe(404);
    }
    const other = await visit(test.app, 'coordinator-b@demo.example');
    expect((await other.get(list)).status).toBe(404);
    expect((await other.post(`${list}/${id}/new-date`, { ...late, version: '1' }, '/account')).status).toBe(
      404,
    );
  });
});
