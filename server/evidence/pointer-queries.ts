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

const SPOKEN = `
  select x.anchor, x.text, x.n from conversation c cross join lateral (values ('purpose', c.purpose, 1), ('part', c.part, 2),
         ('went_well', c.went_well, 5), ('other_accounts', c.other_accounts, 6), ('would_change', c.would_change, 7)) x (anchor, text, n)
   where c.board_id = :board and c.review_id = :review and c.id = :id
  union all
  select 'turning-point-' || t.id, concat_ws(E'\\n', t.moment, t.thought, t.forefront, t.pressed, t.concerns, t.aim, t.options), 3
    from turning_point t where t.board_id = :board and t.review_id = :review and t.conversation_id = :id
  union all
  select 'factor-' || f.id, f.text, 4
    from conversation_factor f where f.board_id = :board and f.review_id = :review and f.conversation_id = :id`;

/** What may be quoted at a place. */
export interface Quotable {
  text: string;
  /** False where no text was read: a scan, a page that was not read, a document of which the first part is known. */
  whole: boolean;
  /** Whether other pages of the document have no text. */
  scans: boolean;
}

/** The text that may be quoted from a place in a document or conversation, or from all of it. */
export async function quotableText(
  tx: Tx,
  { board_id: board, review_id: review }: Of,
  kind: 'document' | 'conversation',
  id: string,
  { page, heading }: { page: number | null; heading: string },
): Promise<Quotable> {
  const sql =
    kind === 'conversation'
      ? `select coalesce(string_agg(s.text, E'\\n' order by s.n), '') as text, true as whole, false as scans
           from (${SPOKEN}) s where :heading = '' or s.anchor = :heading`
      : `select coalesce(string_agg(t.text, E'\\n' order by t.place), '') as text,
                not d.text_cut and coalesce(bool_or(btrim(t.text) <> ''), false) as whole,
                :page::integer is null and count(t.place) filter (where btrim(t.text) <> '') < coalesce(d.pages, 1) as scans
           from document d left join document_text t on t.board_id = d.board_id and t.document_id = d.id
                and (:page::integer is null or t.place = :page::integer)
          where d.board_id = :board and d.review_id = :review and d.id = :id
          group by d.board_id, d.id, d.text_cut, d.pages`;
  const answer = await tx.raw<{ rows: Quotable[] }>(sql, {
    ...{ board, review, id },
    ...(kind === 'conversation' ? { heading } : { page }),
  });
  return answer.rows[0] ?? { text: '', whole: false, scans: false };
}
