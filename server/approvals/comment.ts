import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { readFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { AlreadyDone, Missing, Refused } from '../http/errors';
import { partsIn, takesComments } from './approvals-policy';
import { insertComment } from './approvals-queries';
import { findingPath, type Target } from './step';

/** Where a person finds a part of a finding again. */
export const partPath = ({ reviewId, findingId }: Target, part: SectionSlug): string =>
  `${findingPath(reviewId, findingId)}#${part}`;

/**
 * Keeps a comment on one part of a finding, on the version that was read or, without one, on the draft.
 * @throws Missing when the finding or the version is not theirs to see; Refused on an approved finding; AlreadyDone when
 *   they made the same comment before
 */
export async function commentOn(
  tx: Tx,
  actor: Actor,
  now: Date,
  target: Target & { part: SectionSlug; text: string },
): Promise<string> {
  const whole = await readFinding(tx, target.reviewId, target.findingId);
  if (partsIn(actor, whole).length === 0) throw new Missing();
  const version = target.versionId ? whole.versions.find(({ id }) => id === target.versionId) : null;
  if (version === undefined) throw new Missing();
  if (!takesComments(whole.state)) {
    throw new Refused('This finding is approved, so it takes no more comments. The chair can reopen it.');
  }
  const versionId = version?.id ?? null;
  const made = whole.comments.some(
    (comment) =>
      comment.by_account === actor.accountId &&
      comment.part === target.part &&
      comment.text === target.text &&
      comment.version_id === versionId,
  );
  if (made) throw new AlreadyDone(partPath(target, target.part));
  const place = { boardId: whole.board_id, reviewId: whole.review_id, findingId: whole.id };
  const { part, text } = target;
  const id = await insertComment(tx, place, { part, text, versionId, by: actor.accountId, at: now });
  await recordAudit(tx, {
    board: place.boardId,
    action: 'finding.commented',
    kind: 'finding',
    subject: place.findingId,
    detail: { part, version: version?.number ?? null, comment: id },
  });
  return id;
}
