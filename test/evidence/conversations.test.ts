import { valuesAfter } from '../../server/evidence/conversation-notes-pages';
import { freeLabel } from '../../server/evidence/conversation-label';
import { goneWords, type EvidenceHead } from '../../server/evidence/evidence-labels';
import { looksPersonal, whyNoNotes } from '../../server/evidence/conversation-policy';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let review: TestReview;
let lead: Visitor;
let team: Visitor;
let chair: Visitor;
let list: string;
const clock = { now: new Date('2012-03-12T10:00:00Z') };

beforeAll(async () => {
  test = await openHouse(() => clock.now);
  review = await makeReview(test);
  list = `/reviews/${review.id}/conversations`;
  [lead, team, chair] = await Promise.all([
    visit(test.app, 'reviewer@demo.example'),
    visit(test.app, 'team@demo.example'),
    visit(test.app, 'chair@demo.example'),
  ]);
});
afterAll(() => test.close());

const consented = {
  consent: 'given',
  'consent_on-day': '12',
  'consent_on-month': '3',
  'consent_on-year': '2012',
  consent_terms: 'May be used without a name.',
};

async function begin(fields: Record<string, string> = {}): Promise<string> {
  const answer = await lead.post(`${list}/new`, {
    about: 'practitioner',
    role_label: 'Health visitor 1',
    'held_on-day': '12',
    'held_on-month': '3',
    'held_on-year': '2012',
    present: 'Both reviewers',
    ...consented,
    ...fields,
  });
  expect([answer.status, answer.text.match(/error-message[^]*?<\/p>/)?.[0]]).toEqual([303, undefined]);
  return String(answer.headers.location).replace(/\/notes$/, '');
}

/** The hidden fields and versions of the page of notes, as its form would send them. */
async function formOf(visitor: Visitor, at: string): Promise<Record<string, string>> {
  const { text } = await visitor.get(`${at}/notes`);
  const names = [
    ...text.matchAll(
      /name="((?:record|turning-point-[\w-]{36}|factor-[\w-]{36})-version|about)" value="([^"]*)"/g,
    ),
  ];
  return Object.fromEntries(names.map(([, name, value]) => [String(name), String(value)]));
}

async function write(visitor: Visitor, at: string, fields: Record<string, string>) {
  return visitor.post(`${at}/notes`, { ...(await formOf(visitor, at)), ...fields });
}

describe('the rules of a record', () => {
  it('lets notes be kept only under consent, and while the record is in use', () => {
    expect(whyNoNotes({ consent: 'given', withdrawn_at: null })).toBeNull();
    for (const consent of ['not_asked', 'declined', 'withdrawn'] as const)
      expect(whyNoNotes({ consent, withdrawn_at: null })).toMatch(/[Cc]onsent|declined/);
    expect(whyNoNotes({ consent: 'given', withdrawn_at: '2012-01-01' })).toMatch(/Restore/);
  });

  it('takes a label for a name where it says no role', () => {
    for (const role of [
      'Health visitor 1',
      'GP',
      'Mother',
      'Social worker 2',
      'Duty worker',
      'Team manager 1',
      'Child',
      'Independent reviewing officer',
      'Midwife',
    ])
      expect([role, looksPersonal(role)]).toEqual([role, false]);
    for (const name of ['Anna Example', 'Mrs Example', 'Dr Example', 'Anna', 'Jo O’Example'])
      expect([name, looksPersonal(name)]).toEqual([name, true]);
  });
});

describe('what a page that saved by itself is told', () => {
  it('gives the new versions, and only the words that others saved in boxes left alone here', () => {
    const sheet = {
      table: 'turning_point',
      id: 'x',
      prefix: 'turning-point-x-',
      version: 1,
      values: { thought: 'Mine', aim: '', happened_on: null },
      settled: {},
    } as const;
    const stored = { thought: 'Mine', aim: 'Theirs', happened_on: '2012-03-05' };
    expect(valuesAfter([{ sheet, version: 3, stored }])).toEqual({
      'turning-point-x-version': '3',
      'turning-point-x-aim': 'Theirs',
      'turning-point-x-happened_on-day': '5',
      'turning-point-x-happened_on-month': '3',
      'turning-point-x-happened_on-year': '2012',
    });
  });
});

