import type { TestHouse } from './house';

export interface TestReview {
  id: string;
  boardId: string;
  reference: string;
}

let serial = 0;

/** A review by SQL: of Coventry, led by reviewer@ who has declared independence, with team@ on it. */
export async function makeReview(
  test: TestHouse,
  {
    board = 'Coventry',
    lead = 'reviewer@demo.example' as string | null,
    team = 'team@demo.example' as string | null,
    declared = true,
    kind = 'scr' as 'scr' | 'near_miss',
  } = {},
): Promise<TestReview> {
  serial += 1;
  const reference = `${board.slice(0, 3).toUpperCase()} 2012/${serial}`;
  const coordinator = board === 'Coventry' ? 'coordinator@demo.example' : 'coordinator-b@demo.example';
  const [row] = await test.owner<{ id: string; board_id: string }>(
    `insert into review (board_id, reference, kind, method, guidance, child_label, age_band, outcome, incident_on, decided_on, period, opened_by, opened_at)
     select b.id, $2, $3, 'learning_together', case $3 when 'scr' then '2010' else 'near_miss' end, 'Child ' || $4, '1-5', 'serious harm',
            '2012-01-14', '2012-02-01', '[2010-01-01,2012-01-15)', (select id from account where email = $5), '2012-02-02T09:00Z'
       from board b where b.area = $1 returning id, board_id`,
    [board, reference, kind, String(serial), coordinator],
  );
  if (!row) throw new Error('no review');
  for (const [email, part] of [
    [lead, 'lead'],
    [team, 'team'],
  ] as const) {
    if (!email) continue;
    await test.owner(
      `insert into review_member (board_id, review_id, account_id, part, added_by)
       select $1, $2, a.id, $4, (select id from account where email = $5) from account a where a.email = $3`,
      [row.board_id, row.id, email, part, coordinator],
    );
  }
  if (lead && declared) {
    await test.owner(
      `insert into independence_declaration (board_id, review_id, account_id, text)
       select $1, $2, id, 'I have never worked for the Board or its agencies.' from account where email = $3`,
      [row.board_id, row.id, lead],
    );
  }
  await test.owner(
    `insert into milestone (board_id, review_id, code, position, name, wording, first_due_on, due_on)
     values ($1, $2, 'complete', 2, 'Complete the review', 'Within six months', '2012-08-01', '2012-08-01')`,
    [row.board_id, row.id],
  );
  return { id: row.id, boardId: row.board_id, reference };
}

/** A finding by SQL, written by reviewer@: empty, or sufficient in every feature. */
export async function makeFinding(
  test: TestHouse,
  review: TestReview,
  {
    sufficient = false,
    writer = 'reviewer@demo.example',
    statement = 'Supervision checks that tasks are done and leaves the reasoning unexamined',
  } = {},
): Promise<{ id: string }> {
  const [row] = await test.owner<{ id: string; account: string }>(
    `insert into finding (board_id, review_id, number, written_by, updated_by, statement)
     select $1, $2, (select count(*) + 1 from finding where review_id = $2), a.id, a.id, $4 from account a where a.email = $3
     returning id, written_by as account`,
    [review.boardId, review.id, writer, sufficient ? statement : ''],
  );
  if (!row) throw new Error('no finding');
  if (!sufficient) return { id: row.id };
  await test.owner(
    `update finding set polarity = 'less_safe', issue = 'Supervision follows a list of tasks.', manifestation = 'In June the list was complete and the plan had not changed.',
       extent = 'wider', spread = 'local_multi_agency', prevalence = '14 of 20 files', matters = 'Reasoning that no one hears is not revised.', stage = 'child_in_need'
     where id = $1`,
    [row.id],
  );
  const insert = (table: string, fields: Record<string, unknown>) => {
    const columns = Object.keys(fields);
    return test.owner(
      `insert into ${table} (board_id, review_id, finding_id, updated_by, ${columns.join(', ')})
       values ($1, $2, $3, $4, ${columns.map((_, i) => `$${i + 5}`).join(', ')})`,
      [review.boardId, review.id, row.id, row.account, ...Object.values(fields)],
    );
  };
  await insert('rationale', {
    role_label: 'Team manager 1',
    knew: 'The plan was in date.',
    aimed: 'To keep every plan moving.',
    pressed: 'Fourteen supervisions in the month.',
    options: 'The form gave one way through.',
    sense: 'A full list was what the service asked for and measured.',
    source_kind: 'conversation',
    source: 'Conversation with Team manager 1, 12 March 2012',
  });
  await insert('extent_evidence', {
    kind: 'audit',
    reach: 'agency',
    outside_case: true,
    shows: '14 of 20 supervision records held no reasons.',
  });
  await insert('extent_evidence', {
    kind: 'interview',
    reach: 'local_multi_agency',
    outside_case: true,
    shows: 'Health supervisors described the same list.',
  });
  await insert('factor', {
    heading: 'culture_management',
    level: 'agency',
    text: 'Completion of tasks is counted monthly.',
    evidence: 'Performance reports 2011',
    weight: 'strong',
  });
  await insert('reference', {
    citation: 'Munro, E. (2011) The Munro review of child protection: final report',
    kind: 'inquiry_or_review',
    bearing: 'supports',
    adds: 'Describes a system that checks tasks.',
  });
  await insert('board_question', {
    text: 'How would the Board know whether supervision examines reasoning?',
  });
  await insert('finding_tag', {
    edition: '2012',
    category: 'MGT.SUP',
    rationale: 'The pattern is in supervision.',
    extract: 'Supervision follows a list of tasks.',
  });
  return { id: row.id };
}
