import type { Tx } from '../database/with-actor';
import type { PointingPart } from '../findings/finding-content';
import type { CasePart } from './case-file-queries';
import type { ContentRow } from './content';
import type { RoomJobs } from './reading-room/jobs';

/** A document as it is read, at one place of it. */
export interface ReadDocument extends ContentRow {
  id: string;
  title: string;
  agency: string;
  kind: string | null;
  dated: string | null;
  file_name: string;
  media_type: string;
  bytes: number;
  pages: number | null;
  reading: 'waiting' | 'read' | 'nothing' | 'failed';
  text_cut: boolean;
  added_at: string;
  added_by: string;
  withdrawn: { at: string; by: string; why: string } | null;
  /** The page, sheet or part that is open, and its text; null when it has none. */
  place: number;
  text: string | null;
  /** Sheets and parts that have text; empty for a PDF, whose pages are counted. */
  places: { place: number; heading: string }[];
  findings: { id: string; number: number; statement: string; from_part: PointingPart; page: number | null }[];
  events: { id: string; description: string }[];
}

const MOST_EVENTS = 50;

/**
 * One document of the review `r`, open at a place; null when there is none of that id.
 * @param page the place asked for; without one the first that has the words, or the first
 */
export function readDocumentPart(id: string, page: number | null, words: string): CasePart {
  const ofIt = 't.board_id = d.board_id and t.document_id = d.id';
  return {
    sql: `(select to_jsonb(x) from (
      select d.id, d.review_id, d.sha256, d.wrapped_key, d.key_id, d.scan, d.beyond_scanner, d.title, a.name as agency, k.name as kind, d.dated,
             d.file_name, d.media_type, d.bytes, d.pages, d.reading, d.text_cut, d.added_at, coalesce(p.name, '') as added_by,
             case when d.withdrawn_at is not null then jsonb_build_object('at', d.withdrawn_at, 'why', d.withdrawn_why,
               'by', (select w.name from account w where w.id = d.withdrawn_by)) end as withdrawn,
             o.place, (select t.text from document_text t where ${ofIt} and t.place = o.place) as text,
             (select coalesce(jsonb_agg(jsonb_build_object('place', t.place, 'heading', t.heading) order by t.place), '[]')
                from document_text t where ${ofIt} and d.media_type <> 'application/pdf') as places,
             (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'number', f.number, 'statement', f.statement,
                  'from_part', q.from_part, 'page', q.page) order by f.number, q.position), '[]')
                from pointer q join finding f on f.board_id = q.board_id and f.id = q.finding_id
               where q.board_id = d.board_id and q.review_id = d.review_id and q.document_id = d.id) as findings,
             (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'description', e.description)), '[]')
                from (select e.id, left(e.description, 300) as description from event e
                       where e.board_id = d.board_id and e.review_id = d.review_id and e.document_id = d.id and e.withdrawn_at is null
                       order by e.period, e.id limit ${MOST_EVENTS}) e) as events
        from document d join agency a on a.board_id = d.board_id and a.id = d.agency_id
        left join document_kind k on k.code = d.kind left join account p on p.id = d.added_by
        cross join lateral (select least(
            greatest(1, coalesce(?::int, (select min(t.place) from document_text t where ${ofIt} and ?::text <> ''
              and strpos(regexp_replace(lower(t.text), '\\s+', ' ', 'g'), ?::text) > 0), 1)),
            greatest(1, d.pages, (select max(t.place) from document_text t where ${ofIt}))) as place) o
       where d.board_id = r.board_id and d.review_id = r.id and d.id = ?) x)`,
    bindings: [page, words, words.toLowerCase().replace(/\s+/g, ' ').trim(), id],
  };
}

/** What a picture of a document's page is drawn from. */
export interface PageSource extends ContentRow {
  board_id: string;
  id: string;
  media_type: string;
  pages: number | null;
}

/** One document of a review for a picture of a page of it. Row-level security shows only those that may be seen. */
export async function pageSource(
  tx: Tx,
  reviewId: string,
  documentId: string,
): Promise<PageSource | undefined> {
  return tx('document')
    .where({ review_id: reviewId, id: documentId })
    .first('board_id', 'id', 'review_id', 'sha256', 'wrapped_key', 'key_id', 'scan', 'media_type', 'pages');
}

/** Puts what was read of a document in the place of what was there before; null when it could not be read. */
export async function saveText(
  tx: Tx,
  boardId: string,
  documentId: string,
  answer: RoomJobs['text']['answer'] | null,
): Promise<void> {
  const document = await tx('document')
    .where({ board_id: boardId, id: documentId })
    .forUpdate()
    .first<{ review_id: string } | undefined>('review_id');
  if (!document) return;
  await tx('document_text').where({ board_id: boardId, document_id: documentId }).delete();
  const rows = (answer?.places ?? []).map(({ place, heading, text }) => ({
    board_id: boardId,
    review_id: document.review_id,
    document_id: documentId,
    place,
    heading,
    text,
  }));
  if (rows.length > 0) await tx.batchInsert('document_text', rows, 200);
  await tx('document')
    .where({ board_id: boardId, id: documentId })
    .update({
      reading: answer === null ? 'failed' : rows.length > 0 ? 'read' : 'nothing',
      text_cut: answer?.cut ?? false,
    });
}
