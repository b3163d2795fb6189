import { looksLikeName } from '../../server/reviews/labels';
import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';

let test: TestHouse;
let coordinator: Visitor;
const now = () => new Date('2012-02-13T10:00:00Z');

beforeAll(async () => {
  test = await openHouse(now);
  coordinator = await visit(test.app, 'coordinator@demo.example');
});
afterAll(() => test.close());

const filled = (changes: Record<string, string> = {}): Record<string, string> => ({
  board: boardId,
  reference: 'COV 2012/90',
  kind: 'scr',
  guidance: '',
  child_label: 'Child Q',
  age_band: '1-5',
  outcome: 'serious harm',
  'incident_on-day': '14',
  'incident_on-month': '1',
  'incident_on-year': '2012',
  'decided_on-day': '6',
  'decided_on-month': '2',
  'decided_on-year': '2012',
  'period_from-day': '1',
  'period_from-month': '1',
  'period_from-year': '2010',
  'period_to-day': '14',
  'period_to-month': '1',
  'period_to-year': '2012',
  method: 'learning_together',
  questions: 'What helps?\r\n\r\nWhat hinders?',
  ...changes,
});
let boardId = '';
beforeAll(async () => {
  const [board] = await test.owner<{ id: string }>(`select id from board where area = 'Coventry'`);
  boardId = String(board?.id);
});

const reviews = (reference: string) =>
  test.owner<{ id: string; period: string; guidance: string; kind: string }>(
    `select id, period::text, guidance, kind from review where reference = $1`,
    [reference],
  );

describe('opening a review', () => {
  it('asks a coordinator with one Board for everything but the Board', async () => {
    const page = await coordinator.get('/reviews/new');
    expect(page.status).toBe(200);
    expect(page.text).toContain(`type="hidden" name="board" value="${boardId}"`);
    expect(page.text).toContain('Working Together to Safeguard Children, 2010 (in force today)');
  });

  it('keeps it with its questions, its half-open period and the clocks of the edition', async () => {
    const answer = await coordinator.post('/reviews/new', filled());
    expect(answer.status).toBe(303);
    const [review] = await reviews('COV 2012/90');
    expect(answer.headers.location).toBe(`/reviews/${review?.id}`);
    expect(review).toMatchObject({ period: '[2010-01-01,2012-01-15)', guidance: '2010' });
    const clocks = await test.owner(
      `select code, first_due_on::text, due_on::text, met_on::text from milestone where review_id = $1 order by position`,
      [review?.id],
    );
    expect(clocks).toEqual([
      { code: 'notify', first_due_on: null, due_on: null, met_on: null },
      { code: 'decide', first_due_on: '2012-02-14', due_on: '2012-02-14', met_on: '2012-02-06' },
      { code: 'complete', first_due_on: '2012-08-06', due_on: '2012-08-06', met_on: null },
      { code: 'publish', first_due_on: null, due_on: null, met_on: null },
    ]);
    const questions = await test.owner(
      `select text from review_question where review_id = $1 order by position`,
      [review?.id],
    );
    expect(questions).toEqual([{ text: 'What helps?' }, { text: 'What hinders?' }]);
    const audit = await test.owner(
      `select 1 from audit.entry where action = 'review.opened' and subject_id = $1 and chain = $2`,
      [review?.id, boardId],
    );
    expect(audit).toHaveLength(1);
    const page = await coordinator.get(String(answer.headers.location));
    expect(page.text).toContain('Child Q');
    expect(page.text).toContain('25 weeks left');
  });

  it('opens a near miss without statutory dates, with the day that the Board set', async () => {
    const answer = await coordinator.post(
      '/reviews/new',
      filled({
        reference: 'COV NM/1',
        kind: 'near_miss',
        guidance: '2015',
        outcome: 'near miss',
        'complete_on-day': '1',
        'complete_on-month': '6',
        'complete_on-year': '2012',
      }),
    );
    expect(answer.status).toBe(303);
    const [review] = await reviews('COV NM/1');
    expect(review).toMatchObject({ kind: 'near_miss', guidance: 'near_miss' });
    const clocks = await test.owner(
      `select code, due_on::text from milestone where review_id = $1 order by position`,
      [review?.id],
    );
    expect(clocks).toEqual([
      { code: 'complete', due_on: '2012-06-01' },
      { code: 'publish', due_on: null },
    ]);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['no reference', { reference: ' ' }, 'reference', 'Enter the reference'],
    ['a reference that is taken', { reference: 'COV 2012/90' }, 'reference', 'Another review of this Board'],
    [
      '31 February',
      { 'incident_on-day': '31', 'incident_on-month': '2' },
      'incident_on',
      'must be a real date',
    ],
    [
      'an incident that is still to come',
      {
        'incident_on-day': '14',
        'incident_on-month': '2',
        'decided_on-day': '',
        'decided_on-month': '',
        'decided_on-year': '',
      },
      'incident_on',
      'today or earlier',
    ],
    ['a period that ends before it begins', { 'period_to-year': '2009' }, 'period_to', 'after its first day'],
    ['a decision before the incident', { 'decided_on-year': '2011' }, 'decided_on', 'the same as or after'],
    ['no question', { questions: '\n \n' }, 'questions', 'at least one question'],
    ['eleven questions', { questions: 'Why?\n'.repeat(11) }, 'questions', 'ten questions or fewer'],
    ['too much text', { questions: 'x'.repeat(200_000) }, 'questions', '20,000 characters or fewer'],
    ['a NUL', { child_label: 'Child\u0000' }, 'child_label', 'cannot be kept'],
    ['a method that there is not', { method: 'guessing' }, 'method', 'Choose the method'],
    ['an edition for another kind', { guidance: 'near_miss' }, 'guidance', 'Choose an edition'],
    ['no kind', { kind: '' }, 'kind', 'Choose the kind'],
  ])('refuses %s, beside the field, and keeps what was typed', async (_what, changes, field, message) => {
    const answer = await coordinator.post(
      '/reviews/new',
      filled({ reference: 'COV 2012/91', child_label: 'Child Kept', ...changes }),
    );
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`href="#${field}"`);
    expect(answer.text).toContain(`id="${field}"`);
    if (!('child_label' in changes)) expect(answer.text).toContain('value="Child Kept"');
    expect(answer.text).toContain('What');
    expect(await reviews('COV 2012/91')).toHaveLength(0);
  });

  it('answers 422 for a Board that is not an id', async () => {
    const answer = await coordinator.post('/reviews/new', filled({ board: 'x' }));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Choose the Board');
  });

  it('shows markup as text', async () => {
    const answer = await coordinator.post(
      '/reviews/new',
      filled({ reference: 'COV 2012/92', child_label: '<script>alert(1)</script>\u202e' }),
    );
    const page = await coordinator.get(String(answer.headers.location));
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toContain('&lt;script&gt;alert(1)');
  });

  it('opens one review when the same form is posted twice', async () => {
    const once = '018f0000-0000-7000-8000-00000000abcd';
    const form = filled({ reference: 'COV 2012/93', _once: once });
    const one = await coordinator.post('/reviews/new', form);
    const two = await coordinator.post('/reviews/new', form);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(two.headers.location).toBe(one.headers.location);
    expect(await reviews('COV 2012/93')).toHaveLength(1);
  });

  it('is not for another Board’s coordinator, nor for other roles', async () => {
    const other = await visit(test.app, 'coordinator-b@demo.example');
    expect((await other.post('/reviews/new', filled({ reference: 'COV 2012/94' }))).status).toBe(404);
    for (const email of ['reviewer@demo.example', 'chair@demo.example', 'admin@demo.example']) {
      expect((await (await visit(test.app, email)).get('/reviews/new')).status).toBe(404);
    }
  });
});

