import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let review: TestReview;
let at: string;
let reviewer: Visitor;
let health: string;
let care: string;
let conversation: string;

beforeAll(async () => {
  test = await openHouse(() => new Date('2012-05-04T15:56:00Z'));
  review = await makeReview(test);
  at = `/reviews/${review.id}/episodes`;
  reviewer = await visit(test.app, 'reviewer@demo.example');
  [health = '', care = ''] = await Promise.all(['Health', 'Social care'].map(agency));
  await event(care, '[2011-05-01,2011-06-01)', 'May at large');
  await event(health, '[2011-06-03,2011-06-04)', 'Weighed at home', 'She was held throughout');
  await event(care, '[2011-06-07,2011-06-08)', 'Strategy <i>call</i>');
  await event(care, '[2011-06-20,2011-06-21)', 'A fortnight later');
  await event(health, '[2011-01-01,2012-01-01)', 'Some time in that year');
  await event(health, '[2012-01-14,2012-01-15)', 'The injury');
  const [row] = await test.owner<{ id: string }>(
    `insert into conversation (board_id, review_id, about, role_label, agency_id, held_on, consent)
     values ($1, $2, 'practitioner', 'Health visitor 1', $3, '2012-03-12', 'given') returning id`,
    [review.boardId, review.id, health],
  );
  conversation = String(row?.id);
});
afterAll(() => test.close());

async function agency(name: string): Promise<string> {
  const [row] = await test.owner<{ id: string }>(
    'insert into agency (board_id, review_id, name) values ($1, $2, $3) returning id',
    [review.boardId, review.id, name],
  );
  return String(row?.id);
}

async function event(agencyId: string, period: string, description: string, child = ''): Promise<void> {
  await test.owner(
    `insert into event (board_id, review_id, agency_id, period, exactness, description, child_experience, fingerprint)
     values ($1, $2, $3, $4, 'day', $5, $6, md5($5))`,
    [review.boardId, review.id, agencyId, period, description, child],
  );
}

const DAYS = {
  'from-day': '1',
  'from-month': '6',
  'from-year': '2011',
  'to-day': '14',
  'to-month': '6',
  'to-year': '2011',
};

async function added(title: string, by = reviewer): Promise<string> {
  const answer = await by.post(`${at}/new`, { title, ...DAYS });
  expect(answer.status).toBe(303);
  return String(answer.headers.location).replace(/\/events$/, '');
}

/** Posts a form as its page would, with the version that it shows. */
async function save(path: string, fields: Record<string, string>, by = reviewer) {
  const shown = await by.get(path);
  return by.post(path, { version: hiddenValue(shown.text, 'version') ?? '', ...fields });
}

const ticked = (html: string): number => html.match(/type="checkbox"[^>]* checked/g)?.length ?? 0;
const idsShown = (html: string): string[] =>
  [...html.matchAll(/name="shown" value="([^"]+)"/g)].map(([, id]) => String(id));

