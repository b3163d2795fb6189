import { accountName } from '../database/versioned-queries';
import type { Actor, Tx } from '../database/with-actor';
import { Conflict, Missing, Refused, type ConflictField } from '../http/errors';
import { added, moved, refuseDoesNotFit, removed, retired, reworded } from './draft-changes';
import { broughtBack, type Returned } from './draft-return';
import { putAfter } from './draft-order';
import { merged, split, steppedTo, type NewCategory } from './draft-mergers';
import { categoryIn, type CategoryWords, type Draft } from './draft-model';
import { answeredWith, lockDraft, renameInAnswers, writeDraft, type DraftRow } from './draft-queries';
import { record } from './edition-steps';

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
 * Gives a category other words, and the answers that led to it its code; what another editor changed meanwhile stands where this one changed nothing.
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
  if (now !== code) await renameInAnswers(tx, edition, code, now);
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

/** Puts a category first among those that stand beside it, or after one of them. */
export async function orderCategory(
  tx: Tx,
  actor: Actor,
  edition: string,
  { code, version, after }: OfCategory & { after: string | null },
): Promise<void> {
  await change(tx, actor, edition, 'edition.category_put', { category: code, after }, (draft) => {
    refuseStale(draft, code, version);
    return putAfter(draft, code, after);
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

/**
 * Brings a category of the edition in force back into the draft as it was, with what went with it.
 * @throws Refused as broughtBack
 */
export async function bringBack(
  tx: Tx,
  actor: Actor,
  edition: string,
  code: string,
): Promise<Omit<Returned, 'draft'>> {
  const detail: Record<string, unknown> = { category: code };
  let told: Omit<Returned, 'draft'> = { followed: [], removed: [], stays: [], elsewhere: null };
  await change(tx, actor, edition, 'edition.category_brought_back', detail, async (before) => {
    const { draft, ...rest } = broughtBack(before, code, await answeredWith(tx, edition));
    told = rest;
    // The words of what goes are kept here, as those of a category that is removed are.
    if (rest.removed.length > 0) detail.removed = rest.removed;
    if (rest.followed.length > 0) detail.followed = rest.followed.map((one) => one.code);
    return draft;
  });
  return told;
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
