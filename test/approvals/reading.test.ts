import { submitFinding } from '../../server/approvals/submission';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

const LEAD = 'reviewer@demo.example';
let now = new Date('2012-05-02T10:00:00Z');
let test: TestHouse;
let chair: Visitor;
let lead: Visitor;
let coordinator: Visitor;
beforeAll(async () => {
  test = await openHouse(() => now);
  chair = await visit(test.app, 'chair@demo.example');
  lead = await visit(test.app, LEAD);
  coordinator = await visit(test.app, 'coordinator@demo.example');
});
afterAll(() => test.close());
beforeEach(() => {
  now = new Date('2012-05-02T10:00:00Z');
});

interface Sent {
  reviewId: string;
  findingId: string;
  path: string;
}
async function sent(): Promise<Sent> {
  const review = await makeReview(test);
  const { id } = await makeFinding(test, review, { sufficient: true });
  const made = { reviewId: review.id, findingId: id, path: `/reviews/${review.id}/findings/${id}` };
  await submit(made);
  return made;
}
const submit = (target: Sent) => test.as(LEAD, (tx, actor) => submitFinding(tx, actor, now, target));
/** The hidden fields of a page's decision: the version that was on it. */
async function version(visitor: Visitor, path: string): Promise<Record<string, string>> {
  const { text } = await visitor.get(path);
  return {
    version_id: String(hiddenValue(text, 'version_id')),
    sha256: String(hiddenValue(text, 'sha256') ?? ''),
  };
}
const stateOf = async ({ findingId }: Sent) =>
  (await test.owner<{ state: string }>('select state from finding where id = $1', [findingId]))[0]?.state;
/** The second version, with words that are not in the first. */
async function changedAndSentAgain(made: Sent): Promise<void> {
  const fields = await version(chair, made.path);
  await chair.post(
    `${made.path}/return`,
    { ...fields, comment: 'How do we know about the month?' },
    made.path,
  );
  await test.owner(
    `update rationale set pressed = 'Twenty supervisions in the month, and no deputy.' where finding_id = $1`,
    [made.findingId],
  );
  await test.owner(`update finding set matters = matters || ' It is passed on as settled.' where id = $1`, [
    made.findingId,
  ]);
  await submit(made);
}

