import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { insertComment } from './approvals-queries';

/** A comment on one part of a finding. */
export interface PartComment {
  part: SectionSlug;
  text: string;
}

/** Stores comments and records each. Whoever calls it has asked whether they may be made. */
export async function keepComments(
  tx: Tx,
  actor: Actor,
  now: Date,
  {
    whole,
    version,
  }: {
    whole: Pick<WholeFinding, 'id' | 'board_id' | 'review_id'>;
    version: Pick<WholeFinding['versions'][number], 'id' | 'number'> | null;
  },
  comments: readonly PartComment[],
): Promise<void> {
  const place = { boardId: whole.board_id, reviewId: whole.review_id, findingId: whole.id };
  const versionId = version?.id ?? null;
  for (const { part, text } of comments) {
    const id = await insertComment(tx, place, { part, text, versionId, by: actor.accountId, at: now });
    await recordAudit(tx, {
      board: place.boardId,
      action: 'finding.commented',
      kind: 'finding',
      subject: place.findingId,
      detail: { part, version: version?.number ?? null, comment: id },
    });
  }
}

/** Those of the comments that this person has not made on this version before. */
export function notYetMade(
  whole: Pick<WholeFinding, 'comments'>,
  actor: Actor,
  versionId: string | null,
  comments: readonly PartComment[],
): PartComment[] {
  return comments.filter(
    ({ part, text }) =>
      !whole.comments.some(
        (made) =>
          made.by_account === actor.accountId &&
          made.part === part &&
          made.text === text &&
          made.version_id === versionId,
      ),
  );
}
