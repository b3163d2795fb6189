import request, { type Response } from 'supertest';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { closeRooms } from '../../server/evidence/reading-room/room';
import { hiddenValue } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { realSizedCase } from '../support/real-sized-case';

let test_: TestHouse;
const NOW = new Date('2012-05-04T10:00:00Z');

beforeAll(async () => {
  test_ = await openHouse(() => NOW);
});
afterAll(async () => {
  closeRooms();
  await test_.close();
});

type Fields = Record<string, string>;

/** Someone who sends a spreadsheet and posts the forms of its page as a browser would. */
async function person(email: string) {
  const agent = request.agent(test_.app);
  const form = await agent.get('/sign-in');
  await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: hiddenValue(form.text, '_csrf'), email, password: DEMO_PASSWORD });
  const post = async (path: string, fields: Fields): Promise<Response> =>
    agent.post(path).type('form').send(fields);
  return {
    get: (path: string) => agent.get(path),
    post,
    async bring(review: TestReview, name: string, body: Buffer, fields: Fields = {}): Promise<Response> {
      const path = `/reviews/${review.id}/chronology/loads`;
      const shown = await agent.get(path);
      let sent = agent.post(path).field('_csrf', hiddenValue(shown.text, '_csrf') ?? '');
      sent = sent.field('_once', hiddenValue(shown.text, '_once') ?? '');
      for (const [field, value] of Object.entries(fields)) sent = sent.field(field, value);
      return sent.attach('file', body, name);
    },
    /** Posts the form that goes to `part` of the draft, as it is filled on the page, with changes. */
    async submit(page: string, part: string, changes: Fields = {}): Promise<Response> {
      const shown = await agent.get(page);
      return post(`${page.split('?')[0]}/${part}`, { ...fieldsOf(shown.text, `/${part}"`), ...changes });
    },
  };
}

const unescape = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What a browser would send of the form whose action ends so. */
function fieldsOf(html: string, action: string): Fields {
  const start = html.indexOf(`${action} novalidate`);
  if (start < 0) throw new Error(`No form goes to ${action}`);
  const form = html.slice(start, html.indexOf('</form>', start));
  const fields: Fields = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (!name || (/type="checkbox"/.test(tag) && !/ checked/.test(tag))) continue;
    fields[name] = unescape(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', options = ''] of form.matchAll(
    /<select [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    const chosen =
      /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
    fields[name] = unescape(chosen?.[1] ?? '');
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea [^>]*name="([^"]*)"[^>]*>\n?([\s\S]*?)<\/textarea>/g,
  ))
    fields[name] = unescape(text);
  return fields;
}

interface EventRow {
  agency: string;
  period: string;
  exactness: string;
  circa: boolean;
  time: string | null;
  description: string;
  source: string;
  people: string[];
  child_experience: string;
  load_row: number;
}
const eventsOf = (review: TestReview): Promise<EventRow[]> =>
  test_.owner<EventRow>(
    `select a.name as agency, e.period::text, e.exactness, e.circa, to_char(e.time_of_day, 'HH24:MI') as time, e.description,
            e.source, e.people, e.child_experience, e.load_row
       from event e join agency a on a.board_id = e.board_id and a.id = e.agency_id
      where e.review_id = $1 order by lower(e.period), e.load_row`,
    [review.id],
  );
const place = (answer: Response): string => {
  expect([answer.status, answer.text]).toEqual([303, expect.anything()]);
  return String(answer.headers.location);
};
const csv = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));