describe('key practice episodes', () => {
  it('begin on an empty page that says what belongs there', async () => {
    const { text } = await reviewer.get(at);
    expect(text).toContain('Most reviews have between four and ten.');
    expect(text).toContain(`href="${at}/new"`);
    const chair = await visit(test.app, 'chair@demo.example');
    const read = await chair.get(at);
    expect(read.text).toMatch(/have not chosen any yet|The reviewers choose them/);
    expect(read.text).not.toContain(`${at}/new`);
    expect((await chair.get(`${at}/new`)).status).toBe(404);
  });

  it('say how to mend a period that ends before it begins, and bad input is never a fault', async () => {
    const wrong = await reviewer.post(`${at}/new`, { title: '', ...DAYS, 'to-day': '31', 'to-month': '2' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Say what it is called');
    expect(wrong.text).toContain('Last day must be a real date');
    const before = await reviewer.post(`${at}/new`, { title: 'X', ...DAYS, 'to-year': '2010' });
    expect(before.text).toContain('Last day must not be before the first day');
    for (const title of ['\u0000', 'Bell \u0007', 'x'.repeat(200_000)])
      expect((await reviewer.post(`${at}/new`, { title, ...DAYS })).status).toBe(422);
    expect((await reviewer.get(`${at}/not-an-id`)).status).toBe(404);
  });

  it('take events of the chronology in and out, those of the period suggested', async () => {
    const episode = await added('After the second <b>referral</b>');
    const offered = await reviewer.get(`${episode}/events`);
    // Two days are within the period and come first; the year may lie outside of it.
    expect(idsShown(offered.text)).toHaveLength(3);
    expect(ticked(offered.text)).toBe(2);
    expect(offered.text.match(/may lie outside the period/g)).toHaveLength(1);
    expect(offered.text).toMatch(
      /Take in all 2 events wholly within[^]*Here 2 of 3 are ticked for you[^]*Nothing is taken in until you save[^]*Weighed at home[^]*Strategy[^]*Some time in that year/,
    );
    // May and the 20th lie round it.
    const round = await reviewer.get(`${episode}/events?weeks=4`);
    expect(idsShown(round.text)).toHaveLength(5);
    expect(offered.text).toContain('Strategy &lt;i&gt;call&lt;/i&gt;');
    const one = await reviewer.get(`${episode}/events?agency=${care}&weeks=0`);
    expect(idsShown(one.text)).toHaveLength(1);
    const [first = '', second = '', third = ''] = idsShown(offered.text);
    // Saving nothing is a problem, and says what to do.
    const nothing = await reviewer.post(`${episode}/events`, { shown: [first, third] });
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('href="#event"');
    expect([ticked(nothing.text), nothing.text.includes('Here none is ticked.')]).toEqual([0, true]);
    // All of the period, and what is ticked beside it.
    const all = await reviewer.post(`${episode}/events`, {
      take: 'period',
      shown: [first, third],
      event: third,
    });
    expect(all.status).toBe(303);
    const after = await reviewer.get(`${episode}/events`);
    expect(ticked(after.text)).toBe(3);
    expect(after.text).not.toContain('Take in all');
    // What is of the period stays in when all of it is asked for, though it was not ticked.
    await reviewer.post(`${episode}/events`, { take: 'period', shown: [first, third], event: [] });
    expect(ticked((await reviewer.get(`${episode}/events`)).text)).toBe(2);
    // Nothing that was not shown is taken out; what was shown and is not ticked is.
    await reviewer.post(`${episode}/events`, { shown: [first, second], event: [first] });
    const { text } = await reviewer.get(episode);
    expect(text.match(/app-episode-events__item/g)).toHaveLength(1);
    expect(text).toContain('After the second &lt;b&gt;referral&lt;/b&gt;');
    const [kept] = await test.owner<{ actions: string[] }>(
      `select array_agg(action order by seq) as actions from audit.entry where subject_id = $1 and action like 'episode.%'`,
      [episode.split('/').at(-1)],
    );
    expect(kept?.actions).toEqual(['episode.added', ...Array<string>(3).fill('episode.events_chosen')]);
    // Ids of another review, and what is no id, are passed over.
    const strange = await reviewer.post(`${episode}/events`, { shown: 'x', event: [review.id, 'x'] });
    expect(strange.status).toBe(303);
  });

  it('are chosen page by page at their real size: the period first, its ticks kept from page to page', async () => {
    const big = await makeReview(test);
    const [agency] = await test.owner<{ id: string }>(
      `insert into agency (board_id, review_id, name) values ($1, $2, 'Police') returning id`,
      [big.boardId, big.id],
    );
    // 60 days of the period, five that may be of it and are first in time, and 300 round it.
    await test.owner(
      `insert into event (board_id, review_id, agency_id, period, exactness, description, fingerprint)
       select $1, $2, $3, case when n <= 60 then daterange('2011-06-02'::date + n % 10, '2011-06-03'::date + n % 10)
                when n <= 65 then daterange('2011-05-20', '2011-06-20') else daterange('2011-05-10'::date + n % 15, '2011-05-11'::date + n % 15) end,
              'day', 'Event ' || n, n::text from generate_series(1, 365) n`,
      [big.boardId, big.id, agency?.id],
    );
    const made = await reviewer.post(`/reviews/${big.id}/episodes/new`, { title: 'Big', ...DAYS });
    const events = String(made.headers.location);
    const first = await reviewer.get(events);
    expect([idsShown(first.text).length, ticked(first.text)]).toEqual([50, 50]);
    expect(first.text).toMatch(
      /Take in all 60 events wholly within the period[^]*On this page 50 of 50 are ticked for you[^]*Of the 15 on other pages none is taken in\./,
    );
    const shown = idsShown(first.text);
    const action = String(/<form method="post" action="([^"]*\/events[^"]*)"/.exec(first.text)?.[1]).replace(
      /&amp;/g,
      '&',
    );
    const on = await reviewer.post(action, { shown, event: shown.slice(1), action: 'next' });
    const second = await reviewer.get(String(on.headers.location));
    expect([idsShown(second.text).length, ticked(second.text)]).toEqual([15, 10]);
    expect(second.text).toContain('Of the 50 on other pages 49 are taken in.');
    const rest = idsShown(second.text);
    const back = await reviewer.post(String(on.headers.location), {
      shown: rest,
      event: rest.slice(0, 10),
      action: 'previous',
    });
    // What was unticked stays so.
    expect(ticked((await reviewer.get(String(back.headers.location))).text)).toBe(49);
    // Beside a view the last twelve are in sight; those before them are folded, and of very many the rest is in the chronology.
    const view = (await reviewer.get(events.replace(/events$/, 'views/new'))).text;
    expect(view).toMatch(/<details[^>]*>\s*<summary[^>]*><span[^>]*>The 348 before these</);
    expect(view.match(/app-episode-events__item/g)).toHaveLength(212);
    expect(view).toMatch(
      /href="[^"]*\/chronology\?to=2011-06-14" target="_blank"[^>]*>148 earlier ones are in the chronology/,
    );
    await reviewer.post(events, { take: 'period' });
    const round = await reviewer.get(`${events}?weeks=12`);
    expect(round.text).toContain('365 events, 60 wholly within the period');
    expect(round.text).toContain('Page 1 of 8');
  });

  it('show events in the order of the chronology, those of a day with their times', async () => {
    const other = await makeReview(test);
    const [agency] = await test.owner<{ id: string }>(
      `insert into agency (board_id, review_id, name) values ($1, $2, 'Police') returning id`,
      [other.boardId, other.id],
    );
    for (const [says, time] of [
      ['Second', '09:05'],
      ['Third', '14:30'],
      ['First', null],
    ])
      await test.owner(
        `insert into event (board_id, review_id, agency_id, period, exactness, description, time_of_day, fingerprint)
         values ($1, $2, $3, '[2011-06-03,2011-06-04)', 'day', $4::text, $5, md5($4::text))`,
        [other.boardId, other.id, agency?.id, says, time],
      );
    const made = await reviewer.post(`/reviews/${other.id}/episodes/new`, { title: 'Times', ...DAYS });
    const events = String(made.headers.location);
    await reviewer.post(events, { take: 'period' });
    for (const path of [events, events.replace(/events$/, ''), events.replace(/events$/, 'views/new')]) {
      const { text } = await reviewer.get(path.replace(/\/$/, ''));
      const at = ['First', '3 June 2011, 09:05', '3 June 2011, 14:30'].map((words) => text.indexOf(words));
      expect(at[0]).toBeGreaterThan(0);
      expect(at).toEqual([...at].sort((a, b) => a - b));
    }
  });

  it('are written with every version kept, merged or shown side by side', async () => {
    const episode = await added('Written');
    const what = `${episode}/what-happened`;
    expect((await save(what, { what_happened: 'They failed to call.' })).status).toBe(303);
    const hints = await reviewer.get(what);
    expect(hints.text).toContain('You may want to put this another way');
    const mine = await reviewer.post(what, { version: '1', what_happened: 'They called twice.' });
    expect(mine.status).toBe(409);
    expect(mine.text).toContain('They failed to call.');
    // Another part of the same row, from the same old version, is merged.
    const other = await reviewer.post(`${episode}/appraisal`, {
      version: '1',
      appraisal: 'Two calls a day were usual.',
      action: 'continue',
    });
    expect(other.headers.location).toBe(episode);
    const period = await reviewer.post(`${episode}/details`, {
      ...DAYS,
      title: 'Written',
      'to-day': '20',
      version: '3',
    });
    expect(period.status).toBe(303);
    const clash = await reviewer.post(`${episode}/details`, {
      ...DAYS,
      title: 'Written',
      'to-day': '25',
      version: '3',
    });
    expect(clash.status).toBe(409);
    expect(clash.text).toContain('2011-06-20');
    const { text } = await reviewer.get(`${episode}/history`);
    expect(text).toContain('Two calls a day were usual.');
    expect(text).toContain('1 to 14 June 2011');
    const page = await reviewer.get(episode);
    expect(page.text).toContain('id="what_happened"');
    expect(page.text).toContain('id="appraisal"');
  });

  it('keep what came after out of sight while a view from the tunnel is written', async () => {
    const episode = await added('Tunnel');
    // What may have come later is out of sight even when it was taken in on purpose.
    const [year] = await test.owner<{ id: string }>(
      `select id from event where review_id = $1 and description = 'Some time in that year'`,
      [review.id],
    );
    await reviewer.post(`${episode}/events`, { shown: [year?.id ?? ''], event: [year?.id ?? ''] });
    expect((await reviewer.get(episode)).text).toContain('Some time in that year');
    const shown = await reviewer.get(`${episode}/views/new`);
    expect(shown.text).toContain('an event whose date may reach past that day, even when the key practice');
    expect(shown.text).toContain('May at large');
    expect(shown.text).toContain('Strategy &lt;i&gt;call&lt;/i&gt;');
    for (const later of ['A fortnight later', 'Some time in that year', 'The injury'])
      expect(shown.text).not.toContain(later);
    expect(shown.text).not.toContain('Serious Case Review');
    expect(shown.text).not.toContain('<dt>Clock</dt>');
    const view = await reviewer.post(`${episode}/views/new`, {
      conversation_id: conversation,
      knew: 'The weights were on the line.',
    });
    const row = String(view.headers.location);
    const writing = await reviewer.get(row);
    // The role comes with the conversation, and its agency first.
    expect(writing.text).toContain('Health visitor 1');
    expect(writing.text.indexOf('Weighed at home')).toBeLessThan(writing.text.indexOf('May at large'));
    const after = await reviewer.get(`${row}?after=1`);
    for (const later of ['A fortnight later', 'Some time in that year', 'The injury', 'Serious Case Review'])
      expect(after.text).toContain(later);
    expect(after.text).toContain('None of this could be known then.');
    // The way there and back is a button of the form: what was typed comes along, and nothing is saved.
    expect(writing.text).toMatch(
      new RegExp(`<button type="submit"[^>]* form="writing" formaction="${row}/beside\\?after=1"`),
    );
    const typed = { version: '1', knew: 'Not <b>saved</b>', conversation_id: conversation };
    const turned = await reviewer.post(`${row}/beside?after=1`, typed, row);
    expect(turned.status).toBe(200);
    for (const words of [
      'Not &lt;b&gt;saved',
      'It is not saved yet.',
      'The injury',
      `action="${row}?after=1"`,
    ])
      expect(turned.text).toContain(words);
    const hidden = await reviewer.post(`${row}/beside`, typed, row);
    expect([hidden.text.includes('Not &lt;b&gt;saved'), hidden.text.includes('The injury')]).toEqual([
      true,
      false,
    ]);
    expect((await reviewer.get(row)).text).not.toContain('Not &lt;b&gt;saved');
    // A view that is being added too: its form is still to be sent once.
    const form = await reviewer.get(`${episode}/views/new`);
    const once = String(hiddenValue(form.text, '_once'));
    const adding = await reviewer.send(`${episode}/views/new/beside?after=1`, {
      _once: once,
      knew: 'New words',
    });
    expect(adding.text).toContain('New words');
    const sent = await reviewer.send(`${episode}/views/new`, { _once: once, knew: 'New words' });
    expect(sent.headers.location).toContain(`${episode}/views/`);
    const chair = await visit(test.app, 'chair@demo.example');
    expect((await chair.send(`${row}/beside`, typed)).status).toBe(404);
    const saved = await reviewer.post(`${row}?after=1`, {
      version: '1',
      knew: 'Held',
      conversation_id: conversation,
    });
    expect(saved.headers.location).toBe(`${row}?after=1`);
    const stranger = await save(row, { conversation_id: review.id });
    expect(stranger.status).toBe(422);
    expect(stranger.text).toContain('Choose one of the conversations');
    await test.owner(
      `update conversation set consent = 'withdrawn', consent_on = '2012-05-01' where id = $1`,
      [conversation],
    );
    const page = await reviewer.get(episode);
    expect(page.text).toContain(`id="view-${row.split('/').at(-1)}"`);
    expect(page.text).toContain('can no longer be relied on');
    // What it rests on already may stay.
    expect((await save(row, { knew: 'Held', conversation_id: conversation })).status).toBe(303);
  });

  it('have factors, which are removed with what they said kept', async () => {
    const episode = await added('Factors');
    const made = await reviewer.post(`${episode}/factors/new`, {
      text: 'Eleven families each',
      heading: 'conditions',
      level: 'team_workplace',
      weight: 'strong',
      action: 'continue',
    });
    const id = String(made.headers.location).split('#factor-')[1];
    expect((await reviewer.post(`${episode}/factors/new`, {})).status).toBe(422);
    const row = `${episode}/factors/${id}`;
    expect((await save(row, { text: 'Twelve families each', heading: 'nothing' })).status).toBe(422);
    expect((await save(row, { text: 'Twelve families each', heading: 'conditions' })).status).toBe(303);
    expect((await save(`${row}/removal`, { version: '1' })).status).toBe(422);
    const gone = await save(`${row}/removal`, {});
    expect(gone.headers.location).toBe(`${episode}#factors`);
    const late = await reviewer.post(row, { text: 'Thirteen', version: '2' });
    expect(late.status).toBe(422);
    expect(late.text).toContain('Thirteen');
    expect((await reviewer.get(`${episode}/history`)).text).toContain('Twelve families each');
  });

  it('are withdrawn with a reason, say what rests on them, and are put back', async () => {
    const episode = await added('Withdrawn');
    const id = String(episode.split('/').at(-1));
    const finding = await makeFinding(test, review, { sufficient: true });
    await test.owner(
      `insert into pointer (board_id, review_id, finding_id, from_part, episode_id) values ($1, $2, $3, 'manifestation', $4)`,
      [review.boardId, review.id, finding.id, id],
    );
    expect((await reviewer.get(episode)).text).toContain(`/findings/${finding.id}"`);
    const asked = await reviewer.get(`${episode}/withdrawal`);
    expect(asked.text).toContain('1 finding rests on it');
    expect((await reviewer.post(`${episode}/withdrawal`, { why: ' ' })).status).toBe(422);
    expect((await reviewer.post(`${episode}/withdrawal`, { why: 'Told in episode 1' })).status).toBe(303);
    expect((await reviewer.get(at)).text).toContain('Told in episode 1');
    expect((await reviewer.get(`${episode}/appraisal`)).status).toBe(303);
    const closed = await reviewer.post(`${episode}/appraisal`, { appraisal: 'Late', version: '2' }, episode);
    expect(closed.status).toBe(422);
    expect(closed.text).toContain('It can be read, and restored, but not changed.');
    expect((await reviewer.post(`${episode}/restoration`, {}, episode)).status).toBe(303);
    expect((await reviewer.get(`${episode}/appraisal`)).status).toBe(200);
  });

  it('are read by their Board, written by those on the review, and missing to everyone else', async () => {
    const episode = await added('Who');
    for (const [email, reads, writes] of [
      ['team@demo.example', 200, 200],
      ['coordinator@demo.example', 200, 404],
      ['chair@demo.example', 200, 404],
      ['reviewer2@demo.example', 404, 404],
      ['coordinator-b@demo.example', 404, 404],
      ['analyst@demo.example', 404, 404],
    ] as const) {
      const visitor = await visit(test.app, email);
      expect([email, (await visitor.get(episode)).status]).toEqual([email, reads]);
      expect([email, (await visitor.get(`${episode}/history`)).status]).toEqual([email, reads]);
      for (const part of ['details', 'appraisal', 'events', 'views/new', 'factors/new', 'withdrawal'])
        expect([email, part, (await visitor.get(`${episode}/${part}`)).status]).toEqual([
          email,
          part,
          writes,
        ]);
      if (writes === 404)
        expect((await visitor.send(`${episode}/appraisal`, { appraisal: 'x', version: '1' })).status).toBe(
          404,
        );
    }
  });

  it('come once from a form posted twice', async () => {
    const form = await reviewer.get(`${at}/new`);
    const fields = { _once: String(hiddenValue(form.text, '_once')), title: 'Once', ...DAYS };
    const [first, second] = [
      await reviewer.send(`${at}/new`, fields),
      await reviewer.send(`${at}/new`, fields),
    ];
    expect(second?.headers.location).toBe(first?.headers.location);
  });
});
