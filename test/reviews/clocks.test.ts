import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';
import { clockWords, shortReason, type Clock } from '../../server/reviews/clock';
import { makeFinding, makeReview, type TestReview } from '../support/cases';

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

describe('a clock in words', () => {
  const met = (metOn: string, more: Partial<Clock> = {}) =>
    clockWords(
      { firstDueOn: '2012-08-01', dueOn: '2012-08-01', metOn, lateReason: null, ...more },
      '2013-09-01',
    ).text;
  // By hand: 13 February 2013 is 196 days, 28 weeks, after 1 August 2012.
  it.each([
    ['2012-08-01', {}, 'met'],
    ['2012-08-02', {}, 'met, 1 day late'],
    ['2013-02-13', {}, 'met, 28 weeks late'],
    ['2013-02-13', { dueOn: '2013-02-13', lateReason: 'inquest' }, 'met, 28 weeks late: inquest'],
    [
      '2013-02-13',
      { lateReason: 'other', lateWords: 'The family asked\nfor time' },
      'met, 28 weeks late: The family asked for time',
    ],
    ['2013-02-13', { firstDueOn: null, dueOn: null }, 'met'],
  ] as const)('met on %s %j: %s', (on, more, text) => expect(met(on, more)).toBe(text));
  it('shortens what was said', () => {
    expect(shortReason('other', 'x'.repeat(80))).toBe(`${'x'.repeat(60)}…`);
    expect(shortReason('other', 'It lapsed.')).toBe('It lapsed');
    expect(shortReason('other', '')).toBe('other reason');
    expect(shortReason('inquest', 'It opens in October')).toBe('inquest');
  });
});

describe('meeting a clock', () => {
  const on = (met_on: string, more: Record<string, string> = {}) =>
    post('completion', { met_on, confirm: 'yes', ...more });
  const why = { late_kind: 'other', late_reason: 'The family asked for time.' };

  it('is a day, and can be taken back', async () => {
    expect((await on('2012-07-30')).status).toBe(303);
    expect(await clock()).toMatchObject({ met_on: '2012-07-30', due_on: '2012-08-01' });
    expect((await coordinator.get(`/reviews/${review.id}`)).text).toContain(
      'said that “Complete the review” was met',
    );
    expect((await post('new-date', late)).status).toBe(422);
    expect((await post('reopening', {})).status).toBe(303);
    expect(await clock()).toMatchObject({ met_on: null });
  });
  it.each([
    ['2012-09-04', 'must be today or earlier'],
    ['2012-01-13', 'the day of the incident, or later'],
    ['', 'Enter the day on which it was met'],
  ])('refuses %j', async (day, message) => {
    const answer = await on(day);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
  });
  it('does not guess the day', async () => {
    const { id } = await clock();
    const page = await coordinator.get(`/reviews/${review.id}/clocks/${id}`);
    expect(page.text).not.toMatch(/name="met_on-day" type="text" value="\d/);
    expect(page.text).toContain('It has run over');
  });
  it('asks why when the day is after the date, and keeps the reason with the day', async () => {
    const refused = await on('2012-08-30');
    expect(refused.status).toBe(422);
    for (const words of ['Say why it ran over', 'Choose why it ran over', 'href="#late_kind"'])
      expect(refused.text).toContain(words);
    expect(await clock()).toMatchObject({ met_on: null, version: 1 });
    expect((await on('2012-08-30', why)).status).toBe(303);
    expect(await clock()).toMatchObject({
      first_due_on: '2012-08-01',
      due_on: '2012-08-30',
      met_on: '2012-08-30',
    });
    const clocks = (await coordinator.get(`/reviews/${review.id}/clocks`)).text;
    expect(clocks).toContain('Met, 4 weeks late');
    expect(clocks).toContain('30 August 2012. Other reason: The family asked for time.');
    const work = (await coordinator.get('/reviews')).text;
    expect(work).toContain('Met, 4 weeks late');
    expect(work).toContain('The family asked for time');
    expect(work).not.toContain('other reason');
  });
  it('asks to confirm that a review without an approved finding is complete', async () => {
    const refused = await on('2012-07-30', { confirm: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('No finding is approved yet');
    expect(refused.text).toContain('href="#confirm"');
    const { id } = await makeFinding(test, review, { sufficient: true });
    await test.owner(`update finding set state = 'approved' where id = $1`, [id]);
    expect((await on('2012-07-30', { confirm: '' })).status).toBe(303);
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
