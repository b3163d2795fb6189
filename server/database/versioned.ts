import { Conflict, Missing, Refused, type ConflictField } from '../http/errors';
import type { Actor, Tx } from './with-actor';
import { accountName, keepRevision, readRow, revisionFields, updateAtVersion } from './versioned-queries';

/** A row that several people may edit, with the version that the form was filled from. */
export interface Edit {
  table: string;
  boardId: string;
  reviewId: string;
  id: string;
  version: number;
  /** New values by column. Values are text, null, or what PostgreSQL's driver takes for the column. */
  changes: Record<string, unknown>;
  /** How a person calls each column. */
  labels: Record<string, string>;
}

/**
 * Saves an edited row if nobody changed the same fields since it was read. Where others changed different
 * fields, both changes stand and nothing is asked. Every version is kept.
 * @returns the row's new version
 * @throws Conflict with mine, theirs and the original by field; Missing when there is no such row
 */
export async function saveVersioned(tx: Tx, actor: Actor, now: Date, edit: Edit): Promise<number> {
  const current = await readRow(tx, edit);
  if (!current) throw new Missing();
  const changes = current.version === edit.version ? edit.changes : await merge(tx, actor, edit, current);
  const version = current.version + 1;
  await keepRevision(tx, edit, current.version);
  await updateAtVersion(tx, edit, current.version, {
    ...changes,
    version,
    updated_by: actor.accountId,
    updated_at: now,
  });
  return version;
}

export interface CurrentRow {
  version: number;
  updatedBy: string | null;
  /** The edited columns only. */
  fields: Record<string, unknown>;
}

async function merge(
  tx: Tx,
  actor: Actor,
  edit: Edit,
  current: CurrentRow,
): Promise<Record<string, unknown>> {
  const original = await revisionFields(tx, edit, edit.version);
  if (!original) throw new Refused('This form is not of a version that was saved. Open the page again.');
  const names = Object.keys(edit.changes);
  const changedByMe = names.filter((name) => !same(edit.changes[name], original[name]));
  const fields: ConflictField[] = changedByMe
    .filter(
      (name) =>
        !same(current.fields[name], original[name]) && !same(current.fields[name], edit.changes[name]),
    )
    .map((name) => ({
      name,
      label: edit.labels[name] ?? name,
      mine: shown(edit.changes[name]),
      theirs: shown(current.fields[name]),
      original: shown(original[name]),
    }));
  if (fields.length > 0)
    throw new Conflict(
      fields,
      current.version,
      await accountName(tx, current.updatedBy),
      current.updatedBy === actor.accountId,
    );
  return Object.fromEntries(changedByMe.map((name) => [name, edit.changes[name]]));
}

const same = (a: unknown, b: unknown): boolean => shown(a) === shown(b);
const shown = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
