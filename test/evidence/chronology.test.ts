import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

const NOW = new Date('2012-03-05T10:00:00Z');
let test: TestHouse;
let review: TestReview;
let base: string;
let reviewer: Visitor;
beforeAll(async () => {
  test = await openHouse(() => NOW);
  review = await makeReview(test);
  base = `/reviews/${review.id}`;
  reviewer = await visit(test.app, 'reviewer@demo.example');
});
afterAll(() => test.close());

const add = (fields: Record<string, string>) =>
  reviewer.post(`${base}/chronology/new`, {
    when: '3 April 2010',
    new_agency: 'Health visiting',
    description: 'Seen at home',
    ...fields,
  });
const idIn = (location: string | undefined): string =>
  String(/chronology\/([0-9a-f-]{36})$/.exec(String(location))?.[1]);

describe('an event', () => {
  it('is added by hand with a date as people write it, and says how it was read', async () => {
    const empty = await reviewer.get(`${base}/chronology`);
    expect(empty.text).toContain('Bring a spreadsheet');
    const answer = await add({
      when: '3/4/10 2.30pm',
      people: 'Mother, Health visitor 1; Mother',
      child_experience: 'Quiet, held a toy throughout',
      child_basis: 'seen',
      stage: 'universal_services',
      source: 'Health visitor record, page 14',
    });
    expect(answer.status).toBe(303);
    const shown = await reviewer.get(String(answer.headers.location));
    expect(shown.text).toContain('The date was read as 3 April 2010. The day is known.');
    expect(shown.text).toContain('3 April 2010, 14:30');
    expect(shown.text).toContain('Mother, Health visitor 1<');
    expect(shown.text).toContain('It was seen');
    expect(shown.text).toContain('Added by Lead reviewer at 10:00 on 5 March 2012');
    const [row] = await test.owner<Record<string, unknown>>(
      `select lower(period)::text as day, exactness, time_of_day, people, fingerprint, added_at from event where id = $1`,
      [idIn(answer.headers.location)],
    );
    expect(row).toMatchObject({
      day: '2010-04-03',
      exactness: 'day',
      time_of_day: '14:30:00',
      added_at: NOW,
    });
    expect(row?.people).toEqual(['Mother', 'Health visitor 1']);
    expect(row?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['1/1/2031', 'This is after today: is the year right?'],
    ['1/1/1910', 'This is more than 20 years outside of the period under review: is the year right?'],
  ])('is saved with a question where the year of %s may be wrong', async (when, question) => {
    const answer = await add({ when });
    expect(answer.status).toBe(303);
    expect((await reviewer.get(String(answer.headers.location))).text).toContain(question);
  });

  it('says beside the field what to mend, and keeps what was typed', async () => {
    for (const [fields, words] of [
      [{ when: '31/02/2010' }, 'There is no 31 February 2010'],
      [{ when: 'Spring 09' }, 'Say which month or months'],
      [{ description: '' }, 'Say what happened'],
      [{ new_agency: '' }, 'Choose whose account this is'],
      [{ description: 'a\u0000b' }, 'characters that cannot be kept'],
      [{ description: 'x'.repeat(200_000) }, 'must be 20,000 characters or fewer'],
      [{ agency: '00000000-0000-7000-8000-000000000000', new_agency: '' }, 'Choose one of the agencies'],
      [{ document: 'another' }, 'Choose one of the documents'],
      [{ people: Array.from({ length: 41 }, (_, i) => `P${i}`).join(',') }, 'at most 40 people'],
    ] as const) {
      const answer = await add({ source: '<b>typed</b>', ...fields });
      expect([words, answer.status]).toEqual([words, 422]);
      expect(answer.text).toContain(words);
      expect(answer.text).toContain('&lt;b&gt;typed&lt;/b&gt;');
    }
  });

  it('posted twice is added once', async () => {
    const form = await reviewer.get(`${base}/chronology/new`);
    const once = String(/name="_once" value="([^"]*)"/.exec(form.text)?.[1]);
    const fields = { when: 'May 2010', new_agency: 'Police', description: 'Posted twice', _once: once };
    const [first, second] = [
      await reviewer.send(`${base}/chronology/new`, fields),
      await reviewer.send(`${base}/chronology/new`, fields),
    ];
    expect(second.headers.location).toBe(first.headers.location);
    const rows = await test.owner(`select 1 from event where description = 'Posted twice'`);
    expect(rows).toHaveLength(1);
  });

  it('is changed with its history kept, and two people who change the same see each other’s words', async () => {
    const path = `${base}/chronology/${idIn((await add({ description: 'First words' })).headers.location)}`;
    const form = await reviewer.get(`${path}/change`);
    expect(form.text).toContain('Read as 3 April 2010. The day is known.');
    const agency = String(/<option value="([^"]*)" selected/.exec(form.text)?.[1]);
    const same = { when: '3 April 2010', agency, version: '1' };
    const changed = await reviewer.post(
      `${path}/change`,
      { ...same, when: 'c. April 2010', description: 'Second words' },
      `${path}/change`,
    );
    expect(changed.status).toBe(303);
    const shown = await reviewer.get(path);
    expect(shown.text).toContain('about April 2010');
    expect(shown.text).toMatch(/<del[^>]*>First words<\/del>/);
    expect(shown.text).toContain('The month is about right, the day is not');
    const team = await visit(test.app, 'team@demo.example');
    const clash = await team.post(
      `${path}/change`,
      { ...same, when: '4 April 2010', description: 'Third words', people: 'Father' },
      `${path}/change`,
    );
    expect(clash.status).toBe(409);
    expect(clash.text).toContain('about April 2010');
    expect(clash.text).toContain('Third words');
    expect(clash.text).toContain('name="people" value="Father"');
    const settled = await team.post(
      `${path}/change`,
      { ...same, when: '4 April 2010', description: 'Both words', people: 'Father', version: '2' },
      `${path}/change`,
    );
    expect(settled.status).toBe(303);
    const [row] = await test.owner(
      `select lower(period)::text as day, exactness, circa, version, description from event where id = $1`,
      [idIn(path)],
    );
    expect(row).toEqual({
      day: '2010-04-04',
      exactness: 'day',
      circa: false,
      version: 3,
      description: 'Both words',
    });
  });

  it('is withdrawn with a reason, hidden unless asked for, and put back', async () => {
    const id = idIn((await add({ description: 'Of another family', when: '1 May 2011' })).headers.location);
    const path = `${base}/chronology/${id}`;
    const finding = await makeFinding(test, review, { sufficient: true });
    await test.owner(
      `insert into pointer (board_id, review_id, finding_id, from_part, event_id) values ($1, $2, $3, 'manifestation', $4)`,
      [review.boardId, review.id, finding.id, id],
    );
    const ask = await reviewer.get(`${path}/withdrawal`);
    expect(ask.text).toContain('Finding 1');
    const refused = await reviewer.post(`${path}/withdrawal`, { version: '1', why: ' ' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Say why this is withdrawn');
    const done = await reviewer.post(`${path}/withdrawal`, { version: '1', why: 'Wrong family' });
    expect(done.headers.location).toBe(path);
    expect((await reviewer.get(path)).text).toContain('Wrong family');
    expect((await reviewer.get(`${base}/chronology`)).text).not.toContain('Of another family');
    const asked = await reviewer.get(`${base}/chronology?withdrawn=yes`);
    expect(asked.text).toContain('Of another family');
    const back = await reviewer.post(`${path}/restoration`, { version: '2' }, path);
    expect(back.status).toBe(303);
    expect((await reviewer.get(path)).text).toContain('Put back by Lead reviewer');
    expect((await reviewer.get(`${base}/chronology`)).text).toContain('Bears 1 part of findings');
    const audit = await test.owner<{ action: string }>(
      `select action from audit.entry where subject_id = $1 and action like 'event.%' order by seq`,
      [id],
    );
    expect(audit.map(({ action }) => action)).toEqual(['event.added', 'event.withdrawn', 'event.restored']);
  });

  it('is for those on the case: others find nothing, the chair reads only', async () => {
    const id = idIn((await add({})).headers.location);
    const foreign = await visit(test.app, 'reviewer-b@demo.example');
    const chair = await visit(test.app, 'chair@demo.example');
    for (const path of ['', '/new', `/${id}`, `/${id}/change`, `/${id}/withdrawal`])
      expect((await foreign.get(`${base}/chronology${path}`)).status).toBe(404);
    expect((await chair.get(`${base}/chronology/${id}`)).status).toBe(200);
    expect((await chair.get(`${base}/chronology/${id}`)).text).not.toContain('Withdraw this event');
    expect((await chair.get(`${base}/chronology/new`)).status).toBe(404);
    for (const visitor of [foreign, chair]) {
      const added = await visitor.send(`${base}/chronology/new`, {
        when: '2010',
        new_agency: 'X',
        description: 'No',
      });
      expect(added.status).toBe(404);
      const gone = await visitor.send(`${base}/chronology/${id}/withdrawal`, { version: '1', why: 'No' });
      expect(gone.status).toBe(404);
    }
    expect((await reviewer.get(`${base}/chronology/00000000-0000-7000-8000-000000000000`)).status).toBe(404);
    expect((await reviewer.get(`${base}/chronology/nothing`)).status).toBe(404);
  });
});
