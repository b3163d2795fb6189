import { keepRevision } from '../database/versioned-queries';
import type { Tx } from '../database/with-actor';
import type { AgencyNamed } from './agencies';
import type { CasePart } from './case-file-queries';

/** An agency of a review with how much there is of it. */
export interface AgencyCounts {
  id: string;
  documents: number;
  events: number;
  conversations: number;
}

const countOf = (table: string): string =>
  `(select count(*) from ${table} t where t.board_id = a.board_id and t.agency_id = a.id and t.withdrawn_at is null)`;

/** How much of the evidence is each agency's; what was withdrawn does not count. */
export const AGENCY_COUNTS: CasePart = {
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'documents', ${countOf('document')},
      'events', coalesce(n.events, 0), 'conversations', ${countOf('conversation')})), '[]')
    from agency a left join (select e.agency_id, count(*) as events from event e
      where e.board_id = r.board_id and e.review_id = r.id and e.withdrawn_at is null group by 1) n on n.agency_id = a.id
   where a.board_id = r.board_id and a.review_id = r.id)`,
};

/** The kinds that an agency may be of. */
export const AGENCY_KINDS: CasePart = {
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('code', k.code, 'name', k.name) order by k.position), '[]') from agency_kind k)`,
};

/** @returns the id of the agency of that name, or null */
export async function findAgency(tx: Tx, { boardId, reviewId, name }: AgencyNamed): Promise<string | null> {
  const found = await tx.raw<{ rows: { id: string }[] }>(
    'select id from agency where board_id = ? and review_id = ? and lower(name) = lower(?)',
    [boardId, reviewId, name],
  );
  return found.rows[0]?.id ?? null;
}

/** @returns the id of the agency of that name, which may have been there before */
export async function insertAgency(
  tx: Tx,
  { boardId, reviewId, name, kind = null }: AgencyNamed & { kind?: string | null },
  account: string,
  now: Date,
): Promise<string> {
  const found = await findAgency(tx, { boardId, reviewId, name });
  if (found) return found;
  const added = await tx.raw<{ rows: { id: string }[] }>(
    `insert into agency (board_id, review_id, name, kind, position, updated_by, updated_at)
     select :boardId::uuid, :reviewId::uuid, :name, :kind, coalesce(max(position), 0) + 1, :account::uuid, :now
       from agency where board_id = :boardId and review_id = :reviewId
     on conflict (board_id, review_id, lower(name)) do update set name = agency.name
     returning id`,
    { boardId, reviewId, name, kind, account, now } as never,
  );
  return String(added.rows[0]?.id);
}

/** Everything that may belong to an agency, apart from how its spreadsheets are read. */
const BELONGINGS = ['document', 'event', 'conversation', 'chronology_load'] as const;

/**
 * Moves what belongs to one agency to another and removes the first, whose last words stay among the revisions. Where
 * both know how a spreadsheet of the same headings is read, the other's way stands.
 * @returns how many rows of each kind were moved
 */
export async function moveToAgency(
  tx: Tx,
  of: { boardId: string; reviewId: string },
  from: { id: string; version: number },
  to: string,
): Promise<Record<string, number>> {
  const moved: Record<string, number> = {};
  const where = { board_id: of.boardId, review_id: of.reviewId, agency_id: from.id };
  for (const table of BELONGINGS) moved[table] = await tx(table).where(where).update({ agency_id: to });
  await tx.raw(
    `update chronology_mapping m set agency_id = ? where m.board_id = ? and m.agency_id = ? and not exists (
       select 1 from chronology_mapping o where o.board_id = m.board_id and o.agency_id = ? and o.headings = m.headings)`,
    [to, of.boardId, from.id, to],
  );
  await tx('chronology_mapping').where(where).delete();
  const edit = { table: 'agency', ...of, id: from.id, version: from.version, changes: {}, labels: {} };
  await keepRevision(tx, edit, from.version);
  await tx('agency').where({ board_id: of.boardId, review_id: of.reviewId, id: from.id }).delete();
  return moved;
}
