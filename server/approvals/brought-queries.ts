import type { Tx } from '../database/with-actor';

/** A review that came in from a file with findings approved elsewhere. */
export interface BroughtReview {
  review_id: string;
  reference: string;
  child_label: string;
  brought_by: string | null;
  by_name: string | null;
  at: string;
  /** Findings that stand as approved by what the file said. */
  findings: number;
}

/** How many findings stand as approved by what the file of a review_brought `w` said; a scalar. */
export const STANDING = `(select count(*)::integer from finding_version v
    join finding f on f.board_id = v.board_id and f.id = v.finding_id and f.state = 'approved'
   where v.board_id = w.board_id and v.review_id = w.review_id and v.state = 'approved' and v.id = any (w.approved_versions))`;

/** How many findings of a review `r` were approved elsewhere and are not accepted here; a scalar. */
export const TO_ACCEPT = `coalesce((select ${STANDING} from review_brought w
    where w.board_id = r.board_id and w.review_id = r.id and w.accepted_at is null), 0)`;

/** The reviews of `:boards` whose chair is asked to accept what was approved elsewhere, oldest first; a scalar. */
export const BROUGHT = `(select coalesce(jsonb_agg(to_jsonb(n) order by n.at, n.review_id), '[]') from (
    select w.review_id, r.reference, r.child_label, w.brought_by, a.name as by_name, w.brought_at as at, ${STANDING} as findings
      from review_brought w
      join review r on r.board_id = w.board_id and r.id = w.review_id
      left join account a on a.id = w.brought_by
     where w.accepted_at is null and w.board_id = any (:boards::uuid[])) n
   where n.findings > 0)`;

export interface StoredBrought {
  board_id: string;
  reference: string;
  file_sha256: string;
  brought_by: string | null;
  accepted_by: string | null;
  accepted_name: string | null;
  accepted_at: Date | null;
  findings: number;
}

/** How a review of these Boards came in, locked until the transaction ends. */
export async function lockBrought(
  tx: Tx,
  boardIds: readonly string[],
  reviewId: string,
): Promise<StoredBrought | undefined> {
  const place = { boards: boardIds as string[], reviewId };
  // The lock first: what another chair accepted meanwhile is then seen.
  await tx.raw(
    'select from review_brought where board_id = any (:boards::uuid[]) and review_id = :reviewId for update',
    place,
  );
  const answer = await tx.raw<{ rows: StoredBrought[] }>(
    `select w.board_id, r.reference, w.file_sha256, w.brought_by, w.accepted_by, a.name as accepted_name, w.accepted_at,
            ${STANDING} as findings
       from review_brought w
       join review r on r.board_id = w.board_id and r.id = w.review_id
       left join account a on a.id = w.accepted_by
      where w.board_id = any (:boards::uuid[]) and w.review_id = :reviewId`,
    place,
  );
  return answer.rows[0];
}

export async function markAccepted(
  tx: Tx,
  place: { boardId: string; reviewId: string },
  by: string,
  at: Date,
): Promise<void> {
  await tx('review_brought')
    .where({ board_id: place.boardId, review_id: place.reviewId })
    .whereNull('accepted_at')
    .update({ accepted_by: by, accepted_at: at });
}
