import type { Actor } from '../database/with-actor';
import type { WholeFinding } from '../findings/finding-queries';
import type { FindingState } from '../reviews/review-head';
import type { Part } from './transitions';

/** Every part the actor has in a finding. Empty means that it is not theirs to see. */
export function partsIn(actor: Actor, finding: Pick<WholeFinding, 'board_id' | 'my_part'>): Part[] {
  const onBoard = actor.memberships.flatMap(({ role, boardId }): Part[] =>
    boardId === finding.board_id && (role === 'chair' || role === 'coordinator') ? [role] : [],
  );
  return finding.my_part ? [finding.my_part, ...onBoard] : onBoard;
}

/** Why this person cannot approve it, or null. No one approves what they wrote (METHOD section 14). */
export function barToApproval(actor: Actor, finding: Pick<WholeFinding, 'writers'>): string | null {
  return finding.writers.includes(actor.accountId)
    ? 'You cannot approve this: you wrote part of it. Ask another chair of the Board to decide.'
    : null;
}

/** A comment is its writer's to take back until the version that it is on is decided. */
export function isRemovable(
  actor: Actor,
  comment: Pick<WholeFinding['comments'][number], 'by_account'>,
  version: Pick<WholeFinding['versions'][number], 'state'> | undefined,
): boolean {
  return comment.by_account === actor.accountId && version?.state === 'submitted';
}

/** Comments are for what is still being made; on an approved finding the chair's way is to reopen it. */
export function takesComments(state: FindingState): boolean {
  return state !== 'approved';
}
