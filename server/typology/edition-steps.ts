import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import { publicationGaps } from './crosswalk-gaps';
import { codeAfter, EDITION_SHAPE, type Draft } from './draft-model';
import { underWayWords } from './edition-pages';
import {
  bringIntoForce,
  deleteEdition,
  editionUnderWay,
  everyEdition,
  holdDrafting,
  insertDraft,
  lockDraft,
  markPublished,
  updateDraft,
  writeDraft,
  type DraftRow,
} from './draft-queries';
import { categoriesOf, editionInForce } from './typology-queries';

/** Begins the next edition: the one in force as it stands, every category the same. */
export async function beginDraft(
  tx: Tx,
  actor: Actor,
  now: Date,
  { code, note }: { code: string; note: string },
): Promise<void> {
  const base = await openDraft(tx, actor, now, { code, note });
  const categories = await categoriesOf(tx, base);
  await writeDraft(tx, {
    code,
    base,
    baseCategories: [],
    categories: categories.map(({ edition: _edition, parent_name: _name, ...one }) => ({
      ...one,
      version: 1,
    })),
    steps: categories.map((one) => ({ from: one.code, change: 'same', to: [one.code], reason: '' })),
  });
  await record(tx, 'edition.drafted', code, { base, note });
}

/**
 * Makes an empty draft on the edition in force.
 * @returns the code of that edition
 * @throws Refused when the code is taken or of another shape, or an edition is being drafted or is to come
 */
export async function openDraft(
  tx: Tx,
  actor: Actor,
  now: Date,
  { code, note }: { code: string; note: string },
): Promise<string> {
  refuseShape(code);
  await refuseUnderWay(tx);
  const base = await editionInForce(tx);
  refuseEarlier(code, base);
  if (!(await insertDraft(tx, { code, base, note, by: actor.accountId, at: now })))
    throw new Refused(TAKEN(code), 'code');
  return base;
}

function refuseShape(code: string): void {
  if (!EDITION_SHAPE.test(code))
    throw new Refused(
      'A code begins with the year and has letters, digits, points and hyphens, like 2014 or 2014.2',
      'code',
    );
}

/** Editions are told apart by their codes: a later one has a later code, so that a list of them reads as they came. */
function refuseEarlier(code: string, base: string): void {
  if (code.localeCompare(base, 'en', { numeric: true }) < 0)
    throw new Refused(
      `It follows edition ${base}: give it a code that comes after that, like ${codeAfter(base)}`,
      'code',
    );
}

const TAKEN = (code: string): string => `There is an edition ${code} already. Choose another code`;

/** Throws Refused while an edition is being drafted or is to come. Two who begin one take turns. */
export async function refuseUnderWay(tx: Tx): Promise<void> {
  await holdDrafting(tx);
  const words = underWayWords(await editionUnderWay(tx));
  if (words !== null) throw new Refused(words, 'code');
}

/** One row of the audit about an edition. */
export async function record(
  tx: Tx,
  action: string,
  edition: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, { board: null, action, kind: 'edition', subject: edition, detail });
}

/**
 * Gives a draft another code and another note. What belongs to it follows its code.
 * @param was the note that the form was opened with
 * @throws Refused when the code is taken or of another shape, or another editor changed the note meanwhile
 */
export async function describeDraft(
  tx: Tx,
  edition: string,
  { code, note, was }: { code: string; note: string; was: string },
): Promise<void> {
  const draft = await lockDraft(tx, edition);
  if (!draft) throw new Missing();
  if (code !== edition) {
    refuseShape(code);
    refuseEarlier(code, draft.base);
    if ((await everyEdition(tx)).some((one) => one.code === code)) throw new Refused(TAKEN(code), 'code');
  }
  if (draft.note !== was && draft.note !== note)
    throw new Refused(
      `Another change of the note was saved while this page was open. It now says: “${draft.note}”. Write what should stand, and save again`,
      'note',
    );
  await updateDraft(tx, edition, { code, note });
  await record(tx, 'edition.described', code, { was: { code: edition, note: draft.note }, code, note });
}

/** Deletes a draft; nothing rests on it. Throws Missing when there is none of that code. */
export async function deleteDraft(tx: Tx, edition: string): Promise<void> {
  const draft = await lockDraft(tx, edition);
  if (!draft) throw new Missing();
  await deleteEdition(tx, edition);
  await record(tx, 'edition.deleted', edition, { base: draft.base, categories: draft.categories.length });
}

/**
 * Publishes a draft from a day. When that is today it is in force at once and the older edition is superseded. What is
 * coded stands in it from its publication on: the database counts it in this transaction, before the audit.
 * @param from ISO date
 * @param seen what the check showed (`draftSeen`); null where nobody looked
 * @throws Refused while the crosswalk has gaps or a category lacks a definition, for a day that has gone, or when the
 * draft is not what was checked any more
 */
export async function publishDraft(
  tx: Tx,
  actor: Actor,
  now: Date,
  {
    edition,
    from,
    today,
    seen = null,
  }: { edition: string; from: string; today: string; seen?: string | null },
): Promise<{ inForce: boolean }> {
  const draft = await lockDraft(tx, edition);
  if (!draft) throw new Missing();
  refuseDay(draft, from, today);
  const gaps = publicationGaps(draft);
  if (gaps.length > 0) throw new Refused(`${gaps[0]?.words ?? ''} Mend that before you publish`);
  if (draft.base !== draft.in_force)
    throw new Refused(`The draft is based on edition ${draft.base}, which is not in force any more`);
  if (seen !== null && seen !== draftSeen(draft)) throw new Refused(CHANGED_SINCE, 'seen');
  await markPublished(tx, edition, { by: actor.accountId, at: now, from });
  const inForce = from <= today && (await bringIntoForce(tx, today)) === edition;
  await record(tx, 'edition.published', edition, { base: draft.base, in_force_from: from });
  return { inForce };
}

const CHANGED_SINCE =
  'The draft changed since you checked it: another change was saved meanwhile. It is shown as it is now: look again before you publish it';

/** What would be published, in one word: every category in its order and every step. Publication cannot be taken back. */
export function draftSeen({ base, categories, steps }: Draft): string {
  const words = categories.map(({ code, parent, name, definition, includes, excludes, examples }) => [
    code,
    parent,
    name,
    definition,
    includes,
    excludes,
    examples,
  ]);
  const walk = steps.map(({ from, change, to, reason }) => [from, change, to, reason]);
  return createHash('sha256')
    .update(JSON.stringify([base, words, walk]))
    .digest('hex');
}

/** Throws Refused for a day on which the draft cannot come into force. */
export function refuseDay(
  { base, base_from }: Pick<DraftRow, 'base' | 'base_from'>,
  from: string,
  today: string,
): void {
  if (from < today) throw new Refused('The day must be today or later', 'in_force_from');
  if (from < base_from)
    throw new Refused(
      `Edition ${base} came into force on ${longDate(base_from)}. The day must be then or later`,
      'in_force_from',
    );
}
