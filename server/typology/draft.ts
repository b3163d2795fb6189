import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Conflict, Missing, Refused, type ConflictField } from '../http/errors';
import { longDate } from '../http/dates';
import { publicationGaps } from './crosswalk-gaps';
import { added, broughtBack, moved, refuseDoesNotFit, removed, retired, reworded } from './draft-changes';
import { merged, split, steppedTo, type NewCategory } from './draft-mergers';
import { categoryIn, EDITION_SHAPE, type CategoryWords, type Draft } from './draft-model';
import {
  bringIntoForce,
  deleteEdition,
  editionUnderWay,
  holdDrafting,
  insertDraft,
  lockDraft,
  markPublished,
  writeDraft,
  type DraftRow,
} from './draft-queries';
import { categoriesOf, editionInForce } from './typology-queries';
import { accountName } from '../database/versioned-queries';

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
  if (!EDITION_SHAPE.test(code))
    throw new Refused(
      'A code begins with the year and has letters, digits, points and hyphens, like 2014 or 2014.2',
      'code',
    );
  await refuseUnderWay(tx);
  const base = await editionInForce(tx);
  if (!(await insertDraft(tx, { code, base, note, by: actor.accountId, at: now })))
    throw new Refused(`There is an edition ${code} already. Choose another code`, 'code');
  return base;
}

/** Throws Refused while an edition is being drafted or is to come. Two who begin one take turns. */
export async function refuseUnderWay(tx: Tx): Promise<void> {
  await holdDrafting(tx);
  const other = await editionUnderWay(tx);
  if (!other) return;
  throw new Refused(
    other.status === 'draft'
      ? `Edition ${other.code} is being drafted. Publish or delete it first: one edition is drafted at a time`
      : `Edition ${other.code} is published and to come. The next is drafted from it, once it is in force`,
    'code',
  );
}

/** One change of a draft: judged on what is there now, written whole, one row in the audit. */
async function change(
  tx: Tx,
  actor: Actor,
  edition: string,
  action: string,
  detail: Record<string, unknown>,
  how: (draft: DraftRow) => Draft | Promise<Draft>,
): Promise<void> {
  const draft = await lockDraft(tx, edition);
  if (!draft) throw new Missing();
  const before = new Map(draft.categories.map((one) => [one.code, JSON.stringify(one)]));
  const after = await how(draft);
  await writeDraft(tx, {
    ...after,
    categories: after.categories.map((one) =>
      before.get(one.code) === JSON.stringify(one) ? one : { ...one, updated_by: actor.accountId },
    ),
  });
  await record(tx, action, edition, detail);
}

async function record(
  tx: Tx,
  action: string,
  edition: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, { board: null, action, kind: 'edition', subject: edition, detail });
}

/** Throws Refused when another editor changed the category since the form was opened. */
function refuseStale(draft: Draft, code: string, version: number): void {
  if (categoryIn(draft, code).version !== version)
    throw new Refused(
      'Another change was saved to this category while this page was open. Look at it, then send this again',
    );
}

/** The words of a category, as they were when the form was opened and as they are typed. */
export interface WordsEdit {
  version: number;
  before: CategoryWords;
  words: CategoryWords;
}

/**
 * Gives a category other words; what another editor changed meanwhile stands where this one changed nothing.
 * @throws Conflict when both changed the same words; Refused as reworded
 */
export async function rewordCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  code: string,
  edit: WordsEdit,
): Promise<string> {
  let now = code;
  await change(
    tx,
    actor,
    edition,
    'edition.category_changed',
    { category: code, ...edit.words },
    async (draft) => {
      const words = await mergedWords(tx, actor, draft, code, edit);
      now = words.code;
      return reworded(draft, code, words);
    },
  );
  return now;
}

const LABELS: Record<keyof CategoryWords, string> = {
  name: 'Name',
  code: 'Code',
  definition: 'Definition',
  includes: 'What is in',
  excludes: 'What is out',
  examples: 'Examples',
};

async function mergedWords(
  tx: Tx,
  actor: Actor,
  draft: Draft,
  code: string,
  { version, before, words }: WordsEdit,
): Promise<CategoryWords> {
  const own = categoryIn(draft, code);
  if (own.version === version) return words;
  const fields = Object.keys(LABELS) as (keyof CategoryWords)[];
  const mine = fields.filter((field) => shown(words[field]) !== shown(before[field]));
  const conflicts = mine
    .filter((field) => ![shown(before[field]), shown(words[field])].includes(shown(own[field])))
    .map((name): ConflictField => ({
      name,
      label: LABELS[name],
      mine: shown(words[name]),
      theirs: shown(own[name]),
      original: shown(before[name]),
    }));
  const by = own.updated_by ?? null;
  if (conflicts.length > 0)
    throw new Conflict(conflicts, own.version, await accountName(tx, by), by === actor.accountId);
  const theirs: CategoryWords = own;
  return { ...theirs, ...Object.fromEntries(mine.map((field) => [field, words[field]])) };
}

