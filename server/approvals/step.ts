import type { Actor, Tx } from '../database/with-actor';
import { lockFinding, readFinding, type WholeFinding } from '../findings/finding-queries';
import { longDate } from '../http/dates';
import { AlreadyDone, Missing, Refused } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { inWordsOf, wordsOf } from '../reviews/method-words';
import type { FindingState } from '../reviews/review-head';
import { partsIn } from './approvals-policy';
import { insertStep, setState, type Place } from './approvals-queries';
import { keepComments, notYetMade, type PartComment } from './part-comments';
import { stepFor, stepWords, type Action } from './transitions';

/** Which finding, and which version of it the person had before them. */
export interface Target {
  reviewId: string;
  findingId: string;
  versionId?: string;
  /** What they wrote beside its parts and had not kept yet: kept with the step. */
  comments?: readonly PartComment[];
}
export type Version = WholeFinding['versions'][number];

/** A step that may be taken, with the finding locked until the transaction ends. */
export interface Step {
  action: Action;
  whole: WholeFinding;
  place: Place;
  to: FindingState;
  /** The latest version that was sent, if any was. */
  latest: Version | null;
  comment: string;
  /** Those of the target's comments that were not kept before. */
  comments: PartComment[];
}

export const findingPath = (reviewId: string, findingId: string): string =>
  `/reviews/${reviewId}/findings/${findingId}`;

/** Where each step leads: what is next for the person who took it. */
export function nextPath(action: Action, { reviewId, findingId }: Target): string {
  return action === 'return' || action === 'approve' ? '/approvals' : findingPath(reviewId, findingId);
}

/**
 * Locks the finding and asks the transition table whether the actor may take the step.
 * @throws Missing when the finding or the step is not theirs; AlreadyDone when they took this very step before;
 *   Refused with who decided meanwhile, or when a newer version was sent than the one before them
 */
export async function beginStep(
  tx: Tx,
  actor: Actor,
  action: Action,
  target: Target,
  comment = '',
): Promise<Step> {
  await lockFinding(tx, target.reviewId, target.findingId, 'update');
  const whole = await readFinding(tx, target.reviewId, target.findingId);
  const cell = stepFor(partsIn(actor, whole), whole.state, action);
  if ('hidden' in cell) throw new Missing();
  const latest = whole.versions.at(-1) ?? null;
  const comments = notYetMade(whole, actor, target.versionId ?? null, target.comments ?? []);
  if ('refusal' in cell) {
    const repeat = comments.length === 0 && isRepeat(actor, action, whole, target, comment);
    if (repeat) throw new AlreadyDone(nextPath(action, target));
    const refusal = inWordsOf(wordsOf(whole.head.words), cell.refusal);
    throw new Refused([refusal, lastStepWords(whole)].filter(Boolean).join(' '));
  }
  if (action !== 'submit' && latest?.id !== target.versionId) {
    throw new Refused('A newer version was sent since you opened this page. Read it below, then decide.');
  }
  const place = { boardId: whole.board_id, reviewId: whole.review_id, findingId: whole.id };
  return { action, whole, place, to: cell.to, latest, comment, comments };
}

/**
 * Gives the finding its new state, makes the national facts agree where the step changes what counts, and keeps the
 * comments that came with the step and the step as a row. In that order: a comment is audited, and the chain of the
 * audit is locked last.
 */
export async function finishStep(
  tx: Tx,
  actor: Actor,
  now: Date,
  step: Step,
  versionId: string | null,
): Promise<void> {
  await setState(tx, step.place, step.to);
  if (step.action === 'approve' || step.action === 'reopen') await refreshFacts(tx, [step.place.reviewId]);
  await keepComments(tx, actor, now, { whole: step.whole, version: step.latest }, step.comments);
  await insertStep(tx, step.place, {
    action: step.action,
    from: step.whole.state,
    to: step.to,
    comment: step.comment,
    versionId,
    by: actor.accountId,
    at: now,
  });
}

// The same step on the same version with the same words: a form sent twice, from another tab or after "back".
function isRepeat(
  actor: Actor,
  action: Action,
  whole: WholeFinding,
  target: Target,
  comment: string,
): boolean {
  const last = whole.steps.at(-1);
  if (!last || last.by_account !== actor.accountId || last.action !== action) return false;
  return last.comment === comment && (action === 'submit' || last.version_id === target.versionId);
}

/** “Chair, Coventry approved it on 9 May 2012.” Empty when nothing has happened yet. */
export function lastStepWords(whole: Pick<WholeFinding, 'steps'>): string {
  const last = whole.steps.at(-1);
  return last ? stepWords(last.action, last.by_name, longDate(last.at)) : '';
}
