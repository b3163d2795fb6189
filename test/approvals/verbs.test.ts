import { approveFinding, reopenFinding, returnFinding } from '../../server/approvals/approval';
import { commentOn } from '../../server/approvals/comment';
import { sha256Of } from '../../server/approvals/canonical';
import { submitFinding, withdrawFinding } from '../../server/approvals/submission';
import { AlreadyDone, Missing, Refused } from '../../server/http/errors';
import { verifyAudit } from '../../server/audit/verify';
import { readFinding } from '../../server/findings/finding-queries';
import { openDatabase } from '../../server/database/database';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

const LEAD = 'reviewer@demo.example';
const CHAIR = 'chair@demo.example';

let test: TestHouse;
const at = new Date('2012-05-04T10:00:00Z');
beforeAll(async () => {
  test = await openHouse(() => at);
});
afterAll(() => test.close());

interface Case {
  review: TestReview;
  target: { reviewId: string; findingId: string };
}
async function written(options: Parameters<typeof makeReview>[1] = {}, sufficient = true): Promise<Case> {
  const review = await makeReview(test, options);
  const { id } = await makeFinding(test, review, { sufficient });
  return { review, target: { reviewId: review.id, findingId: id } };
}
async function sent(): Promise<Case & { versionId: string; sha256: string }> {
  const made = await written();
  const { versionId } = await submit(made);
  const [version] = await test.owner<{ sha256: string }>('select sha256 from finding_version where id = $1', [
    versionId,
  ]);
  return { ...made, versionId, sha256: String(version?.sha256) };
}
const submit = ({ target }: Case, email = LEAD) =>
  test.as(email, (tx, actor) => submitFinding(tx, actor, at, target));
const approve = (
  { target, versionId, sha256 }: { target: Case['target']; versionId: string; sha256: string },
  email = CHAIR,
) => test.as(email, (tx, actor) => approveFinding(tx, actor, at, { ...target, versionId, sha256 }));
const giveBack = (
  { target, versionId }: { target: Case['target']; versionId: string },
  comment: string,
  email = CHAIR,
) => test.as(email, (tx, actor) => returnFinding(tx, actor, at, { ...target, versionId, comment }));
const reopen = ({ target, versionId }: { target: Case['target']; versionId: string }, comment: string) =>
  test.as(CHAIR, (tx, actor) => reopenFinding(tx, actor, at, { ...target, versionId, comment }));
const withdraw = ({ target, versionId }: { target: Case['target']; versionId: string }, email = LEAD) =>
  test.as(email, (tx, actor) => withdrawFinding(tx, actor, at, { ...target, versionId }));
const versionsOf = ({ target }: Case) =>
  test.owner<{ number: number; state: string; content: string; sha256: string; approved_at: Date | null }>(
    'select number, state, content, sha256, approved_at from finding_version where finding_id = $1 order by number',
    [target.findingId],
  );
const stateOf = async ({ target }: Case) =>
  (await test.owner<{ state: string }>('select state from finding where id = $1', [target.findingId]))[0]
    ?.state;
const audited = ({ target }: Case, action: string) =>
  test.owner<{ detail: Record<string, unknown> }>(
    `select payload::jsonb -> 'detail' as detail from audit.entry where subject_id = $1 and action = $2 order by seq`,
    [target.findingId, action],
  );
const facts = ({ review }: Case) =>
  test.owner<{
    category: string;
    direct: boolean;
    journey_stage: string;
    extent: string;
    polarity: string;
    dated: string;
  }>(
    'select category, direct, journey_stage, extent, polarity, dated::text from national.fact where review_id = $1 order by category',
    [review.id],
  );