describe('a sheet that needs mending', () => {
  const SHEET = csv(
    'Log of Child 1;;;',
    'Date;Time;Event;Comments',
    '03/04/2010;14.30;"Home visit; no access";x',
    '31/02/2010;;Telephone call from Mother;x',
    'Spring 09;;Seen at clinic;x',
    ';;No date here;x',
    'c. March 2010;evening;=HYPERLINK("http://x.example");x',
    '04/04/10;;;x',
    '03/04/2010;14.30;"home visit;  no access";x',
    '40273;0915;<img src=x onerror=alert(1)>;x',
  );

  it('is read, mended in place, and added all or not at all', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const empty = await me.get(`/reviews/${review.id}/chronology/loads`);
    expect(empty.text).toContain('Read the spreadsheet');
    const page = place(await me.bring(review, 'log.csv', SHEET));

    const first = await me.get(page);
    expect(first.status).toBe(200);
    expect(first.text).toContain('Say whose account this is');
    expect(first.text).not.toContain('Rows that cannot be read');
    const unsaid = await me.submit(page, 'mapping');
    expect(unsaid.status).toBe(422);
    expect(unsaid.text).toContain('Say whose account this is: choose an agency, or name one');

    expect((await me.submit(page, 'mapping', { new_agency: 'Health visiting' })).status).toBe(303);
    const shown = await me.get(page);
    expect(shown.text).toContain('4 of them cannot be read yet');
    for (const words of [
      'There is no 31 February 2010',
      'Say which month or months',
      'There is no date.',
      'Nothing is said of what happened',
    ])
      expect(shown.text).toContain(words);
    for (const row of [4, 5, 6, 8]) expect(shown.text).toContain(`>Row ${row}<`);
    expect(shown.text).toContain('3 April 2010, 14:30');
    expect(shown.text).not.toContain('<img src=x');

    const version = hiddenValue(shown.text, 'version') ?? '';
    const early = await me.post(`${page}/loading`, {
      _csrf: hiddenValue(shown.text, '_csrf') ?? '',
      version,
    });
    expect(early.status).toBe(422);
    expect(early.text).toContain('4 rows cannot be read yet. Nothing was added');
    expect(await eventsOf(review)).toEqual([]);

    // A mending that cannot be read either is kept and named again.
    expect(
      (await me.submit(page, 'rows', { 'cell-4-0': '28/02/2010', 'cell-5-0': 'sometime', 'leave-6': 'yes' }))
        .status,
    ).toBe(303);
    const again = await me.get(page);
    expect(again.text).toContain('value="sometime"');
    expect(again.text).toContain('“sometime” cannot be read as a date');
    expect(again.text).not.toContain('name="listed-4"');
    const rest = await me.submit(page, 'rows', {
      'cell-5-0': 'April 2009',
      'cell-8-2': 'Weighed at the clinic',
    });
    expect(rest.status).toBe(303);
    const ready = await me.get(page);
    expect(ready.text).toContain('Add 6 events to the chronology');
    expect(ready.text).toContain('An agency is added with them: Health visiting.');
    expect((await me.get(`${page}?show=left-out`)).text).toContain('>Row 6<');
    expect((await me.get(`${page}?show=all`)).text).toContain('>Row 10<');

    const form = fieldsOf(ready.text, '/loading"');
    const [one, two] = await Promise.all([
      me.post(`${page}/loading`, form),
      me.post(`${page}/loading`, form),
    ]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect((await me.get(page)).text).toContain(
      '6 events were added to the chronology. 1 row was there already and 1 row was left out.',
    );

    const events = await eventsOf(review);
    expect(events.map(({ period, load_row }) => [period, load_row])).toEqual([
      ['[2009-04-01,2009-05-01)', 5],
      ['[2010-02-28,2010-03-01)', 4],
      ['[2010-03-01,2010-04-01)', 7],
      ['[2010-04-03,2010-04-04)', 3],
      ['[2010-04-04,2010-04-05)', 8],
      ['[2010-04-05,2010-04-06)', 10],
    ]);
    expect(events[2]).toMatchObject({
      circa: true,
      exactness: 'month',
      time: null,
      description: '=HYPERLINK("http://x.example")\nTime given: evening',
    });
    expect(events[5]).toMatchObject({
      time: '09:15',
      description: '<img src=x onerror=alert(1)>',
      agency: 'Health visiting',
    });
    expect(await test_.owner('select 1 from chronology_row where review_id = $1', [review.id])).toEqual([]);
    const [entry] = await test_.owner<{ detail: object }>(
      `select payload::jsonb -> 'detail' as detail from audit.entry where action = 'chronology.loaded' and payload::jsonb #>> '{detail,review}' = $1`,
      [review.id],
    );
    expect(entry?.detail).toMatchObject({
      added: 6,
      same: 1,
      leftOut: 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('adds nothing a second time, even when an event was changed meanwhile', async () => {
    const review = await makeReview(test_);
    const me = await person('coordinator@demo.example');
    const sheet = csv('When,Agency,What happened', '1/5/2010,Police,Called', '2/5/2010,police,Called again');
    const load = async (name: string): Promise<string> => {
      const page = place(await me.bring(review, name, sheet));
      expect((await me.submit(page, 'loading')).status).toBe(303);
      return (await me.get(page)).text;
    };
    expect(await load('police.csv')).toContain('2 events were added');
    await test_.owner(
      `update event set description = 'Called out', fingerprint = 'x' where review_id = $1 and load_row = 2`,
      [review.id],
    );
    const page = place(await me.bring(review, 'police (2).csv', sheet));
    const shown = await me.get(page);
    expect(shown.text).toContain('This sheet was loaded before, on 4 May 2012');
    expect(shown.text).toContain('Finish, adding nothing');
    expect((await me.submit(page, 'loading')).status).toBe(303);
    expect((await me.get(page)).text).toContain('Nothing was added. 2 rows were there already.');
    expect((await eventsOf(review)).map(({ agency }) => agency)).toEqual(['Police', 'Police']);
  });

  it('is mended at once when it is brought again after it was loaded', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const sheet = csv('Date,Event', '31/2/2010,a visit', 'x,a note', '3/2/2010,b visit', '1/1/2031,c visit');
    const page = place(await me.bring(review, 'a.csv', sheet, { new_agency: '  School ' }));
    const far =
      '1 row is after today, or more than 20 years outside of the period under review: row 5. Is the year right?';
    expect((await me.get(page)).text).toContain(far);
    await me.submit(page, 'rows', { 'cell-2-0': '28/2/2010', 'leave-3': 'yes' });
    expect((await me.submit(page, 'loading')).status).toBe(303);
    const again = place(await me.bring(review, 'a (2).csv', sheet, { new_agency: 'school' }));
    const shown = await me.get(again);
    expect(shown.text).toContain(
      'Mended as when it was loaded on 4 May 2012: 2 rows mended or left out then are so again.',
    );
    expect(shown.text).toContain('all of them can be read');
    expect(shown.text).toContain('Finish, adding nothing');
    expect((await me.get(`${again}?show=left-out`)).text).toContain('>Row 3<');
    const changed = await me.bring(review, 'c.csv', csv('Date,Event', 'x,a note'), { new_agency: 'School' });
    expect((await me.get(place(changed))).text).toContain('none of them can be read yet');
    const nowhere = await me.bring(review, 'a.csv', Buffer.alloc(0), { new_agency: 'Kept & typed' });
    expect(nowhere.text).toContain('value="Kept &amp; typed"');
  });

  it('is taken back and put back as a whole, but for what was changed or withdrawn since', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const sheet = csv('Date,Event', ...[1, 2, 3, 4].map((day) => `${day}/2/2010,visit ${day}`));
    const page = place(await me.bring(review, 'd.csv', sheet, { new_agency: 'School' }));
    await me.submit(page, 'loading');
    const chronology = `/reviews/${review.id}/chronology`;
    const [first, second] = await test_.owner<{ id: string }>(
      'select id from event where review_id = $1 order by load_row',
      [review.id],
    );
    const record = await me.get(page);
    const id = page.split('/').at(-1) ?? '';
    expect(record.text).toContain(`href="${chronology}?load=${id}"`);
    expect((await me.get(`${chronology}?load=${id}`)).text).toContain('4 of 4 events');
    expect((await me.get(`${chronology}?load=${review.id}`)).text).toContain('0 of 4 events');
    const change = fieldsOf((await me.get(`${chronology}/${first?.id}/change`)).text, '/change"');
    const changed = { ...change, description: 'Seen at home', new_agency: '' };
    expect((await me.post(`${chronology}/${first?.id}/change`, changed)).status).toBe(303);
    const apart = fieldsOf((await me.get(`${chronology}/${second?.id}/withdrawal`)).text, '/withdrawal"');
    await me.post(`${chronology}/${second?.id}/withdrawal`, { ...apart, why: 'Alone' });
    const unsaid = await me.submit(page, 'withdrawal');
    expect([unsaid.status, unsaid.text.includes('Say why they are withdrawn')]).toEqual([422, true]);
    for (let time = 0; time < 2; time += 1) {
      expect((await me.submit(page, 'withdrawal', { why: 'The wrong child' })).status).toBe(303);
      const after = await me.get(page);
      expect(after.text).toContain('2 events are withdrawn. 1 event changed since stays as it is.');
      expect(after.text).toContain('2 events were withdrawn together on 4 May 2012: The wrong child');
      const reasons = await test_.owner<{ why: string }>(
        'select withdrawn_why as why from event where review_id = $1 order by load_row',
        [review.id],
      );
      expect(reasons.map(({ why }) => why)).toEqual(['', 'Alone', 'The wrong child', 'The wrong child']);
      expect((await me.submit(page, 'restoration')).status).toBe(303);
      expect((await me.get(page)).text).toContain('2 events are put back.');
    }
    const entries = await test_.owner<{ action: string }>(
      `select action from audit.entry where subject_id = $1 and action ~ 'withdrawn|restored' order by seq`,
      [id],
    );
    expect(entries.map(({ action }) => action)).toEqual(
      [1, 2].flatMap(() => ['chronology.withdrawn', 'chronology.restored']),
    );
    const chair = await person('chair@demo.example');
    const seen = await chair.get(page);
    expect(seen.text).not.toContain('Withdraw all events');
    const token = hiddenValue(seen.text, '_csrf') ?? '';
    for (const [part, why] of [
      ['withdrawal', ''],
      ['withdrawal', 'x'],
      ['restoration', ''],
    ])
      expect((await chair.post(`${page}/${part}`, { _csrf: token, why: why ?? '' })).status).toBe(404);
  });

  it('pages through many, and keeps what was typed on the way', async () => {
    const review = await makeReview(test_);
    const me = await person('team@demo.example');
    const lines = Array.from({ length: 120 }, (_, i) => `Easter ${i},Visit ${i}`);
    const page = place(await me.bring(review, 'bad.csv', csv('Date,Event', ...lines)));
    await me.submit(page, 'mapping', { new_agency: 'School' });
    const shown = await me.get(page);
    expect(shown.text).toContain('none of them can be read yet');
    expect(shown.text).toContain('>Row 51<');
    expect(shown.text).not.toContain('>Row 52<');
    const next = await me.submit(page, 'rows', {
      'cell-2-0': 'April 2010',
      'cell-3-0': 'not yet',
      next: '51',
    });
    expect(next.headers.location).toBe(`${page}?after=51#rows`);
    const second = await me.get(`${page}?after=51`);
    expect(second.text).toContain('>Row 101<');
    expect((await me.get(page)).text).toContain('value="not yet"');
    expect((await me.get(`${page}?after=101`)).text).not.toContain('show the next');
    const some = Object.fromEntries(Array.from({ length: 121 }, (_, i) => [`leave-${i}`, 'yes']));
    const all = { ...fieldsOf((await me.get(`${page}?show=all`)).text, '/rows"'), ...some };
    expect((await me.post(`${page}/rows`, all)).status).toBe(303);
    expect((await me.get(page)).text).toContain('70 of them cannot be read yet');
  });
});

describe('sheets in the shapes that agencies send', () => {
  it('brings in four of them, each with its own headings and dates', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const { spreadsheets } = await realSizedCase({ share: 0.02 });
    let rows = 0;
    for (const { name, agency, body, wrong, rows: whole } of spreadsheets) {
      const page = place(await me.bring(review, name, body));
      if (agency)
        expect(
          (await me.submit(page, 'mapping', { new_agency: agency, 'column-4': 'description' })).status,
        ).toBe(303);
      const shown = await me.get(page);
      expect(shown.text).not.toContain('Say which column');
      const listed = [...shown.text.matchAll(/name="listed-(\d+)"/g)].map(([, row]) => String(row));
      expect(listed).toHaveLength(wrong);
      if (wrong > 0)
        await me.submit(page, 'rows', Object.fromEntries(listed.map((row) => [`leave-${row}`, 'yes'])));
      expect((await me.submit(page, 'loading')).status).toBe(303);
      rows += whole - wrong;
    }
    const events = await eventsOf(review);
    expect(events).toHaveLength(rows);
    const kinds = new Set(events.map(({ exactness, circa }) => `${circa ? 'circa ' : ''}${exactness}`));
    expect(kinds).toEqual(new Set(['day', 'month', 'circa month', 'year', 'range']));
    expect(events.filter(({ child_experience }) => child_experience !== '').length).toBeGreaterThan(5);
    expect(events.filter(({ agency }) => agency === 'Police').every(({ time }) => time !== null)).toBe(true);
    expect(events.find(({ agency }) => agency === 'Police')?.description).toContain(
      'Officer’s note: Café caution – none',
    );
    expect(events.filter(({ people }) => people.length === 2).length).toBeGreaterThan(5);
    expect(new Set(events.map(({ source }) => source.slice(0, 1)))).toEqual(new Set(['', 'R', 'H']));
  });

  it('keeps a way of reading for an agency, and reads its next sheet so at once', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    await test_.owner(`insert into agency (board_id, review_id, name) values ($1, $2, 'Housing')`, [
      review.boardId,
      review.id,
    ]);
    const [agency] = await test_.owner<{ id: string }>('select id from agency where review_id = $1', [
      review.id,
    ]);
    const of = { agency: agency?.id ?? '' };
    const page = place(
      await me.bring(review, 'a.csv', csv('A1,B1,C1', '1/1/2010,Repair,Child at the window'), of),
    );
    const first = fieldsOf((await me.get(page)).text, '/mapping"');
    expect(first).toMatchObject({
      'column-0': 'date',
      'column-1': '',
      'column-2': 'description',
      agency: 'Housing',
    });
    await me.submit(page, 'mapping', { 'column-1': 'description', 'column-2': 'experience', keep: 'yes' });
    const next = place(await me.bring(review, 'b.csv', csv('A1,B1,C1', '2/1/2010,Leak,'), of));
    const shown = await me.get(next);
    expect(shown.text).toContain('read as the earlier sheet with the same headings was');
    expect(fieldsOf(shown.text, '/mapping"')).toMatchObject({ 'column-1': 'description', agency: 'Housing' });
    const list = await me.get(`/reviews/${review.id}/chronology/loads`);
    expect(list.text).toContain('Ready to add');
    expect((await me.submit(page, 'removal')).headers.location).toBe(
      `/reviews/${review.id}/chronology/loads`,
    );
    expect((await me.get(page)).text).toContain('This sheet was dropped');
    expect((await me.post(`${page}/loading`, fieldsOf(shown.text, '/loading"'))).status).toBe(422);
    expect(
      await test_.owner(
        'select 1 from chronology_row r join chronology_load l on l.id = r.load_id where l.file_name = $1',
        ['a.csv'],
      ),
    ).toEqual([]);
  });

  it('keeps a way of reading for an agency that is added with the rows', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const page = place(await me.bring(review, 'a.csv', csv('A1,B1,C1', '1/1/2010,Repair,At the window')));
    const mapped = { 'column-1': 'description', 'column-2': 'experience', keep: 'yes' };
    await me.submit(page, 'mapping', { ...mapped, new_agency: 'Housing' });
    expect(fieldsOf((await me.get(page)).text, '/mapping"')).toMatchObject({ keep: 'yes' });
    expect((await me.submit(page, 'loading')).status).toBe(303);
    const kept = await test_.owner(
      `select a.name, m.mapping -> 'columns' as columns from chronology_mapping m join agency a on a.id = m.agency_id
         join chronology_load l on l.agency_id = a.id where m.review_id = $1`,
      [review.id],
    );
    expect(kept).toEqual([{ name: 'Housing', columns: ['date', 'description', 'experience'] }]);
    const next = place(
      await me.bring(review, 'b.csv', csv('A1,B1,C1', '2/1/2010,Leak,'), { new_agency: 'housing' }),
    );
    expect(fieldsOf((await me.get(next)).text, '/mapping"')).toMatchObject({
      'column-1': 'description',
      agency: 'Housing',
    });
  });

  it('matches the agencies that a column names, and takes the choice that was made for them', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    await test_.owner(
      `insert into agency (board_id, review_id, name) values ($1, $2, 'Children’s social care')`,
      [review.boardId, review.id],
    );
    const sheet = csv(
      'Date,Organisation,Event',
      '1/1/2010,CHILDRENS SOCIAL CARE,a visit',
      '1/2/2010,CSC,b visit',
      '1/3/2010,GP,c visit',
    );
    const page = place(await me.bring(review, 'a.csv', sheet));
    const form = fieldsOf((await me.get(page)).text, '/mapping"');
    expect([form['value-0'], form['value-1'], form['value-2']]).toEqual([
      'Children’s social care',
      'CSC',
      'GP',
    ]);
    await me.submit(page, 'mapping', { 'value-1': 'Children’s social care' });
    await me.submit(page, 'loading');
    expect((await eventsOf(review)).map(({ agency }) => agency)).toEqual([
      'Children’s social care',
      'Children’s social care',
      'GP',
    ]);
  });
});

