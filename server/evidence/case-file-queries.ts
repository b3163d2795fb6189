import { inScope } from '../database/scope';
import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import type { ReviewHead } from '../reviews/review-head';

/** What every page of a review's evidence needs of the review, whatever else it shows. */
export interface CaseFile {
  id: string;
  board_id: string;
  head: ReviewHead;
  /** The reader's part in the review. */
  my_part: 'lead' | 'team' | null;
  /** First and last day of the period under review. */
  period_from: string;
  period_to: string;
  agencies: Agency[];
  /** What the review's method calls things (METHOD section 1: a variety of methods), by the field's own term. */
  words: Record<string, string>;
}

export interface Agency {
  id: string;
  name: string;
  kind: string | null;
  version: number;
}

/** A subselect correlated with the review `r`, and the values of its question marks. */
export interface CasePart {
  sql: string;
  bindings?: readonly (string | number | boolean | null | readonly string[])[];
}

/**
 * Reads a review as far as its evidence pages need it, and what the page itself shows, in one round trip.
 * @param more further parts by name; each a scalar subselect over the review `r`, such as
 *   `(select coalesce(jsonb_agg(…), '[]') from event e where e.board_id = r.board_id and e.review_id = r.id)`
 * @throws Missing when the review does not exist or is not the reader's to see
 */
export async function readCase<More extends object = object>(
  tx: Tx,
  reviewId: string,
  more: { [Name in keyof More]: CasePart } = {} as { [Name in keyof More]: CasePart },
): Promise<CaseFile & More> {
  const parts = Object.entries<CasePart>(more);
  const answer = await tx.raw<{ rows: { file: CaseFile & More }[] }>(
    `select jsonb_build_object(
       'id', r.id, 'board_id', r.board_id,
       'head', (select to_jsonb(h) from review_head h where h.board_id = r.board_id and h.id = r.id),
       'my_part', (select m.part from review_member m where m.board_id = r.board_id and m.review_id = r.id
                    and m.account_id = (select app.current_account_id()) and m.removed_at is null),
       'period_from', lower(r.period), 'period_to', upper(r.period) - 1,
       'agencies', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'kind', a.kind, 'version', a.version)
                      order by a.position, a.name, a.id), '[]') from agency a where a.board_id = r.board_id and a.review_id = r.id),
       'words', (select m.words from method m where m.code = r.method))
       ${parts.map(([, { sql }]) => `|| jsonb_build_object(?::text, ${sql})`).join('\n')} as file
     from review r where r.id = ? and ${inScope('r.board_id', 'r.id')}`,
    [...parts.flatMap(([name, { bindings = [] }]) => [name, ...bindings]), reviewId] as never[],
  );
  const file = answer.rows[0]?.file;
  if (!file) throw new Missing();
  return file;
}