describe('the reading page', () => {
  it('shows the finding as prose in the order of the report, with nothing to edit', async () => {
    const { path } = await sent();
    const { status, text } = await chair.get(path);
    expect(status).toBe(200);
    expect(text).toContain('Finding 1, first version. Sent to you on 2 May 2012');
    const order = [
      'Supervision checks that tasks are done',
      'A pattern that makes practice less safe.',
      'What is the issue?',
      'How did it show in this case?',
      'Why did it make sense at the time?',
      'Is it wider than this case?',
      'What in the context shaped it?',
      'What does research say?',
      'Why does it matter?',
      'Questions for the Board',
      'Where it stands in the national typology',
      'Stage of the child’s journey',
      'Your decision',
    ];
    const places = order.map((words) => text.lastIndexOf(words));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(text).toContain('Freezes this version and counts it in the national figures.');
    expect(text).not.toContain('<ins');
    expect(text).not.toContain('id="change-');
  });

  it('marks what changed since this reader last read it, also when the page is loaded again', async () => {
    const made = await sent();
    await changedAndSentAgain(made);
    const first = (await chair.get(made.path)).text;
    expect(first).toContain('Finding 1, second version.');
    expect(first).toContain('3 passages changed since you read the first version:');
    expect(first).toMatch(/href="#change-1">Why did it make sense at the time\? \(2\)</);
    expect(first).toMatch(
      /<del class="app-removed" id="change-1"><span class="govuk-visually-hidden">\[removed: <\/span>Fourteen/,
    );
    expect(first).toMatch(/<ins class="app-added" id="change-3">.*It is passed on as settled/);
    expect(first).toContain('You, returning the first version');
    const again = (await chair.get(made.path)).text;
    const marks = (text: string) => text.match(/<(ins|del) .*?<\/\1>/g);
    expect(marks(again)).toEqual(marks(first));
    expect(again).toContain('3 passages changed');
  });

  it('is clean for someone who reads it for the first time', async () => {
    const made = await sent();
    await changedAndSentAgain(made);
    const { text } = await coordinator.get(made.path);
    expect(text).toContain('Twenty supervisions in the month');
    expect(text).not.toContain('<ins');
    expect(text).not.toContain('<del');
    expect(text).not.toContain('Your decision');
  });

  it('keeps earlier versions to be read, each with its digest, and has no others', async () => {
    const made = await sent();
    await changedAndSentAgain(made);
    const { text } = await chair.get(`${made.path}?version=1`);
    expect(text).toContain('first version. An earlier version, sent on 2 May 2012');
    expect(text).toContain('Fourteen supervisions in the month');
    expect(text).not.toContain('Your decision');
    const digests = await test.owner<{ sha256: string }>(
      'select sha256 from finding_version where finding_id = $1',
      [made.findingId],
    );
    for (const { sha256 } of digests) expect(text).toContain(sha256);
    for (const other of ['3', '0', 'x', '1.0', '-1'])
      expect((await chair.get(`${made.path}?version=${other}`)).status).toBe(404);
  });

  it('tells the lead that it can be read and not changed, and lets them take it back', async () => {
    const made = await sent();
    const { text } = await lead.get(made.path);
    expect(text).toContain('Sent to the chair on 2 May 2012. You can read it but not change it.');
    expect(text).toContain('Take it back');
    expect(text).not.toContain('Approve this finding');
    const answer = await lead.post(`${made.path}/withdrawal`, await version(lead, made.path), made.path);
    expect(answer.headers.location).toBe(made.path);
    expect(await stateOf(made)).toBe('draft');
    expect((await chair.get(made.path)).text).toContain(
      'The reviewers took this version back on 2 May 2012.',
    );
  });

  it('says that a finding is being written before it was ever sent', async () => {
    const review = await makeReview(test);
    const { id } = await makeFinding(test, review);
    const { status, text } = await chair.get(`/reviews/${review.id}/findings/${id}`);
    expect(status).toBe(200);
    expect(text).toContain('This finding is being written');
  });

  it('takes six round trips to the database at most', async () => {
    const made = await sent();
    await chair.get(made.path);
    let queries = 0;
    const counted = (): void => void (queries += 1);
    test.database.app.on('query', counted);
    await chair.get(made.path);
    test.database.app.removeListener('query', counted);
    // The session is read on a pool of its own; BEGIN and COMMIT are counted here.
    expect(queries + 1).toBeLessThanOrEqual(6);
  });

  it('shows HTML and right-to-left marks in a finding as text', async () => {
    const review = await makeReview(test);
    const { id } = await makeFinding(test, review, { sufficient: true });
    await test.owner(
      `update finding set issue = issue || ' <script>alert(1)</script> \u202e&amp;' where id = $1`,
      [id],
    );
    const made = { reviewId: review.id, findingId: id, path: `/reviews/${review.id}/findings/${id}` };
    await submit(made);
    const { text } = await chair.get(made.path);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; \u202e&amp;amp;');
  });
});

describe('deciding', () => {
  it('returns only with words, and keeps what was typed', async () => {
    const made = await sent();
    const fields = await version(chair, made.path);
    const empty = await chair.post(`${made.path}/return`, { ...fields, comment: '  ' }, made.path);
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Say what should change before you return it');
    expect(empty.text).toContain('href="#comment"');
    expect(empty.text).toContain('id="comment"');
    const long = await chair.post(
      `${made.path}/return`,
      { ...fields, comment: 'y'.repeat(200_000) },
      made.path,
    );
    expect(long.status).toBe(422);
    expect(long.text).toContain('5,000 characters or fewer');
    expect(long.text).toContain('y'.repeat(5001));
    const unkept = await chair.post(`${made.path}/return`, { ...fields, comment: 'a\u0000b' }, made.path);
    expect(unkept.status).toBe(422);
    expect(await stateOf(made)).toBe('submitted');
  });

  it('approves, tells what is next, and shows the frozen version with its digest', async () => {
    const made = await sent();
    const fields = await version(chair, made.path);
    const answer = await chair.post(`${made.path}/approval`, fields, made.path);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/approvals');
    expect((await chair.get('/approvals')).text).toContain('is approved. This version is frozen');
    const { text } = await chair.get(made.path);
    expect(text).toContain(
      'Approved on 2 May 2012 by Chair, Coventry. Version 1 is frozen and counts in the national figures.',
    );
    expect(text).toContain(String(fields.sha256));
    expect(text).toContain('Reopen this finding');
    expect(text).not.toContain('Comment on this part');
  });

  it('posted twice, from the same page or from another, is one approval', async () => {
    const made = await sent();
    const { text } = await chair.get(made.path);
    const fields = { ...(await version(chair, made.path)), _once: String(hiddenValue(text, '_once')) };
    const [first, second] = await Promise.all([
      chair.post(`${made.path}/approval`, fields, made.path),
      chair.post(`${made.path}/approval`, fields, made.path),
    ]);
    const third = await chair.post(
      `${made.path}/approval`,
      await version(chair, made.path).then(() => fields),
      made.path,
    );
    for (const answer of [first, second, third])
      expect([answer.status, answer.headers.location]).toEqual([303, '/approvals']);
    const rows = await test.owner(
      `select 1 from audit.entry where subject_id = $1 and action = 'finding.approved'`,
      [made.findingId],
    );
    expect(rows).toHaveLength(1);
  });

  it('answers calmly when someone else has decided, and loses nothing that was typed', async () => {
    const made = await sent();
    const fields = await version(chair, made.path);
    await lead.post(`${made.path}/withdrawal`, fields, made.path);
    const late = await chair.post(
      `${made.path}/return`,
      { ...fields, comment: 'Please say more.' },
      made.path,
    );
    expect(late.status).toBe(422);
    expect(late.text).toContain('This finding is with its reviewers: there is nothing to return.');
    expect(late.text).toContain('Lead reviewer took it back on 2 May 2012');
    expect(late.text).toContain('What you wrote was not sent:');
    expect(late.text).toContain('Please say more.');
  });

  it('does not exist for another Board, for other parts, or without an id', async () => {
    const made = await sent();
    const fields = await version(chair, made.path);
    const other = await visit(test.app, 'chair-b@demo.example');
    const posts: [Visitor, string][] = [
      ...['approval', 'return', 'reopening', 'comments'].map((noun): [Visitor, string] => [other, noun]),
      ...['approval', 'return', 'reopening', 'submission', 'withdrawal'].map((noun): [Visitor, string] => [
        coordinator,
        noun,
      ]),
      ...['approval', 'return', 'reopening'].map((noun): [Visitor, string] => [lead, noun]),
    ];
    for (const [visitor, noun] of posts) {
      for (const comment of ['', 'Words.']) {
        const answer = await visitor.post(
          `${made.path}/${noun}`,
          {
            ...fields,
            comment,
            part: 'why',
            'comment-why': comment,
          },
          '/account',
        );
        expect([noun, answer.status]).toEqual([noun, 404]);
      }
    }
    expect((await chair.post('/reviews/1/findings/2/approval', fields, '/account')).status).toBe(404);
    expect(await stateOf(made)).toBe('submitted');
  });

  it('is not offered to a chair who wrote part of it', async () => {
    const made = await sent();
    await test.owner(
      `insert into revision (board_id, review_id, kind, row_id, version, fields, saved_by, saved_at)
       select f.board_id, f.review_id, 'finding', f.id, 1, to_jsonb(f), a.id, now() from finding f, account a where f.id = $1 and a.email = 'chair@demo.example'`,
      [made.findingId],
    );
    const { text } = await chair.get(made.path);
    expect(text).toContain('You cannot approve this: you wrote part of it.');
    expect(text).not.toContain('Approve this finding');
    expect(text).toContain('Return for changes');
    const answer = await chair.post(`${made.path}/approval`, await version(chair, made.path), made.path);
    expect(answer.status).toBe(422);
  });

  it('opens an approved finding again, with the reason', async () => {
    const made = await sent();
    const fields = await version(chair, made.path);
    await chair.post(`${made.path}/approval`, fields, made.path);
    expect((await chair.post(`${made.path}/reopening`, { ...fields, comment: '' }, made.path)).status).toBe(
      422,
    );
    const answer = await chair.post(
      `${made.path}/reopening`,
      { ...fields, comment: 'A new account.' },
      made.path,
    );
    expect(answer.headers.location).toBe(made.path);
    const { text } = await chair.get(made.path);
    expect(text).toContain('Reopened on 2 May 2012 by Chair, Coventry.');
    expect(text).toContain('A new account.');
    expect(text).toContain('Below is the version as it was approved on 2 May 2012.');
  });
});

describe('comments', () => {
  it('stand in the margin of their part, and are named by their version later', async () => {
    const made = await sent();
    const { version_id } = await version(chair, made.path);
    const answer = await chair.post(
      `${made.path}/comments`,
      { version_id: String(version_id), part: 'why', 'comment-why': 'Says <b>who</b>?' },
      made.path,
    );
    expect(answer.headers.location).toBe(`${made.path}#why`);
    expect((await chair.get(made.path)).text).toMatch(
      /You, 2 May 2012<\/p>\s*<div class="app-comment__text">Says &lt;b&gt;who/,
    );
    await changedAndSentAgain(made);
    expect((await chair.get(made.path)).text).toContain('You, on the first version');
    expect((await coordinator.get(made.path)).text).toContain('Chair, Coventry, on the first version');
  });

  it('need words and a part: the part opens with what was typed', async () => {
    const made = await sent();
    const { version_id } = await version(chair, made.path);
    const empty = await chair.post(
      `${made.path}/comments`,
      { version_id: String(version_id), part: 'extent', 'comment-extent': '' },
      made.path,
    );
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Write your comment');
    expect(empty.text).toContain('href="#comment-extent"');
    expect(empty.text).toMatch(/<textarea[^>]* id="comment-extent"/);
    const partless = await chair.post(
      `${made.path}/comments`,
      { version_id: String(version_id), part: 'none', 'comment-why': 'Kept words' },
      made.path,
    );
    expect(partless.status).toBe(422);
    expect(partless.text).toContain('Kept words');
  });
});

describe('after the decision', () => {
  it('reads clean, and shows what changed when that is asked for', async () => {
    const made = await sent();
    await changedAndSentAgain(made);
    expect((await chair.get(made.path)).text).toContain('<ins');
    await chair.post(`${made.path}/approval`, await version(chair, made.path), made.path);
    const { text } = await chair.get(made.path);
    expect(text).not.toMatch(/<ins|<del|Changed since you last read/);
    expect(text).toContain(`href="${made.path}?changes=1">Show what changed since version 1</a>`);
    const marked = (await chair.get(`${made.path}?changes=1`)).text;
    expect(marked).toContain('3 passages changed since you read the first version:');
    expect(marked).toContain('<ins class="app-added"');
    expect(marked).not.toContain('Show what changed');
  });
});

describe('a comment of one’s own', () => {
  const removalIn = (text: string): string | undefined => /formaction="([^"#]+removal)#/.exec(text)?.[1];
  async function commented(): Promise<Sent & { removal: string; fields: Record<string, string> }> {
    const made = await sent();
    const fields = await version(chair, made.path);
    await chair.post(
      `${made.path}/comments`,
      { ...fields, part: 'why', 'comment-why': 'In haste.' },
      made.path,
    );
    return { ...made, fields, removal: String(removalIn((await chair.get(made.path)).text)) };
  }

  it('can be removed while the version waits; the row and the audit stay', async () => {
    const made = await commented();
    const answer = await chair.post(made.removal, {}, made.path);
    expect([answer.status, answer.headers.location]).toEqual([303, `${made.path}#why`]);
    expect((await chair.get(made.path)).text).not.toContain('In haste.');
    expect(
      await test.owner('select 1 from finding_comment where finding_id = $1 and removed_at is not null', [
        made.findingId,
      ]),
    ).toHaveLength(1);
    expect(
      await test.owner(
        `select 1 from audit.entry where subject_id = $1 and action = 'finding.comment_removed'`,
        [made.findingId],
      ),
    ).toHaveLength(1);
    expect((await chair.post(made.removal, {}, made.path)).status).toBe(404);
  });

  it('is no one else’s to remove, and stays once the version is decided', async () => {
    const made = await commented();
    expect(removalIn((await coordinator.get(made.path)).text)).toBeUndefined();
    for (const visitor of [coordinator, lead])
      expect((await visitor.post(made.removal, {}, '/account')).status).toBe(404);
    await chair.post(`${made.path}/approval`, made.fields, made.path);
    expect(removalIn((await chair.get(made.path)).text)).toBeUndefined();
    const late = await chair.post(made.removal, {}, made.path);
    expect(late.status).toBe(422);
    expect(late.text).toContain('In haste.');
  });

  it('goes without the words beside other parts', async () => {
    const made = await commented();
    const typed = { ...made.fields, 'comment-extent': 'How wide?', comment: 'Not yet.' };
    const { status, text } = await chair.post(made.removal, typed, made.path);
    expect(status).toBe(200);
    expect(text).not.toContain('In haste.');
    expect(text).toMatch(/id="comment-extent"[^>]*>\s*How wide\?/);
    expect(text).toMatch(/id="comment"[^>]*>\s*Not yet\./);
  });
});

describe('comments that were written and not kept', () => {
  const onVersion = ({ findingId }: Sent) =>
    test.owner<{ part: string; text: string }>(
      `select c.part, c.text from finding_comment c join finding_version v on v.id = c.version_id
        where c.finding_id = $1 order by c.id`,
      [findingId],
    );
  const beside = {
    'comment-why': 'How do we know?',
    'comment-extent': 'In which year?',
    'comment-issue': ' ',
  };
  const both = [
    { part: 'why', text: 'How do we know?' },
    { part: 'extent', text: 'In which year?' },
  ];

  it.each(['return', 'approval'])('are kept with the %s', async (noun) => {
    const made = await sent();
    const fields = { ...(await version(chair, made.path)), ...beside, comment: 'See beside.' };
    const answer = await chair.post(`${made.path}/${noun}`, fields, made.path);
    expect([answer.status, answer.headers.location]).toEqual([303, '/approvals']);
    expect(await onVersion(made)).toEqual(both);
    const again = await chair.post(`${made.path}/${noun}`, fields, made.path);
    expect([again.status, again.headers.location]).toEqual([303, '/approvals']);
    expect(await onVersion(made)).toEqual(both);
  });

  it('are kept when the lead takes it back', async () => {
    const made = await sent();
    await lead.post(`${made.path}/withdrawal`, { ...(await version(lead, made.path)), ...beside }, made.path);
    expect(await stateOf(made)).toBe('draft');
    expect(await onVersion(made)).toEqual(both);
  });

  it('stand in their boxes again when the decision is refused, and nothing of it is kept', async () => {
    const made = await sent();
    const fields = { ...(await version(chair, made.path)), ...beside };
    const empty = await chair.post(`${made.path}/return`, { ...fields, comment: '' }, made.path);
    expect(empty.status).toBe(422);
    expect(empty.text).toMatch(/<textarea[^>]* id="comment-why"[^>]*>\s*How do we know\?/);
    expect(empty.text).toContain('data-warn-unsaved="already"');
    const long = await chair.post(
      `${made.path}/approval`,
      { ...fields, 'comment-why': 'y'.repeat(5001) },
      made.path,
    );
    expect(long.status).toBe(422);
    expect(long.text).toContain('href="#comment-why"');
    expect(await onVersion(made)).toEqual([]);
    expect(await stateOf(made)).toBe('submitted');
  });

  it('are shown when the decision was made elsewhere', async () => {
    const made = await sent();
    const fields = await version(chair, made.path);
    await chair.post(`${made.path}/approval`, fields, made.path);
    const late = await chair.post(`${made.path}/approval`, { ...fields, ...beside }, made.path);
    expect(late.status).toBe(422);
    expect(late.text).toContain('What you wrote was not sent:');
    expect(late.text).toContain('In which year?');
  });

  it('are kept together, and what was written for the decision stays in its box', async () => {
    const made = await sent();
    const { text } = await chair.get(made.path);
    const fields = {
      ...(await version(chair, made.path)),
      ...beside,
      part: 'why',
      comment: 'Say more of the month.',
      _once: String(hiddenValue(text, '_once')),
    };
    const answer = await chair.post(`${made.path}/comments`, fields, made.path);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/<textarea[^>]* id="comment"[^>]*>\s*Say more of the month\./);
    expect(await onVersion(made)).toEqual(both);
    const again = await chair.post(`${made.path}/comments`, fields, made.path);
    expect([again.status, again.headers.location]).toEqual([303, `${made.path}#why`]);
    expect(await onVersion(made)).toEqual(both);
  });
});

