import type { Pool } from 'pg';
import { visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { htmlProblems } from '../support/valid-html';

const MANY = 5000;
let test: TestHouse;
let small: TestReview;
let big: TestReview;
let reviewer: Visitor;
const agencies: Record<string, string> = {};

beforeAll(async () => {
  test = await openHouse();
  small = await makeReview(test);
  big = await makeReview(test);
  reviewer = await visit(test.app, 'reviewer@demo.example');
  for (const name of ['Health visiting', 'Police', 'School']) agencies[name] = await agency(small, name);
  await event('Health visiting', '2010-04-03', 'day', 'Baby settled, mother tired', { people: ['Mother'] });
  await event('Police', '2010-04-03', 'day', 'Shouting reported; 50%_done', {
    experience: 'Crying in the next room',
    basis: 'inferred',
  });
  await event('Police', '2010-04-20', 'day', 'Visit', { stage: 'assessment' });
  await event('School', '2011-05-01', 'month', 'Attendance fell');
  await event('School', '2011-09-09', 'day', 'Said <i>little</i>', {
    experience: 'I was scared',
    basis: 'said',
    people: ['Sibling 1', 'Mother'],
  });
  await fill(big);
  await test.owner('analyze event');
});
afterAll(() => test.close());

async function agency(review: TestReview, name: string): Promise<string> {
  const [row] = await test.owner<{ id: string }>(
    'insert into agency (board_id, review_id, name) values ($1, $2, $3) returning id',
    [review.boardId, review.id, name],
  );
  return String(row?.id);
}

async function event(
  of: string,
  from: string,
  exactness: 'day' | 'month',
  description: string,
  more: { people?: string[]; stage?: string; experience?: string; basis?: string } = {},
): Promise<void> {
  await test.owner(
    `insert into event (board_id, review_id, agency_id, period, exactness, description, people, stage, child_experience, child_basis, fingerprint)
     values ($1, $2, $3, daterange($4::date, ($4::date + $5::interval)::date), $6, $7, $8, $9, $10, $11, '-')`,
    [
      small.boardId,
      small.id,
      agencies[of],
      from,
      `1 ${exactness}`,
      exactness,
      description,
      more.people ?? [],
      more.stage ?? null,
      more.experience ?? '',
      more.basis ?? null,
    ],
  );
}

/** Twelve agencies and five thousand events over the period under review. */
async function fill(review: TestReview): Promise<void> {
  await test.owner(
    `insert into agency (board_id, review_id, name, position) select $1, $2, 'Agency ' || n, n from generate_series(1, 12) n`,
    [review.boardId, review.id],
  );
  await test.owner(
    `insert into event (board_id, review_id, agency_id, period, exactness, circa, description, people, child_experience, child_basis, fingerprint)
     select $1, $2, a.id,
            case when n % 40 = 0 then daterange(date_trunc('month', d.day)::date, (date_trunc('month', d.day) + interval '1 month')::date)
                 else daterange(d.day, d.day + 1) end,
            case when n % 40 = 0 then 'month' else 'day' end, n % 80 = 0, 'Event ' || n || ' of the record, with words as long as they often are',
            array['Mother', 'Worker ' || n % 30], case when n % 7 = 0 then 'Quiet that day' else '' end, case when n % 7 = 0 then 'seen' end, n::text
       from generate_series(1, ${MANY}) n
       cross join lateral (select '2010-01-01'::date + (n * 7919 % 740) as day) d
       join agency a on a.review_id = $2 and a.position = 1 + (n * 31 % 12)`,
    [review.boardId, review.id],
  );
}

/** Counts every statement that is sent to the database, by either pool, with BEGIN and COMMIT. */
async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  let trips = 0;
  const noted = () => (trips += 1);
  test.database.app.on('query', noted);
  const { plain } = test.database;
  const query = plain.query.bind(plain) as (...args: unknown[]) => unknown;
  Object.assign(plain, {
    query: (...args: unknown[]) => {
      noted();
      return query(...args);
    },
  });
  await work();
  test.database.app.off('query', noted);
  delete (plain as Partial<Pool>).query;
  return trips;
}

async function filtered(fields: Record<string, string | string[]>) {
  const path = `/reviews/${small.id}/chronology`;
  const answer = await reviewer.send(path, fields);
  return answer.status === 303 ? reviewer.get(String(answer.headers.location)) : answer;
}

