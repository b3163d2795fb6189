import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { approveFinding } from '../../server/approvals/approval';
import { submitFinding } from '../../server/approvals/submission';
import { migrate } from '../../server/database/migrate';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import type { TestHouse } from '../support/house';

const NOW = new Date('2012-09-03T10:00:00.123Z');
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A review with something in every table, one finding approved and another a draft; with rows that were withdrawn. */
export async function aWholeReview(
  test: TestHouse,
): Promise<TestReview & { findingId: string; documentId: string }> {
  const review = await makeReview(test);
  const finding = await makeFinding(test, review, { sufficient: true });
  const draft = await makeFinding(test, review);
  const one = async (sql: string, values: unknown[] = []): Promise<string> => {
    const rows = await test.owner<{ id: string }>(sql, [review.boardId, review.id, ...values]);
    return String(rows[0]?.id);
  };
  const [{ id: lead } = { id: '' }] = await test.owner<{ id: string }>(
    `select id from account where email = 'reviewer@demo.example'`,
  );
  const put = (table: string, fields: Record<string, unknown>): Promise<string> => {
    const names = Object.keys(fields);
    return one(
      `insert into ${table} (board_id, review_id${names.map((name) => `, ${name}`).join('')})
       values ($1, $2${names.map((_, i) => `, $${i + 3}`).join('')}) returning ${table === 'episode_event' || table === 'document_text' ? 'review_id as id' : 'id'}`,
      Object.values(fields),
    );
  };
  const by = { added_by: lead, updated_by: lead };
  await put('review_question', { position: 1, text: 'How was the child seen?\nBy whom?' });
  const [{ id: milestone } = { id: '' }] = await test.owner<{ id: string }>(
    'select id from milestone where review_id = $1',
    [review.id],
  );
  await put('milestone_change', {
    milestone_id: milestone,
    was_due_on: '2012-08-01',
    new_due_on: '2012-12-01',
    reason_kind: 'inquest',
    reason: 'The inquest is in November',
    changed_by: lead,
  });
  await put('method_stage', { stage: 'Gathering', set_by: lead });
  const agency = await put('agency', { name: 'Police', kind: null, position: 2 });
  const documentId = await put('document', {
    agency_id: agency,
    title: 'Log “of” June',
    file_name: 'log <b>.txt',
    media_type: 'text/plain',
    bytes: 11,
    sha256: sha('hello world'),
    wrapped_key: 'never to leave',
    key_id: 'k1',
    scan: 'absent',
    reading: 'read',
    pages: 1,
    ...by,
  });
  const virus = await put('document', {
    agency_id: agency,
    title: 'Bad',
    file_name: 'bad.doc',
    media_type: 'application/msword',
    bytes: 5,
    sha256: sha('virus'),
    wrapped_key: '',
    key_id: '',
    scan: 'infected',
    withdrawn_at: NOW,
    withdrawn_by: lead,
    withdrawn_why: 'It cannot be read',
    ...by,
  });
  await put('document_text', {
    document_id: documentId,
    place: 1,
    heading: 'Page 1',
    text: 'hello \f world \u{1F600}',
  });
  const load = await put('chronology_load', {
    agency_id: agency,
    file_name: 'log.csv',
    sha256: sha('csv'),
    bytes: 3,
    headings: JSON.stringify(['Date', 'Event']),
    mapping: JSON.stringify({ date: 0, nested: { z: 1, a: [1.5, null, true] } }),
    state: 'loaded',
    rows_read: 1,
    rows_added: 1,
    loaded_by: lead,
    loaded_at: NOW,
    ...by,
  });
  await put('chronology_load', { file_name: 'not yet.csv', sha256: sha('draft'), bytes: 3, ...by });
  await put('chronology_mapping', {
    agency_id: agency,
    headings: 'date|event',
    mapping: JSON.stringify({ date: 0 }),
  });
  const event = await put('event', {
    agency_id: agency,
    period: '[2011-06-01,2011-06-02)',
    exactness: 'day',
    time_of_day: '09:05:30.25',
    description: 'Called to the address',
    people: ['Mother', 'Child “X”, 3'],
    child_basis: 'seen',
    child_experience: 'Quiet',
    document_id: documentId,
    load_id: load,
    load_row: 2,
    fingerprint: sha('event'),
    ...by,
  });
  await put('event', {
    agency_id: agency,
    period: '[2011-01-01,2012-01-01)',
    exactness: 'year',
    circa: true,
    description: 'Moved',
    fingerprint: sha('other'),
    withdrawn_at: NOW,
    withdrawn_by: lead,
    withdrawn_why: 'Twice',
    ...by,
  });
  const conversation = await put('conversation', {
    about: 'practitioner',
    role_label: 'Health visitor 1',
    agency_id: agency,
    held_on: '2012-03-12',
    consent: 'given',
    consent_on: '2012-03-01',
    part: 'I visited.',
    ...by,
  });
  await put('turning_point', {
    conversation_id: conversation,
    moment: 'The visit',
    happened_on: '2011-06-01',
  });
  await put('conversation_factor', { conversation_id: conversation, heading: 'role', text: 'Many cases' });
  const link = await put('check_back', {
    conversation_id: conversation,
    token_hash: sha(review.id),
    code_proof: sha('code'),
    sent: 'mail',
    mail: 'waiting',
    record: JSON.stringify({ parts: [{ passages: [{ place: 'part', text: 'I visited.' }] }] }),
    made_by: lead,
    made_at: NOW,
    expires_at: new Date('2012-10-01T10:00:00Z'),
    finished_at: NOW,
    outcome: 'corrected',
  });
  await put('check_back_answer', {
    check_back_id: link,
    place: 'part',
    kind: 'correction',
    text: 'Twice.',
    saved_at: NOW,
    handled: 'taken_up',
    handled_by: lead,
    handled_at: NOW,
  });
  const episode = await put('episode', {
    number: 1,
    title: 'The call',
    period: '[2011-06-01,2011-07-01)',
    ...by,
  });
  await put('episode_event', { episode_id: episode, event_id: event, added_by: lead });
  await put('tunnel_view', {
    episode_id: episode,
    role_label: 'Health visitor 1',
    conversation_id: conversation,
  });
  await put('episode_factor', {
    episode_id: episode,
    heading: 'role',
    level: 'agency',
    text: 'Load',
    weight: 'slight',
  });
  await put('pointer', {
    finding_id: draft.id,
    from_part: 'manifestation',
    document_id: documentId,
    page: 1,
    quote: 'hello',
  });
  // History: of a document (whose secrets are in it), of a row that was removed, and of the review itself.
  await test.owner(
    `insert into revision (board_id, review_id, kind, row_id, version, fields, saved_by, saved_at)
     select board_id, review_id, 'document', id, version, to_jsonb(t), updated_by, updated_at from document t where id = $1
     union all select board_id, id, 'turning_point', gen_random_uuid(), 1, jsonb_build_object('moment', 'Removed', 'updated_by', $3::text), $3::uuid, now() from review where id = $2
     union all select board_id, review_id, 'finding', id, version, to_jsonb(t), updated_by, updated_at from finding t where id = $4
     union all select board_id, id, 'review', id, version, to_jsonb(t), updated_by, updated_at from review t where id = $2`,
    [virus, review.id, lead, draft.id],
  );
  const target = { reviewId: review.id, findingId: finding.id };
  await test.as('reviewer@demo.example', (tx, actor) => submitFinding(tx, actor, NOW, target));
  const [version] = await test.owner<{ id: string; sha256: string }>(
    'select id, sha256 from finding_version where finding_id = $1',
    [finding.id],
  );
  await put('finding_comment', {
    finding_id: finding.id,
    version_id: version?.id,
    part: 'issue',
    text: 'Who counts?',
    by_account: lead,
  });
  await test.as('chair@demo.example', (tx, actor) =>
    approveFinding(tx, actor, NOW, {
      ...target,
      versionId: String(version?.id),
      sha256: String(version?.sha256),
    }),
  );
  return { ...review, findingId: finding.id, documentId };
}

