import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { episodeOf, lockToWrite, recordEpisode, type WhichEpisode } from './episode';
import { lockEpisode, type OfEpisode } from './episode-changes-queries';

/**
 * Withdraws an episode: it stays to be read, and what rests on it says so.
 * @throws Missing when the actor is not on the review; Refused when it was withdrawn already
 */
export async function withdrawEpisode(
  tx: Tx,
  actor: Actor,
  now: Date,
  { why, ...which }: WhichEpisode & { why: string },
): Promise<void> {
  const of = await lockToWrite(tx, actor, which);
  await setWithdrawn(tx, actor, now, of, { at: now, by: actor.accountId, why });
  await recordEpisode(tx, of, 'episode.withdrawn', {});
}

/**
 * Puts back an episode that was withdrawn.
 * @throws Missing when the actor is not on the review; Refused when it stands
 */
export async function restoreEpisode(tx: Tx, actor: Actor, now: Date, which: WhichEpisode): Promise<void> {
  const { of, withdrawn_at } = await episodeOf(tx, actor, which);
  if (!withdrawn_at) throw new Refused('It was put back already.');
  await setWithdrawn(tx, actor, now, of, { at: null, by: null, why: '' });
  await recordEpisode(tx, of, 'episode.restored', {});
}

async function setWithdrawn(
  tx: Tx,
  actor: Actor,
  now: Date,
  { board_id, review_id, episode_id }: OfEpisode,
  { at, by, why }: { at: Date | null; by: string | null; why: string },
): Promise<void> {
  const { version } = await lockEpisode(tx, review_id, episode_id);
  await saveVersioned(tx, actor, now, {
    table: 'episode',
    boardId: board_id,
    reviewId: review_id,
    id: episode_id,
    version,
    changes: { withdrawn_at: at, withdrawn_by: by, withdrawn_why: why },
    labels: {},
  });
}
