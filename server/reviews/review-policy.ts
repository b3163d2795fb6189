import { boardsAs, hasRole, type Actor } from '../database/with-actor';

/** Where the actor stands towards one review. */
export interface Standing {
  boardId: string;
  /** The actor's own part in the review, as the rows say. */
  part: 'lead' | 'team' | null;
}

/** Who may see pages of a review at all; row-level security decides which reviews. */
export const CASE_ROLES = ['lead_reviewer', 'team_member', 'coordinator', 'chair'] as const;

const isOf = (actor: Actor, role: 'coordinator' | 'chair', boardId: string): boolean =>
  boardsAs(actor, role).some(({ id }) => id === boardId);

/** A Board's coordinator opens its reviews, and keeps their details, team and clocks (METHOD section 14). */
export function mayRun(actor: Actor, boardId: string): boolean {
  return isOf(actor, 'coordinator', boardId);
}

/** The Board's chair decides on its findings. */
export function mayDecide(actor: Actor, boardId: string): boolean {
  return isOf(actor, 'chair', boardId);
}

/** Those who are on the review write its findings, and no one else does. */
export function mayWriteFindings(actor: Actor, { part }: Standing): boolean {
  return part !== null && hasRole(actor, 'lead_reviewer', 'team_member');
}

/**
 * Independence is the lead reviewers' to declare, each for themself. Members of the team come from the
 * Board's own agencies and are not independent of them.
 */
export function mayDeclare(actor: Actor, { part }: Standing): boolean {
  return part === 'lead' && hasRole(actor, 'lead_reviewer');
}

export interface ReviewCan {
  run: boolean;
  decide: boolean;
  write: boolean;
  declare: boolean;
}

/** What the actor may do to a review, for its pages. */
export function reviewCan(actor: Actor, standing: Standing): ReviewCan {
  return {
    run: mayRun(actor, standing.boardId),
    decide: mayDecide(actor, standing.boardId),
    write: mayWriteFindings(actor, standing),
    declare: mayDeclare(actor, standing),
  };
}