/** A database that is migrated and has neither Boards nor accounts. */
export async function emptyDatabase(): Promise<{ appUrl: string; ownerUrl: string; nationalUrl: string }> {
  const urls = JSON.parse(process.env.WORKBENCH_TEST_URLS ?? '{}') as Record<string, string>;
  const name = `empty_${process.pid}_${Math.floor(Math.random() * 1e9)}`;
  const at = (url: string | undefined, database: string): string => {
    const whole = new URL(String(url));
    whole.pathname = `/${database}`;
    return whole.toString();
  };
  const superuser = new Client({ connectionString: at(urls.superuserUrl, 'postgres') });
  await superuser.connect();
  try {
    await superuser.query('select pg_advisory_lock(4711)');
    await superuser.query(`create database ${name} template workbench owner workbench_owner`);
  } finally {
    await superuser.end();
  }
  const ownerUrl = at(urls.ownerUrl, name);
  // Published editions and releases refuse to be emptied; a new database has none yet.
  const emptier = new Client({ connectionString: at(urls.superuserUrl, name) });
  await emptier.connect();
  try {
    await emptier.query('set session_replication_role = replica');
    await emptier.query(
      'truncate account, board, audit.chain, national.fact, national.undecided, national.counter, national.published_review cascade',
    );
  } finally {
    await emptier.end();
  }
  await migrate(ownerUrl);
  return { ownerUrl, appUrl: at(urls.appUrl, name), nationalUrl: at(urls.nationalUrl, name) };
}
