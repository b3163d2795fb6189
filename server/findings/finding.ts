import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import { Conflict, Missing, Refused } from '../http/errors';
import { inWords, labelsOf, type Field, type Values } from './fields';
import { insertFinding, lastStepAt, nextFinding } from './finding-changes-queries';
import { mayWriteIn } from './finding-policy';
import { lockFinding } from './finding-queries';
import { FINDING_FIELDS } from './sections';

/** Which finding a verb acts on. */
export interface Which {
  reviewId: string;
  findingId: string;
}

/**
 * Begins an empty finding at the end of a review's list.
 * @throws Missing when the actor is not assigned to the review
 */
export async function addFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  reviewId: string,
): Promise<{ id: string; number: number }> {
  const next = actor.reviewIds.includes(reviewId) ? await nextFinding(tx, reviewId) : null;
  if (!next) throw new Missing();
  const id = await insertFinding(tx, { ...next, review_id: reviewId, account: actor.accountId, now });
  await recordAudit(tx, {
    board: next.board_id,
    action: 'finding.added',
    kind: 'finding',
    subject: id,
    detail: { review: reviewId, number: next.number },
  });
  return { id, number: next.number };
}

/**
 * Saves some of the finding's own fields. Incomplete is allowed: what is missing is said, not refused.
 * @returns the finding's new version
 * @throws Conflict when someone else changed the same field; Missing; Refused when it may not be changed now
 */
export async function saveSection(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, findingId, version, changes }: Which & { version: number; changes: Values },
): Promise<number> {
  const boardId = await lockForWriting(tx, actor, { reviewId, findingId });
  const saved = await inFieldsWords(FINDING_FIELDS, () =>
    saveVersioned(tx, actor, now, {
      table: 'finding',
      boardId,
      reviewId,
      id: findingId,
      version,
      changes,
      labels: labelsOf(FINDING_FIELDS),
    }),
  );
  await recordAudit(tx, {
    board: boardId,
    action: 'finding.saved',
    kind: 'finding',
    subject: findingId,
    detail: { version: saved, fields: Object.keys(changes) },
  });
  return saved;
}

/**
 * Locks a finding that the actor is about to write in.
 * @returns its Board
 * @throws Missing when the actor is not assigned to the review or there is no such finding in it;
 *   Refused when it has been sent or approved
 */
export async function lockForWriting(tx: Tx, actor: Actor, { reviewId, findingId }: Which): Promise<string> {
  if (!actor.reviewIds.includes(reviewId)) throw new Missing();
  const { board_id, state } = await lockFinding(tx, reviewId, findingId, 'share');
  if (mayWriteIn(state)) return board_id;
  const at = await lastStepAt(tx, board_id, findingId);
  const on = at ? ` on ${longDate(at)}` : '';
  throw new Refused(
    state === 'approved'
      ? `Approved${on}. You can read it but not change it, unless the chair reopens it.`
      : `Sent to the chair${on}. You can read it but not change it.`,
  );
}

/** Runs a save whose conflict, if there is one, is shown in the words that its fields use. */
export async function inFieldsWords<Result>(
  fields: readonly Field[],
  save: () => Promise<Result>,
): Promise<Result> {
  try {
    return await save();
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const worded = error.fields.map((conflict) => {
      const field = fields.find(({ name }) => name === conflict.name);
      if (!field) return conflict;
      return {
        ...conflict,
        mine: inWords(field, conflict.mine),
        theirs: inWords(field, conflict.theirs),
        original: inWords(field, conflict.original),
      };
    });
    throw new Conflict(worded, error.version, error.by, error.own);
  }
}
