import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { pointersOfRow } from '../evidence/pointer-queries';
import { Missing, Refused } from '../http/errors';
import { labelsOf, type Values } from './fields';
import { inFieldsWords, lockForWriting, type Which } from './finding';
import { deleteRow, insertRow, removedRow, versionOf, type Of } from './part-queries';
import { LISTS, PARTS, type PartName } from './parts';

/**
 * Adds a row to one of the finding's lists: an account, a piece of evidence, a factor, a reference, a question.
 * Fields that are not given stay empty.
 * @throws Missing, Refused as lockForWriting
 */
export async function addRow(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, findingId, part, fields }: Which & { part: Exclude<PartName, 'tags'>; fields: Values },
): Promise<{ id: string }> {
  const of = await partOf(tx, actor, { reviewId, findingId });
  const whole = part === 'rationales' ? { role_label: '', ...fields } : fields;
  const id = await insertRow(tx, PARTS[part].table, of, whole, actor.accountId, now);
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.row_added',
    kind: 'finding',
    subject: findingId,
    detail: { part, row: id },
  });
  return { id };
}

/**
 * Saves a row of one of the finding's lists.
 * @returns the row's new version
 * @throws Conflict when someone else changed the same field; Missing; Refused when it may not be changed now or was
 *   removed meanwhile
 */
export async function saveRow(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: Which & { part: PartName; rowId: string; version: number; fields: Values },
): Promise<number> {
  const { reviewId, findingId, part, rowId, version, fields } = row;
  const { table, fields: asked } = PARTS[part];
  const of = await partOf(tx, actor, { reviewId, findingId });
  if ((await versionOf(tx, table, of, rowId)) === null) {
    if (await removedRow(tx, table, of, rowId)) throw new Refused(removedMeanwhile(part));
    throw new Missing();
  }
  const saved = await inFieldsWords(asked, () =>
    saveVersioned(tx, actor, now, {
      table,
      boardId: of.board_id,
      reviewId,
      id: rowId,
      version,
      changes: fields,
      labels: labelsOf(asked),
    }),
  );
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.row_saved',
    kind: 'finding',
    subject: findingId,
    detail: { part, row: rowId, version: saved },
  });
  return saved;
}

/**
 * Removes a row from one of the finding's lists, and its pointers to evidence; what it said is kept among the revisions.
 * @param version what the person saw when they were asked
 * @throws Refused when it was changed since then; Missing, Refused as lockForWriting
 */
export async function removeRow(
  tx: Tx,
  actor: Actor,
  { reviewId, findingId, part, rowId, version }: Which & { part: PartName; rowId: string; version: number },
): Promise<void> {
  const { table } = PARTS[part];
  const of = await partOf(tx, actor, { reviewId, findingId });
  const current = await versionOf(tx, table, of, rowId);
  if (current === null) throw new Missing();
  if (current !== version)
    throw new Refused('Someone changed this after you opened the page. Read it again before you remove it.');
  for (const pointer of await pointersOfRow(tx, of, rowId))
    await deleteRow(tx, 'pointer', of, pointer.id, pointer.version);
  await deleteRow(tx, table, of, rowId, version);
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.row_removed',
    kind: 'finding',
    subject: findingId,
    detail: { part, row: rowId },
  });
}

function removedMeanwhile(part: PartName): string {
  const noun = part === 'questions' ? 'question' : LISTS[part].noun;
  return `This ${noun} was removed meanwhile. Your words are below: add it again.`;
}

/** Locks the finding and says whose the rows of its lists are. */
export async function partOf(tx: Tx, actor: Actor, { reviewId, findingId }: Which): Promise<Of> {
  const board_id = await lockForWriting(tx, actor, { reviewId, findingId });
  return { board_id, review_id: reviewId, finding_id: findingId };
}