describe('sending', () => {
  it('leads back to the finding, and says what is missing when it is not ready', async () => {
    const review = await makeReview(test);
    const ready = await makeFinding(test, review, { sufficient: true });
    const path = `/reviews/${review.id}/findings/${ready.id}`;
    const answer = await lead.post(`${path}/submission`, {}, '/account');
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    const bare = await makeFinding(test, review);
    const refused = await lead.post(`/reviews/${review.id}/findings/${bare.id}/submission`, {}, '/account');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('This finding was not sent to the chair.');
    expect(refused.text).toContain(`/reviews/${review.id}/findings/${bare.id}/statement#statement`);
  });
});

describe('what waits for the chair', () => {
  it('is listed oldest first with how long, who wrote it and which version; below it what was decided', async () => {
    const older = await sent();
    now = new Date('2012-05-07T10:00:00Z');
    const newer = await sent();
    const { text } = await chair.get('/approvals');
    expect(text.indexOf(older.path)).toBeGreaterThan(0);
    expect(text.indexOf(older.path)).toBeLessThan(text.indexOf(newer.path));
    expect(text).toContain('First version, sent by Lead reviewer on 2 May 2012.');
    expect(text).toContain('5 days');
    await chair.post(`${older.path}/approval`, await version(chair, older.path), older.path);
    const after = (await chair.get('/approvals')).text;
    expect(after.indexOf(older.path)).toBeGreaterThan(after.indexOf('Decided lately'));
    expect(after).toContain('Chair, Coventry approved the first version on 7 May 2012.');
  });

  it('is for chairs, and each sees their own Board', async () => {
    for (const visitor of [lead, coordinator]) expect((await visitor.get('/approvals')).status).toBe(404);
    const other = await visit(test.app, 'chair-b@demo.example');
    const { status, text } = await other.get('/approvals');
    expect(status).toBe(200);
    expect(text).toContain('Nothing waits for you.');
  });
});
