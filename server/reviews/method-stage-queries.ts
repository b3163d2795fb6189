import { inScope } from '../database/scope';
import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import type { ReviewHead } from './review-head';

/** A review's method, its stages, and what was said of where it is; the latest first. */
export interface MethodStages {
  id: string;
  board_id: string;
  head: ReviewHead;
  my_part: 'lead' | 'team' | null;
  name: string;
  stages: unknown;
  said: { stage: string; by_name: string; at: string }[];
}

/**
 * Reads where a review stands in its method, in one round trip.
 * @throws Missing when the review does not exist or is not the reader's to see
 */
export async function readMethodStages(tx: Tx, reviewId: string): Promise<MethodStages> {
  const answer = await tx.raw<{ rows: { read: MethodStages }[] }>(
    `select jsonb_build_object('id', r.id, 'board_id', r.board_id,
       'head', (select to_jsonb(h) from review_head h where h.board_id = r.board_id and h.id = r.id),
       'my_part', (select m.part from review_member m where m.board_id = r.board_id and m.review_id = r.id
                    and m.account_id = (select app.current_account_id()) and m.removed_at is null),
       'name', m.name, 'stages', m.stages,
       'said', (select coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'by_name', a.name, 'at', s.set_at) order by s.set_at desc, s.id desc), '[]')
                  from method_stage s join account a on a.id = s.set_by where s.board_id = r.board_id and s.review_id = r.id)) as read
       from review r join method m on m.code = r.method where r.id = ? and ${inScope('r.board_id', 'r.id')}`,
    [reviewId],
  );
  const read = answer.rows[0]?.read;
  if (!read) throw new Missing();
  return read;
}

export async function insertMethodStage(
  tx: Tx,
  row: { board_id: string; review_id: string; stage: string; set_by: string; set_at: Date },
): Promise<void> {
  await tx('method_stage').insert(row);
}
