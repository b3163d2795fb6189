import type { Tx } from '../database/with-actor';
import type { CasePart } from './case-file-queries';
import type { CheckBackShown } from './check-back-queries';
import { CHECK_BACKS } from './check-back-queries';
import type { Consent } from './conversation-policy';
import type { About } from './conversation-schedule';

export interface TurningPoint {
  id: string;
  version: number;
  moment: string;
  happened_on: string | null;
  thought: string;
  forefront: string;
  pressed: string;
  concerns: string;
  aim: string;
  options: string;
}
export interface ConversationFactor {
  id: string;
  version: number;
  heading: string | null;
  text: string;
}

/** A conversation with all that belongs to it. Once consent is withdrawn its words are not in it. */
export interface Conversation {
  id: string;
  board_id: string;
  review_id: string;
  about: About;
  role_label: string;
  agency_id: string | null;
  held_on: string | null;
  present: string;
  consent: Consent;
  consent_on: string | null;
  consent_terms: string;
  purpose: string;
  part: string;
  went_well: string;
  other_accounts: string;
  would_change: string;
  withdrawn_at: string | null;
  withdrawn_by_name: string | null;
  withdrawn_why: string;
  version: number;
  /** When any of it was last saved. */
  saved_at: string;
  turning_points: TurningPoint[];
  factors: ConversationFactor[];
  check_backs: CheckBackShown[];
  /** Whether words that were sealed when consent was withdrawn are kept in this workbench. */
  sealed_here: boolean;
  /** Other records in use about people of the same agency, the earliest first. */
  alike: { id: string; role_label: string; held_on: string | null; earlier: boolean }[];
}

const whole = `to_jsonb(c) - 'words' || jsonb_build_object(
  'withdrawn_by_name', (select name from account where id = c.withdrawn_by),
  'turning_points', (select coalesce(jsonb_agg(to_jsonb(t) - 'words' order by t.position, t.id), '[]') from turning_point t
     where t.board_id = c.board_id and t.conversation_id = c.id),
  'factors', (select coalesce(jsonb_agg(to_jsonb(f) - 'words' order by f.position, f.id), '[]') from conversation_factor f
     where f.board_id = c.board_id and f.conversation_id = c.id),
  'saved_at', greatest(c.updated_at,
     (select max(updated_at) from turning_point t where t.board_id = c.board_id and t.conversation_id = c.id),
     (select max(updated_at) from conversation_factor f where f.board_id = c.board_id and f.conversation_id = c.id)),
  'check_backs', ${CHECK_BACKS},
  'sealed_here', c.consent = 'withdrawn' and app.conversation_is_sealed(c.board_id, c.id),
  'alike', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'role_label', o.role_label, 'held_on', o.held_on,
      'earlier', (o.added_at, o.id) < (c.added_at, c.id)) order by o.added_at, o.id), '[]')
     from conversation o where o.board_id = c.board_id and o.review_id = c.review_id and o.about = c.about and o.id <> c.id
      and o.agency_id is not distinct from c.agency_id and o.withdrawn_at is null))`;

/** One conversation of the review `r`, whole; null when the review has no such conversation. */
export const conversationPart = (id: string): CasePart => ({
  sql: `(select ${whole} from conversation c where c.board_id = r.board_id and c.review_id = r.id and c.id = ?)`,
  bindings: [id],
});

/** One conversation, whole, for a verb that goes on from what it says; null when the review has none such. */
export async function readWhole(tx: Tx, reviewId: string, id: string): Promise<Conversation | null> {
  const answer = await tx.raw<{ rows: { whole: Conversation }[] }>(
    `select ${whole} as whole from conversation c where c.review_id = ? and c.id = ?`,
    [reviewId, id],
  );
  return answer.rows[0]?.whole ?? null;
}

export type ConversationLine = Omit<
  Conversation,
  'turning_points' | 'factors' | 'part' | 'purpose' | 'sealed_here' | 'alike'
> & {
  agency_name: string | null;
  turning_count: number;
};

/** All conversations of the review `r`, as their list needs them. */
export const conversationsPart: CasePart = {
  sql: `(select coalesce(jsonb_agg(to_jsonb(c) - 'words' || jsonb_build_object(
      'agency_name', (select a.name from agency a where a.board_id = c.board_id and a.id = c.agency_id),
      'turning_count', (select count(*) from turning_point t where t.board_id = c.board_id and t.conversation_id = c.id),
      'check_backs', ${CHECK_BACKS}) order by c.held_on nulls last, c.role_label, c.id), '[]')
    from conversation c where c.board_id = r.board_id and c.review_id = r.id)`,
};

export interface Of {
  board_id: string;
  review_id: string;
  conversation_id: string;
}

/** Which Board a review is of, when the actor may see it. */
export async function boardOfReview(tx: Tx, reviewId: string): Promise<string | null> {
  const row = await tx('review').where({ id: reviewId }).first<{ board_id: string } | undefined>('board_id');
  return row?.board_id ?? null;
}

