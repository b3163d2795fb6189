import type { TestReview } from '../support/cases';
import type { TestHouse } from '../support/house';

export interface SomeEvidence {
  agency: string;
  other: string;
  document: string;
  held: string;
  event: string;
  conversation: string;
  turning: string;
  silent: string;
  episode: string;
  view: string;
}

// The review may have the agency already.
const AGAIN = 'on conflict (board_id, review_id, lower(name)) do update set position = agency.position';

/** One of each kind of evidence in a review, by SQL; a document that the scanner holds and a conversation without consent. */
export async function someEvidence(test: TestHouse, review: TestReview): Promise<SomeEvidence> {
  const one = async (sql: string, ...values: unknown[]): Promise<string> => {
    const [row] = await test.owner<{ id: string }>(`${sql} returning id`, [
      review.boardId,
      review.id,
      ...values,
    ]);
    return String(row?.id);
  };
  const agency = await one(
    `insert into agency (board_id, review_id, name) values ($1, $2, 'Children’s social care') ${AGAIN}`,
  );
  const other = await one(
    `insert into agency (board_id, review_id, name) values ($1, $2, 'Health visiting') ${AGAIN}`,
  );
  const document = (title: string, sha: string, scan: string): Promise<string> =>
    one(
      `insert into document (board_id, review_id, agency_id, title, dated, file_name, media_type, bytes, sha256, pages, wrapped_key, key_id, scan, reading)
       values ($1, $2, $3, $4, '2011-06-09', 'supervision-CV12.pdf', 'application/pdf', 10, $5, 3, 'k', 'k', $6, 'read')`,
      agency,
      title,
      sha.repeat(64),
      scan,
    );
  const clean = await document('Supervision record', 'a', 'clean');
  const held = await document('Supervision record kept back', 'b', 'held');
  for (const [id, place, text] of [
    [clean, 1, 'Supervision of the worker took place as planned. The plan was up to date.'],
    [clean, 2, 'Fourteen cases were discussed in fifty minutes; J.was not discussed <b>at all</b>.'],
    [held, 1, 'Supervision text that the scanner holds.'],
  ])
    await test.owner(
      'insert into document_text (board_id, review_id, document_id, place, text) values ($1, $2, $3, $4, $5)',
      [review.boardId, review.id, id, place, text],
    );
  const event = await one(
    `insert into event (board_id, review_id, agency_id, period, exactness, description, source, people, child_experience, child_basis, fingerprint)
     values ($1, $2, $3, '[2011-05-04,2011-05-05)', 'day', 'Home visit; the bruise was explained.', 'Record page 4', '{Mother,Health visitor 1}', 'Quiet, sat on the sofa', 'seen', 'f1')`,
    other,
  );
  const conversation = await one(
    `insert into conversation (board_id, review_id, about, role_label, agency_id, held_on, consent, consent_on, part, would_change)
     values ($1, $2, 'practitioner', 'Team manager 1', $3, '2012-03-12', 'given', '2012-03-01', 'I supervised the worker every month.', 'Time to think in supervision.')`,
    agency,
  );
  const turning = await one(
    `insert into turning_point (board_id, review_id, conversation_id, position, moment, thought)
     values ($1, $2, $3, 1, 'The June supervision', 'The list was complete.')`,
    conversation,
  );
  const silent = await one(
    `insert into conversation (board_id, review_id, about, role_label, consent, part)
     values ($1, $2, 'practitioner', 'Nurse 9', 'not_asked', 'Supervision never reached me.')`,
  );
  const episode = await one(
    `insert into episode (board_id, review_id, number, title, period, what_happened)
     values ($1, $2, (select coalesce(max(number), 0) + 1 from episode where review_id = $2), 'The bruise explained', '[2011-05-01,2011-06-01)', 'The account was written down as what happened.')`,
  );
  const view = await one(
    `insert into tunnel_view (board_id, review_id, episode_id, position, role_label, knew)
     values ($1, $2, $3, 1, 'Health visitor 1', 'A mother who had always coped.')`,
    episode,
  );
  return { agency, other, document: clean, held, event, conversation, turning, silent, episode, view };
}
