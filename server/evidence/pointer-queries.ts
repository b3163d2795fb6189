import type { Tx } from '../database/with-actor';
import type { PointedKind } from '../findings/finding-content';
import type { Of } from '../findings/part-queries';
import type { EvidenceHead } from './evidence-labels';

/** The pointers of one row of a finding's lists, with their versions. */
export async function pointersOfRow(
  tx: Tx,
  of: Of,
  rowId: string,
): Promise<{ id: string; version: number }[]> {
  return tx('pointer')
    .where({ ...of, from_row: rowId })
    .select<{ id: string; version: number }[]>('id', 'version');
}

/** @returns a piece of the review's evidence, or null when there is none by that kind and id */
export async function evidenceHead(
  tx: Tx,
  { board_id, review_id }: Pick<Of, 'board_id' | 'review_id'>,
  kind: PointedKind,
  id: string,
): Promise<EvidenceHead | null> {
  const answer = await tx.raw<{ rows: { head: EvidenceHead }[] }>(
    'select to_jsonb(h) as head from evidence_head h where h.board_id = ? and h.review_id = ? and h.kind = ? and h.id = ?',
    [board_id, review_id, kind, id],
  );
  return answer.rows[0]?.head ?? null;
}

/** @returns a pointer of the finding, or null */
export async function pointerRow(
  tx: Tx,
  of: Of,
  id: string,
): Promise<{ version: number; kind: PointedKind; target: string } | null> {
  const answer = await tx.raw<{ rows: { version: number; kind: PointedKind; target: string }[] }>(
    `select version, coalesce(episode_id, event_id, conversation_id, document_id) as target,
            case when episode_id is not null then 'episode' when event_id is not null then 'event'
                 when conversation_id is not null then 'conversation' else 'document' end as kind
       from pointer where board_id = ? and review_id = ? and finding_id = ? and id = ?`,
    [of.board_id, of.review_id, of.finding_id, id],
  );
  return answer.rows[0] ?? null;
}

/** Whether the finding has this row, in one of the lists that point to evidence. */
export async function hasRow(tx: Tx, table: string, of: Of, id: string): Promise<boolean> {
  return (
    (await tx(table)
      .where({ ...of, id })
      .first('id')) !== undefined
  );
}

/** What the finding's part points to already, to the same place: nothing is pointed to twice. */
export async function samePointer(
  tx: Tx,
  of: Of,
  columns: Record<string, string | number | null>,
): Promise<string | null> {
  const same = await tx('pointer')
    .where({ ...of })
    .where(columns)
    .first<{ id: string } | undefined>('id');
  return same?.id ?? null;
}
