import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { Client } from 'pg';
import { sendCheckBackMail, wordsOfMail } from '../../server/evidence/check-back-mail';
import { checkedWords, linkWords, stateOf, whyNoLink } from '../../server/evidence/check-back-policy';
import { codeProof, newCode, newToken, tokenHash } from '../../server/evidence/check-back-secrets';
import { seal, unseal } from '../../server/mail/sealed';
import { verifyAudit } from '../../server/audit/verify';
import { asOwner } from '../../server/database/migrate';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let review: TestReview;
let lead: Visitor;
const DAY = 24 * 60 * 60 * 1000;
const clock = { now: new Date('2012-03-12T10:00:00Z') };

beforeAll(async () => {
  test = await openHouse(() => clock.now);
  review = await makeReview(test);
  lead = await visit(test.app, 'reviewer@demo.example');
});
afterAll(() => test.close());

interface Made {
  at: string;
  id: string;
  turning: string;
}

/** A conversation under consent with a part and a turning point. */
async function conversation(consent = 'given'): Promise<Made> {
  const [row] = await test.owner<{ id: string; turning: string }>(
    `with c as (insert into conversation (board_id, review_id, about, role_label, held_on, consent, consent_on, consent_terms, part, went_well)
       values ($1, $2, 'practitioner', 'Health visitor 1', '2012-03-12', $3, '2012-03-12', 'Without a name', 'She was <i>calm</i>.', 'We rang each other.') returning *),
     t as (insert into turning_point (board_id, review_id, conversation_id, moment, thought)
       select board_id, review_id, id, 'The visit', 'A tired family.' from c returning *)
     select c.id, t.id as turning from c, t`,
    [review.boardId, review.id, consent],
  );
  const id = String(row?.id);
  return { id, at: `/reviews/${review.id}/conversations/${id}`, turning: `turning-point-${row?.turning}` };
}

async function link(
  at: string,
  fields: Record<string, string> = {},
): Promise<{ path: string; code: string }> {
  const made = await lead.post(`${at}/check-back`, { days: '14', how: 'hand', ...fields });
  expect(made.status).toBe(200);
  return {
    path: /\/check-back\/[\w-]{43}/.exec(made.text)?.[0] ?? '',
    code: />([A-Z0-9]{4}-[A-Z0-9]{4})</.exec(made.text)?.[1] ?? '',
  };
}

/** Someone with a browser of their own and no account. */
function person() {
  const agent = request.agent(test.app);
  return {
    get: (path: string) => agent.get(path),
    async give(path: string, code: string) {
      const csrf = hiddenValue((await agent.get(path)).text, '_csrf') ?? '';
      return agent.post(path).type('form').send({ _csrf: csrf, code });
    },
    async send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
      const csrf = hiddenValue((await agent.get(path)).text, '_csrf') ?? '';
      return agent
        .post(`${path}/answers`)
        .set(headers)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    },
    raw: agent,
  };
}

const actions = async (id: string): Promise<string[]> =>
  (
    await test.owner<{ action: string }>(
      `select action from audit.entry where payload::jsonb #>> '{detail,conversation}' = $1 and action like 'check_back.%' order by seq`,
      [id],
    )
  ).map(({ action }) => action);