const shown = (value: string | string[]): string => (Array.isArray(value) ? value.join('\n\n') : value);

/** Adds a category under a part, or a part. Also what the queue of findings that do not fit makes of a suggestion. */
export async function addCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  { words, parent }: NewCategory,
): Promise<void> {
  const detail = { category: words.code, parent, ...words };
  await change(tx, actor, edition, 'edition.category_added', detail, (draft) => added(draft, words, parent));
}

/** A change of one category, by the version that its form was opened with. */
export interface OfCategory {
  code: string;
  version: number;
}

export async function moveCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  { code, version, parent }: OfCategory & { parent: string | null },
): Promise<void> {
  await change(tx, actor, edition, 'edition.category_moved', { category: code, parent }, (draft) => {
    refuseStale(draft, code, version);
    return moved(draft, code, parent);
  });
}

/** Merges a category, and others with it, into one that is there or is made for it. */
export async function mergeCategories(
  tx: Tx,
  actor: Actor,
  edition: string,
  { code, version, others, into }: OfCategory & { others: string[]; into: string | NewCategory },
): Promise<void> {
  const target = typeof into === 'string' ? into : into.words.code;
  await change(
    tx,
    actor,
    edition,
    'edition.categories_merged',
    { categories: [code, ...others], into: target },
    (draft) => {
      refuseStale(draft, code, version);
      return merged(draft, [code, ...others], into);
    },
  );
}

export async function splitCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  { code, version, ...into }: OfCategory & { kept: boolean; others: string[]; made: NewCategory[] },
): Promise<void> {
  const detail = { category: code, ...into, made: into.made.map(({ words }) => words.code) };
  await change(tx, actor, edition, 'edition.category_split', detail, (draft) => {
    refuseStale(draft, code, version);
    return split(draft, code, into);
  });
}

export async function retireCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  { code, version, reason }: OfCategory & { reason: string },
): Promise<void> {
  await change(tx, actor, edition, 'edition.category_retired', { category: code, reason }, (draft) => {
    refuseStale(draft, code, version);
    return retired(draft, code, reason);
  });
}

export async function removeCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  { code, version }: OfCategory,
): Promise<void> {
  await change(tx, actor, edition, 'edition.category_removed', { category: code }, (draft) => {
    refuseStale(draft, code, version);
    return removed(draft, code);
  });
}

/** Brings a category of the edition in force back into the draft as it was. */
export async function bringBack(tx: Tx, actor: Actor, edition: string, code: string): Promise<void> {
  await change(tx, actor, edition, 'edition.category_brought_back', { category: code }, (draft) =>
    broughtBack(draft, code),
  );
}

/** Says what became of a category of the edition in force. */
export async function setStep(
  tx: Tx,
  actor: Actor,
  edition: string,
  { from, to, reason }: { from: string; to: string[]; reason: string },
): Promise<void> {
  await change(tx, actor, edition, 'edition.step_set', { category: from, to, reason }, (draft) => {
    refuseDoesNotFit(from, 'anything else', 'to');
    return steppedTo(draft, from, to, reason);
  });
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
 * @throws Refused while the crosswalk has gaps or a category lacks a definition, or for a day that has gone
 */
export async function publishDraft(
  tx: Tx,
  actor: Actor,
  now: Date,
  { edition, from, today }: { edition: string; from: string; today: string },
): Promise<{ inForce: boolean }> {
  const draft = await lockDraft(tx, edition);
  if (!draft) throw new Missing();
  refuseDay(draft, from, today);
  const gaps = publicationGaps(draft);
  if (gaps.length > 0) throw new Refused(`${gaps[0]?.words ?? ''} Mend the crosswalk before you publish`);
  if (draft.base !== draft.in_force)
    throw new Refused(`The draft is based on edition ${draft.base}, which is not in force any more`);
  await markPublished(tx, edition, { by: actor.accountId, at: now, from });
  const inForce = from <= today && (await bringIntoForce(tx, today)) === edition;
  await record(tx, 'edition.published', edition, { base: draft.base, in_force_from: from });
  return { inForce };
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
