import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { termOf } from '../findings/frame-pages';
import { lockFinding, readFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { AlreadyDone, Missing, Refused } from '../http/errors';
import { isRemovable, partsIn, takesComments } from './approvals-policy';
import { markCommentRemoved } from './approvals-queries';
import { keepComments, notYetMade, type PartComment } from './part-comments';
import { findingPath, type Target } from './step';

/** Where a person finds a part of a finding again. */
export const partPath = ({ reviewId, findingId }: Target, part: SectionSlug): string =>
  `${findingPath(reviewId, findingId)}#${part}`;

/**
 * Keeps comments on parts of a finding, on the version that was read or, without one, on the draft.
 * @param target with at least one comment
 * @throws Missing when the finding or the version is not theirs to see; Refused on an approved finding; AlreadyDone when
 *   they made the same comments before
 */
export async function commentOn(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target & { comments: readonly PartComment[] },
): Promise<void> {
  const whole = await readFinding(tx, target.reviewId, target.findingId);
  if (partsIn(actor, whole).length === 0) throw new Missing();
  const version = target.versionId ? whole.versions.find(({ id }) => id === target.versionId) : null;
  if (version === undefined) throw new Missing();
  if (!takesComments(whole.state)) {
    throw new Refused(
      `This ${termOf(whole).one} is approved, so it takes no more comments. The chair can reopen it.`,
    );
  }
  const fresh = notYetMade(whole, actor, version?.id ?? null, target.comments);
  const [first] = target.comments;
  if (first && fresh.length === 0) throw new AlreadyDone(partPath(target, first.part));
  await keepComments(tx, actor, now, { whole, version }, fresh);
}

/**
 * Takes a comment off the page for its writer. The row stays, and the audit says who and when.
 * @returns the part that it was on
 * @throws Missing when it is not there or not their own; Refused when the version that it is on is decided
 */
export async function removeComment(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target & { commentId: string },
): Promise<SectionSlug> {
  await lockFinding(tx, target.reviewId, target.findingId, 'update');
  const whole = await readFinding(tx, target.reviewId, target.findingId);
  const comment = whole.comments.find(({ id }) => id === target.commentId.toLowerCase());
  if (!comment || comment.by_account !== actor.accountId) throw new Missing();
  const version = whole.versions.find(({ id }) => id === comment.version_id);
  if (!isRemovable(actor, comment, version)) {
    throw new Refused('Your comment stays: the version that it is on is no longer waiting for a decision.');
  }
  const place = { boardId: whole.board_id, reviewId: whole.review_id, findingId: whole.id };
  await markCommentRemoved(tx, place, comment.id, now);
  await recordAudit(tx, {
    board: place.boardId,
    action: 'finding.comment_removed',
    kind: 'finding',
    subject: place.findingId,
    detail: { part: comment.part, version: version?.number ?? null, comment: comment.id },
  });
  return comment.part as SectionSlug;
}