describe('who, and at the same time', () => {
  it('is for those who gather; others find nothing', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const page = place(await me.bring(review, 'a.csv', csv('Date,Event', '1/1/2010,a visit')));
    const list = `/reviews/${review.id}/chronology/loads`;
    const chair = await person('chair@demo.example');
    expect((await chair.get(list)).text).toContain('No spreadsheet has been brought');
    expect((await chair.get(page)).status).toBe(404);
    expect((await chair.bring(review, 'a.csv', csv('a,b'))).status).toBe(404);
    for (const email of ['reviewer-b@demo.example', 'coordinator-b@demo.example', 'reviewer2@demo.example']) {
      const other = await person(email);
      expect([(await other.get(list)).status, (await other.get(page)).status]).toEqual([404, 404]);
      const token = hiddenValue((await other.get('/accessibility')).text, '_csrf') ?? '';
      for (const part of ['mapping', 'rows', 'loading', 'removal'])
        expect(
          (
            await other.post(`${page}/${part}`, {
              _csrf: token,
              version: '1',
              agency: 'x',
              'column-0': 'date',
              'column-1': 'description',
            })
          ).status,
        ).toBe(404);
    }
    const elsewhere = await makeReview(test_);
    expect((await me.get(page.replace(review.id, elsewhere.id))).status).toBe(404);
  });

  it('lets two people mend the same draft without losing words', async () => {
    const review = await makeReview(test_);
    const [one, two] = [await person('reviewer@demo.example'), await person('team@demo.example')];
    const page = place(await one.bring(review, 'a.csv', csv('Date,Event', 'x,a visit', 'y,b visit')));
    await one.submit(page, 'mapping', { new_agency: 'School' });
    const both = fieldsOf((await one.get(page)).text, '/rows"');
    const theirs = fieldsOf((await two.get(page)).text, '/rows"');
    expect((await one.post(`${page}/rows`, { ...both, 'cell-2-0': '1/1/2010' })).status).toBe(303);
    const conflict = await two.post(`${page}/rows`, {
      ...theirs,
      'cell-2-0': '2/1/2010',
      'cell-3-0': '3/1/2010',
    });
    expect(conflict.status).toBe(409);
    expect(conflict.text).toContain('Row 2, Date');
    const kept = Object.fromEntries(
      [...conflict.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name, value]) => [name, value],
      ),
    );
    expect((await two.post(`${page}/rows`, { ...kept, 'cell-2-0': '1/1/2010' })).status).toBe(303);
    const shown = await one.get(page);
    expect(shown.text).toContain('all of them can be read');
    const stale = await one.post(`${page}/mapping`, { ...fieldsOf(shown.text, '/mapping"'), version: '1' });
    expect(stale.status).toBe(422);
    expect(stale.text).toContain('changed how this sheet is read while you had it open');
    const old = await one.post(`${page}/loading`, { ...fieldsOf(shown.text, '/loading"'), version: '2' });
    expect(old.status).toBe(422);
    expect(old.text).toContain('This sheet was changed after you opened it');
    expect(await eventsOf(review)).toEqual([]);
  });

  it('answers odd forms with words, never with an error of its own', async () => {
    const review = await makeReview(test_);
    const me = await person('reviewer@demo.example');
    const bad: [string, Buffer, RegExp][] = [
      ['a.csv', Buffer.alloc(0), /This file is empty/],
      ['a.xlsx', Buffer.from('PK\u0003\u0004 and no more'), /damaged/],
      ['a.pdf', Buffer.from('%PDF-1.4'), /ends in .xlsx, .xlsm, .csv, .tsv, .tab or .txt/],
      ['a.csv', Buffer.alloc(26 * 1024 * 1024, 'a,b\n'), /larger than 25 MB/],
    ];
    for (const [name, body, words] of bad) {
      const answer = await me.bring(review, name, body);
      expect([answer.status, words.test(answer.text)]).toEqual([422, true]);
    }
    expect(await test_.owner('select 1 from chronology_load where review_id = $1', [review.id])).toEqual([]);
    const page = place(
      await me.bring(
        review,
        'odd.csv',
        csv('Date,Time,Event', '2010-02-31,2010-99-99T10:00,', 'x,2010-01-01,a visit'),
      ),
    );
    await me.submit(page, 'mapping', { new_agency: 'A\u0000\ud800B' });
    const odd = {
      'cell-2-0': `\u0000\ud800${'x'.repeat(200_000)}`,
      'cell-9999999-99': 'x',
      'leave-7': 'yes',
      show: 'x',
      after: '-',
    };
    expect((await me.submit(page, 'rows', odd)).status).toBe(303);
    const shown = await me.get(`${page}?show=%00&after=x`);
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain('<img src=x');
    expect((await me.submit(page, 'rows', { version: 'x' })).status).toBe(422);
    expect((await me.get(`/reviews/${review.id}/chronology/loads/x`)).status).toBe(404);
  });
});
