import type { Knex } from 'knex';
import type { Tx } from '../database/with-actor';
import { askedColumn } from './asked-queries';
import type { CasePart } from './case-file-queries';
import type { ContentRow, Scan } from './content';

export const PAGE_SIZE = 50;

export interface DocumentFilter {
  agency: string;
  kind: string;
  /** The id under which the words in the title are kept, which may name a child; empty without them. */
  asked: string;
  page: number;
}

/** A document as the list shows it. */
export interface DocumentEntry {
  id: string;
  title: string;
  agency: string;
  kind: string | null;
  dated: string | null;
  file_name: string;
  media_type: string;
  bytes: number;
  pages: number | null;
  scan: Scan;
  beyond_scanner: boolean;
  reading: 'waiting' | 'read' | 'nothing' | 'failed';
  added_at: string;
  added_by: string;
  withdrawn: boolean;
}

export interface DocumentList {
  documents: DocumentEntry[];
  /** The words that the filter's id stands for; null when it stands for none. */
  words: string | null;
  /** How many the filter leaves, and how many there are. */
  left: number;
  all: number;
  kinds: DocumentKind[];
}

export interface DocumentKind {
  code: string;
  name: string;
}

/** A document as its details show it. */
export interface DocumentDetails extends ContentRow {
  id: string;
  title: string;
  agency_id: string;
  kind: string | null;
  dated: string | null;
  file_name: string;
  media_type: string;
  bytes: number;
  pages: number | null;
  version: number;
  withdrawn: { at: string; by: string; why: string } | null;
}

export const kindsPart: CasePart = {
  sql: `(select jsonb_agg(jsonb_build_object('code', k.code, 'name', k.name) order by k.position) from document_kind k)`,
};

/** The documents of the review `r` that a filter leaves, a page of them, in the order of agencies and dates. */
export function documentListParts({ agency, kind, asked, page }: DocumentFilter): {
  [Name in keyof DocumentList]: CasePart;
} {
  const words: CasePart = asked === '' ? { sql: 'null::text' } : askedColumn(asked, 'words');
  const where = `d.board_id = r.board_id and d.review_id = r.id
    and (? = '' or d.agency_id::text = ?) and (? = '' or d.kind = ?)
    and strpos(lower(d.title || ' ' || d.file_name), lower(coalesce(${words.sql}, ''))) > 0`;
  const bindings = [agency, agency, kind, kind, ...(words.bindings ?? [])];
  return {
    words,
    documents: {
      sql: `(select coalesce(jsonb_agg(to_jsonb(e) order by e.number), '[]') from (
        select row_number() over (order by a.position, a.name, a.id, d.dated nulls last, lower(d.title), d.id) as number,
               d.id, d.title, a.name as agency, k.name as kind, d.dated, d.file_name, d.media_type, d.bytes, d.pages,
               d.scan, d.beyond_scanner, d.reading, d.added_at, coalesce(p.name, '') as added_by, d.withdrawn_at is not null as withdrawn
          from document d join agency a on a.board_id = d.board_id and a.id = d.agency_id
          left join document_kind k on k.code = d.kind left join account p on p.id = d.added_by
         where ${where} order by number limit ${PAGE_SIZE} offset ?) e)`,
      bindings: [...bindings, (page - 1) * PAGE_SIZE],
    },
    left: { sql: `(select count(*) from document d where ${where})`, bindings },
    all: { sql: `(select count(*) from document d where d.board_id = r.board_id and d.review_id = r.id)` },
    kinds: kindsPart,
  };
}

/** One document of the review `r`; null when there is none of that id. */
export function documentPart(id: string): CasePart {
  return {
    sql: `(select to_jsonb(d) || jsonb_build_object('withdrawn', case when d.withdrawn_at is null then null else
             jsonb_build_object('at', d.withdrawn_at, 'why', d.withdrawn_why,
               'by', (select p.name from account p where p.id = d.withdrawn_by)) end)
             from document d where d.board_id = r.board_id and d.review_id = r.id and d.id = ?)`,
    bindings: [id],
  };
}