describe('sending a finding', () => {
  it('freezes it as a version, with its digest, and records it once', async () => {
    const made = await written();
    expect(await submit(made)).toMatchObject({ number: 1 });
    expect(await stateOf(made)).toBe('submitted');
    const [version] = await versionsOf(made);
    expect(version).toMatchObject({ number: 1, state: 'submitted' });
    expect(version?.sha256).toBe(sha256Of(String(version?.content)));
    expect(JSON.parse(String(version?.content))).toMatchObject({
      polarity: 'less_safe',
      tags: [{ category: 'MGT.SUP' }],
    });
    expect(await audited(made, 'finding.submitted')).toEqual([
      { detail: { version: 1, sha256: version?.sha256 } },
    ]);
    const [step] = await test.owner<{ at: Date }>('select at from finding_step where finding_id = $1', [
      made.target.findingId,
    ]);
    expect(step?.at).toEqual(at);
  });

  it('is never done for an insufficient finding, though the verb is called directly', async () => {
    const made = await written({}, false);
    await expect(submit(made)).rejects.toThrow(/not ready to send. Still needed: The statement/);
    expect(await stateOf(made)).toBe('draft');
    expect(await versionsOf(made)).toEqual([]);
    expect(await audited(made, 'finding.submitted')).toEqual([]);
  });

  it('says what hinders a reviewer whose accreditation has lapsed, or who has not declared', async () => {
    await expect(
      submit(await written({ lead: 'lapsed@demo.example' }), 'lapsed@demo.example'),
    ).rejects.toThrow(/accreditation is not current/);
    await expect(submit(await written({ declared: false }))).rejects.toThrow(
      /not declared your independence/,
    );
  });

  it('is for the lead reviewers of this review alone', async () => {
    const made = await written();
    for (const email of [
      'team@demo.example',
      'coordinator@demo.example',
      CHAIR,
      'reviewer2@demo.example',
      'chair-b@demo.example',
    ])
      await expect(submit(made, email)).rejects.toThrow(Missing);
  });

  it('done again is the same sending, and not a second version', async () => {
    const made = await sent();
    await expect(submit(made)).rejects.toThrow(AlreadyDone);
    expect(await versionsOf(made)).toHaveLength(1);
  });
});

describe('taking it back', () => {
  it('makes it a draft while it is undecided, and keeps the version as taken back', async () => {
    const made = await sent();
    await expect(withdraw(made, CHAIR)).rejects.toThrow(Missing);
    await withdraw(made);
    expect(await stateOf(made)).toBe('draft');
    expect((await versionsOf(made)).map(({ state }) => state)).toEqual(['withdrawn']);
    expect(await audited(made, 'finding.withdrawn')).toEqual([{ detail: { version: 1 } }]);
    await expect(withdraw(made)).rejects.toThrow(AlreadyDone);
    expect(await submit(made)).toMatchObject({ number: 2 });
  });

  it('is refused once the chair has decided, and says who did', async () => {
    const made = await sent();
    await giveBack(made, 'Say how it is known.');
    await expect(withdraw(made)).rejects.toThrow(
      'The chair has returned this finding, so you can change it already. Chair, Coventry returned it on 4 May 2012.',
    );
  });
});

describe('returning', () => {
  it('needs words, and keeps them with the step', async () => {
    const made = await sent();
    await expect(giveBack(made, '  ')).rejects.toMatchObject({
      field: 'comment',
      message: /Say what should change/,
    });
    expect(await stateOf(made)).toBe('submitted');
    await giveBack(made, 'How do we know about the workload?');
    expect(await stateOf(made)).toBe('returned');
    const [step] = await test.owner<{ comment: string; from_state: string; to_state: string }>(
      `select comment, from_state, to_state from finding_step where finding_id = $1 and action = 'return'`,
      [made.target.findingId],
    );
    expect(step).toEqual({
      comment: 'How do we know about the workload?',
      from_state: 'submitted',
      to_state: 'returned',
    });
    expect(await audited(made, 'finding.returned')).toHaveLength(1);
  });

  it('with the same words again is done already; with other words it is refused and not lost', async () => {
    const made = await sent();
    await giveBack(made, 'One');
    await expect(giveBack(made, 'One')).rejects.toThrow(AlreadyDone);
    await expect(giveBack(made, 'Two')).rejects.toThrow(Refused);
  });
});