describe('conversations', () => {
  it('says what belongs there, begins one, and keeps practitioners and family apart', async () => {
    const empty = await lead.get(list);
    expect(empty.status).toBe(200);
    expect(empty.text).toContain('Begin with a family member');
    for (const email of ['chair@demo.example', 'coordinator@demo.example']) {
      const reader = await (await visit(test.app, email)).get(list);
      expect(reader.text).not.toContain('Begin with a family member');
      expect(reader.text).toMatch(
        /None is recorded yet\. The reviewers[^]*None is recorded yet\. The reviewers/,
      );
    }
    const at = await begin();
    await begin({ about: 'family', role_label: 'Mother' });
    const shown = await lead.get(list);
    expect(shown.text).toMatch(/id="practitioners"[^]*Health visitor 1[^]*id="family"[^]*Mother/);
    expect(shown.text).toContain('Given on 12 March 2012');
    const page = await chair.get(at);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Write notes');
    for (const to of ['about', 'notes', 'history', 'withdrawal', 'consent-withdrawal', 'check-back'])
      expect([to, (await chair.get(`${at}/${to}`)).status]).toEqual([to, 404]);
    const notes = (await lead.get(`${at}/notes`)).text;
    expect(notes).toContain('Take me back to that day');
    const family = String(/href="([^"]*)">Mother/.exec(shown.text)?.[1]);
    expect((await lead.get(`${family}/notes`)).text).not.toMatch(/[Tt]urning point/);
  });

  it('prompts when a label looks like a name, and does not block', async () => {
    const at = await begin({ role_label: 'Anna Example' });
    expect((await lead.get(`${at}/notes`)).text).toContain('looks like a person’s name');
  });

  it('prompts when a label is taken already, names one that is free, and does not block', async () => {
    expect(freeLabel('Health visitor 1', ['health  visitor 1', 'Health visitor 2'])).toBe('Health visitor 3');
    expect(freeLabel('GP', ['GP'])).toBe('GP 2');
    const first = await begin({ role_label: 'Midwife 1' });
    await write(lead, first, { part: 'First words' });
    const second = await begin({ role_label: 'midwife 1' });
    for (const page of ['', '/notes', '/about']) {
      const { text } = await lead.get(`${second}${page}`);
      expect(text).toContain(
        'There is “Midwife 1” already, spoken with on 12 March 2012: is it the same person?',
      );
      expect(text).toContain(`href="${first}"`);
      expect(text).toContain('to “midwife 2”');
    }
    expect((await lead.get(`${first}/about`)).text).not.toContain('is it the same person');
    expect((await chair.get(second)).text).not.toContain('is it the same person');
    // Met again, and something is written: both records were meant.
    await write(lead, second, { part: 'Second words' });
    expect((await lead.get(second)).text).not.toContain('is it the same person');
  });

  it('has no page of notes for someone who declined, and asks for the date', async () => {
    const fields = { about: 'practitioner', role_label: 'GP 1', consent: 'declined' };
    const undated = await lead.post(`${list}/new`, fields);
    expect([undated.status, undated.text.includes('Say on which date they declined')]).toEqual([422, true]);
    const begun = await lead.post(`${list}/new`, {
      ...fields,
      'consent_on-day': '12',
      'consent_on-month': '3',
      'consent_on-year': '2012',
    });
    const at = String(begun.headers.location);
    expect([begun.status, /\/conversations\/[\w-]{36}$/.test(at)]).toEqual([303, true]);
    const page = await lead.get(at);
    expect(page.text).toContain('Declined on 12 March 2012');
    expect(page.text).toContain('only that they were asked, and the date');
    const notes = await lead.get(`${at}/notes`);
    expect([notes.status, notes.headers.location]).toEqual([303, at]);
    const refused = await lead.send(`${at}/notes`, { 'record-version': '1', purpose: 'Explained' });
    expect([refused.status, refused.text.includes('They declined.')]).toEqual([422, true]);
    // Recorded without a date, by a file from elsewhere.
    await test.owner('update conversation set consent_on = null where id = $1', [at.split('/').at(-1)]);
    expect((await lead.get(at)).text).toContain('Record the date on which they declined');
  });

  it('asks for date and terms of consent, says what is wrong beside the field, and takes no bad input', async () => {
    const bad = await lead.post(`${list}/new`, {
      about: 'practitioner',
      role_label: '',
      consent: 'given',
      'held_on-day': '31',
      'held_on-month': '2',
      'held_on-year': '2012',
      consent_terms: '\u0000',
    });
    expect(bad.status).toBe(422);
    for (const words of ['known, such as', 'must be a real date', 'cannot be kept'])
      expect(bad.text).toContain(words);
    expect((await lead.post(`${list}/new`, { about: 'x', role_label: 'GP', consent: 'x' })).status).toBe(422);
    expect(
      (
        await lead.post(`${list}/new`, {
          about: 'family',
          role_label: 'Mother',
          consent: 'not_asked',
          agency_id: 'x',
        })
      ).status,
    ).toBe(422);
    expect((await lead.get(`${list}/no-id`)).status).toBe(404);
    const other = await makeReview(test);
    const at = await begin();
    expect((await lead.get(at.replace(review.id, other.id))).status).toBe(404);
    expect((await (await visit(test.app, 'reviewer-b@demo.example')).get(at)).status).toBe(404);
  });

  it('keeps no notes before consent, but what was explained', async () => {
    const at = await begin({ consent: 'not_asked' });
    const page = await lead.get(`${at}/notes`);
    expect(page.text).toContain('No notes can be kept until consent is given');
    expect(page.text).not.toContain('name="part"');
    expect((await write(lead, at, { purpose: 'Explained who reads it.' })).status).toBe(303);
    const refused = await write(lead, at, { part: 'What they said' });
    expect(refused.status).toBe(422);
    expect(
      (await lead.post(`${at}/notes`, { ...(await formOf(lead, at)), action: 'add-factor' })).status,
    ).toBe(422);
    expect((await lead.get(at)).text).toContain('Explained who reads it.');
  });

  it('writes turning points and factors in one form, moves them without scripts, and removes one', async () => {
    const at = await begin();
    const added = await write(lead, at, { part: 'I <b>visited</b>', action: 'add-turning-point' });
    // The page opens at the new row’s first field, where a browser puts the cursor.
    expect(added.headers.location).toMatch(/#turning-point-[\w-]{36}-moment$/);
    const first = String(added.headers.location).split('#')[1];
    expect((await lead.get(`${at}/notes`)).text).toContain(`id="${first}"`);
    const turning = first?.slice(0, -'-moment'.length);
    await write(lead, at, {
      [`${turning}-thought`]: 'A tired family.',
      [`${turning}-moment`]: 'The visit',
      action: 'add-factor',
    });
    const factor = await write(lead, at, { action: 'add-factor' });
    expect((await lead.get(`${at}/notes`)).text).toContain(
      `id="${String(factor.headers.location).split('#')[1]}"`,
    );
    const [one, two] = Object.keys(await formOf(lead, at))
      .filter((name) => name.startsWith('factor-'))
      .map((name) => name.slice(0, -'-version'.length));
    await write(lead, at, {
      [`${one}-text`]: 'Lighter',
      [`${one}-heading`]: 'role',
      [`${two}-text`]: 'Heavier',
      [`${two}-heading`]: 'conditions',
    });
    await write(lead, at, { action: `up-${two?.slice('factor-'.length)}` });
    const page = await lead.get(at);
    expect(page.text).toContain('I &lt;b&gt;visited&lt;/b&gt;');
    expect(page.text).toMatch(/Heavier[^]*Lighter/);
    expect(page.text).toContain(`id="${turning}"`);
    const bad = await write(lead, at, { [`${one}-heading`]: 'made up', part: 'Still here' });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('Still here');
    const asked = await write(lead, at, { action: `remove-${two?.slice('factor-'.length)}` });
    const removal = String(asked.headers.location);
    expect(removal).toMatch(/\/factors\/.*\/removal$/);
    const version = hiddenValue((await lead.get(removal)).text, 'version') ?? '';
    expect((await lead.post(removal, { version })).status).toBe(303);
    expect((await lead.get(at)).text).not.toContain('Heavier');
    expect((await lead.get(`${at}/history`)).text).toContain('Heavier');
    // A form that was open elsewhere still has the row: what was typed in it is not lost.
    const again = await write(lead, at, {
      [`${two}-version`]: version,
      [`${two}-text`]: 'Typed elsewhere',
      [`${two}-heading`]: 'conditions',
    });
    expect(again.status).toBe(303);
    expect((await lead.get(at)).text).toContain('Typed elsewhere');
  });

  it('lets two people write at once: different boxes both stand, the same box is shown to the second', async () => {
    const at = await begin();
    const mine = await formOf(lead, at);
    const theirs = await formOf(team, at);
    await lead.post(`${at}/notes`, { ...mine, part: 'From the lead', went_well: '' });
    const request = await team.post(`${at}/notes`, { ...theirs, part: '', went_well: 'From the team' });
    expect(request.status).toBe(303);
    const both = await lead.get(at);
    expect(both.text).toMatch(/From the lead[^]*From the team/);
    const stale = await team.post(`${at}/notes`, {
      ...theirs,
      part: 'Something else',
      would_change: 'One more thing',
    });
    expect(stale.status).toBe(409);
    const settled = /name="(part-at-\d+)"/.exec(stale.text)?.[1] ?? '';
    const kept = await team.post(`${at}/notes`, {
      ...theirs,
      part: 'Something else',
      would_change: 'One more thing',
      [settled]: 'Both of us',
    });
    expect(kept.status).toBe(303);
    const after = (await lead.get(at)).text;
    expect(after).toMatch(/Both of us[^]*From the team[^]*One more thing/);
  });

  it('withdraws and restores a record with a reason, and counts what was read', async () => {
    const at = await begin();
    await write(lead, at, { part: 'My part' });
    expect((await lead.post(`${at}/withdrawal`, { version: '2', why: '' })).status).toBe(422);
    const version = hiddenValue((await lead.get(`${at}/withdrawal`)).text, 'version') ?? '';
    expect((await lead.post(`${at}/withdrawal`, { version, why: 'Held twice' })).status).toBe(303);
    expect((await lead.get(at)).text).toContain('withdrew this on 12 March 2012: Held twice');
    expect((await lead.get(list)).text).toContain('Withdrawn');
    expect((await write(lead, at, { part: 'Changed' })).status).toBe(422);
    const now = hiddenValue((await lead.get(at)).text, 'version') ?? '';
    expect((await lead.post(`${at}/restoration`, { version: now }, at)).status).toBe(303);
    expect((await lead.get(at)).text).not.toContain('Held twice');
    const [read] = await test.owner<{ n: number }>(
      `select count(*)::int as n from audit.entry where action = 'evidence.read' and subject_id = $1`,
      [at.split('/').at(-1)],
    );
    expect(read?.n).toBeGreaterThan(4);
  });

  it('seals every word when consent is withdrawn, and opens it when it is given again', async () => {
    const at = await begin();
    const id = String(at.split('/').at(-1));
    await write(lead, at, { part: 'First words', action: 'add-turning-point' });
    const turning = Object.keys(await formOf(lead, at))
      .find((name) => name.startsWith('turning'))
      ?.slice(0, -'-version'.length);
    await write(lead, at, { part: 'Second words', [`${turning}-thought`]: 'Third words' });
    const declined = await lead.post(`${at}/about`, {
      role_label: 'Health visitor 1',
      consent: 'declined',
      version: hiddenValue((await lead.get(`${at}/about`)).text, 'version') ?? '',
    });
    expect(declined.status).toBe(422);
    const on = { 'on-day': '10', 'on-month': '3', 'on-year': '2012' };
    expect((await lead.post(`${at}/consent-withdrawal`, { version: '1', ...on })).status).toBe(422);
    expect((await lead.post(`${at}/consent-withdrawal`, { version: '1', ...on, sure: 'yes' })).status).toBe(
      303,
    );
    const page = (await lead.get(at)).text;
    expect(page).toContain('Consent was withdrawn');
    expect(page).not.toMatch(/(First|Second|Third) words/);
    expect((await lead.get(`${at}/notes`)).status).toBe(404);
    // Whoever rests on it reads the day that the person named, not that on which it was recorded.
    const [head] = await test.owner<{ head: EvidenceHead }>(
      'select to_jsonb(h) as head from evidence_head h where id = $1',
      [id],
    );
    expect(head && goneWords(head.head, {})).toBe('consent was withdrawn on 10 March 2012');
    for (const email of ['reviewer@demo.example', 'chair@demo.example'])
      await test.as(email, async (tx) => {
        const left = await tx.raw<{ rows: { left: string }[] }>(
          `select coalesce(string_agg(t::text, ' '), '') as left from (
             select to_jsonb(c)::text as t from conversation c where c.id = :id union all select to_jsonb(p)::text from turning_point p where p.conversation_id = :id
             union all select to_jsonb(r)::text from revision r where r.row_id = :id) words`,
          { id },
        );
        expect(left.rows[0]?.left).not.toMatch(/(First|Second|Third) words/);
        await expect(
          tx.raw('savepoint s').then(() => tx.raw('select * from app.conversation_sealed')),
        ).rejects.toThrow(/permission denied/);
        await tx.raw('rollback to s');
      });
    expect((await lead.post(`${at}/restoration`, { version: '4' }, at)).status).toBe(422);
    const renewed = await lead.post(`${at}/consent-renewal`, { version: '1', ...on, terms: 'As before' });
    expect(renewed.status).toBe(303);
    const back = (await lead.get(at)).text;
    expect(back).toMatch(/Second words[^]*Third words/);
    expect((await lead.get(`${at}/history`)).text).toContain('First words');
  });

  it('takes consent anew where the sealed words stayed in another workbench', async () => {
    const at = await begin();
    await write(lead, at, { part: 'Stayed behind' });
    const on = { 'on-day': '10', 'on-month': '3', 'on-year': '2012' };
    await lead.post(`${at}/consent-withdrawal`, { version: '1', ...on, sure: 'yes' });
    expect((await lead.get(at)).text).toContain('What they said is sealed');
    // As a review arrives that was brought in: sealed words do not travel.
    await test.owner('delete from app.conversation_sealed where conversation_id = $1', [
      at.split('/').at(-1),
    ]);
    expect((await lead.get(at)).text).toContain('stayed sealed in the workbench from which this review came');
    expect((await lead.get(`${at}/consent-renewal`)).text).toContain('the notes begin anew');
    const renewed = await lead.post(`${at}/consent-renewal`, { version: '1', ...on, terms: 'As before' });
    expect([renewed.status, renewed.headers.location]).toEqual([303, at]);
    const page = (await lead.get(at)).text;
    expect(page).toContain('stayed in the workbench from which this review came: the notes begin anew');
    expect(page).toContain('No notes are written yet.');
    expect((await write(lead, at, { part: 'Told again' })).status).toBe(303);
    expect((await lead.get(at)).text).toContain('Told again');
  });
});