describe('how a link stands', () => {
  const base = {
    finished_at: null,
    revoked_at: null,
    wrong_codes: 0,
    expires_at: '2012-03-26T10:00:00Z',
    outcome: null,
    opened: 0,
    opened_at: null,
  };
  it('is open until it is answered, revoked, guessed at five times or past its date', () => {
    const now = new Date('2012-03-20T10:00:00Z');
    expect(stateOf(base, now)).toBe('open');
    expect(stateOf({ ...base, wrong_codes: 4 }, now)).toBe('open');
    expect(stateOf({ ...base, wrong_codes: 5 }, now)).toBe('closed');
    expect(stateOf({ ...base, revoked_at: '2012-03-13T10:00:00Z' }, now)).toBe('revoked');
    expect(stateOf(base, new Date(base.expires_at))).toBe('expired');
    const finished = { ...base, finished_at: '2012-03-14T10:00:00Z', outcome: 'agreed' } as const;
    expect(stateOf({ ...finished, revoked_at: '2012-03-15T10:00:00Z' }, now)).toBe('finished');
    expect(checkedWords([finished, base], now)).toBe('Checked back: agreed on 14 March 2012');
    expect(checkedWords([base], now)).toBe('Link open until 26 March 2012');
    expect(linkWords({ ...base, opened: 2, opened_at: '2012-03-19T10:00:00Z' }, now).detail).toContain(
      'Opened 2 times, last on 19 March 2012',
    );
    const tried = { ...base, wrong_codes: 3, wrong_at: '2012-03-19T10:00:00Z' };
    expect(linkWords(tried, now)).toMatchObject({
      state: 'Handed over',
      detail: expect.stringContaining(
        'Three wrong codes were tried, last on 19 March 2012 at 10:00.',
      ) as string,
    });
    expect(linkWords({ ...base, wrong_codes: 1 }, now).detail).toContain('One wrong code was tried.');
    expect(linkWords(base, now).detail).not.toContain('wrong');
    expect(whyNoLink({ consent: 'given', withdrawn_at: null }, false)).toMatch(/nothing to check back/);
    expect(whyNoLink({ consent: 'given', withdrawn_at: null }, true)).toBeNull();
  });

  it('has secrets that are random, and worth nothing one without the other', () => {
    const codes = Array.from({ length: 200 }, newCode);
    expect(new Set(codes).size).toBe(200);
    expect(codes.join('')).not.toMatch(/[0O1IL2Z5S8BUV]/);
    const [one, two] = [newToken(), newToken()];
    expect(one).toHaveLength(43);
    expect(codeProof('s', one, 'acde-fghj')).toBe(codeProof('s', one, ' ACDE FGHJ '));
    expect(codeProof('s', one, 'ACDEFGHJ')).not.toBe(codeProof('s', two, 'ACDEFGHJ'));
    expect(codeProof('s', one, 'ACDEFGHJ')).not.toBe(codeProof('t', one, 'ACDEFGHJ'));
    expect(unseal('s', seal('s', { to: 'a' }))).toEqual({ to: 'a' });
    expect(unseal('t', seal('s', { to: 'a' }))).toBeNull();
  });
});

