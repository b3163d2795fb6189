import { saveVersioned, type Edit } from '../database/versioned';
import { readRow, revisionFields } from '../database/versioned-queries';
import type { Actor, Tx } from '../database/with-actor';
import { inFieldsWords } from '../findings/finding';
import type { Field, Values } from '../findings/fields';
import { Conflict, Missing, Refused } from '../http/errors';
import { audit, lockToChange, type Which } from './conversation';
import { whyNoNotes } from './conversation-policy';
import { insertListRow, type Locked, type Of } from './conversation-queries';
import { PART_NAMES, scheduleFor } from './conversation-schedule';
import type { Sheet } from './conversation-notes-forms';

/** What is stored of a row after a save: its version, and its columns as they stand. */
export interface Saved {
  sheet: Sheet;
  version: number;
  stored: Record<string, unknown>;
}

/**
 * Saves what was written on the page of notes. Each row is saved at its own version, and only where it was changed;
 * what others wrote in other fields meanwhile stands.
 * @param background when the page saved by itself: then a row that someone removed is not added again
 * @returns every row of the form as it now stands
 * @throws Conflict with all fields that someone else changed too; Missing; Refused when no notes can be kept
 */
export async function saveNotes(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, sheets, background }: Which & { sheets: readonly Sheet[]; background: boolean },
): Promise<Saved[]> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  const of = { board_id: locked.board_id, review_id: reviewId, conversation_id: conversationId };
  const saved: Saved[] = [];
  const conflicts: Conflict[] = [];
  for (const sheet of sheets) {
    const result = await saveSheet(tx, actor, now, { of, locked, sheet, background });
    if (result instanceof Conflict) conflicts.push(result);
    else if (result) saved.push(result);
  }
  const [first] = conflicts;
  if (first) {
    const fields = conflicts.flatMap((conflict) => conflict.fields);
    throw new Conflict(
      fields,
      first.version,
      first.by,
      conflicts.every(({ own }) => own),
    );
  }
  await audit(tx, locked.board_id, 'conversation.saved', { reviewId, conversationId });
  return saved;
}

interface Save {
  of: Of;
  locked: Locked;
  sheet: Sheet;
  background: boolean;
}

/** @returns the row as it stands; null when it is gone; the conflict that stopped it */
async function saveSheet(
  tx: Tx,
  actor: Actor,
  now: Date,
  { of, locked, sheet, background }: Save,
): Promise<Saved | Conflict | null> {
  const fields = fieldsOf(sheet, locked);
  const edit: Edit = {
    table: sheet.table,
    boardId: of.board_id,
    reviewId: of.review_id,
    id: sheet.id ?? of.conversation_id,
    version: sheet.version,
    changes: { ...sheet.values, conversation_id: null },
    labels: Object.fromEntries(fields.map(({ name, label }) => [name, label])),
  };
  const current = await readRow(tx, edit);
  if (!current || (sheet.id !== null && current.fields.conversation_id !== of.conversation_id))
    return addAgain(tx, actor, now, { of, locked, sheet, background });
  const filledFrom =
    current.version === sheet.version ? current.fields : await revisionFields(tx, edit, sheet.version);
  const mine = Object.fromEntries(
    Object.entries(sheet.values).filter(
      ([name, value]) => name in sheet.settled || !same(value, filledFrom?.[name]),
    ),
  );
  if (Object.keys(mine).length === 0) return { sheet, version: current.version, stored: current.fields };
  if (!filledFrom) throw new Refused('This page is not of a version that was saved. Open it again.');
  refuseWithoutConsent(locked, sheet, mine);
  try {
    const version = await inFieldsWords(fields, () =>
      saveAtEach(tx, actor, now, { edit, mine, settled: sheet.settled }),
    );
    const stored = (await readRow(tx, edit))?.fields ?? {};
    return { sheet, version, stored };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    // The page for two people's words has one version; a row's own goes along in the name of each field.
    const named = error.fields.map((field) => ({
      ...field,
      name: `${sheet.prefix}${field.name}-at-${error.version}`,
    }));
    return new Conflict(named, error.version, error.by, error.own);
  }
}

/** Saves the fields that were settled at the version they were settled at, and the others at that of the form. */
async function saveAtEach(
  tx: Tx,
  actor: Actor,
  now: Date,
  { edit, mine, settled }: { edit: Edit; mine: Values; settled: Record<string, number> },
): Promise<number> {
  const versions = new Set(Object.keys(mine).map((name) => settled[name] ?? edit.version));
  let saved = edit.version;
  for (const version of versions) {
    const changes = Object.fromEntries(
      Object.entries(mine).filter(([name]) => (settled[name] ?? edit.version) === version),
    );
    saved = await saveVersioned(tx, actor, now, { ...edit, version, changes });
  }
  return saved;
}

/** Someone removed the row meanwhile: what was typed in it here is kept as a row of its own. */
async function addAgain(
  tx: Tx,
  actor: Actor,
  now: Date,
  { of, locked, sheet, background }: Save,
): Promise<null> {
  if (sheet.table === 'conversation') throw new Missing();
  const was = await revisionFields(
    tx,
    {
      table: sheet.table,
      boardId: of.board_id,
      reviewId: of.review_id,
      id: String(sheet.id),
      version: sheet.version,
      changes: {},
      labels: {},
    },
    sheet.version,
  );
  if (!was || was.conversation_id !== of.conversation_id) throw new Missing();
  const typed = Object.entries(sheet.values).some(([name, value]) => !same(value, was[name]));
  if (!typed) return null;
  if (background) throw new Refused('someone removed this part meanwhile. Select Save to keep your words.');
  refuseWithoutConsent(locked, sheet, sheet.values);
  await insertListRow(tx, sheet.table, of, { fields: sheet.values, account: actor.accountId, now });
  return null;
}

function refuseWithoutConsent(locked: Locked, sheet: Sheet, mine: Values): void {
  const why = whyNoNotes(locked);
  if (why === null) return;
  const explained = sheet.table === 'conversation' && Object.keys(mine).every((name) => name === 'purpose');
  const beforeConsent = locked.withdrawn_at === null && locked.consent === 'not_asked';
  if (!(explained && beforeConsent)) throw new Refused(why);
}

function fieldsOf({ table }: Sheet, { about }: Locked): readonly Field[] {
  const schedule = scheduleFor(about);
  if (table === 'turning_point') return schedule.turningFields;
  if (table === 'conversation_factor') return schedule.factorFields;
  return PART_NAMES.map((name) => ({ kind: 'text', name, label: schedule.parts[name].title }));
}

const same = (a: unknown, b: unknown): boolean => String(a ?? '') === String(b ?? '');