/**
 * Has this transaction alone add, fill or remove these contents of a review until it ends: otherwise two people who add
 * the same file at once would have one's content under the other's key.
 */
export async function lockContents(tx: Tx, reviewId: string, sha256s: readonly string[]): Promise<void> {
  // All take them in one order, so that none waits for another that waits for it.
  const places = [...new Set(sha256s)].sort().map((sha256) => `${reviewId}/${sha256}`);
  await tx.raw(
    `select pg_advisory_xact_lock(hashtextextended(place, 7))
       from unnest(?::text[]) with ordinality as given(place, number) order by number`,
    [places],
  );
}

export interface SameContent {
  id: string;
  sha256: string;
  title: string;
  scan: Scan;
  withdrawn: boolean;
}

/** The documents of a review that have one of these contents, withdrawn ones too. */
export async function documentsWith(
  tx: Tx,
  { boardId, reviewId }: { boardId: string; reviewId: string },
  sha256s: readonly string[],
): Promise<SameContent[]> {
  const answer = await tx.raw<{ rows: SameContent[] }>(
    `select id, sha256, title, scan, withdrawn_at is not null as withdrawn
       from document where board_id = ? and review_id = ? and sha256 = any (?)`,
    [boardId, reviewId, [...sha256s]],
  );
  return answer.rows;
}

export interface NewDocument {
  board_id: string;
  review_id: string;
  agency_id: string;
  title: string;
  kind: string | null;
  dated: string | null;
  file_name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  pages: number | null;
  wrapped_key: string;
  key_id: string;
  scan: Scan;
  beyond_scanner: boolean;
  scanned_at: Date | null;
  added_by: string;
  added_at: Date;
  updated_by: string;
  updated_at: Date;
}

/** @returns the id of the new row */
export async function insertDocument(tx: Tx, document: NewDocument): Promise<string> {
  const [row] = await tx('document').insert(document).returning<{ id: string }[]>('id');
  return String(row?.id);
}

/** Gives a document that came without its content the content. */
export async function fillDocument(
  tx: Tx,
  boardId: string,
  id: string,
  content: Pick<
    NewDocument,
    'media_type' | 'bytes' | 'pages' | 'wrapped_key' | 'key_id' | 'scan' | 'beyond_scanner' | 'scanned_at'
  >,
): Promise<void> {
  await tx('document')
    .where({ board_id: boardId, id, scan: 'absent' })
    .update({ ...content, reading: 'waiting' });
}

/** @returns whether it was not withdrawn before */
export async function markWithdrawn(
  tx: Tx,
  { boardId, reviewId, id }: { boardId: string; reviewId: string; id: string },
  by: string,
  at: Date,
  why: string,
): Promise<boolean> {
  const changed = await tx('document')
    .where({ board_id: boardId, review_id: reviewId, id })
    .whereNull('withdrawn_at')
    .update({ withdrawn_at: at, withdrawn_by: by, withdrawn_why: why });
  return changed === 1;
}

/** @returns whether it was withdrawn */
export async function markRestored(
  tx: Tx,
  { boardId, reviewId, id }: { boardId: string; reviewId: string; id: string },
): Promise<boolean> {
  const changed = await tx('document')
    .where({ board_id: boardId, review_id: reviewId, id })
    .whereNotNull('withdrawn_at')
    .update({ withdrawn_at: null, withdrawn_by: null, withdrawn_why: '' });
  return changed === 1;
}

/** Whether a row stands for the content at this place: what none stands for may be removed. */
export async function isClaimed(tx: Tx, reviewId: string, sha256: string): Promise<boolean> {
  const row = await tx('document')
    .where({ review_id: reviewId, sha256 })
    .whereNotIn('scan', ['infected', 'absent'])
    .first<{ id: string } | undefined>('id');
  return row !== undefined;
}

/** Every content that a row stands for, of all Boards; for the sweep, which sees past row-level security. */
export async function contentsOfRows(
  owner: Knex,
): Promise<{ review_id: string; sha256: string; key_id: string }[]> {
  return owner('document').whereNotIn('scan', ['infected', 'absent']).select('review_id', 'sha256', 'key_id');
}
