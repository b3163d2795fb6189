import fc from 'fast-check';
import { runsOf } from '../../server/evidence/search-excerpt';
import { MARK } from '../../server/evidence/search-marks';
import { searchPart, type SearchAnswer } from '../../server/evidence/search-queries';
import { readCase } from '../../server/evidence/case-file-queries';
import { submitFinding } from '../../server/approvals/submission';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { someEvidence, type SomeEvidence } from './some-evidence';

const LEAD = 'reviewer@demo.example';
let test: TestHouse;
let lead: Visitor;
let chair: Visitor;
let review: TestReview;
let evidence: SomeEvidence;
let path: string;
let findingId: string;
beforeAll(async () => {
  test = await openHouse();
  lead = await visit(test.app, LEAD);
  chair = await visit(test.app, 'chair@demo.example');
  review = await makeReview(test);
  evidence = await someEvidence(test, review);
  findingId = (await makeFinding(test, review, { sufficient: true })).id;
  await test.owner(
    `insert into review_question (board_id, review_id, position, text) values ($1, $2, 1, 'What did supervision change?')`,
    [review.boardId, review.id],
  );
  const elsewhere = await makeReview(test);
  await someEvidence(test, elsewhere);
  path = `/reviews/${review.id}/search`;
});
afterAll(() => test.close());

const search = async (words: string, more: Record<string, string> = {}, who = lead) => {
  const sent = await who.send(path, { words, kind: '', agency: '', ...more });
  return sent.status === 303 ? who.get(String(sent.headers.location)) : sent;
};

