import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { addFinding, saveSection } from '../../server/findings/finding';
import { addRow, saveRow } from '../../server/findings/part-rows';
import { tagFinding } from '../../server/findings/tags';
import { readFinding } from '../../server/findings/finding-queries';
import { sufficiencyOf } from '../../server/findings/sufficiency';

let test: TestHouse;
let review: TestReview;
beforeAll(async () => {
  test = await openHouse(() => new Date('2012-05-04T15:56:00Z'));
  review = await makeReview(test);
});
afterAll(() => test.close());

const signedIn = new Map<string, Visitor>();
/** Each member of the cast signs in once. */
async function as(email: string): Promise<Visitor> {
  const visitor = signedIn.get(email) ?? (await visit(test.app, `${email}@demo.example`));
  signedIn.set(email, visitor);
  return visitor;
}

const baseOf = (finding: { id: string }, of = review): string => `/reviews/${of.id}/findings/${finding.id}`;
const versionOn = (html: string): string => /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
const SECTIONS = [
  'statement',
  'issue',
  'why',
  'extent',
  'context',
  'research',
  'questions',
  'tags',
  'stage',
  'check',
];
const send = (finding: { id: string }, state: string) =>
  test.owner('update finding set state = $2 where id = $1', [finding.id, state]);

describe('who may write', () => {
  it('a member of the team does', async () => {
    const team = await as('team');
    const finding = await makeFinding(test, review);
    const base = baseOf(finding);
    const answer = await team.post(`${base}/issue`, { version: '1', issue: 'From the team' });
    expect(answer.status).toBe(303);
    expect((await team.get(`${base}/issue`)).text).toContain('From the team');
    const check = await team.get(`${base}/check`);
    expect(check.text).toContain('A lead reviewer of this review sends it to the chair');
    const addedByTeam = await team.post(`/reviews/${review.id}/findings`, {}, '/reviews');
    expect(addedByTeam.headers.location).toContain(`/reviews/${review.id}/findings/`);
  });

  it.each(['reviewer-b', 'reviewer2', 'editor', 'analyst'])('%s finds nothing there', async (email) => {
    const other = await as(email);
    const finding = await makeFinding(test, review, { sufficient: true });
    const missing = await other.get(baseOf({ id: '0190d3c6-8f5e-7000-8000-000000000000' }));
    expect(missing.status).toBe(404);
    for (const path of ['', ...SECTIONS.map((section) => `/${section}`)]) {
      const answer = await other.get(`${baseOf(finding)}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    const posted = await other.post(`${baseOf(finding)}/issue`, { version: '1', issue: 'x' }, '/account');
    expect(posted.status).toBe(404);
    const added = await other.post(`/reviews/${review.id}/findings`, {}, '/account');
    expect(added.status).toBe(404);
  });

  it.each(['chair', 'coordinator'])('%s reads and does not write', async (email) => {
    const reader = await as(email);
    const finding = await makeFinding(test, review, { sufficient: true });
    expect((await reader.get(baseOf(finding))).status).toBe(200);
    for (const section of SECTIONS) {
      expect((await reader.get(`${baseOf(finding)}/${section}`)).status).toBe(404);
    }
    const posted = await reader.post(`${baseOf(finding)}/issue`, { version: '1', issue: 'x' }, '/account');
    expect(posted.status).toBe(404);
    const [row] = await test.owner<{ issue: string }>('select issue from finding where id = $1', [
      finding.id,
    ]);
    expect(row?.issue).not.toBe('x');
  });

  it('knows a finding in its own review only', async () => {
    const other = await makeReview(test);
    const finding = await makeFinding(test, review);
    const reviewer = await as('reviewer');
    expect((await reviewer.get(baseOf(finding, other))).status).toBe(404);
    const fields = { version: '1', issue: 'x' };
    expect((await reviewer.post(`${baseOf(finding, other)}/issue`, fields, '/account')).status).toBe(404);
  });

  it('records every reading', async () => {
    const finding = await makeFinding(test, review);
    const reviewer = await as('reviewer');
    await reviewer.get(baseOf(finding));
    await reviewer.get(`${baseOf(finding)}/why`);
    const read = await test.owner(
      `select 1 from audit.entry where action = 'finding.read' and subject_id = $1`,
      [finding.id],
    );
    expect(read).toHaveLength(2);
  });
});

describe('when it was sent', () => {
  it.each([
    ['submitted', 'Sent to the chair. You can read it but not change it.'],
    ['approved', 'Approved. You can read it but not change it'],
  ])('%s: its pages lead to the one for reading, and nothing is saved', async (state, words) => {
    const finding = await makeFinding(test, review, { sufficient: true });
    const base = baseOf(finding);
    const reviewer = await as('reviewer');
    await send(finding, state);
    for (const section of SECTIONS) {
      const answer = await reviewer.get(`${base}/${section}`);
      expect([section, answer.status, answer.headers.location]).toEqual([section, 303, base]);
    }
    for (const [path, fields] of [
      ['issue', { version: '1', issue: 'Words that are not lost' }],
      ['why/new', { sense: 'Words that are not lost' }],
      ['questions', { 'question-1': 'Words that are not lost' }],
      ['tags/new', { category: 'MGT', rationale: 'Words that are not lost' }],
    ] as const) {
      const answer = await reviewer.post(`${base}/${path}`, fields, '/account');
      expect([path, answer.status]).toEqual([path, 422]);
      expect(answer.text).toContain(words);
      expect(answer.text).toContain('Words that are not lost');
      expect(answer.text).toContain('Not saved. Copy your words.');
      expect(answer.text).not.toMatch(/Saved (?:at|on)|name="action"|data-autosave/);
    }
  });

  it('a returned finding is written again, with the chair’s words beside it', async () => {
    const finding = await makeFinding(test, review, { sufficient: true });
    await send(finding, 'returned');
    await test.owner(
      `insert into finding_step (board_id, review_id, finding_id, action, from_state, to_state, comment, by_account, at)
       select $1, $2, $3, 'return', 'submitted', 'returned', 'How do you know?', id, '2012-05-03T10:00Z' from account where email = 'chair@demo.example'`,
      [review.boardId, review.id, finding.id],
    );
    await test.owner(
      `insert into finding_comment (board_id, review_id, finding_id, part, text, by_account, at)
       select $1, $2, $3, 'extent', 'One team only?', id, '2012-05-03T10:00Z' from account where email = 'chair@demo.example'`,
      [review.boardId, review.id, finding.id],
    );
    const reviewer = await as('reviewer');
    const overview = await reviewer.get(baseOf(finding));
    expect(overview.text).toContain('Returned for changes on 3 May 2012');
    expect(overview.text).toContain('How do you know?');
    expect((await reviewer.get(`${baseOf(finding)}/extent`)).text).toContain('One team only?');
    expect((await reviewer.get(`${baseOf(finding)}/why`)).text).not.toContain('One team only?');
    expect((await reviewer.post(`${baseOf(finding)}/issue`, { version: '1', issue: 'Again' })).status).toBe(
      303,
    );
  });
});

describe('sending', () => {
  it('is not offered to a reviewer who has not declared independence', async () => {
    const undeclared = await makeReview(test, { declared: false });
    const finding = await makeFinding(test, undeclared, { sufficient: true });
    const reviewer = await as('reviewer');
    const check = await reviewer.get(`${baseOf(finding, undeclared)}/check`);
    expect(check.text).toContain('You have not declared your independence');
    expect(check.text).not.toContain('/submission"');
    expect(check.text).toContain(`href="/reviews/${undeclared.id}/independence"`);
  });
});

describe('two people at once', () => {
  const both = async (): Promise<{ lead: Visitor; team: Visitor; base: string }> => {
    const finding = await makeFinding(test, review, { sufficient: true });
    return {
      lead: await as('reviewer'),
      team: await as('team'),
      base: baseOf(finding),
    };
  };

  it('change different fields, and both changes stand', async () => {
    const { lead, team, base } = await both();
    const polarity = {
      statement: 'Supervision checks that tasks are done and leaves the reasoning unexamined',
    };
    expect(
      (await team.post(`${base}/statement`, { version: '1', ...polarity, polarity: 'safer' })).status,
    ).toBe(303);
    const mine = await lead.post(`${base}/statement`, {
      version: '1',
      statement: 'Mine',
      polarity: 'less_safe',
    });
    expect(mine.status).toBe(303);
    const shown = await lead.get(`${base}/statement`);
    expect(shown.text).toMatch(/>\s*Mine<\/textarea>/);
    expect(shown.text).toMatch(/value="safer" checked/);
  });

  it('change the same field, see both, and settle it', async () => {
    const { lead, team, base } = await both();
    await team.post(`${base}/stage`, { version: '1', stage: 'assessment' });
    await team.post(`${base}/issue`, { version: '2', issue: 'Theirs' });
    const refused = await lead.post(`${base}/issue`, { version: '1', issue: 'Mine' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Someone else changed this too');
    expect(refused.text).toContain('Take their words');
    expect(refused.text).toContain(`href="${base}/issue">Go back without saving`);
    expect(refused.text).toMatch(/<ins class="app-added"[^>]*><span[^>]*>\[added: <\/span>Theirs/);
    for (const words of ['Theirs', 'Mine', 'Supervision follows a list of tasks.'])
      expect(refused.text).toContain(words);
    const settled = await lead.post(`${base}/issue`, { version: versionOn(refused.text), issue: 'Settled' });
    expect(settled.status).toBe(303);
    expect((await lead.get(`${base}/issue`)).text).toContain('Settled');
    const coded = await lead.post(`${base}/stage`, { version: '1', stage: 'court_care' });
    expect(coded.status).toBe(409);
    expect(coded.text).toContain('Court and care');
    expect(coded.text).toContain('Assessment');
    const words = await lead.post(`${base}/stage`, {
      version: versionOn(coded.text),
      stage: 'Court and care',
    });
    expect(words.status).toBe(303);
    expect((await lead.get(`${base}/stage`)).text).toMatch(/value="court_care" checked/);
  });

  it('may be one person in two windows, and their words are taken with one button', async () => {
    const { lead, base } = await both();
    await lead.post(`${base}/issue`, { version: '1', issue: 'From the other window' });
    const refused = await lead.post(`${base}/issue`, { version: '1', issue: 'From here' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('You saved a change in another window');
    expect(refused.text).not.toContain('Someone else');
    expect(refused.text).toContain('<input type="hidden" name="issue" value="From the other window">');
  });

  it('settle the reason of the extent in its one box', async () => {
    const { lead, team, base } = await both();
    const specific = (reason: string) => ({
      extent: 'case_specific',
      reason_case_specific: reason,
      reason_not_known: '',
      spread: '',
      prevalence: '',
    });
    await team.post(`${base}/extent`, { version: '1', ...specific('Theirs') });
    const refused = await lead.post(`${base}/extent`, { version: '1', ...specific('Mine') });
    expect(refused.status).toBe(409);
    const settled = await lead.post(`${base}/extent`, {
      ...specific('Mine'),
      version: versionOn(refused.text),
      extent_reason: 'Settled',
    });
    expect(settled.status).toBe(303);
    expect((await lead.get(`${base}/extent`)).text).toContain('Settled');
  });

  it('change the same row, and the same question, and settle both', async () => {
    const { lead, team, base } = await both();
    const list = await lead.get(`${base}/why`);
    const row = String(/href="([^"]*\/why\/[0-9a-f-]{36})"/.exec(list.text)?.[1]);
    const account = { role_label: 'Team manager 1', sense: 'Theirs' };
    await team.post(row, { version: '1', ...account });
    const refused = await lead.post(row, { version: '1', ...account, sense: 'Mine' });
    expect(refused.status).toBe(409);
    expect(
      (await lead.post(row, { version: versionOn(refused.text), ...account, sense: 'Both' })).status,
    ).toBe(303);

    const page = (await lead.get(`${base}/questions`)).text;
    const box = {
      'question-1-id': String(/name="question-1-id" value="([^"]*)"/.exec(page)?.[1]),
      'question-1-version': '1',
    };
    await team.post(`${base}/questions`, { ...box, 'question-1': 'Theirs?' });
    const conflict = await lead.post(`${base}/questions`, { ...box, 'question-1': 'Mine?' });
    expect(conflict.status).toBe(409);
    const name = String(/name="(question-1-at-\d+)"/.exec(conflict.text)?.[1]);
    const settled = await lead.post(`${base}/questions`, { ...box, 'question-1': 'Mine?', [name]: 'Ours?' });
    expect(settled.status).toBe(303);
    expect((await lead.get(`${base}/questions`)).text).toContain('Ours?');
  });

  it('add findings at once, each with its own number', async () => {
    const { lead, team } = await both();
    const answers = await Promise.all(
      [lead, team].map((who) => who.post(`/reviews/${review.id}/findings`, {}, '/account')),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const numbers = await test.owner<{ number: number }>(
      'select number from finding where review_id = $1 order by number',
      [review.id],
    );
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
  });
});

describe('the verbs', () => {
  it('write a sufficient finding, with one audit entry each', async () => {
    const fresh = await makeReview(test);
    const now = new Date('2012-04-01T09:00:00Z');
    const finding = await test.as('reviewer@demo.example', async (tx, actor) => {
      const { id, number } = await addFinding(tx, actor, now, fresh.id);
      expect(number).toBe(1);
      const which = { reviewId: fresh.id, findingId: id };
      const version = await saveSection(tx, actor, now, {
        ...which,
        version: 1,
        changes: {
          statement: 'A pattern.',
          polarity: 'safer',
          issue: 'The issue.',
          manifestation: 'It showed.',
          extent: 'case_specific',
          extent_reason: 'It was unique.',
          search_where: 'Library',
          search_terms: 'pattern',
          search_on: '2012-03-01',
          matters: 'It matters.',
          stage: 'assessment',
        },
      });
      expect(version).toBe(2);
      const row = await addRow(tx, actor, now, {
        ...which,
        part: 'rationales',
        fields: { role_label: 'Nurse 1' },
      });
      await saveRow(tx, actor, now, {
        ...which,
        part: 'rationales',
        rowId: row.id,
        version: 1,
        fields: { sense: 'It made sense.', source_kind: 'document', source: 'Record' },
      });
      await addRow(tx, actor, now, {
        ...which,
        part: 'factors',
        fields: { text: 'Tasks are counted.', heading: 'role', level: 'agency' },
      });
      await addRow(tx, actor, now, { ...which, part: 'questions', fields: { text: 'Why?' } });
      await tagFinding(tx, actor, now, {
        ...which,
        category: 'MGT.SUP',
        rationale: 'It is.',
        extract: 'The issue.',
        suggested_name: '',
      });
      return readFinding(tx, fresh.id, id);
    });
    expect(sufficiencyOf(finding.content)).toMatchObject({ ready: true, others: [] });
    expect(new Date(finding.saved_at)).toEqual(now);
    const audit = await test.owner(
      `select 1 from audit.entry where subject_id = $1 and action <> 'finding.read'`,
      [finding.id],
    );
    expect(audit).toHaveLength(7);
  });
});
