import type { Actor, Tx } from '../database/with-actor';
import type { AnswerGiven } from './answer-words';

/** What the national editors answered on a finding of the reader's review, and the reader has not said they read. */
export interface AnswerForMe {
  answer_id: string;
  board_id: string;
  review_id: string;
  finding_id: string;
  number: number;
  state: 'draft' | 'submitted' | 'returned' | 'approved';
  suggested_name: string;
  answer: AnswerGiven;
  answered_at: string;
}

/** One such answer; undefined when there is none for who is acting. */
export async function answerForMe(
  tx: Tx,
  which: { reviewId: string; findingId: string; answerId: string },
): Promise<AnswerForMe | undefined> {
  const answer = await tx.raw<{ rows: AnswerForMe[] }>(
    `select * from national.answers_for_me()
      where review_id = :reviewId and finding_id = :findingId and answer_id = :answerId`,
    which,
  );
  return answer.rows[0];
}

/** Keeps that who is acting has read an answer as it stands. */
export async function keepAnswerRead(tx: Tx, actor: Actor, now: Date, answerId: string): Promise<void> {
  await tx.raw(
    `insert into national.answer_read (answer_id, account_id, answered_at, read_at)
     select a.answer_id, ?, a.answered_at, ? from national.answers_for_me() a where a.answer_id = ?
     on conflict (answer_id, account_id) do update set answered_at = excluded.answered_at, read_at = excluded.read_at`,
    [actor.accountId, now, answerId],
  );
}