describe('what does not go together', () => {
  it('refuses a near miss in which the child died, on opening and on details', async () => {
    const dead = filled({ reference: 'COV NM/2', kind: 'near_miss', outcome: 'death' });
    const refused = await coordinator.post('/reviews/new', dead);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('In a near miss harm was avoided or slight');
    expect(refused.text).toContain('href="#outcome"');
    const opened = await coordinator.post('/reviews/new', { ...dead, outcome: 'near miss' });
    expect(opened.status).toBe(303);
    const at = `${opened.headers.location}/details`;
    const changed = await coordinator.post(at, { ...dead, version: '1' });
    expect(changed.status).toBe(422);
    expect(changed.text).toContain('In a near miss harm was avoided or slight');
    expect((await coordinator.post(at, { ...dead, outcome: 'other', version: '1' })).status).toBe(303);
  });

  it('asks which method another method is, and keeps it', async () => {
    const other = filled({ reference: 'COV OM/1', method: 'other' });
    const refused = await coordinator.post('/reviews/new', other);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('href="#method_note"');
    const opened = await coordinator.post('/reviews/new', { ...other, method_note: 'Appreciative inquiry' });
    expect(opened.status).toBe(303);
    const at = `${opened.headers.location}/details`;
    expect((await coordinator.get(at)).text).toContain('value="Appreciative inquiry"');
    const chair = await visit(test.app, 'chair@demo.example');
    expect((await chair.get(at)).text).toContain(': Appreciative inquiry');
    // Another method needs no note, and keeps none.
    const named = { ...other, method: 'silp', method_note: 'Appreciative inquiry', version: '1' };
    expect((await coordinator.post(at, named)).status).toBe(303);
    expect((await chair.get(at)).text).not.toContain('Appreciative inquiry');
  });

  it('asks once about a label that looks like a name', async () => {
    const named = filled({ reference: 'COV LN/1', child_label: 'Mary Smith' });
    const refused = await coordinator.post('/reviews/new', named);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('This looks like a name. Use a label such as ‘Child C’');
    expect(refused.text).toContain('It is a label, not a name');
    const opened = await coordinator.post('/reviews/new', { ...named, is_label: 'yes' });
    expect(opened.status).toBe(303);
    expect((await coordinator.get(`${opened.headers.location}/details`)).text).toMatch(
      /name="is_label"[^>]*checked/,
    );
  });

  it.each([
    ['Mary Smith', true],
    ['Anne-Marie O’Neill', true],
    ['Child C', false],
    ['Family Kestrel', false],
    ['Young Person Two', false],
    ['Sibling Two', false],
    ['Mary', false],
    ['J', false],
    ['C 2012', false],
  ])('%s looks like a name: %s', (label, expected) => expect(looksLikeName(label)).toBe(expected));

  it('shows the one Board as text', async () => {
    expect((await coordinator.get('/reviews/new')).text).toContain('It is held by Coventry');
  });
});