const textsOf = (html: string): string[] =>
  [...html.matchAll(/<p class="app-event__text">([^]*?)<\/p>/g)].map(([, text]) =>
    String(text)
      .replace(/<[^>]*>/g, '')
      .trim(),
  );

describe('the chronology', () => {
  it('puts the accounts of one day beside each other, oldest first', async () => {
    const { text } = await reviewer.get(`/reviews/${small.id}/chronology`);
    expect(textsOf(text)).toEqual([
      'Baby settled, mother tired',
      'Shouting reported; 50%_done',
      'Visit',
      'Attendance fell',
      'Said &lt;i&gt;little&lt;/i&gt;',
    ]);
    expect(text).toContain('Sat 3 April');
    expect(text).toContain('2 accounts, and they differ');
    expect(text.match(/app-day__accounts--several/g)).toHaveLength(1);
  });

  it('is filtered by agency, person, stage, words, period and the child’s experience', async () => {
    const cases: [Record<string, string | string[]>, string[]][] = [
      [
        { agency: [agencies.Police ?? '', agencies.School ?? ''] },
        ['Shouting', 'Visit', 'Attendance', 'Said'],
      ],
      [{ person: 'Mother' }, ['Baby', 'Said']],
      [{ stage: 'assessment' }, ['Visit']],
      [{ words: 'shout' }, ['Shouting']],
      [{ words: 'settling baby' }, ['Baby']],
      [{ words: '50%_d' }, ['Shouting']],
      [{ words: '%' }, ['Shouting']],
      [{ words: 'scared' }, ['Said']],
      [{ words: 'sibling' }, ['Said']],
      [{ from: '20 April 2010', to: 'May 2011' }, ['Visit', 'Attendance']],
      [{ from: '15 May 2011', to: '2011' }, ['Attendance', 'Said']],
      [{ child: 'yes' }, ['Shouting', 'Said']],
      [{ words: 'no such words' }, []],
    ];
    for (const [fields, begin] of cases) {
      const answer = await filtered(fields);
      const found = textsOf(answer.text).map((text) => text.split(/[\s,;]/)[0]);
      expect([fields, found]).toEqual([fields, begin]);
    }
  });

  it('keeps words and people out of the address, and says what cannot be read', async () => {
    const path = `/reviews/${small.id}/chronology`;
    const led = await reviewer.send(path, { agency: agencies.Police ?? '', child: 'yes' });
    expect(led.headers.location).toBe(`${path}?agency=${agencies.Police}&child=yes`);
    const posted = await reviewer.send(path, { words: 'shouting', agency: agencies.Police ?? '' });
    expect(posted.headers.location).toMatch(
      new RegExp(`chronology\\?agency=${agencies.Police}&asked=[\\w-]{36}$`),
    );
    const shown = await reviewer.get(String(posted.headers.location));
    expect(shown.text).toContain('Filter: Police; “shouting”');
    expect(shown.text).toContain('value="shouting"');
    expect(shown.headers['cache-control']).toBe('no-store');
    expect((await reviewer.get(`${path}?asked=${small.id}`)).text).toContain('5 events, oldest first');
    expect((await reviewer.get(`${path}?asked=shouting`)).status).toBe(404);
    const unread = await reviewer.send(path, { from: 'Spring 09', words: 'kept <words>' });
    expect(unread.status).toBe(422);
    expect(unread.text).toContain('Say which month or months');
    expect(unread.text).toContain('kept &lt;words&gt;');
    for (const query of [
      '?agency=x&from=2011-02-31&to=0000-01-01&stage=none&page=9e9',
      '?page=-1&lens=none&agency=%00',
    ])
      expect((await reviewer.get(path + query)).status).toBe(200);
    expect((await reviewer.send(path, { words: 'x'.repeat(200_000) })).status).toBe(422);
    expect((await reviewer.send(path, { words: 'a\u0000', person: '\ud800' })).status).toBe(422);
    const foreign = await visit(test.app, 'reviewer-b@demo.example');
    expect((await foreign.get(path)).status).toBe(404);
    expect((await foreign.send(path, { words: 'a' })).status).toBe(404);
  });

  it('shows the child’s experience alone, in order, with who said, told, saw or inferred it', async () => {
    const { text } = await reviewer.get(`/reviews/${small.id}/chronology?lens=child`);
    expect(text).not.toContain('Baby settled');
    expect(text).toMatch(
      /Crying in the next room[^]*Inferred from what Police recorded[^]*I was scared[^]*Said by the child, as School recorded it/,
    );
    // What a neighbour said is not what the child said.
    await test.owner(`update event set child_basis = 'told' where child_experience = 'I was scared'`);
    const told = await reviewer.get(`/reviews/${small.id}/chronology?lens=child`);
    expect(told.text).toContain('Told by someone else who saw or heard it, as School recorded it');
    expect(told.text).not.toContain('Said by the child');
  });

  it('is quick with 5,000 events: one query, 200 on a page, no day parted', async () => {
    const path = `/reviews/${big.id}/chronology`;
    await reviewer.get(path);
    const began = performance.now();
    for (const page of [1, 2, 26]) {
      const trips = await tripsOf(async () => {
        const { text, status } = await reviewer.get(`${path}?page=${page}`);
        expect(status).toBe(200);
        expect(textsOf(text).length).toBeGreaterThan(150);
        expect(textsOf(text).length).toBeLessThan(215);
      });
      expect(trips).toBeLessThanOrEqual(6);
    }
    expect((performance.now() - began) / 3).toBeLessThan(1500);
    const { headers } = await reviewer.send(path, { words: 'record' });
    const trips = await tripsOf(async () => {
      const searched = await reviewer.get(String(headers.location));
      expect(searched.text).toContain('5,000 of 5,000 events, oldest first, page 1 of 25');
    });
    expect(trips).toBeLessThanOrEqual(6);
    const second = await reviewer.get(`${headers.location}&page=2`);
    expect(second.text).toContain('page 2 of 25');
    expect(second.text).toContain('value="record"');
    const asked = await reviewer.send(`/reviews/${big.id}/search`, { words: 'record', kind: '', agency: '' });
    expect(
      await tripsOf(async () => {
        const found = await reviewer.get(String(asked.headers.location));
        expect(found.text).toContain('Events (5,000)');
      }),
    ).toBeLessThanOrEqual(6);
  });

  it('and its pages are valid HTML', async () => {
    const base = `/reviews/${small.id}`;
    const [one] = await test.owner<{ id: string }>('select id from event where review_id = $1 limit 1', [
      small.id,
    ]);
    const empty = await makeReview(test);
    for (const path of [
      `${base}/chronology`,
      `${base}/chronology/${one?.id}`,
      `${base}/chronology/${one?.id}/change`,
      `${base}/agencies/${agencies.Police}`,
      `${base}/timeline`,
      `/reviews/${empty.id}/timeline`,
    ]) {
      const answer = await reviewer.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect([path, await htmlProblems(answer.text)]).toEqual([path, []]);
    }
  });
});

