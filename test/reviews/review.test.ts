import { openHouse, type TestHouse } from '../support/house';
import { visit, type Visitor } from '../support/browser-of';
import { someEvidence } from '../evidence/some-evidence';
import { makeFinding, makeReview, type TestReview } from '../support/cases';

let test: TestHouse;
let review: TestReview;

beforeAll(async () => {
  test = await openHouse(() => new Date('2012-07-02T10:00:00Z'));
  review = await makeReview(test);
});
afterAll(() => test.close());

const visitors = new Map<string, Visitor>();
const pageFor = async (email: string) => {
  const visitor = visitors.get(email) ?? (await visit(test.app, email));
  visitors.set(email, visitor);
  return visitor.get(`/reviews/${review.id}`);
};

describe('the page of a review', () => {
  it('says what cannot start yet, and why', async () => {
    const { text } = await pageFor('coordinator@demo.example');
    expect(text).toContain('No finding has been sent to the chair.');
    expect(text).toContain('Most reviews end with five to eight.');
    for (const heading of ['1. Set up', '2. Gather', '3. Make sense', '4. Findings', '5. Board'])
      expect(text).toContain(heading);
  });

  it('shows each finding with its state, and how many the Board has approved', async () => {
    const first = await makeFinding(test, review, { sufficient: true });
    const second = await makeFinding(test, review, { sufficient: true, statement: 'Second <i>pattern</i>' });
    await makeFinding(test, review);
    await test.owner(`update finding set state = 'approved' where id = $1`, [first.id]);
    await test.owner(`update finding set state = 'submitted' where id = $1`, [second.id]);
    const { text } = await pageFor('chair@demo.example');
    expect(text).toContain(`/reviews/${review.id}/findings/${first.id}`);
    expect(text).toContain('Finding 2: Second &lt;i&gt;pattern&lt;/i&gt;');
    expect(text).toContain('Finding 3: not yet put into words');
    expect(text).toContain('1 of 3 approved');
    expect(text).toContain('1 finding waits for the chair.');
    expect(text).toContain('href="/approvals"');
  });

  it.each([
    ['reviewer@demo.example', true, 'Read your declaration'],
    ['team@demo.example', true, 'See who is on it'],
    ['coordinator@demo.example', false, 'Choose the reviewers and the team'],
    ['chair@demo.example', false, 'See the declarations'],
  ])('shows %s what they can do', async (email, mayAdd, words) => {
    const page = await pageFor(email);
    expect(page.status).toBe(200);
    expect(page.text.includes('Add a finding')).toBe(mayAdd);
    expect(page.text).toContain(words);
  });

  it.each([
    'reviewer-b@demo.example',
    'reviewer2@demo.example',
    'coordinator-b@demo.example',
    'chair-b@demo.example',
    'analyst@demo.example',
    'editor@demo.example',
    'admin@demo.example',
    'accreditation@demo.example',
  ])('is missing to %s', async (email) => expect((await pageFor(email)).status).toBe(404));

  it('is recorded in the audit of its Board each time it is opened', async () => {
    const reads = async () =>
      Number(
        (
          await test.owner<{ n: string }>(
            `select count(*) as n from audit.entry where action = 'review.read' and subject_id = $1 and chain = $2`,
            [review.id, review.boardId],
          )
        )[0]?.n,
      );
    const before = await reads();
    await pageFor('chair@demo.example');
    expect(await reads()).toBe(before + 1);
  });

  it('tells what happened last with its evidence, by the day', async () => {
    const other = await makeReview(test);
    const { agency, document, event, episode } = await someEvidence(test, other);
    const as = `(select id from account where email = 'team@demo.example')`;
    const at = (table: string, when: string, id?: string) =>
      test.owner(
        `update ${table} set added_by = ${as}, added_at = $2 where review_id = $1 ${id ? `and id = '${id}'` : ''}`,
        [other.id, when],
      );
    await at('document', '2031-03-01T09:00:00Z');
    await at('document', '2031-03-02T09:00:00Z', document);
    await at('conversation', '2031-03-03T09:00:00Z');
    await at('episode', '2031-03-04T09:00:00Z');
    await test.owner(
      `insert into chronology_load (board_id, review_id, agency_id, file_name, sha256, bytes, state, rows_added, loaded_by, loaded_at)
       select $1, $2, $3, 'log.csv', repeat('a', 64), 1, 'loaded', n, ${as}, '2031-03-05T09:00:00Z' from generate_series(2, 3) n`,
      [other.boardId, other.id, agency],
    );
    for (const [table, id] of [
      ['event', event],
      ['episode', episode],
    ])
      await test.owner(
        `update ${table} set withdrawn_by = ${as}, withdrawn_at = '2031-03-06T09:00:00Z', withdrawn_why = 'x' where id = $1`,
        [id],
      );
    const lead = visitors.get('reviewer@demo.example') ?? (await visit(test.app, 'reviewer@demo.example'));
    const { text } = await lead.get(`/reviews/${other.id}`);
    for (const words of [
      'added the document “Supervision record”, 2 March 2031',
      'recorded 2 conversations, 3 March 2031',
      'wrote key practice episode 1, 4 March 2031',
      'loaded 5 events into the chronology, 5 March 2031',
      'withdrew 1 event of the chronology, 6 March 2031',
      'withdrew key practice episode 1, 6 March 2031',
    ])
      expect(text).toContain(words);
  });

  it('tells of the work on its findings, and of each record that was checked back', async () => {
    const other = await makeReview(test);
    const { document, conversation } = await someEvidence(test, other);
    const as = `(select id from account where email = 'team@demo.example')`;
    const findings = [
      await makeFinding(test, other, { sufficient: true }),
      await makeFinding(test, other, {}),
    ];
    await test.owner(
      `update finding set written_by = ${as}, created_at = '2031-04-01T09:00:00Z', updated_by = ${as}, updated_at = '2031-04-01T10:00:00Z' where review_id = $1`,
      [other.id],
    );
    await test.owner(
      `update rationale set updated_by = ${as}, updated_at = '2031-04-02T09:00:00Z' where finding_id = $1`,
      [findings[0]?.id],
    );
    await test.owner(
      `insert into pointer (board_id, review_id, finding_id, from_part, document_id, page, updated_by, updated_at)
       select $1, $2, $3, 'manifestation', $4, n, ${as}, '2031-04-03T09:00:00Z' from generate_series(1, 2) n`,
      [other.boardId, other.id, findings[0]?.id, document],
    );
    await test.owner(
      `insert into check_back (board_id, review_id, conversation_id, token_hash, code_proof, sent, record, made_by, made_at, expires_at,
                               opened, opened_at, finished_at, outcome)
       select $1, $2, $3, repeat('a', 64), repeat('b', 64), 'hand', '{}', ${as}, '2031-04-04T09:00:00Z', '2031-04-18T09:00:00Z',
              2, '2031-04-05T09:00:00Z', '2031-04-06T09:00:00Z', 'corrected'`,
      [other.boardId, other.id, conversation],
    );
    const [{ role } = { role: '' }] = await test.owner<{ role: string }>(
      'select role_label as role from conversation where id = $1',
      [conversation],
    );
    const lead = visitors.get('reviewer@demo.example') ?? (await visit(test.app, 'reviewer@demo.example'));
    const { text } = await lead.get(`/reviews/${other.id}`);
    for (const words of [
      'began 2 findings, 1 April 2031',
      'wrote finding 1, 2 April 2031',
      'rested finding 1 on the evidence in 2 places, 3 April 2031',
      `made a link for ${role} to check their record, 4 April 2031`,
      `${role} opened the link to check their record (2 times), 5 April 2031`,
      `${role} asked to put something right in their record, 6 April 2031`,
    ])
      expect(text).toContain(words);
  });
});
