import { keepRevision } from '../database/versioned-queries';
import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import { SURELY_WITHIN } from './episode-queries';

/** Which episode a row belongs to, in its Board and review. */
export interface OfEpisode {
  board_id: string;
  review_id: string;
  episode_id: string;
}

/** The number that the next episode of a review gets; the review is locked by who asks. */
export async function nextEpisodeNumber(tx: Tx, boardId: string, reviewId: string): Promise<number> {
  const row = await tx('episode')
    .where({ board_id: boardId, review_id: reviewId })
    .max<{ number: number | null }[]>({ number: 'number' });
  return (row[0]?.number ?? 0) + 1;
}

export interface NewEpisodeRow {
  board_id: string;
  review_id: string;
  number: number;
  title: string;
  /** Half open, as PostgreSQL writes it. */
  period: string;
  added_by: string;
  added_at: Date;
  updated_by: string;
  updated_at: Date;
}

export async function insertEpisode(tx: Tx, row: NewEpisodeRow): Promise<string> {
  const [added] = await tx('episode').insert(row).returning<{ id: string }[]>('id');
  return String(added?.id);
}

/**
 * Locks an episode that is about to be written in.
 * @throws Missing when the review has no such episode, or it is not the actor's to see
 */
export async function lockEpisode(
  tx: Tx,
  reviewId: string,
  episodeId: string,
): Promise<{ board_id: string; version: number; withdrawn_at: Date | null }> {
  const answer = await tx.raw<{ rows: { board_id: string; version: number; withdrawn_at: Date | null }[] }>(
    'select board_id, version, withdrawn_at from episode where review_id = ? and id = ? for no key update',
    [reviewId, episodeId],
  );
  const row = answer.rows[0];
  if (!row) throw new Missing();
  return row;
}

/** Adds a row at the end of its list. The episode is locked, so two rows added at once have two places. */
export async function insertEpisodeRow(
  tx: Tx,
  table: string,
  of: OfEpisode,
  fields: Record<string, unknown>,
  account: string,
  now: Date,
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

/** @returns the row's version, or null when the episode has no such row */
export async function episodeRowVersion(
  tx: Tx,
  table: string,
  of: OfEpisode,
  id: string,
): Promise<number | null> {
  const row = await tx(table)
    .where({ ...of, id })
    .first<{ version: number } | undefined>('version');
  return row?.version ?? null;
}

/** Whether the episode had such a row that was removed since. */
export async function wasEpisodeRow(tx: Tx, table: string, of: OfEpisode, id: string): Promise<boolean> {
  const row = await tx('revision')
    .where({ board_id: of.board_id, review_id: of.review_id, kind: table, row_id: id })
    .whereRaw("fields ->> 'episode_id' = ?", [of.episode_id])
    .first<{ version: number } | undefined>('version');
  return row !== undefined;
}

/** Removes a row and keeps what it said among the revisions. */
export async function deleteEpisodeRow(
  tx: Tx,
  table: string,
  of: OfEpisode,
  id: string,
  version: number,
): Promise<void> {
  const edit = { table, boardId: of.board_id, reviewId: of.review_id, id, version, changes: {}, labels: {} };
  await keepRevision(tx, edit, version);
  await tx(table)
    .where({ ...of, id })
    .delete();
}

/** Conversations of the review that a view may rest on, by id, as they are called. */
export async function openConversations(
  tx: Tx,
  { board_id, review_id }: OfEpisode,
): Promise<{ id: string; role_label: string; held_on: string | null; open: boolean }[]> {
  const answer = await tx.raw<{
    rows: { id: string; role_label: string; held_on: string | null; open: boolean }[];
  }>(
    `select id, role_label, held_on::text, (consent = 'given' and withdrawn_at is null) as open
       from conversation where board_id = ? and review_id = ?`,
    [board_id, review_id],
  );
  return answer.rows;
}

/** The conversation that a view rests on now. */
export async function conversationOfView(tx: Tx, of: OfEpisode, id: string): Promise<string | null> {
  const row = await tx('tunnel_view')
    .where({ ...of, id })
    .first<{ conversation_id: string | null } | undefined>('conversation_id');
  return row?.conversation_id ?? null;
}

/**
 * Takes events of the review into an episode; those that it has stay, those that are withdrawn or of another review
 * are passed over.
 * @returns how many were taken in
 */
export async function takeEvents(
  tx: Tx,
  of: OfEpisode,
  events: readonly string[],
  account: string,
  now: Date,
): Promise<number> {
  if (events.length === 0) return 0;
  const answer = await tx.raw<{ rowCount: number }>(
    `insert into episode_event (board_id, review_id, episode_id, event_id, added_by, added_at)
     select board_id, review_id, ?, id, ?, ? from event
      where board_id = ? and review_id = ? and withdrawn_at is null and id = any (?::uuid[]) on conflict do nothing`,
    [of.episode_id, account, now, of.board_id, of.review_id, [...events]],
  );
  return answer.rowCount;
}

/** Takes in every event that was surely within the episode's period. */
export async function takeEventsWithin(
  tx: Tx,
  of: OfEpisode,
  agency: string | null,
  account: string,
  now: Date,
): Promise<number> {
  const answer = await tx.raw<{ rowCount: number }>(
    `insert into episode_event (board_id, review_id, episode_id, event_id, added_by, added_at)
     select v.board_id, v.review_id, e.id, v.id, ?, ? from event v
       join episode e on e.board_id = v.board_id and e.review_id = v.review_id and e.id = ?
      where v.board_id = ? and v.review_id = ? and ${SURELY_WITHIN}
        and (?::uuid is null or v.agency_id = ?::uuid) on conflict do nothing`,
    [account, now, of.episode_id, of.board_id, of.review_id, agency, agency],
  );
  return answer.rowCount;
}

/**
 * Takes events out of an episode.
 * @param butWithin true to leave those in that were surely within its period
 * @returns how many were taken out
 */
export async function leaveEvents(
  tx: Tx,
  of: OfEpisode,
  events: readonly string[],
  butWithin: boolean,
): Promise<number> {
  if (events.length === 0) return 0;
  const answer = await tx.raw<{ rowCount: number }>(
    `delete from episode_event x using event v, episode e
      where x.board_id = ? and x.review_id = ? and x.episode_id = ? and x.event_id = any (?::uuid[])
        and v.board_id = x.board_id and v.id = x.event_id and e.board_id = x.board_id and e.id = x.episode_id
        and not (? and ${SURELY_WITHIN})`,
    [of.board_id, of.review_id, of.episode_id, [...events], butWithin],
  );
  return answer.rowCount;
}

/** Whether an episode has any event. */
export async function hasEvents(tx: Tx, of: OfEpisode): Promise<boolean> {
  const row = await tx('episode_event')
    .where({ ...of })
    .first<{ event_id: string } | undefined>('event_id');
  return row !== undefined;
}
