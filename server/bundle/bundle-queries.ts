import type { Tx } from '../database/with-actor';
import type { Column } from './bundle-columns';
import type { Person, Row } from './bundle-format';
import { ALL_TABLES, REVIEW, TABLES, type BundleTable } from './bundle-tables';

/** A review as the tables hold it: accounts by id, and nothing in order yet. */
export interface StoredReview {
  boardId: string;
  board: { name: string; area: string };
  review: Row;
  lists: Record<string, Row[]>;
}

/** How a column is written as JSON: the same whatever the session's settings. */
function written(name: string, { kind }: Column): string {
  if (kind === 'time') return `to_char(t.${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  if (kind === 'period')
    return `case when t.${name} is not null then jsonb_build_object('from', lower(t.${name}), 'until', upper(t.${name})) end`;
  return `t.${name}`;
}

function selectOf(table: BundleTable, n: number): string {
  const columns = Object.entries(table.columns).map(
    ([name, column]) => `'${name}', ${table.written?.[name] ?? written(name, column)}`,
  );
  const own = table === REVIEW ? 't.id' : 't.review_id';
  return `select ${n} as n, jsonb_build_object(${columns.join(', ')})::text as row
            from ${table.table} t, the_review r
           where t.board_id = r.board_id and ${own} = r.id ${table.only ? `and ${table.only}` : ''}`;
}

// One statement, so that all of it is of one moment.
const WHOLE = `
  with the_review as (select board_id, id from review where id = ?)
  select -1 as n, jsonb_build_object('id', b.id, 'name', b.name, 'area', b.area)::text as row
    from board b, the_review r where b.id = r.board_id
  union all ${ALL_TABLES.map(selectOf).join('\n union all ')}`;

/** Reads a review whole, as far as row-level security shows it; null when it shows none. */
export async function readWhole(tx: Tx, reviewId: string): Promise<StoredReview | null> {
  const answer = await tx.raw<{ rows: { n: number; row: string }[] }>(WHOLE, [reviewId]);
  const lists: Record<string, Row[]> = Object.fromEntries(TABLES.map(({ list }) => [list, []]));
  let board: { id: string; name: string; area: string } | undefined;
  let review: Row | undefined;
  for (const { n, row } of answer.rows) {
    if (n === -1) board = JSON.parse(row) as typeof board;
    else if (n === 0) review = JSON.parse(row) as Row;
    else lists[ALL_TABLES[n]?.list ?? '']?.push(JSON.parse(row) as Row);
  }
  if (!board || !review) return null;
  return { boardId: board.id, board: { name: board.name, area: board.area }, review, lists };
}

export async function accountsById(
  tx: Tx,
  ids: readonly string[],
): Promise<(Omit<Person, 'key'> & { id: string })[]> {
  const answer = await tx.raw<{ rows: { id: string; name: string; email: string }[] }>(
    'select id, name, email from account where id = any (?::uuid[])',
    [[...ids]],
  );
  return answer.rows;
}

export async function accountsByEmail(tx: Tx, emails: readonly string[]): Promise<Map<string, string>> {
  const answer = await tx.raw<{ rows: { id: string; email: string }[] }>(
    'select id, email from account where email = any (?::text[])',
    [[...emails]],
  );
  return new Map(answer.rows.map(({ email, id }) => [email, id]));
}

/** Accounts for people whom this workbench does not know: they cannot sign in. */
export async function makePeople(tx: Tx, people: readonly Person[]): Promise<void> {
  if (people.length === 0) return;
  await tx.raw('select app.bring_people(?::jsonb)', [
    JSON.stringify(people.map(({ name, email }) => ({ name, email }))),
  ]);
}

/** Where documents that are to be sent along have their content. */
export interface StoredDocument {
  id: string;
  review_id: string;
  sha256: string;
  bytes: number;
  wrapped_key: string;
  key_id: string;
  scan: 'not_scanned' | 'held' | 'clean' | 'infected' | 'absent';
  reading: 'waiting' | 'read' | 'nothing' | 'failed';
}

export async function documentsOf(tx: Tx, reviewId: string): Promise<StoredDocument[]> {
  const answer = await tx.raw<{ rows: (Omit<StoredDocument, 'bytes'> & { bytes: string })[] }>(
    `select d.id, d.review_id, d.sha256, d.bytes, d.wrapped_key, d.key_id, d.scan, d.reading from document d where d.review_id = ? order by d.id`,
    [reviewId],
  );
  return answer.rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

/** A document whose content came with the file. */
export async function keepContent(
  tx: Tx,
  place: { boardId: string; documentId: string },
  { wrappedKey, keyId, scan }: { wrappedKey: string; keyId: string; scan: 'held' | 'not_scanned' },
): Promise<void> {
  await tx.raw(
    `update document set wrapped_key = ?, key_id = ?, scan = ? where board_id = ? and id = ? and scan = 'absent'`,
    [wrappedKey, keyId, scan, place.boardId, place.documentId],
  );
}

/** Reviews by reference, for a command; by id as well. */
export async function reviewsCalled(
  tx: Tx,
  reference: string,
): Promise<{ id: string; reference: string; board: string }[]> {
  const answer = await tx.raw<{ rows: { id: string; reference: string; board: string }[] }>(
    `select r.id, r.reference, b.name as board from review r join board b on b.id = r.board_id
      where r.reference = :reference or r.id::text = lower(:reference) order by b.name`,
    { reference },
  );
  return answer.rows;
}

/** One load of a review at a time. */
export async function lockReview(tx: Tx, reviewId: string): Promise<void> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 42))', [`bundle:${reviewId}`]);
}

export interface Known {
  areas: string[];
  method: string[];
  guidance: string[];
  agency_kind: string[];
  document_kind: string[];
  /** `edition code` of every category. */
  categories: string[];
  /** Whose the review is, when it is here. */
  owner: { id: string; name: string } | null;
  boards: { id: string; name: string; area: string }[];
}

/** What the workbench knows, to hold a file to. */
export async function knownForBundle(tx: Tx, reviewId: string): Promise<Known> {
  const answer = await tx.raw<{ rows: { known: Known }[] }>(
    `select jsonb_build_object(
       'areas', (select coalesce(jsonb_agg(name order by name), '[]') from area),
       'method', (select coalesce(jsonb_agg(code order by position), '[]') from method),
       'guidance', (select coalesce(jsonb_agg(code order by code), '[]') from guidance_edition),
       'agency_kind', (select coalesce(jsonb_agg(code order by position), '[]') from agency_kind),
       'document_kind', (select coalesce(jsonb_agg(code order by position), '[]') from document_kind),
       'categories', (select coalesce(jsonb_agg(edition || ' ' || code), '[]') from typology.category),
       'owner', (select jsonb_build_object('id', b.id, 'name', b.name) from review r join board b on b.id = r.board_id where r.id = ?),
       'boards', (select coalesce(jsonb_agg(to_jsonb(b) order by b.name), '[]') from board b)) as known`,
    [reviewId],
  );
  const known = answer.rows[0]?.known;
  if (!known) throw new Error('Nothing is known');
  return known;
}

export async function referenceIsTaken(tx: Tx, boardId: string, reference: string): Promise<boolean> {
  const answer = await tx.raw<{ rows: object[] }>('select from review where board_id = ? and reference = ?', [
    boardId,
    reference,
  ]);
  return answer.rows.length > 0;
}

/** Makes a Board; for a command that runs as the owner alone. */
export async function makeBoard(tx: Tx, board: { name: string; area: string }): Promise<string> {
  const answer = await tx.raw<{ rows: { id: string }[] }>(
    'insert into board (name, area) values (?, ?) returning id',
    [board.name, board.area],
  );
  return String(answer.rows[0]?.id);
}

/** Rows of a list, by index, whose ids another review of the Board has already. */
export async function idsElsewhere(
  tx: Tx,
  boardId: string,
  reviewId: string,
  table: BundleTable,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const answer = await tx.raw<{ rows: { id: string }[] }>(
    `select t.id from ${table.table} t where t.board_id = ? and t.id = any (?::uuid[]) and t.${table === REVIEW ? 'id' : 'review_id'} <> ?`,
    [boardId, [...ids], reviewId],
  );
  return answer.rows.map(({ id }) => id);
}

/** The same for rows that are no longer there and have a history. */
export async function historyElsewhere(
  tx: Tx,
  boardId: string,
  reviewId: string,
  table: BundleTable,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const answer = await tx.raw<{ rows: { id: string }[] }>(
    'select distinct row_id as id from revision where board_id = ? and kind = ? and row_id = any (?::uuid[]) and review_id <> ?',
    [boardId, table.table, [...ids], reviewId],
  );
  return answer.rows.map(({ id }) => id);
}

/** How many rows of each list a review `r` has, for its page; a scalar. */
export const BUNDLE_COUNTS = `jsonb_build_object(
  'counts', (select jsonb_build_object(${TABLES.map(
    (table) =>
      `'${table.list}', (select count(*) from ${table.table} t where t.board_id = r.board_id and t.review_id = r.id ${table.only ? `and ${table.only}` : ''})`,
  ).join(', ')})),
  'readable', (select jsonb_build_object('documents', count(*), 'bytes', coalesce(sum(d.bytes), 0)) from document d
                where d.board_id = r.board_id and d.review_id = r.id and d.scan in ('clean', 'not_scanned')))`;