describe('approving', () => {
  it('freezes the version that was read and counts it, in one transaction', async () => {
    const made = await sent();
    expect(await facts(made)).toEqual([]);
    await approve(made);
    expect(await stateOf(made)).toBe('approved');
    expect((await versionsOf(made))[0]).toMatchObject({
      state: 'approved',
      approved_at: at,
      sha256: made.sha256,
    });
    expect(await audited(made, 'finding.approved')).toEqual([
      { detail: { version: 1, sha256: made.sha256 } },
    ]);
    const counted = await facts(made);
    expect(counted).toContainEqual({
      category: 'MGT.SUP',
      direct: true,
      journey_stage: 'child_in_need',
      extent: 'wider',
      polarity: 'less_safe',
      dated: '2012-05-04',
    });
    expect(counted.filter(({ direct }) => direct)).toHaveLength(1);
  });

  it('is not for those who wrote any of it, even words that others have written over since', async () => {
    const made = await sent();
    await test.owner(
      `insert into revision (board_id, review_id, kind, row_id, version, fields, saved_by, saved_at)
       select r.board_id, r.review_id, 'rationale', r.id, 1, to_jsonb(r), a.id, now()
         from rationale r, account a where r.finding_id = $1 and a.email = $2`,
      [made.target.findingId, CHAIR],
    );
    await expect(approve(made)).rejects.toThrow('You cannot approve this: you wrote part of it.');
    expect(await stateOf(made)).toBe('submitted');
    await giveBack(made, 'Another chair should see this.');
  });

  it('is not for another Board, nor for other parts', async () => {
    const made = await sent();
    for (const email of ['chair-b@demo.example', 'coordinator@demo.example', LEAD, 'team@demo.example'])
      await expect(approve(made, email)).rejects.toThrow(Missing);
  });

  it('is refused when what waits is not what was read', async () => {
    const made = await sent();
    await withdraw(made);
    await test.owner(`update finding set matters = 'Other words.' where id = $1`, [made.target.findingId]);
    const { versionId } = await submit(made);
    await expect(approve(made)).rejects.toThrow('A newer version was sent since you opened this page.');
    await expect(approve({ ...made, versionId })).rejects.toThrow(
      'What you read is not the version that was sent.',
    );
  });

  it('by two at once is one approval', async () => {
    const made = await sent();
    const answers = await Promise.allSettled([approve(made), approve(made)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: expect.any(AlreadyDone),
    });
    expect(await audited(made, 'finding.approved')).toHaveLength(1);
    const steps = await test.owner(
      `select 1 from finding_step where finding_id = $1 and action = 'approve'`,
      [made.target.findingId],
    );
    expect(steps).toHaveLength(1);
  });

  it('after someone else returned it says so in calm words', async () => {
    const made = await sent();
    await giveBack(made, 'Say more.');
    await expect(approve(made)).rejects.toThrow(
      'This finding has been returned for changes. It can be approved when it is sent again. Chair, Coventry returned it on 4 May 2012.',
    );
  });
});

describe('a version that was sent', () => {
  it('cannot be changed or removed, by the application or by the owner of the database', async () => {
    const made = await sent();
    const changes = [
      `update finding_version set content = '{}', sha256 = encode(sha256('{}'), 'hex') where id = $1`,
      `update finding_version set number = 9 where id = $1`,
      `update finding_version set submitted_at = now() where id = $1`,
    ];
    for (const change of changes) {
      await expect(test.owner(change, [made.versionId])).rejects.toThrow('a version that was sent is frozen');
      await expect(
        test.as(CHAIR, (tx) => tx.raw(change.replace('$1', '?'), [made.versionId])),
      ).rejects.toThrow('a version that was sent is frozen');
    }
    await approve(made);
    for (const change of [
      `update finding_version set approved_at = now() where id = $1`,
      `update finding_version set state = 'returned', approved_at = null, approved_by = null where id = $1`,
      `delete from finding_version where id = $1`,
    ])
      await expect(test.owner(change, [made.versionId])).rejects.toThrow('a version that was sent is frozen');
    await expect(
      test.as(CHAIR, (tx) => tx('finding_version').where({ id: made.versionId }).delete()),
    ).rejects.toThrow('permission denied');
  });

  it('cannot be stored with a digest that is not its own, nor be approved by who sent it', async () => {
    const made = await written();
    const insert = `insert into finding_version (board_id, review_id, finding_id, number, content, sha256, state, submitted_by, approved_by, approved_at)
      select board_id, review_id, id, 1, '{}', $2, $3, written_by, case when $3 = 'approved' then written_by end, case when $3 = 'approved' then now() end
        from finding where id = $1`;
    await expect(test.owner(insert, [made.target.findingId, 'f'.repeat(64), 'submitted'])).rejects.toThrow(
      /check constraint/,
    );
    await expect(test.owner(insert, [made.target.findingId, sha256Of('{}'), 'approved'])).rejects.toThrow(
      /check constraint/,
    );
  });
});

