import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { JOURNEY_STAGES } from '../findings/finding-content';
import { Conflict, Refused } from '../http/errors';
import { isUuid } from '../http/ids';
import { agencyFor } from './agencies';
import type { CaseFile } from './case-file-queries';
import { BASES, type EventForm } from './event-forms';
import { printOf } from './event-prints';
import { insertEvent, readSays, updateFingerprints } from './event-queries';
import { whenWords, type When } from './when';

/** The review that an event is of, with what an event may refer to. */
export type EventCase = CaseFile & { documents: { id: string; title: string }[] };

export const EVENT_LABELS: Record<string, string> = {
  agency_id: 'Agency',
  period: 'Date',
  exactness: 'Date',
  circa: 'Date',
  time_of_day: 'Time',
  description: 'What happened',
  people: 'People',
  child_experience: 'The child’s experience',
  child_basis: 'How it is known',
  stage: 'Stage of the child’s journey',
  source: 'Source',
  document_id: 'Document',
};

/**
 * Adds an event to a review's chronology.
 * @returns its id
 * @throws Refused when the agency or the document is not the review's
 */
export async function addEvent(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: EventCase,
  form: EventForm,
): Promise<{ id: string; agencyId: string }> {
  const columns = await columnsOf(tx, actor, now, file, form);
  const by = { added_by: actor.accountId, added_at: now, updated_by: actor.accountId, updated_at: now };
  const id = await insertEvent(tx, {
    board_id: file.board_id,
    review_id: file.id,
    ...columns,
    ...by,
    fingerprint: '-',
  });
  await printAgain(tx, file, id);
  await audit(tx, file, 'event.added', id);
  return { id, agencyId: columns.agency_id };
}

/**
 * Changes what an event says; what it said is kept.
 * @throws Conflict in the words of the form when someone changed the same meanwhile; Missing; Refused
 */
export async function changeEvent(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: EventCase,
  change: EventForm & { id: string; version: number },
): Promise<void> {
  const changes = await columnsOf(tx, actor, now, file, change);
  try {
    await saveVersioned(tx, actor, now, editOf(file, change, changes));
  } catch (error) {
    if (error instanceof Conflict) throw await inFormWords(tx, file, change, error);
    throw error;
  }
  await printAgain(tx, file, change.id);
  await audit(tx, file, 'event.changed', change.id);
}

/** Withdraws an event: it is shown no longer, unless asked for, and what rests on it says so. */
export async function withdrawEvent(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  { id, version, why }: { id: string; version: number; why: string },
): Promise<void> {
  const changes = {
    withdrawn_at: now.toISOString(),
    withdrawn_by: actor.accountId,
    withdrawn_why: why,
  };
  await saveVersioned(tx, actor, now, editOf(file, { id, version }, changes));
  await audit(tx, file, 'event.withdrawn', id);
}

/** Puts a withdrawn event back; that it was withdrawn, and why, stays in its history. */
export async function restoreEvent(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  { id, version }: { id: string; version: number },
): Promise<void> {
  const changes = { withdrawn_at: null, withdrawn_by: null, withdrawn_why: '' };
  await saveVersioned(tx, actor, now, editOf(file, { id, version }, changes));
  await audit(tx, file, 'event.restored', id);
}

const editOf = (
  file: CaseFile,
  { id, version }: { id: string; version: number },
  changes: Record<string, unknown>,
) => ({
  table: 'event',
  boardId: file.board_id,
  reviewId: file.id,
  id,
  version,
  changes,
  labels: EVENT_LABELS,
});

async function audit(tx: Tx, file: CaseFile, action: string, subject: string): Promise<void> {
  const detail = { review: file.id };
  await recordAudit(tx, { board: file.board_id, action, kind: 'event', subject, detail });
}

async function columnsOf(tx: Tx, actor: Actor, now: Date, file: EventCase, form: EventForm) {
  const { when, time } = form.when;
  return {
    agency_id: await agencyOf(tx, actor, now, file, form.agency),
    ...whenColumns(when, time),
    description: form.description,
    people: form.people,
    child_experience: form.child_experience,
    child_basis: form.child_basis,
    stage: form.stage,
    source: form.source,
    document_id: documentOf(file, form.document),
  };
}

/** When something was, as the table of events keeps it. */
export function whenColumns({ from, until, exactness, circa }: When, time: string | null) {
  return { period: `[${from},${until})`, exactness, circa, time_of_day: time && `${time}:00` };
}

async function agencyOf(tx: Tx, actor: Actor, now: Date, file: CaseFile, chosen: string): Promise<string> {
  const known = file.agencies.find(({ id }) => id === chosen);
  if (known) return known.id;
  if (isUuid(chosen)) throw new Refused('Choose one of the agencies of this review', 'agency');
  return agencyFor(tx, actor, now, { boardId: file.board_id, reviewId: file.id, name: chosen });
}

function documentOf({ documents }: EventCase, chosen: string): string | null {
  if (chosen === '') return null;
  const known = documents.find(({ id, title }) => id === chosen || title === chosen);
  if (!known) throw new Refused('Choose one of the documents of this review', 'document');
  return known.id;
}

async function printAgain(tx: Tx, file: CaseFile, id: string): Promise<void> {
  const [says] = await readSays(tx, file.board_id, file.id, { event: id });
  if (!says) return;
  // One person gave the day a time while another made a month of it: neither meant both.
  if (says.time && says.exactness !== 'day')
    throw new Refused('Someone changed the date while you gave a time. Open the page again', 'when');
  await updateFingerprints(tx, file.board_id, [printOf(says)]);
}

/** A date with its time, as it is typed and read: `4 May 2012, 14:30`. */
export const typedWhen = (when: When, time: string | null): string =>
  time ? `${whenWords(when)}, ${time}` : whenWords(when);

// The page that shows two people's words sends them back by the names of the form.
async function inFormWords(
  tx: Tx,
  file: EventCase,
  { id, when }: EventForm & { id: string },
  conflict: Conflict,
): Promise<Conflict> {
  const [stored] = await readSays(tx, file.board_id, file.id, { event: id });
  const dates = new Set(['period', 'exactness', 'circa', 'time_of_day']);
  const names: Record<string, string> = { agency_id: 'agency', document_id: 'document' };
  const agency = (value: string) => file.agencies.find((known) => known.id === value)?.name ?? value;
  const document = (value: string) => file.documents.find((known) => known.id === value)?.title ?? value;
  const words: Record<string, (value: string) => string> = {
    agency_id: agency,
    document_id: document,
    people: (value) => (value ? (JSON.parse(value) as string[]).join(', ') : ''),
    stage: (value) => (value ? JOURNEY_STAGES[value as keyof typeof JOURNEY_STAGES] : ''),
    child_basis: (value) => (value ? BASES[value as keyof typeof BASES] : ''),
  };
  const fields = conflict.fields
    .filter(({ name }) => !dates.has(name))
    .map((field) => {
      const inWords = words[field.name] ?? ((value: string) => value);
      return {
        ...field,
        name: names[field.name] ?? field.name,
        mine: inWords(field.mine),
        theirs: inWords(field.theirs),
        original: inWords(field.original),
      };
    });
  if (conflict.fields.some(({ name }) => dates.has(name)) && stored)
    fields.unshift({
      name: 'when',
      label: 'Date',
      mine: typedWhen(when.when, when.time),
      theirs: typedWhen(stored, stored.time),
      original: '',
    });
  return new Conflict(fields, conflict.version, conflict.by, conflict.own);
}
