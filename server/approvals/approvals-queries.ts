import type { Tx } from '../database/with-actor';
import type { FindingState } from '../reviews/review-head';
import { BROUGHT, type BroughtReview } from './brought-queries';
import type { Action } from './transitions';

/** Where a finding is: every statement names its Board and review as well. */
export interface Place {
  boardId: string;
  reviewId: string;
  findingId: string;
}

const columns = ({ boardId, reviewId, findingId }: Place) => ({
  board_id: boardId,
  review_id: reviewId,
  finding_id: findingId,
});

/** @returns the new version's id */
export async function insertVersion(
  tx: Tx,
  place: Place,
  version: { number: number; content: string; sha256: string; by: string; at: Date },
): Promise<string> {
  const rows = await tx('finding_version')
    .insert({
      ...columns(place),
      number: version.number,
      content: version.content,
      sha256: version.sha256,
      submitted_by: version.by,
      submitted_at: version.at,
    })
    .returning<{ id: string }[]>('id');
  return String(rows[0]?.id);
}

/** Writes the decision on a version that waits for one. */
export async function decideVersion(
  tx: Tx,
  place: Place,
  versionId: string,
  decision: { state: 'withdrawn' | 'returned' } | { state: 'approved'; by: string; at: Date },
): Promise<void> {
  const approval = 'by' in decision ? { approved_by: decision.by, approved_at: decision.at } : {};
  await tx('finding_version')
    .where({ ...columns(place), id: versionId, state: 'submitted' })
    .update({ state: decision.state, ...approval });
}

/** The version approved before is kept beside the new one, and counts no longer. */
export async function supersedeApproved(tx: Tx, place: Place): Promise<void> {
  await tx('finding_version')
    .where({ ...columns(place), state: 'approved' })
    .update({ state: 'superseded' });
}

export async function setState(tx: Tx, place: Place, state: FindingState): Promise<void> {
  await tx('finding')
    .where({ board_id: place.boardId, review_id: place.reviewId, id: place.findingId })
    .update({ state });
}

export async function insertStep(
  tx: Tx,
  place: Place,
  step: {
    action: Action;
    from: FindingState;
    to: FindingState;
    comment: string;
    versionId: string | null;
    by: string;
    at: Date;
  },
): Promise<void> {
  await tx('finding_step').insert({
    ...columns(place),
    version_id: step.versionId,
    action: step.action,
    from_state: step.from,
    to_state: step.to,
    comment: step.comment,
    by_account: step.by,
    at: step.at,
  });
}

export async function insertComment(
  tx: Tx,
  place: Place,
  comment: { part: string; text: string; versionId: string | null; by: string; at: Date },
): Promise<string> {
  const rows = await tx('finding_comment')
    .insert({
      ...columns(place),
      version_id: comment.versionId,
      part: comment.part,
      text: comment.text,
      by_account: comment.by,
      at: comment.at,
    })
    .returning<{ id: string }[]>('id');
  return String(rows[0]?.id);
}

/** Takes a comment off the page; the row stays. */
export async function markCommentRemoved(tx: Tx, place: Place, commentId: string, at: Date): Promise<void> {
  await tx('finding_comment')
    .where({ ...columns(place), id: commentId })
    .update({ removed_at: at });
}

export interface WaitingFinding {
  review_id: string;
  finding_id: string;
  number: number;
  statement: string;
  reference: string;
  child_label: string;
  /** What the review’s method calls things, by the field’s own term. */
  terms: unknown;
  version: number;
  by_name: string;
  at: string;
}
export interface DecidedFinding extends Omit<WaitingFinding, 'version'> {
  action: 'return' | 'approve' | 'reopen';
  version: number | null;
}

export interface Approvals {
  brought: BroughtReview[];
  waiting: WaitingFinding[];
  decided: DecidedFinding[];
}

const FINDING = `'review_id', f.review_id, 'finding_id', f.id, 'number', f.number, 'reference', r.reference, 'child_label', r.child_label,
  'terms', (select m.words from method m where m.code = r.method)`;

/**
 * What came in approved elsewhere and what waits for the chairs of these Boards, oldest first, and what they decided last,
 * newest first: one round trip.
 */
export async function readApprovals(tx: Tx, boardIds: readonly string[]): Promise<Approvals> {
  const answer = await tx.raw<{ rows: Approvals[] }>(
    `select
       ${BROUGHT} as brought,
       (select coalesce(jsonb_agg(jsonb_build_object(${FINDING}, 'statement', v.content::jsonb ->> 'statement', 'version', v.number,
                 'by_name', a.name, 'at', v.submitted_at) order by v.submitted_at, v.id), '[]')
          from finding_version v
          join finding f on f.board_id = v.board_id and f.id = v.finding_id
          join review r on r.board_id = v.board_id and r.id = v.review_id
          join account a on a.id = v.submitted_by
         where v.state = 'submitted' and v.board_id = any (:boards::uuid[])) as waiting,
       (select coalesce(jsonb_agg(jsonb_build_object(${FINDING}, 'statement', coalesce(v.content::jsonb ->> 'statement', f.statement),
                 'version', v.number, 'by_name', a.name, 'at', s.at, 'action', s.action) order by s.at desc, s.id desc), '[]')
          from (select * from finding_step s
                 where s.action in ('return', 'approve', 'reopen') and s.board_id = any (:boards::uuid[])
                 order by s.at desc, s.id desc limit 10) s
          join finding f on f.board_id = s.board_id and f.id = s.finding_id
          join review r on r.board_id = s.board_id and r.id = s.review_id
          join account a on a.id = s.by_account
          left join finding_version v on v.board_id = s.board_id and v.id = s.version_id) as decided`,
    { boards: boardIds as string[] },
  );
  return answer.rows[0] ?? { brought: [], waiting: [], decided: [] };
}