describe('the timeline', () => {
  it('of 5,000 events is one query, small and quick', async () => {
    const path = `/reviews/${big.id}/timeline`;
    await reviewer.get(path);
    const began = performance.now();
    const trips = await tripsOf(async () => {
      const { text, status } = await reviewer.get(path);
      expect(status).toBe(200);
      expect(text.length).toBeLessThan(600_000);
      expect(text).toContain('5,000 events of 12 agencies');
      expect(text).not.toMatch(/ style=/);
    });
    expect(trips).toBeLessThanOrEqual(6);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('is of the period and the agencies that were chosen, says what lies outside, and takes any address', async () => {
    const base = `/reviews/${small.id}/timeline`;
    const zoomed = await reviewer.get(`${base}?from=2010-04&to=2010-06&agency=${agencies.Police}`);
    expect(zoomed.text).toContain('1 April 2010 to 30 June 2010');
    expect(zoomed.text).toContain('2 events of 1 agency');
    expect(zoomed.text).not.toContain('Health visiting</text>');
    const part = await reviewer.get(`${base}?from=2011`);
    expect(part.text).toContain('3 of 5 events lie outside of this period');
    expect((await reviewer.get(`${base}?from=nonsense&gap=x`)).text).toContain('cannot be read as a date');
    const foreign = await visit(test.app, 'reviewer-b@demo.example');
    expect((await foreign.get(base)).status).toBe(404);
  });
});