export async function insertConversation(tx: Tx, fields: Record<string, unknown>): Promise<string> {
  const [added] = await tx('conversation').insert(fields).returning<{ id: string }[]>('id');
  return String(added?.id);
}

export interface Locked {
  board_id: string;
  about: About;
  role_label: string;
  consent: Consent;
  withdrawn_at: string | null;
  version: number;
  /** Whether anything of the person's own account is written. */
  written: boolean;
}

/** Locks a conversation before it is changed; null when the review has no such conversation. */
export async function lockConversation(tx: Tx, reviewId: string, id: string): Promise<Locked | null> {
  const answer = await tx.raw<{ rows: Locked[] }>(
    `select c.board_id, c.about, c.role_label, c.consent, c.withdrawn_at, c.version,
            (c.part || c.went_well || c.other_accounts || c.would_change <> ''
             or exists (select 1 from turning_point t where t.board_id = c.board_id and t.conversation_id = c.id)
             or exists (select 1 from conversation_factor f where f.board_id = c.board_id and f.conversation_id = c.id)) as written
       from conversation c where c.review_id = ? and c.id = ? for update of c`,
    [reviewId, id],
  );
  return answer.rows[0] ?? null;
}

export type ListTable = 'turning_point' | 'conversation_factor';

export async function insertListRow(
  tx: Tx,
  table: ListTable,
  of: Of,
  { fields, account, now }: { fields: Record<string, unknown>; account: string; now: Date },
): Promise<string> {
  const last = await tx(table)
    .where({ ...of })
    .max<{ position: number | null }[]>({ position: 'position' });
  const position = (last[0]?.position ?? 0) + 1;
  const [added] = await tx(table)
    .insert({ ...of, ...fields, position, updated_by: account, updated_at: now })
    .returning<{ id: string }[]>('id');
  return String(added?.id);
}

/** The ids of a list in its order, and the place of each. */
export async function orderOf(tx: Tx, table: ListTable, of: Of): Promise<string[]> {
  const rows = await tx(table)
    .where({ ...of })
    .orderBy([{ column: 'position' }, { column: 'id' }])
    .select<{ id: string }[]>('id');
  return rows.map(({ id }) => id);
}

/** Puts a list in this order. A place is no one's words: it has no version of its own. */
export async function setOrder(tx: Tx, table: ListTable, of: Of, ids: readonly string[]): Promise<void> {
  await tx.raw(
    `update ?? t set position = o.position from unnest(?::uuid[]) with ordinality as o (id, position)
      where t.board_id = ? and t.conversation_id = ? and t.id = o.id`,
    [table, ids as string[], of.board_id, of.conversation_id],
  );
}

export async function deleteListRow(tx: Tx, table: ListTable, of: Of, id: string): Promise<void> {
  await tx(table)
    .where({ ...of, id })
    .delete();
}

export interface Revision {
  kind: string;
  row_id: string;
  version: number;
  fields: Record<string, unknown>;
  saved_at: string;
  by_name: string | null;
}

/** Every earlier version of a conversation and of its lists, the newest first. */
export const revisionsPart = (id: string): CasePart => ({
  sql: `(select coalesce(jsonb_agg(v order by v.saved_at desc, v.version desc), '[]') from (
     select h.kind, h.row_id, h.version, h.fields - 'words' as fields, h.saved_at, (select name from account where id = h.saved_by) as by_name
       from revision h where h.board_id = r.board_id and h.review_id = r.id
        and (h.kind = 'conversation' and h.row_id = ?::uuid
             or h.kind in ('turning_point', 'conversation_factor') and h.fields ->> 'conversation_id' = ?)
      order by h.saved_at desc limit 300) v)`,
  bindings: [id, id],
});

export async function sealConversation(
  tx: Tx,
  { board, id, why, on, now }: { board: string; id: string; why: string; on: string; now: Date },
): Promise<void> {
  await tx.raw('select app.seal_conversation(?, ?, ?, ?::date, ?)', [board, id, why, on, now]);
}

/** @returns whether there were words to put back */
export async function unsealConversation(
  tx: Tx,
  { board, id, on, terms, now }: { board: string; id: string; on: string; terms: string; now: Date },
): Promise<boolean> {
  const answer = await tx.raw<{ rows: { back: boolean }[] }>(
    'select app.unseal_conversation(?, ?, ?::date, ?, ?) as back',
    [board, id, on, terms, now],
  );
  return answer.rows[0]?.back ?? false;
}

/** Whether this is an agency of the review. Takes anything for an id. */
export async function agencyOfReview(
  tx: Tx,
  { board, reviewId, agency }: { board: string; reviewId: string; agency: string },
): Promise<boolean> {
  const row = await tx('agency')
    .whereRaw('board_id = ? and review_id = ? and id::text = ?', [board, reviewId, agency])
    .first<{ id: string } | undefined>('id');
  return row !== undefined;
}