describe('a link that is handed over', () => {
  it('opens one record with its code, keeps what is written, and is answered once', async () => {
    const { at, id, turning } = await conversation();
    const { path, code } = await link(at);
    const [kept] = await test.owner<{ row: string }>(
      'select to_jsonb(k)::text as row from check_back k where conversation_id = $1',
      [id],
    );
    expect(kept?.row).toContain(tokenHash(path.slice('/check-back/'.length)));
    expect(kept?.row).not.toContain(path.slice('/check-back/'.length));
    expect(kept?.row).not.toContain(code.replace('-', ''));

    const them = person();
    const asked = await them.get(path);
    expect([asked.status, asked.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(asked.text).not.toMatch(/Health visitor|calm|Child \d|Sign in|Typology/);
    const right = await them.give(path, code.toLowerCase().replace('-', ' '));
    expect([right.status, right.headers.location]).toEqual([303, path]);
    const page = (await them.get(path)).text;
    expect(page).toContain('She was &lt;i&gt;calm&lt;/i&gt;.');
    expect(page).toContain('A tired family.');
    expect(page).not.toMatch(/Child \d|COV 2012|\/reviews\/|Read what you need/);

    // The team writes on: what they read stays as it stood.
    await test.owner(
      `update conversation set went_well = 'Written later', version = version + 1 where id = $1`,
      [id],
    );
    const saved = await them.send(
      path,
      { 'say-part': 'I was not <b>calm</b>', 'kind-part': 'correction' },
      { 'X-Autosave': '1' },
    );
    expect([saved.status, saved.body]).toEqual([200, { savedAt: '10:00' }]);
    const later = await them.send(path, {
      'say-part': 'I was not <b>calm</b>.',
      'kind-part': 'correction',
      [`say-${turning}-thought`]: 'Tired, and frightened.',
      [`kind-${turning}-thought`]: 'correction',
      'say-went_well': 'Thank you for this.',
      'say-whole': 'It was hard to read.',
      action: 'save',
    });
    expect(later.status).toBe(303);
    const shown = (await them.get(path)).text;
    expect(shown).toContain('I was not &lt;b&gt;calm&lt;/b&gt;.');
    expect(shown).not.toContain('Written later');
    expect((await lead.get(`${at}/check-back`)).text).not.toContain('frightened');

    // Another record's places are not read, a bad outcome is said, agreeing with corrections is asked about.
    const other = await conversation();
    const foreign = { [`say-${other.turning}-thought`]: 'Planted' };
    expect((await them.send(path, { ...foreign, action: 'save' })).status).toBe(303);
    expect((await them.send(path, { action: 'finish' })).text).toContain('Choose one of the two answers');
    const both = {
      'say-part': 'Other words',
      'kind-part': 'correction',
      action: 'finish',
      outcome: 'agreed',
    };
    const unsure = await them.send(path, both);
    expect([unsure.status, unsure.text.includes('You wrote corrections. Do you mean')]).toEqual([422, true]);
    // Saved before and not sent along: it counts too.
    expect((await them.send(path, { action: 'finish', outcome: 'agreed' })).status).toBe(422);
    const long = await them.send(path, { 'say-part': 'x'.repeat(200_000), action: 'save' });
    expect(long.status).toBe(422);
    expect((await them.send(path, { 'say-part': '\u0000 \ud800', action: 'save' })).status).toBe(422);

    const csrf = hiddenValue((await them.get(path)).text, '_csrf') ?? '';
    const end = {
      _csrf: csrf,
      'say-part': 'I was not calm.',
      'kind-part': 'correction',
      action: 'finish',
      outcome: 'corrected',
    };
    const twice = await Promise.all(
      [1, 2].map(() => them.raw.post(`${path}/answers`).type('form').send(end)),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([303, 303]);
    expect((await them.get(path)).text).toContain('Thank you');
    const replay = await them.raw
      .post(`${path}/answers`)
      .type('form')
      .send({ ...end, 'say-part': 'Replayed' });
    expect(replay.headers.location).toBe(path);
    const stranger = person();
    expect((await stranger.get(path)).status).toBe(404);
    const [rows] = await test.owner<{ said: string }>(
      `select string_agg(place || '=' || text, '|' order by place) as said from check_back_answer a join check_back k on k.id = a.check_back_id where k.conversation_id = $1`,
      [id],
    );
    expect(rows?.said).toContain('part=I was not calm.');
    expect(rows?.said).not.toMatch(/Planted|Replayed/);
    expect(new Set(await actions(id))).toEqual(
      new Set([
        'check_back.made',
        'check_back.opened',
        'check_back.code_right',
        'check_back.read',
        'check_back.written',
        'check_back.finished',
      ]),
    );

    // The team: each answer beside the words it is about, taken over or kept, never by itself.
    const work = (await lead.get('/reviews')).text;
    expect(work).toMatch(
      new RegExp(
        `href="${at}/check-back"[^>]*>Health visitor 1 asks to put something right in their record<[^]*?today`,
      ),
    );
    const team = await lead.get(`${at}/check-back`);
    expect(team.text).toContain('They corrected it on 12 March 2012');
    expect(team.text).toContain('Tired, and frightened.');
    expect((await lead.get(at)).text).toContain('She was');
    const takings = [...team.text.matchAll(/action="([^"]*\/taking-up)"[^]*?name="version" value="(\d+)"/g)];
    const keepings = [...team.text.matchAll(/action="([^"]*\/keeping)"/g)].map(([, action]) =>
      String(action),
    );
    expect([takings.length, keepings.length]).toEqual([2, 4]);
    const part = await test.owner<{ id: string }>(
      `select a.id from check_back_answer a join check_back k on k.id = a.check_back_id where k.conversation_id = $1 and place = 'part'`,
      [id],
    );
    const taking = takings.find(([, action]) => action?.includes(String(part[0]?.id)));
    const taken = await lead.post(String(taking?.[1]), { version: String(taking?.[2]) }, `${at}/check-back`);
    expect(taken.status).toBe(303);
    expect((await lead.get(at)).text).toContain('I was not calm.');
    expect((await lead.get(`${at}/history`)).text).toContain('She was &lt;i&gt;calm');
    expect((await lead.send(String(taking?.[1]), { version: '1' })).status).toBe(422);
    const [stale, version] = takings
      .filter((one) => one !== taking)
      .map(([, action, at_]) => [String(action), String(at_)])
      .flat();
    await test.owner(
      `update turning_point set thought = 'Changed by us', version = version + 1 where conversation_id = $1`,
      [id],
    );
    const refused = await lead.send(String(stale), { version: String(version) });
    expect([refused.status, refused.text.includes('of a version that was saved')]).toEqual([422, true]);
    const waiting = keepings.find((action) =>
      action.includes(String(/answers\/([\w-]+)\//.exec(String(stale))?.[1])),
    );
    expect((await lead.send(String(waiting), {})).text).toContain('Say why the notes stay as they are');
    const reason = `reason-${/answers\/([\w-]+)\//.exec(String(waiting))?.[1]}`;
    expect((await lead.send(String(waiting), { [reason]: 'Agreed with them by telephone' })).status).toBe(
      303,
    );
    const after = (await lead.get(at)).text;
    expect(after).toContain('Checked back: corrected on 12 March 2012');
    expect(after).toContain('The notes have been changed since they were checked.');
    expect((await lead.get(`/reviews/${review.id}/conversations`)).text).toContain('Checked back: corrected');
  });

  it('shows what waits of every link, and what was kept beside the words it is about', async () => {
    const { at, id } = await conversation();
    const answered = async (fields: Record<string, string>): Promise<void> => {
      const { path, code } = await link(at);
      const them = person();
      await them.give(path, code);
      // A remark is no correction: with one they can agree.
      expect((await them.send(path, { ...fields, action: 'finish' })).status).toBe(303);
    };
    await answered({
      'say-part': 'I was not calm.',
      'kind-part': 'correction',
      'say-whole': 'It was hard to read.',
      outcome: 'corrected',
    });
    clock.now = new Date(clock.now.getTime() + DAY);
    await answered({ 'say-went_well': 'Thank you for <b>this</b>.', outcome: 'agreed' });
    clock.now = new Date(clock.now.getTime() - DAY);
    const team = (await lead.get(`${at}/check-back`)).text;
    expect(team).toMatch(
      /They agreed on 13 March 2012[^]*Thank you for[^]*They corrected it on 12 March 2012[^]*I was not calm\.[^]*hard to read/,
    );
    const waiting = [
      ...(await lead.get('/reviews')).text.matchAll(new RegExp(`href="${at}/check-back"`, 'g')),
    ];
    expect(waiting).toHaveLength(1);
    const waits = (await lead.get(at)).text;
    expect(waits).toContain(`href="${at}/check-back">3 answers wait to be looked at</a>`);
    expect((await (await visit(test.app, 'chair@demo.example')).get(at)).text).toMatch(
      />3 answers wait to be looked at\.</,
    );
    for (const [, action, answer] of team.matchAll(/action="([^"]*\/answers\/([\w-]+)\/keeping)"/g))
      await lead.send(String(action), { [`reason-${answer}`]: 'The record of the day says so.' });
    expect((await lead.get('/reviews')).text).not.toContain(at);
    const kept = (await lead.get(at)).text;
    expect(kept).toContain('3 remarks are kept beside the notes.');
    expect(kept).not.toContain('wait to be looked at');
    expect(kept).toMatch(
      /She was[^]*Their remark, 12 March 2012[^]*I was not calm\.[^]*The notes stay as they are: The record of the day says so\.[^]*We rang each other\.[^]*Their remark, 13 March 2012[^]*Thank you for &lt;b&gt;this[^]*id="remarks"[^]*hard to read/,
    );
    await test.owner(`update conversation set went_well = '', version = version + 1 where id = $1`, [id]);
    expect((await lead.get(at)).text).toMatch(
      /id="remarks"[^]*hard to read[^]*Their remark on words that were removed, 13 March 2012/,
    );
  });

  it('closes after five wrong codes, and says the same of every link that opens nothing', async () => {
    const { at, id } = await conversation();
    const { path, code } = await link(at);
    const guesser = person();
    const said: number[] = [];
    for (let n = 0; n < 6; n += 1) said.push((await guesser.give(path, 'AAAA-AAAA')).status);
    // The fifth closes the link; after that its page has no form, and a form without one is refused as too old.
    expect(said.slice(0, 5)).toEqual([422, 422, 422, 422, 404]);
    const links = (await lead.get(`${at}/check-back`)).text;
    expect(links).toContain('Closed after 5 wrong codes');
    expect(links).toContain('Five wrong codes were tried, last on 12 March 2012 at 10:00.');
    const closed = await person().get(path);
    const token = hiddenValue((await guesser.get('/sign-in')).text, '_csrf') ?? '';
    const late = await guesser.raw.post(path).type('form').send({ _csrf: token, code });
    expect(late.status).toBe(404);

    const expired = await link((await conversation()).at, { days: '3' });
    const revokedOf = await conversation();
    const revoked = await link(revokedOf.at);
    const action =
      /action="([^"]*\/revocation)"/.exec((await lead.get(`${revokedOf.at}/check-back`)).text)?.[1] ?? '';
    expect((await lead.send(action, {})).status).toBe(303);
    expect((await lead.send(action, {})).status).toBe(422);
    const withdrawn = await conversation();
    const gone = await link(withdrawn.at);
    const version = hiddenValue((await lead.get(`${withdrawn.at}/withdrawal`)).text, 'version') ?? '';
    await lead.post(`${withdrawn.at}/withdrawal`, { version, why: 'Held twice' });

    const opener = person();
    const warm = await link((await conversation()).at, { days: '3' });
    await opener.give(warm.path, warm.code);
    clock.now = new Date(clock.now.getTime() + 3 * DAY);
    const words = 'What I wrote for a whole evening';
    const tooLate = await opener.raw
      .post(`${warm.path}/answers`)
      .type('form')
      .send({ _csrf: hiddenValue((await opener.get('/sign-in')).text, '_csrf') ?? '', 'say-part': words });
    expect([tooLate.status, tooLate.text.includes(words)]).toEqual([404, true]);

    const began = performance.now();
    const unknown = await person().get(`/check-back/${newToken()}`);
    expect(performance.now() - began).toBeGreaterThan(240);
    const plain = (answer: { text: string }, own: string): string => answer.text.replaceAll(own, '');
    const tokenIn = (answer: { request?: { url?: string } }): string =>
      /check-back\/([\w-]+)/.exec(String(answer.request?.url))?.[1] ?? '';
    for (const one of [
      closed,
      await person().get(expired.path),
      await person().get(revoked.path),
      await person().get(gone.path),
    ]) {
      expect(one.status).toBe(404);
      expect(plain(one, tokenIn(one))).toBe(plain(unknown, tokenIn(unknown)));
    }
    expect((await person().get('/check-back/%00%ff')).status).toBeLessThan(500);
    expect((await person().get(`/check-back/${'x'.repeat(2_000)}`)).status).toBe(404);
    const opened = await actions(id);
    expect(opened.filter((one) => one === 'check_back.code_wrong')).toHaveLength(5);
    expect(opened.filter((one) => one === 'check_back.opened').length).toBeGreaterThan(3);
    clock.now = new Date(clock.now.getTime() - 3 * DAY);
  });

  it('is made once though the form is sent twice, closes the one before, and only under consent', async () => {
    const { at } = await conversation();
    const first = await link(at);
    const form = await lead.get(`${at}/check-back`);
    const once = hiddenValue(form.text, '_once') ?? '';
    const answers = [
      await lead.send(`${at}/check-back`, { _once: once, days: '7', how: 'hand' }),
      await lead.send(`${at}/check-back`, { _once: once, days: '7', how: 'hand' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 303]);
    expect(answers[1]?.headers.location).toBe(`${at}/check-back`);
    expect((await person().get(first.path)).status).toBe(404);
    for (const days of ['2', '29', 'x', ''])
      expect((await lead.send(`${at}/check-back`, { days, how: 'hand' })).status).toBe(422);
    expect(
      (await lead.send(`${at}/check-back`, { days: '14', how: 'mail', address: 'a@demo.example' })).status,
    ).toBe(422);
    const declined = await conversation('declined');
    expect((await lead.send(`${declined.at}/check-back`, { days: '14', how: 'hand' })).status).toBe(422);
    const outsider = await visit(test.app, 'chair@demo.example');
    expect((await outsider.send(`${at}/check-back`, { days: '14', how: 'hand' })).status).toBe(404);
  });

  it('forgets every answer to the eye when consent is withdrawn', async () => {
    const { at, id } = await conversation();
    const { path, code } = await link(at);
    const them = person();
    await them.give(path, code);
    await them.send(path, { 'say-whole': 'Sealed words', action: 'finish', outcome: 'agreed' });
    expect((await lead.get(`${at}/check-back`)).text).toContain('Sealed words');
    const on = { 'on-day': '13', 'on-month': '3', 'on-year': '2012' };
    await lead.post(`${at}/consent-withdrawal`, { version: '1', ...on, sure: 'yes' });
    expect((await lead.get(`${at}/check-back`)).text).not.toMatch(/Sealed words|calm/);
    await lead.post(`${at}/consent-renewal`, { version: '1', ...on, terms: 'Again' });
    expect((await lead.get(`${at}/check-back`)).text).toContain('Sealed words');
    expect(await actions(id)).toContain('check_back.finished');
  });
});

describe('what no one can reach', () => {
  it('shows no row to a transaction in which no one acts, and its functions do one thing each', async () => {
    const { at, id } = await conversation();
    const { path } = await link(at);
    const client = new Client({ connectionString: test.urls.appUrl });
    await client.connect();
    try {
      for (const table of [
        'conversation',
        'turning_point',
        'conversation_factor',
        'check_back',
        'check_back_answer',
        'check_back_mail',
        'revision',
      ]) {
        const { rows } = await client.query(`select count(*)::int as n from ${table}`);
        expect([table, rows[0].n]).toEqual([table, 0]);
      }
      const hash = tokenHash(path.slice('/check-back/'.length));
      const ask = async (call: string, values: unknown[]) =>
        (await client.query(`select ${call} as said`, values)).rows[0].said;
      const now = clock.now;
      for (const proof of [null, '', 'x'.repeat(64)]) {
        expect(await ask('app.check_back_read($1, $2, $3, $4)', [hash, proof, '', now])).toBeNull();
        expect(await ask('app.check_back_save($1, $2, $3, $4, $5)', [hash, proof, '[]', '', now])).toBe(
          false,
        );
        expect(await ask('app.check_back_finish($1, $2, $3, $4, $5)', [hash, proof, 'agreed', '', now])).toBe(
          false,
        );
      }
      expect(await ask('app.check_back_prove($1, $2, $3, $4)', ['0'.repeat(64), '', '', now])).toBe('over');
      for (const statement of [
        `select app.check_back_of('${hash}', null, now())`,
        `select app.conversation_in_scope('${review.boardId}', '${id}')`,
        `select * from app.conversation_sealed`,
      ])
        await expect(client.query(statement)).rejects.toThrow(/permission denied/);
      await expect(
        client.query(`select app.seal_conversation('${review.boardId}', '${id}', '', current_date, now())`),
      ).rejects.toThrow(/no such conversation/);
    } finally {
      await client.end();
    }
    const [proof] = await test.owner<{ code_proof: string; token_hash: string }>(
      'select code_proof, token_hash from check_back where conversation_id = $1',
      [id],
    );
    const save = test.database.app.raw('select app.check_back_save(?, ?, ?, ?, ?)', [
      proof?.token_hash ?? '',
      proof?.code_proof ?? '',
      JSON.stringify([{ place: 'would_change', kind: 'remark', text: 'x' }]),
      '',
      clock.now,
    ]);
    await expect(save).rejects.toThrow(/not a place of this record/);
    const soundness = await asOwner(test.urls.ownerUrl, (owner) => verifyAudit(owner));
    expect(soundness.sound).toBe(true);
  });
});

describe('by mail', () => {
  let server: Server;
  const received: string[] = [];
  let refuse = '';
  beforeAll(async () => {
    // As much of SMTP as it takes to be sent a mail.
    server = createServer((socket) => {
      let inData = false;
      socket.write('220 test\r\n');
      socket.setEncoding('utf8');
      let text = '';
      socket.on('data', (chunk: string) => {
        text += chunk;
        for (;;) {
          const end = inData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
          if (end < 0) return;
          const line = text.slice(0, end);
          text = text.slice(end + (inData ? 5 : 2));
          if (inData) {
            received.push(line);
            inData = false;
            socket.write('250 kept\r\n');
          } else if (/^DATA/i.test(line)) {
            inData = true;
            socket.write('354 go on\r\n');
          } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
          else socket.write(/^RCPT/i.test(line) && refuse ? `${refuse}\r\n` : '250 ok\r\n');
        }
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('sends the link without a word of the case, and keeps neither address nor token', async () => {
    test.house.config.smtpUrl = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { at, id } = await conversation();
    const made = await lead.post(`${at}/check-back`, {
      days: '14',
      how: 'mail',
      address: 'someone@demo.example',
    });
    expect(made.status).toBe(200);
    expect(made.text).not.toContain('/check-back/' + 'x');
    const [job] = await test.owner<{ data: { boardId: string; checkBackId: string } }>(
      `select data from pgboss.job where name = 'send-mail' order by created_on desc limit 1`,
    );
    expect(JSON.stringify(job?.data)).not.toMatch(/someone|demo/);
    const [waiting] = await test.owner<{ sealed: string }>('select sealed from check_back_mail');
    expect(waiting?.sealed).not.toContain('someone');
    expect((await lead.get(`${at}/check-back`)).text).toContain('Mail on its way');

    refuse = '451 later';
    await expect(sendCheckBackMail(test.house, job?.data ?? {})).rejects.toThrow();
    refuse = '';
    await sendCheckBackMail(test.house, job?.data ?? {});
    await sendCheckBackMail(test.house, job?.data ?? {});
    expect(received).toHaveLength(1);
    const mail = received[0]?.replace(/=\r\n/g, '').replaceAll('=3D', '=') ?? '';
    expect(mail).toContain('To: someone@demo.example');
    const path = /\/check-back\/[\w-]{43}/.exec(mail)?.[0] ?? '';
    expect(mail).not.toMatch(/Health visitor|calm|2012\//);
    expect((await person().get(path)).status).toBe(200);
    expect(await test.owner('select 1 from check_back_mail')).toEqual([]);
    expect((await lead.get(`${at}/check-back`)).text).toContain('Sent by mail');
    expect((await actions(id))[0]).toBe('check_back.made');

    refuse = '550 no such person';
    const bad = await conversation();
    await lead.post(`${bad.at}/check-back`, { days: '14', how: 'mail', address: 'noone@demo.example' });
    const [failing] = await test.owner<{ data: { boardId: string; checkBackId: string } }>(
      `select data from pgboss.job where name = 'send-mail' order by created_on desc limit 1`,
    );
    await sendCheckBackMail(test.house, failing?.data ?? {});
    expect((await lead.get(`${bad.at}/check-back`)).text).toContain('Mail not delivered');
    expect(await test.owner('select 1 from check_back_mail')).toEqual([]);
    for (const address of ['no address', 'a@demo.example\r\nBcc: b@demo.example', ''])
      expect((await lead.send(`${bad.at}/check-back`, { days: '14', how: 'mail', address })).status).toBe(
        422,
      );
    expect(wordsOfMail({ board: 'B', link: 'L', until: 'U' }).text).toContain('The page asks for a code');
  });
});
