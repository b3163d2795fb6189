import type { Tx } from '../database/with-actor';
import type { FrozenRecord } from './check-back-record';

export type AnswerKind = 'remark' | 'correction';

export interface Answer {
  id: string;
  place: string;
  kind: AnswerKind;
  text: string;
  handled: 'taken_up' | 'kept' | null;
  handled_at: string | null;
  handled_by_name: string | null;
  reason: string;
}

/** A link as the team sees it: never its token or its code. */
export interface CheckBackShown {
  id: string;
  sent: 'mail' | 'hand';
  mail: 'waiting' | 'sent' | 'failed' | null;
  made_at: string;
  made_by_name: string;
  expires_at: string;
  wrong_codes: number;
  /** When the last of them was given; null where that is not known. */
  wrong_at: string | null;
  opened: number;
  opened_at: string | null;
  finished_at: string | null;
  outcome: 'agreed' | 'corrected' | null;
  revoked_at: string | null;
  /** `{}` once consent was withdrawn: see frozenOf. */
  record: FrozenRecord | object;
  answers: Answer[];
}

/** The links of the conversation `c`, the oldest first, as a subselect. Answers only of those that are finished. */
export const CHECK_BACKS = `(select coalesce(jsonb_agg(to_jsonb(k) - 'token_hash' - 'code_proof' || jsonb_build_object(
    'made_by_name', (select name from account where id = k.made_by),
    'answers', (select coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object(
        'handled_by_name', (select name from account where id = n.handled_by)) order by n.id), '[]')
      from check_back_answer n where n.board_id = k.board_id and n.check_back_id = k.id and k.finished_at is not null))
    order by k.made_at, k.id), '[]')
  from check_back k where k.board_id = c.board_id and k.conversation_id = c.id)`;

/**
 * That something which came back by the link `k` waits for the team: an answer that was not looked at, or, where
 * someone said that something is wrong and not what, no link that was made since.
 */
export const WAITS = `(k.finished_at is not null and (
    exists (select 1 from check_back_answer n where n.board_id = k.board_id and n.check_back_id = k.id and n.handled is null)
    or k.outcome = 'corrected'
       and not exists (select 1 from check_back_answer n where n.board_id = k.board_id and n.check_back_id = k.id)
       and not exists (select 1 from check_back l where l.board_id = k.board_id and l.conversation_id = k.conversation_id
                          and l.made_at > k.finished_at)))`;

export interface NewCheckBack {
  board_id: string;
  review_id: string;
  conversation_id: string;
  token_hash: string;
  code_proof: string;
  sent: 'mail' | 'hand';
  mail: 'waiting' | null;
  record: FrozenRecord;
  made_by: string;
  made_at: Date;
  expires_at: Date;
}

export async function insertCheckBack(tx: Tx, row: NewCheckBack): Promise<string> {
  const [added] = await tx('check_back')
    .insert({ ...row, record: JSON.stringify(row.record) })
    .returning<{ id: string }[]>('id');
  return String(added?.id);
}

interface OfConversation {
  board_id: string;
  conversation_id: string;
}

/** Closes the links of a conversation that are neither finished nor closed. @returns their ids */
export async function revokeLinks(
  tx: Tx,
  of: OfConversation,
  { account, now, only }: { account: string; now: Date; only?: string },
): Promise<string[]> {
  const rows = await tx('check_back')
    .where({ ...of, ...(only ? { id: only } : {}) })
    .whereNull('finished_at')
    .whereNull('revoked_at')
    .update({ revoked_at: now, revoked_by: account })
    .returning<{ id: string }[]>('id');
  const ids = rows.map(({ id }) => id);
  await tx('check_back_mail').where({ board_id: of.board_id }).whereIn('check_back_id', ids).delete();
  return ids;
}

export interface LockedAnswer {
  id: string;
  place: string;
  kind: AnswerKind;
  text: string;
  handled: string | null;
}

/** Locks an answer of a finished link of this conversation; null when there is none. */
export async function lockAnswer(
  tx: Tx,
  { board_id, conversation_id }: OfConversation,
  answerId: string,
): Promise<LockedAnswer | null> {
  const answer = await tx.raw<{ rows: LockedAnswer[] }>(
    `select a.id, a.place, a.kind, a.text, a.handled from check_back_answer a
       join check_back k on k.board_id = a.board_id and k.id = a.check_back_id
      where a.board_id = ? and k.conversation_id = ? and a.id = ? and k.finished_at is not null for update of a`,
    [board_id, conversation_id, answerId],
  );
  return answer.rows[0] ?? null;
}

export async function handleAnswer(
  tx: Tx,
  boardId: string,
  id: string,
  fields: { handled: 'taken_up' | 'kept'; handled_by: string; handled_at: Date; reason: string },
): Promise<void> {
  await tx('check_back_answer').where({ board_id: boardId, id }).update(fields);
}

export interface WaitingMail {
  sealed: string;
  made_at: string;
  expires_at: string;
  finished_at: string | null;
  revoked_at: string | null;
  wrong_codes: number;
  outcome: null;
  opened: number;
  opened_at: string | null;
}

/** A mail that waits, with how its link stands; null when there is none (any more). */
export async function readMail(tx: Tx, boardId: string, id: string): Promise<WaitingMail | null> {
  const answer = await tx.raw<{ rows: WaitingMail[] }>(
    `select m.sealed, m.made_at, k.expires_at, k.finished_at, k.revoked_at, k.wrong_codes, k.outcome, k.opened, k.opened_at
       from check_back_mail m join check_back k on k.board_id = m.board_id and k.id = m.check_back_id
      where m.board_id = ? and m.check_back_id = ?`,
    [boardId, id],
  );
  return answer.rows[0] ?? null;
}

/** Removes address and token, and says what became of the mail. */
export async function endMail(tx: Tx, boardId: string, id: string, mail: 'sent' | 'failed'): Promise<void> {
  await tx('check_back_mail').where({ board_id: boardId, check_back_id: id }).delete();
  await tx('check_back').where({ board_id: boardId, id }).update({ mail });
}

export async function insertMail(
  tx: Tx,
  row: { board_id: string; review_id: string; check_back_id: string; sealed: string; made_at: Date },
): Promise<void> {
  await tx('check_back_mail').insert(row);
}
