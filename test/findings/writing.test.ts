import { backgroundOf } from './agent';
import { visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let review: TestReview;
let reviewer: Visitor;

beforeAll(async () => {
  test = await openHouse(() => new Date('2012-05-04T15:56:00Z'));
  review = await makeReview(test);
  reviewer = await visit(test.app, 'reviewer@demo.example');
});
afterAll(() => test.close());

const actionsOn = async (findingId: string): Promise<string[]> =>
  (
    await test.owner<{ action: string }>(
      `select action from audit.entry where subject_id = $1 and action <> 'finding.read' order by seq`,
      [findingId],
    )
  ).map(({ action }) => action);

async function added(by: Visitor = reviewer): Promise<{ base: string; id: string }> {
  const answer = await by.post(`/reviews/${review.id}/findings`, {}, `/reviews/${review.id}`);
  expect(answer.status).toBe(303);
  const base = String(answer.headers.location);
  return { base, id: String(base.split('/').at(-1)) };
}

const versionOn = (html: string): string => /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';

/** Posts a section's form as its page would, with the version it shows. */
async function save(base: string, section: string, fields: Record<string, string>, by = reviewer) {
  const shown = await by.get(`${base}/${section}`);
  return by.post(`${base}/${section}`, { version: versionOn(shown.text), ...fields });
}

async function visitNeeded(base: string): Promise<string[]> {
  const { text } = await reviewer.get(`${base}/check`);
  const box = /app-needed__list">([\s\S]*?)<\/ul>/.exec(text)?.[1] ?? '';
  return [...box.matchAll(/<a[^>]*>([^<]*)<\/a>/g)].map(([, words]) => String(words));
}

const GOOD = {
  statement: 'Supervision checks that tasks are done and leaves the reasoning unexamined.',
  issue: 'Supervision follows a list of tasks.',
};

describe('a sufficient finding, from an empty one', () => {
  it('is written part by part, each leading to the next, and can then be sent', async () => {
    const { base, id } = await added();
    const overview = await reviewer.get(base);
    expect(overview.status).toBe(200);
    expect(overview.text).toContain('Finding 1, draft');
    expect(overview.text).toContain('Not started');

    const next = async (section: string, fields: Record<string, string>): Promise<string> => {
      const answer = await save(base, section, { ...fields, action: 'continue' });
      expect([section, answer.status]).toEqual([section, 303]);
      return String(answer.headers.location).slice(base.length + 1);
    };
    expect(await next('statement', { statement: GOOD.statement, polarity: 'less_safe' })).toBe('issue');
    expect(await next('issue', { issue: GOOD.issue })).toBe('manifestation');
    expect(await next('manifestation', { manifestation: 'In June the list was complete.' })).toBe('why');

    const account = {
      role_label: 'Team manager 1',
      sense: 'A full list was asked for.',
      source_kind: 'conversation',
      source: 'Conversation, 12 March 2012',
    };
    const why = await reviewer.post(`${base}/why/new`, { ...account, action: 'continue' });
    expect(why.headers.location).toBe(`${base}/why`);
    expect((await reviewer.get(`${base}/why`)).text).toContain('Team manager 1');

    expect(
      await next('extent', {
        extent: 'wider',
        reason_case_specific: '',
        reason_not_known: '',
        spread: 'agency',
        prevalence: '14 of 20 files',
      }),
    ).toBe('context');
    await reviewer.post(`${base}/extent/new`, {
      kind: 'audit',
      shows: '14 of 20 records held no reasons.',
      outside_case: 'Yes',
    });
    expect((await reviewer.get(`${base}/extent`)).text).toContain(
      'One more kind of evidence from outside the case',
    );
    await reviewer.post(`${base}/extent/new`, { kind: 'interview', shows: 'The same.', outside_case: 'Yes' });
    expect((await reviewer.get(`${base}/extent`)).text).not.toContain('Still needed');

    await reviewer.post(`${base}/context/new`, {
      text: 'Tasks are counted monthly.',
      heading: 'culture_management',
      level: 'agency',
    });
    await reviewer.post(`${base}/research/new`, { citation: 'Munro (2011)', bearing: 'supports' });
    expect(await next('matters', { matters: 'Reasoning that no one hears is not revised.' })).toBe(
      'questions',
    );
    expect(await next('questions', { 'question-1': 'How would the Board know?', 'question-2': '' })).toBe(
      'tags',
    );
    const tagged = await reviewer.post(
      `${base}/tags/new`,
      {
        category: 'MGT.SUP',
        rationale: 'It is in supervision.',
        extract: 'a list of  tasks',
        action: 'continue',
      },
      `${base}/tags/new?category=MGT.SUP`,
    );
    expect(tagged.headers.location).toBe(`${base}/tags`);

    expect(await visitNeeded(base)).toEqual(['The stage of the child’s journey']);
    expect((await reviewer.get(`${base}/check`)).text).not.toContain(`action="${base}/submission"`);
    expect(await next('stage', { stage: 'child_in_need' })).toBe('check');
    expect(await visitNeeded(base)).toEqual([]);
    const check = await reviewer.get(`${base}/check`);
    expect(check.text).toContain(`action="${base}/submission"`);
    expect(check.text).toContain('How would the Board know?');

    const actions = await actionsOn(id);
    expect(actions.filter((action) => action === 'finding.added')).toHaveLength(1);
    expect(actions.filter((action) => action === 'finding.row_added')).toHaveLength(5);
    expect(actions.filter((action) => action === 'finding.tagged')).toHaveLength(1);
    expect(actions.filter((action) => action === 'finding.saved')).toHaveLength(7);
  });
});

describe('saving', () => {
  it('keeps an incomplete part, stays, and says when it was saved', async () => {
    const { base } = await added();
    const answer = await save(base, 'statement', { statement: 'Half a', action: 'save' });
    expect(answer.headers.location).toBe(`${base}/statement`);
    const shown = await reviewer.get(`${base}/statement`);
    expect(shown.text).toContain('Half a');
    expect(shown.text).toContain('Saved at 16:56');
    expect(shown.text).toContain('Whether the pattern makes practice less safe or safer');
  });

  it('saves in the background with the same checks', async () => {
    const { base } = await added();
    const shown = await reviewer.get(`${base}/issue`);
    const background = await backgroundOf(test.app, 'reviewer@demo.example');
    const post = (fields: Record<string, string>) => background(`${base}/issue`, fields);
    const first = await post({ version: versionOn(shown.text), issue: 'One' });
    expect([first.status, first.body]).toEqual([200, { savedAt: '16:56', version: 2 }]);
    const second = await post({ version: '2', issue: 'One and two' });
    expect(second.body).toEqual({ savedAt: '16:56', version: 3 });
    const refused = await post({ version: '3', issue: 'x'.repeat(200_000) });
    expect(refused.status).toBe(422);
    expect(refused.body.problems[0].field).toBe('issue');
    const conflict = await post({ version: '1', issue: 'Another' });
    expect(conflict.status).toBe(409);
  });

  it('of the same form twice has one result and is no conflict', async () => {
    const { base } = await added();
    for (let time = 0; time < 2; time += 1) {
      const answer = await reviewer.post(`${base}/issue`, {
        version: '1',
        issue: 'Once',
        action: 'continue',
      });
      expect([answer.status, answer.headers.location]).toEqual([303, `${base}/manifestation`]);
    }
    expect((await reviewer.get(`${base}/issue`)).text).toMatch(/>\s*Once<\/textarea>/);
  });

  it('leads from “Add evidence” to the new row with what was typed kept', async () => {
    const { base } = await added();
    const answer = await save(base, 'extent', { extent: 'wider', action: 'add' });
    expect(answer.headers.location).toBe(`${base}/extent/new`);
    expect((await reviewer.get(`${base}/extent`)).text).toMatch(/value="wider" checked/);
  });

  it('keeps the reason that goes with the answer', async () => {
    const { base } = await added();
    await save(base, 'extent', {
      extent: 'not_known',
      reason_case_specific: 'No',
      reason_not_known: 'An audit',
    });
    const shown = await reviewer.get(`${base}/extent`);
    expect(shown.text).toMatch(/id="reason_not_known"[^>]*>\s*An audit</);
    expect(shown.text).not.toContain('Still needed');
  });

  it('takes a date of the search and refuses one that is none', async () => {
    const { base } = await added();
    const on = (day: string, month: string) => ({
      search_where: 'Social Care Online',
      search_terms: 'supervision',
      search_found: '',
      'search_on-day': day,
      'search_on-month': month,
      'search_on-year': '2012',
    });
    const refused = await save(base, 'research', on('31', '2'));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('On what date must be a real date');
    expect(refused.text).toContain('href="#search_on"');
    expect(refused.text).toContain('value="31"');
    expect(refused.text).toContain('Social Care Online');
    expect((await save(base, 'research', on('27', '3'))).status).toBe(303);
    expect((await reviewer.get(`${base}/research`)).text).not.toContain('Still needed');
  });

  it('prompts on language after saving, and never blocks', async () => {
    const { base } = await added();
    await save(base, 'issue', { issue: 'Staff failed to see it. “You must”, she said.' });
    const shown = await reviewer.get(`${base}/issue`);
    expect(shown.text).toContain('You may want to put this another way');
    expect(shown.text).toContain('“failed to”');
    expect(shown.text).not.toContain('“must”');
  });
});

describe('rows', () => {
  it('are changed, and removed after what they say was shown', async () => {
    const { base } = await added();
    const first = await reviewer.post(`${base}/why/new`, { role_label: 'Nurse 1', knew: 'Little' });
    const row = String(first.headers.location);
    expect(row).toMatch(new RegExp(`^${base}/why/[0-9a-f-]{36}$`));
    const shown = await reviewer.get(row);
    expect(shown.text).toContain('Nurse 1: why it made sense at the time');
    const changed = await reviewer.post(row, {
      version: versionOn(shown.text),
      role_label: 'Nurse 2',
      knew: 'Little',
      action: 'continue',
    });
    expect(changed.headers.location).toBe(`${base}/why`);
    const removal = await reviewer.get(`${row}/removal`);
    expect(removal.text).toContain('Remove account 1?');
    expect(removal.text).toContain('Nurse 2');
    const stale = await reviewer.post(`${row}/removal`, { version: '1' });
    expect(stale.status).toBe(422);
    expect(stale.text).toContain('Someone changed this after you opened the page');
    const removed = await reviewer.post(`${row}/removal`, { version: versionOn(removal.text) });
    expect(removed.status).toBe(303);
    expect((await reviewer.get(row)).status).toBe(404);
    const kept = await test.owner<{ n: string }>(
      `select count(*) as n from revision where kind = 'rationale' and row_id = $1`,
      [row.split('/').at(-1)],
    );
    expect(Number(kept[0]?.n)).toBe(2);
  });

  it('that were removed while someone wrote in them are added again', async () => {
    const { base } = await added();
    const row = String((await reviewer.post(`${base}/why/new`, { role_label: 'Nurse 1' })).headers.location);
    await reviewer.post(`${row}/removal`, { version: '1' }, `${row}/removal`);
    const refused = await reviewer.post(row, { version: '1', sense: 'Words <b>kept</b>' }, '/account');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('This account was removed meanwhile. Your words are below: add it again.');
    expect(refused.text).toContain('Words &lt;b&gt;kept&lt;/b&gt;');
    expect(refused.text).toContain(`action="${base}/why/new"`);
  });

  it('are not added empty', async () => {
    const { base } = await added();
    const answer = await reviewer.post(`${base}/context/new`, { text: ' ' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Write something here first');
  });

  it('are added once by a form that is posted twice', async () => {
    const { base, id } = await added();
    const once = /name="_once" value="([^"]*)"/.exec((await reviewer.get(`${base}/why/new`)).text)?.[1] ?? '';
    const fields = { role_label: 'Nurse 1', _once: once };
    const [one, two] = [
      await reviewer.post(`${base}/why/new`, fields),
      await reviewer.post(`${base}/why/new`, fields),
    ];
    expect(two.headers.location).toBe(one.headers.location);
    const rows = await test.owner('select id from rationale where finding_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('belong to their finding', async () => {
    const [mine, other] = [await added(), await added()];
    const row = await reviewer.post(`${other.base}/why/new`, { role_label: 'Nurse 1' });
    const rowId = String(row.headers.location).split('/').at(-1);
    expect((await reviewer.get(`${mine.base}/why/${rowId}`)).status).toBe(404);
    const row1 = { version: '1', role_label: 'x' };
    expect((await reviewer.post(`${mine.base}/why/${rowId}`, row1, '/account')).status).toBe(404);
    expect((await reviewer.post(`${mine.base}/why/${rowId}/removal`, row1, '/account')).status).toBe(404);
  });
});

describe('tags', () => {
  it('are found by words, without a script', async () => {
    const { base } = await added();
    const all = await reviewer.get(`${base}/tags/new`);
    expect(all.text).toContain('Does not fit');
    const found = await reviewer.get(`${base}/tags/new?q=supervision`);
    expect(found.text).toContain('category=MGT.SUP');
    const none = await reviewer.get(`${base}/tags/new?q=${encodeURIComponent('zebra <b>')}`);
    expect(none.text).toContain(
      'No category has these words. Try others, or choose “Does not fit” and name it.',
    );
  });

  it('are not given twice, and what was typed stays', async () => {
    const { base } = await added();
    const tag = { category: 'MGT.SUP', rationale: 'A reason to keep', extract: '' };
    expect((await reviewer.post(`${base}/tags/new`, tag, `${base}/tags/new?category=MGT.SUP`)).status).toBe(
      303,
    );
    const again = await reviewer.post(`${base}/tags/new`, tag, `${base}/tags/new?category=MGT.SUP`);
    expect(again.status).toBe(422);
    expect(again.text).toContain('already. Change that one, or choose another category');
    expect(again.text).toContain('A reason to keep');
    expect((await reviewer.get(`${base}/tags/new`)).text).toContain('tagged already');
  });

  it('need a category that there is', async () => {
    const { base } = await added();
    for (const category of ['', 'NO.SUCH', '<script>']) {
      const answer = await reviewer.post(`${base}/tags/new`, { category, rationale: 'x' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('Choose a category of the typology');
    }
  });

  it('ask for a name only where none fits', async () => {
    const { base } = await added();
    expect((await reviewer.get(`${base}/tags/new?category=X`)).text).toContain('name="suggested_name"');
    expect((await reviewer.get(`${base}/tags/new?category=MGT.SUP`)).text).not.toContain(
      'name="suggested_name"',
    );
    const answer = await reviewer.post(
      `${base}/tags/new`,
      { category: 'X', rationale: 'New', extract: 'New' },
      `${base}/tags/new?category=X`,
    );
    expect((await reviewer.get(String(answer.headers.location))).text).toContain('Tag X: a suggested name');
  });
});

describe('questions', () => {
  it('are added, changed and emptied on one page', async () => {
    const { base, id } = await added();
    const texts = async (): Promise<string[]> =>
      (
        await test.owner<{ text: string }>(
          'select text from board_question where finding_id = $1 order by position',
          [id],
        )
      ).map(({ text }) => text);
    await save(base, 'questions', { 'question-1': 'One?', 'question-2': 'Two?' });
    expect(await texts()).toEqual(['One?', 'Two?']);
    const shown = await reviewer.get(`${base}/questions`);
    const hidden = Object.fromEntries(
      [...shown.text.matchAll(/name="(question-\d-(?:id|version))" value="([^"]*)"/g)].map(
        ([, name, value]) => [name, value],
      ),
    ) as Record<string, string>;
    await reviewer.post(`${base}/questions`, {
      ...hidden,
      'question-1': 'One, or more?',
      'question-2': '',
      'question-3': 'Three.',
    });
    expect(await texts()).toEqual(['One, or more?', 'Three.']);
    expect((await reviewer.get(`${base}/questions`)).text).toContain(
      'Question 2: a question mark at its end',
    );
  });

  it('refuses too long a question beside its box', async () => {
    const { base } = await added();
    const answer = await save(base, 'questions', { 'question-4': 'x'.repeat(3_000) });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Question 4 must be 2,000 characters or fewer');
    expect(answer.text).toContain('href="#question-4"');
  });
});

describe('bad input', () => {
  const bad: [string, string][] = [
    ['a NUL', 'a\0b'],
    ['a lone surrogate', 'a%ED%A0%80b'],
    ['200,000 characters', 'x'.repeat(200_000)],
  ];
  it.each(bad)('%s is refused or shown as text, in every section and list', async (_, text) => {
    const { base } = await added();
    for (const [path, field] of [
      ['statement', 'statement'],
      ['extent', 'prevalence'],
      ['research', 'search_terms'],
      ['questions', 'question-1'],
      ['why/new', 'sense'],
      ['tags/new', 'rationale'],
      ['stage', 'stage'],
      ['issue', 'action'],
      ['questions', 'action'],
    ] as const) {
      const { status } = await save(base, path, { [field]: text });
      expect([path, status < 500]).toEqual([path, true]);
    }
  });

  it('shows markup as text', async () => {
    const { base } = await added();
    await save(base, 'statement', { statement: '<script>alert(1)</script>' });
    for (const page of ['', '/statement', '/check', '/tags/new?category=X']) {
      const shown = await reviewer.get(`${base}${page}`);
      expect(shown.text).toContain('&lt;script&gt;alert(1)');
      expect(shown.text).not.toContain('<script>alert');
    }
  });

  it('does not know other values, versions or rows', async () => {
    const { base } = await added();
    expect((await save(base, 'stage', { stage: 'school' })).status).toBe(422);
    expect((await save(base, 'extent', { extent: 'everywhere' })).status).toBe(422);
    expect((await save(base, 'issue', { version: 'two', issue: 'x' })).status).toBe(422);
    expect((await reviewer.get(`${base}/why/not-an-id`)).status).toBe(404);
    expect((await reviewer.get(`${base}/elsewhere`)).status).toBe(404);
    expect((await reviewer.get(`${base}x`)).status).toBe(404);
  });

  it('adds one finding for a form that is posted twice', async () => {
    const before = await test.owner('select id from finding where review_id = $1', [review.id]);
    const once = '0190d3c6-8f5e-7000-8000-000000000001';
    const one = await reviewer.post(`/reviews/${review.id}/findings`, { _once: once }, '/reviews');
    const two = await reviewer.post(`/reviews/${review.id}/findings`, { _once: once }, '/reviews');
    expect(two.headers.location).toBe(one.headers.location);
    const after = await test.owner('select id from finding where review_id = $1', [review.id]);
    expect(after).toHaveLength(before.length + 1);
  });
});
