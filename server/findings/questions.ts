import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { Conflict, type ConflictField } from '../http/errors';
import type { Which } from './finding';
import { deleteRow, insertRow, rowsOf, type Of } from './part-queries';
import { partOf } from './part-rows';
import { PARTS } from './parts';
import type { QuestionBox } from './question-forms';

interface Row {
  id: string;
  version: number;
  text: string;
}

const { table } = PARTS.questions;

/**
 * Saves the boxes of the page of questions: a new text is added, an emptied box is removed, a changed one saved.
 * @throws Conflict for each question that someone else changed too; Missing, Refused as lockForWriting
 */
export async function saveQuestions(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, findingId, boxes }: Which & { boxes: readonly QuestionBox[] },
): Promise<void> {
  const of = await partOf(tx, actor, { reviewId, findingId });
  const rows = await rowsOf<Row>(tx, table, of);
  const conflicts: Conflict[] = [];
  for (const box of boxes) {
    const conflict = await saveBox(tx, actor, now, of, rows, box);
    if (conflict) conflicts.push(conflict);
  }
  const first = conflicts[0];
  if (first)
    throw new Conflict(
      conflicts.flatMap(({ fields }) => fields),
      first.version,
      first.by,
      conflicts.every(({ own }) => own),
    );
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.saved',
    kind: 'finding',
    subject: findingId,
    detail: { fields: ['questions'] },
  });
}

/** @returns the conflict that stopped it, so that all of them can be shown at once */
async function saveBox(
  tx: Tx,
  actor: Actor,
  now: Date,
  of: Of,
  rows: readonly Row[],
  { number, id, version, text }: QuestionBox,
): Promise<Conflict | null> {
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) {
    // Removed by someone else meanwhile, or not there yet: what was typed stands.
    if (text !== '') await insertRow(tx, table, of, { text }, actor.accountId, now);
    return null;
  }
  if (row.text === text) return null;
  try {
    if (text === '' && version === row.version) await deleteRow(tx, table, of, row.id, row.version);
    else
      await saveVersioned(tx, actor, now, {
        table,
        boardId: of.board_id,
        reviewId: of.review_id,
        id: row.id,
        version,
        changes: { text },
        labels: { text: `Question ${number}` },
      });
    return null;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    return new Conflict(error.fields.map(named(number, row.version)), error.version, error.by, error.own);
  }
}

/** The page for two people's words has one version; a question's own goes along in the name of its box. */
const named =
  (number: number, version: number) =>
  (field: ConflictField): ConflictField => ({ ...field, name: `question-${number}-at-${version}` });
