import type { Edit } from '../database/versioned';
import { keepRevision, readRow } from '../database/versioned-queries';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { audit, lockToChange, type Which } from './conversation';
import { whyNoNotes } from './conversation-policy';
import {
  deleteListRow,
  insertListRow,
  orderOf,
  setOrder,
  type ListTable,
  type Locked,
  type Of,
} from './conversation-queries';

/**
 * Adds an empty turning point or factor at the end of its list.
 * @throws Missing; Refused when no notes can be kept
 */
export async function addListRow(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, table }: Which & { table: ListTable },
): Promise<string> {
  const { locked, of } = await lockList(tx, actor, { reviewId, conversationId });
  const why = whyNoNotes(locked);
  if (why !== null) throw new Refused(why);
  return insertListRow(tx, table, of, { fields: {}, account: actor.accountId, now });
}

/**
 * Moves a turning point or a factor one place up or down.
 * @throws Missing when the conversation has no such row
 */
export async function moveListRow(
  tx: Tx,
  actor: Actor,
  { reviewId, conversationId, id, by }: Which & { id: string; by: 'up' | 'down' },
): Promise<ListTable> {
  const { of } = await lockList(tx, actor, { reviewId, conversationId });
  for (const table of ['turning_point', 'conversation_factor'] as const) {
    const order = await orderOf(tx, table, of);
    const from = order.indexOf(id);
    if (from < 0) continue;
    const to = Math.min(Math.max(from + (by === 'up' ? -1 : 1), 0), order.length - 1);
    order.splice(to, 0, ...order.splice(from, 1));
    await setOrder(tx, table, of, order);
    return table;
  }
  throw new Missing();
}

/**
 * Removes a turning point or a factor; what it said stays among the revisions.
 * @param version what the person read when they were asked
 * @throws Missing; Refused when it was changed since
 */
export async function removeListRow(
  tx: Tx,
  actor: Actor,
  { reviewId, conversationId, table, id, version }: Which & { table: ListTable; id: string; version: number },
): Promise<void> {
  const { of, locked } = await lockList(tx, actor, { reviewId, conversationId });
  const why = whyNoNotes(locked);
  if (why !== null) throw new Refused(why);
  const edit: Edit = {
    table,
    boardId: of.board_id,
    reviewId,
    id,
    version,
    changes: { conversation_id: null },
    labels: {},
  };
  const current = await readRow(tx, edit);
  if (!current || current.fields.conversation_id !== conversationId) throw new Missing();
  if (current.version !== version)
    throw new Refused('Someone changed this after you opened the page. Read it again before you remove it.');
  await keepRevision(tx, edit, version);
  await deleteListRow(tx, table, of, id);
  await audit(tx, of.board_id, 'conversation.row_removed', { reviewId, conversationId }, { table, row: id });
}

async function lockList(tx: Tx, actor: Actor, which: Which): Promise<{ locked: Locked; of: Of }> {
  const locked = await lockToChange(tx, actor, which);
  return {
    locked,
    of: { board_id: locked.board_id, review_id: which.reviewId, conversation_id: which.conversationId },
  };
}
