import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import { labelsOf, type Values } from '../findings/fields';
import { inFieldsWords } from '../findings/finding';
import { FACTOR_HEADINGS } from '../findings/finding-content';
import { lockToWrite, recordEpisode, type WhichEpisode } from './episode';
import {
  conversationOfView,
  deleteEpisodeRow,
  episodeRowVersion,
  insertEpisodeRow,
  openConversations,
  wasEpisodeRow,
  type OfEpisode,
} from './episode-changes-queries';
import { CONVERSATION_FIELD, EPISODE_TABLES, partFields, type EpisodePart } from './episode-content';

/** How a conversation is called where one is chosen. */
export const conversationName = ({
  role_label,
  held_on,
}: {
  role_label: string;
  held_on: string | null;
}): string => `${role_label}, ${held_on ? longDate(held_on) : 'not held yet'}`;

/**
 * Adds a view from the tunnel or a factor to an episode.
 * @throws Missing, Refused as lockToWrite; Refused when the view rests on a conversation that is not there
 */
export async function addEpisodeRow(
  tx: Tx,
  actor: Actor,
  now: Date,
  { part, fields, ...which }: WhichEpisode & { part: EpisodePart; fields: Values },
): Promise<string> {
  const of = await lockToWrite(tx, actor, which);
  const { values } = await settled(tx, of, part, fields, null);
  const id = await insertEpisodeRow(tx, EPISODE_TABLES[part], of, values, actor.accountId, now);
  await recordEpisode(tx, of, 'episode.row_added', { part, row: id });
  return id;
}

/**
 * Saves a row of one of the episode's lists.
 * @returns its new version
 * @throws Conflict when someone else changed the same field; Missing; Refused as addEpisodeRow, or when the row was
 *   removed meanwhile
 */
export async function saveEpisodeRow(
  tx: Tx,
  actor: Actor,
  now: Date,
  {
    part,
    rowId,
    version,
    fields,
    ...which
  }: WhichEpisode & { part: EpisodePart; rowId: string; version: number; fields: Values },
): Promise<number> {
  const of = await lockToWrite(tx, actor, which);
  const table = EPISODE_TABLES[part];
  if ((await episodeRowVersion(tx, table, of, rowId)) === null) {
    if (await wasEpisodeRow(tx, table, of, rowId))
      throw new Refused('This was removed meanwhile. Your words are below: add it again.');
    throw new Missing();
  }
  const keeps = part === 'views' ? await conversationOfView(tx, of, rowId) : null;
  const { values, conversations } = await settled(tx, of, part, fields, keeps);
  const asked = partFields(part, FACTOR_HEADINGS, conversations);
  const saved = await inFieldsWords(asked, () =>
    saveVersioned(tx, actor, now, {
      table,
      boardId: of.board_id,
      reviewId: of.review_id,
      id: rowId,
      version,
      changes: values,
      labels: labelsOf(asked),
    }),
  );
  await recordEpisode(tx, of, 'episode.row_saved', { part, row: rowId, version: saved });
  return saved;
}

/**
 * Removes a row from one of the episode's lists; what it said is kept among the revisions.
 * @param row with the version that the person saw when they were asked
 * @throws Refused when it was changed since then; Missing, Refused as lockToWrite
 */
export async function removeEpisodeRow(
  tx: Tx,
  actor: Actor,
  { part, rowId, version, ...which }: WhichEpisode & { part: EpisodePart; rowId: string; version: number },
): Promise<void> {
  const of = await lockToWrite(tx, actor, which);
  const table = EPISODE_TABLES[part];
  const current = await episodeRowVersion(tx, table, of, rowId);
  if (current === null) throw new Missing();
  if (current !== version)
    throw new Refused('Someone changed this after you opened the page. Read it again before you remove it.');
  await deleteEpisodeRow(tx, table, of, rowId, version);
  await recordEpisode(tx, of, 'episode.row_removed', { part, row: rowId });
}

/**
 * The values as they are kept. A view's conversation comes as its id, or as it is called (so the page for two
 * people's words sends it back); one that is not named takes its role from the conversation.
 * @param keeps the conversation that the view rests on already: it may stay though it can no longer be chosen
 */
async function settled(
  tx: Tx,
  of: OfEpisode,
  part: EpisodePart,
  fields: Values,
  keeps: string | null,
): Promise<{ values: Values; conversations: Record<string, string> }> {
  if (part !== 'views') return { values: fields, conversations: {} };
  const known = await openConversations(tx, of);
  const conversations = Object.fromEntries(known.map((one) => [one.id, conversationName(one)]));
  const given = fields[CONVERSATION_FIELD] ?? '';
  if (given === '') return { values: { ...fields, [CONVERSATION_FIELD]: null }, conversations };
  const chosen = known.find((one) => one.id === given || conversations[one.id] === given);
  if (!chosen || !(chosen.open || chosen.id === keeps))
    throw new Refused('Choose one of the conversations, or leave it open', CONVERSATION_FIELD);
  return {
    values: {
      ...fields,
      role_label: fields.role_label || chosen.role_label,
      [CONVERSATION_FIELD]: chosen.id,
    },
    conversations,
  };
}