describe('reopening', () => {
  it('makes a second version beside the first; the finding counts again when that is approved', async () => {
    const made = await sent();
    await approve(made);
    const [first] = await versionsOf(made);
    await expect(reopen(made, ' ')).rejects.toMatchObject({ field: 'comment' });
    await reopen(made, 'A new account has come to light.');
    expect(await stateOf(made)).toBe('draft');
    expect(await facts(made)).toEqual([]);
    expect(await versionsOf(made)).toEqual([first]);
    expect(await audited(made, 'finding.reopened')).toEqual([
      { detail: { version: 1, reason: 'A new account has come to light.' } },
    ]);
    await expect(reopen(made, 'A new account has come to light.')).rejects.toThrow(AlreadyDone);

    await test.owner(`update finding set stage = 'assessment' where id = $1`, [made.target.findingId]);
    const { versionId, number } = await submit(made);
    expect(number).toBe(2);
    expect(await facts(made)).toEqual([]);
    const [, second] = await versionsOf(made);
    await approve({ ...made, versionId, sha256: String(second?.sha256) });
    const [old, current] = await versionsOf(made);
    expect(old).toEqual({ ...first, state: 'superseded' });
    expect(current).toMatchObject({ number: 2, state: 'approved' });
    expect((await facts(made)).filter(({ direct }) => direct)).toMatchObject([
      { journey_stage: 'assessment' },
    ]);
  });
});

describe('comments', () => {
  const comment = (made: Case & { versionId?: string }, email: string, text = 'How do we know?') =>
    test.as(email, (tx, actor) =>
      commentOn(tx, actor, at, {
        ...made.target,
        versionId: made.versionId,
        comments: [{ part: 'why', text }],
      }),
    );

  it('are kept on a part of a version by anyone who may read it, once', async () => {
    const made = await sent();
    for (const email of [CHAIR, 'coordinator@demo.example', LEAD, 'team@demo.example'])
      await comment(made, email);
    await expect(comment(made, CHAIR)).rejects.toThrow(AlreadyDone);
    await expect(comment(made, 'chair-b@demo.example')).rejects.toThrow(Missing);
    const whole = await test.as(LEAD, (tx) => readFinding(tx, made.target.reviewId, made.target.findingId));
    expect(whole.comments.map(({ part, version_id: id }) => [part, id])).toEqual(
      Array(4).fill(['why', made.versionId]),
    );
    expect(await audited(made, 'finding.commented')).toHaveLength(4);
  });

  it('are not for another finding’s version, nor for an approved finding', async () => {
    const [made, other] = [await sent(), await sent()];
    await expect(comment({ ...made, versionId: other.versionId }, CHAIR)).rejects.toThrow(Missing);
    await approve(made);
    await expect(comment(made, CHAIR)).rejects.toThrow(Refused);
  });
});

it('leaves an audit that verifies', async () => {
  const owner = openDatabase({ appUrl: test.urls.ownerUrl }, 1);
  try {
    await expect(verifyAudit(owner.app)).resolves.toMatchObject({ sound: true });
  } finally {
    await owner.close();
  }
});