describe('the search of a review', () => {
  it('finds words in everything, each with its place and the address that opens there', async () => {
    const { status, text } = await search('supervision');
    expect(status).toBe(200);
    for (const expected of [
      'Documents (2)',
      'Supervision record, 9 June 2011</a>, <span>page 1',
      `/documents/${evidence.document}?page=1#passage`,
      'Conversations (3)'.replace('3', '2'),
      `/conversations/${evidence.conversation}#part`,
      `/conversations/${evidence.conversation}#turning-point-${evidence.turning}`,
      'Turning point 1: The June supervision',
      `/reviews/${review.id}/findings/${findingId}/why/`,
      'Questions of the review (1)',
      '<mark class="app-hit">Supervision</mark>',
    ])
      expect(text).toContain(expected);
    for (const never of ['Nurse 9', 'kept back', 'the scanner holds']) expect(text).not.toContain(never);
  });

  it.each([
    ['the child’s experience', 'sofa', `/chronology/`],
    ['a person of an event', 'Health visitor 1', '4 May 2011, Health visiting'],
    ['a view from the tunnel', 'coped', '#view-'],
    ['what happened in an episode', 'written down', '#what_happened'],
    ['part of a word', 'fift', 'page 2'],
    ['a label that is no word', 'J.was', 'page 2'],
    ['a code in a file’s name', 'CV12', '>title<'],
    ['an agency', 'health visiting', `/agencies`],
    ['a phrase in quotation marks', '"fifty minutes"', 'page 2'],
  ])('finds %s', async (_what, words, expected) => {
    expect((await search(words)).text).toContain(expected);
  });

  it('tells the fields of a row from one another', async () => {
    const { text } = await search('sofa');
    const [, words = ''] = /app-hits__words">([^]*?)<\/p>/.exec(text) ?? [];
    expect(words.replace(/<[^>]*>/g, '')).toContain(
      'explained. · Quiet, sat on the sofa · Record page 4 · Mother',
    );
    expect(runsOf(` ${MARK.field} beginning ${MARK.field} end ${MARK.field}`, 'x')[0]?.text).toBe(
      'beginning · end',
    );
  });

  it('shows what documents say as text, whatever it is', async () => {
    const { text } = await search('<b>at');
    expect(text).toContain('<mark class="app-hit">&lt;b&gt;at</mark> all&lt;/b&gt;');
    expect(text).not.toContain('<b>at all');
    expect((await search('<script>')).text).not.toContain('<script>"');
    for (const words of ['100%', '_%', "';--", '\\', '& | !', '"', '(((']) {
      const { status } = await search(`${words}ab`);
      expect([words, status]).toEqual([words, 200]);
    }
  });

  it('keeps to the kind and the agency chosen, and keeps the choice', async () => {
    const { text } = await search('supervision', { kind: 'document' });
    expect(text).toContain('2 places found in documents');
    expect(text).not.toContain('Conversations (');
    expect(text).toMatch(/<option value="document" selected/);
    const other = await search('supervision', { agency: evidence.other });
    expect(other.text).toContain('Nothing found of Health visiting');
    expect(other.text).toContain('Not searched: 1 document');
    const bare = await makeReview(test);
    expect((await lead.get(`/reviews/${bare.id}/search`)).text).not.toContain('Not searched');
    expect((await search('visit', { agency: evidence.other })).text).toContain('Events (1)');
    expect((await search('supervision', { kind: 'x' })).status).toBe(422);
  });

  it.each([
    ['', 'Type what you are looking for'],
    ['  ', 'Type what you are looking for'],
    ['x', 'Type at least two letters'],
    ['\u0000ab', 'cannot be kept'],
    ['x'.repeat(20_000), '200 characters'],
  ])('answers %j kindly', async (words, expected) => {
    const { status, text } = await search(words);
    expect(status).toBe(422);
    expect(text).toContain(expected);
  });

  it('marks what was withdrawn', async () => {
    await test.owner(
      `update event set withdrawn_at = '2012-04-30T10:00Z', withdrawn_by = (select id from account where email = $2), withdrawn_why = 'Wrong family' where id = $1`,
      [evidence.event, LEAD],
    );
    expect((await search('bruise')).text).toContain('the event was withdrawn on 30 April 2012: Wrong family');
  });

  it('shows those who do not write only the words that were sent', async () => {
    expect((await search('reasoning', {}, chair)).text).not.toContain('Findings (');
    await test.as(LEAD, (tx, actor) =>
      submitFinding(tx, actor, new Date(), { reviewId: review.id, findingId }),
    );
    await test.owner(`update finding set matters = 'A draft word: zebra.' where id = $1`, [findingId]);
    const { text } = await search('reasoning', {}, chair);
    expect(text).toContain(`/findings/${findingId}#matters`);
    expect((await search('zebra', {}, chair)).text).toContain('Nothing found');
    expect((await search('zebra')).text).toContain('Findings (1)');
  });

  it('is for those who see the review, and keeps that a search was made, not the words', async () => {
    const elsewhere = await visit(test.app, 'reviewer-b@demo.example');
    expect((await elsewhere.get(path)).status).toBe(404);
    expect((await search('supervision', {}, elsewhere)).status).toBe(404);
    expect((await lead.get(path)).text).toContain('What are you looking for?');
    await search('zebra');
    const entries = await test.owner<{ action: string; payload: string }>(
      `select action, payload from audit.entry where subject_id = $1 order by seq desc limit 2`,
      [review.id],
    );
    expect(entries.map(({ action }) => action)).toEqual(['evidence.read', 'evidence.searched']);
    expect(entries[0]?.payload).toContain('"finding"');
    for (const { payload } of entries) expect(payload).not.toContain('zebra');
  });

  it('has an address of its own for what was found, by an id, that is its asker’s alone', async () => {
    const { status, headers } = await lead.send(path, { words: 'zebra', kind: 'finding', agency: '' });
    const { location = '' } = headers as { location?: string };
    expect([status, location]).toEqual([
      303,
      expect.stringMatching(/\/search\?asked=[\w-]{36}&kind=finding$/),
    ]);
    const found = await lead.get(location);
    expect(found.headers['cache-control']).toBe('no-store');
    expect(found.text).toContain('1 place found in findings for “zebra”');
    expect((await lead.get(location)).text).toContain('value="zebra"');
    // Another’s, unknown, or of another review: the empty search.
    const at = location.replace(path, '');
    const other = await makeReview(test);
    for (const { text } of [
      await chair.get(location),
      await lead.get(`${path}?asked=${review.id}`),
      await lead.get(`/reviews/${other.id}/search${at}`),
    ])
      expect([text.includes('Everything that the review holds'), text.includes('zebra')]).toEqual([
        true,
        false,
      ]);
    expect((await lead.get(`${path}?asked=zebra`)).status).toBe(404);
    expect((await lead.get(`${location}&skip=-1&agency=x&kind=none`)).status).toBe(200);
  });

  it('forgets what was asked a week ago, and all but the last 200', async () => {
    const mine = `(select id from account where email = '${LEAD}')`;
    await test.owner(
      `insert into search_asked (board_id, review_id, account_id, words, asked_at)
       select $1::uuid, $2::uuid, ${mine}, 'old', $3::timestamptz - interval '7 days 1 second' from generate_series(1, 3)
       union all select $1::uuid, $2::uuid, ${mine}, 'many', $3::timestamptz - interval '1 day' from generate_series(1, 210)
       union all select $1::uuid, $2::uuid, (select id from account where email = 'chair@demo.example'), 'theirs', '2001-01-01'`,
      [review.boardId, review.id, test.house.now()],
    );
    await search('newest');
    const kept = await test.owner<{ words: string; of: string }>(
      `select words, count(*)::text as of from search_asked where words in ('old', 'many', 'theirs', 'newest') group by 1 order by 1`,
    );
    expect(kept.map(({ words }) => words)).toEqual(['many', 'newest', 'theirs']);
    const [{ of } = { of: '' }] = await test.owner<{ of: string }>(
      `select count(*)::text as of from search_asked where account_id = ${mine}`,
    );
    expect(of).toBe('200');
    await test.as(LEAD, async (tx) => {
      expect(await tx('search_asked').where({ words: 'theirs' })).toEqual([]);
    });
  });

  it('shows so many of a kind, and the others on demand', async () => {
    await test.owner(
      `insert into event (board_id, review_id, agency_id, period, exactness, description, fingerprint)
       select $1, $2, $3, daterange('2010-01-01'::date + n, '2010-01-02'::date + n), 'day', 'Kestrel seen, number ' || n, 'k' || n from generate_series(1, 120) n`,
      [review.boardId, review.id, evidence.other],
    );
    const hits = (html: string) => html.match(/app-hits__item/g)?.length;
    const all = await search('kestrel');
    expect(all.text).toContain('Events (120)');
    expect([hits(all.text), all.text.includes('All 120 in events')]).toEqual([10, true]);
    const first = await search('kestrel', { kind: 'event' });
    expect([hits(first.text), first.text.includes('The next 50')]).toEqual([50, true]);
    const [, next = ''] = /href="([^"]*)">The next 50/.exec(first.text) ?? [];
    const last = await lead.get(next.replaceAll('&amp;', '&').replace('skip=50', 'skip=100'));
    expect([hits(last.text), last.text.includes('The next')]).toEqual([20, false]);
  });

  it('takes one round trip and little time in a case of a real size', async () => {
    const large = await makeReview(test);
    const { document: _one, agency } = await someEvidence(test, large);
    await test.owner(
      `insert into event (board_id, review_id, agency_id, period, exactness, description, fingerprint)
       select $1, $2, $3, '[2010-01-01,2010-01-02)', 'day', repeat('Home visit as planned, the plan was read with Mother. ', 4) || n, 'e' || n from generate_series(1, 3000) n`,
      [large.boardId, large.id, agency],
    );
    await test.owner(
      `with d as (insert into document (board_id, review_id, agency_id, title, file_name, media_type, bytes, sha256, pages, wrapped_key, key_id, scan, reading)
         select $1, $2, $3, 'File ' || n, 'f.pdf', 'application/pdf', 1, encode(sha256(convert_to('d' || n, 'UTF8')), 'hex'), 20, 'k', 'k', 'clean', 'read' from generate_series(1, 150) n returning id, title)
       insert into document_text (board_id, review_id, document_id, place, text)
       select $1, $2, d.id, p, (select string_agg('word' || ((p * 31 + w * 7) % 900) || ' visit plan record ' || d.title, ' ') from generate_series(1, 60) w) || case when p = 20 then ' Zanzibar' else '' end
         from d, generate_series(1, 20) p`,
      [large.boardId, large.id, agency],
    );
    const kinds = ['document', 'event', 'conversation', 'episode', 'finding', 'question', 'agency'] as const;
    const times: Record<string, number> = {};
    for (const words of ['visit', 'zanzibar', 'anzib', 'nothing at all'])
      await test.as(LEAD, async (tx) => {
        const started = performance.now();
        const { answer } = await readCase<{ answer: SearchAnswer }>(tx, large.id, {
          answer: searchPart({
            words: { sql: '?::text', bindings: [words] },
            kinds,
            agency: null,
            most: 10,
            skip: 0,
          }),
        });
        times[words] = Math.round(performance.now() - started);
        if (words === 'zanzibar') expect(answer.counts.document).toBe(150);
      });
    expect(Object.values(times).every((time) => time < 2_500) || times).toBe(true);
    if (process.env.TEST_FIGURES) process.stdout.write(`${JSON.stringify(times)}\n`);
  });
});

describe('the words round a hit', () => {
  it('are split by marks that no text of a case has, or where the words stand', () => {
    expect(runsOf(`a ${MARK.start}b${MARK.end} c${MARK.between}d`, 'b')).toEqual([
      { text: 'a ', hit: false },
      { text: 'b', hit: true },
      { text: ' c … d', hit: false },
    ]);
    expect(runsOf('Child J. was', 'j.')).toEqual([
      { text: 'Child ', hit: false },
      { text: 'J.', hit: true },
      { text: ' was', hit: false },
    ]);
  });

  it('lose no word of the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 2 }), (text, words) => {
        const shown = runsOf(text, words)
          .map((run) => run.text)
          .join('');
        expect(shown).toBe(text.replace(/\s+/g, ' '));
      }),
    );
  });
});
