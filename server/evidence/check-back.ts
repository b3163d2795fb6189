import { recordAudit } from '../audit/audit';
import type { Config } from '../config';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { Conflict, Missing, Refused } from '../http/errors';
import { enqueue } from '../jobs/jobs';
import { seal } from '../mail/sealed';
import { whyNoLink } from './check-back-policy';
import {
  handleAnswer,
  insertCheckBack,
  insertMail,
  lockAnswer,
  revokeLinks,
  type LockedAnswer,
} from './check-back-queries';
import { recordOf } from './check-back-record';
import { codeProof, newCode, newToken, tokenHash } from './check-back-secrets';
import { lockToChange, type Which } from './conversation';
import { readPlace } from './conversation-places';
import { whyNoNotes } from './conversation-policy';
import { readWhole, type Locked } from './conversation-queries';

/** What a mail on its way holds, encrypted. */
export interface SealedMail {
  to: string;
  token: string;
  board: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Makes a link for one person and one record, frozen as it stands now. Links that are open close. By mail, the address
 * goes with the job and is not kept.
 * @param to the address, or null when the link is handed over
 * @returns token and code, which can be shown only now
 * @throws Missing; Refused when there is no consent or nothing to read
 */
export async function makeCheckBack(
  tx: Tx,
  actor: Actor,
  now: Date,
  config: Pick<Config, 'sessionSecret' | 'smtpUrl'>,
  { reviewId, conversationId, days, to, board }: Which & { days: number; to: string | null; board: string },
): Promise<{ id: string; token: string; code: string; expiresAt: Date }> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  const whole = await readWhole(tx, reviewId, conversationId);
  if (!whole) throw new Missing();
  const record = recordOf(whole);
  const why = whyNoLink(locked, record.parts.length > 0);
  if (why !== null) throw new Refused(why);
  if (to !== null && !config.smtpUrl)
    throw new Refused('No mail can be sent from here. Hand the link over.', 'how');
  const { board_id } = locked;
  const closed = await revokeLinks(
    tx,
    { board_id, conversation_id: conversationId },
    { account: actor.accountId, now },
  );
  const [token, code] = [newToken(), newCode()];
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  const id = await insertCheckBack(tx, {
    board_id,
    review_id: reviewId,
    conversation_id: conversationId,
    token_hash: tokenHash(token),
    code_proof: codeProof(config.sessionSecret, token, code),
    sent: to === null ? 'hand' : 'mail',
    mail: to === null ? null : 'waiting',
    record,
    made_by: actor.accountId,
    made_at: now,
    expires_at: expiresAt,
  });
  if (to !== null) {
    const content: SealedMail = { to, token, board };
    const sealed = seal(config.sessionSecret, content);
    await insertMail(tx, { board_id, review_id: reviewId, check_back_id: id, sealed, made_at: now });
    await enqueue(tx, 'send-mail', { boardId: board_id, checkBackId: id });
  }
  await audit(tx, locked, 'check_back.made', id, {
    reviewId,
    conversationId,
    days,
    sent: to === null ? 'hand' : 'mail',
    closed,
  });
  return { id, token, code, expiresAt };
}

/**
 * Closes a link for good.
 * @throws Missing; Refused when it is finished or closed already
 */
export async function revokeCheckBack(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, linkId }: Which & { linkId: string },
): Promise<void> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  const of = { board_id: locked.board_id, conversation_id: conversationId };
  const closed = await revokeLinks(tx, of, { account: actor.accountId, now, only: linkId });
  if (closed.length === 0) throw new Refused('This link is closed already, or was answered.');
  await audit(tx, locked, 'check_back.revoked', linkId, { reviewId, conversationId });
}

/**
 * Puts a correction in place of the words it corrects, which stay among the earlier versions.
 * @param version of the row that holds the words, as it was when the two were shown side by side
 * @throws Missing; Refused when the words have been changed since, or it was dealt with already
 */
export async function takeUpCorrection(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, answerId, version }: Which & { answerId: string; version: number },
): Promise<void> {
  const { locked, answer } = await lockToHandle(tx, actor, { reviewId, conversationId, answerId });
  const place = readPlace(answer.place);
  if (!place || answer.kind !== 'correction')
    throw new Refused('Only a correction of words in the notes can be taken over.');
  const why = whyNoNotes(locked);
  if (why !== null) throw new Refused(why);
  const row = place.id ?? conversationId;
  try {
    await saveVersioned(tx, actor, now, {
      table: place.table,
      boardId: locked.board_id,
      reviewId,
      id: row,
      version,
      changes: { [place.column]: answer.text },
      labels: {},
    });
  } catch (error) {
    if (error instanceof Conflict)
      throw new Refused('Someone changed these words after you opened the page. Read them again first.');
    if (error instanceof Missing)
      throw new Refused('The part that this corrects was removed. Keep it as their remark.');
    throw error;
  }
  await finish(tx, actor, now, locked, answer, { handled: 'taken_up', reason: '' });
  await audit(tx, locked, 'check_back.taken_up', answerId, { reviewId, conversationId, place: answer.place });
}

/**
 * Leaves the notes as they are and keeps what the person wrote beside them.
 * @throws Missing; Refused when it was dealt with already, or a correction is left without a reason
 */
export async function keepAsRemark(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, answerId, reason }: Which & { answerId: string; reason: string },
): Promise<void> {
  const { locked, answer } = await lockToHandle(tx, actor, { reviewId, conversationId, answerId });
  if (answer.kind === 'correction' && reason === '')
    throw new Refused(
      'Say why the notes stay as they are: they asked for other words.',
      `reason-${answerId}`,
    );
  await finish(tx, actor, now, locked, answer, { handled: 'kept', reason });
  await audit(tx, locked, 'check_back.kept', answerId, { reviewId, conversationId, place: answer.place });
}

async function lockToHandle(
  tx: Tx,
  actor: Actor,
  { reviewId, conversationId, answerId }: Which & { answerId: string },
): Promise<{ locked: Locked; answer: LockedAnswer }> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  const answer = await lockAnswer(
    tx,
    { board_id: locked.board_id, conversation_id: conversationId },
    answerId,
  );
  if (!answer) throw new Missing();
  if (answer.handled !== null) throw new Refused('This was dealt with already.');
  return { locked, answer };
}

async function finish(
  tx: Tx,
  actor: Actor,
  now: Date,
  locked: Locked,
  answer: LockedAnswer,
  { handled, reason }: { handled: 'taken_up' | 'kept'; reason: string },
): Promise<void> {
  await handleAnswer(tx, locked.board_id, answer.id, {
    handled,
    reason,
    handled_by: actor.accountId,
    handled_at: now,
  });
}

async function audit(
  tx: Tx,
  { board_id }: Locked,
  action: string,
  subject: string,
  { reviewId, conversationId, ...detail }: Which & Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, {
    board: board_id,
    action,
    kind: 'check_back',
    subject,
    detail: { review: reviewId, conversation: conversationId, ...detail },
  });
}
