import { diffArrays, diffWords } from 'diff';

/** A run of words, and whether it was added or removed. The first run of each change carries the change's id. */
export interface Passage {
  text: string;
  change?: 'added' | 'removed';
  id?: string;
}

// Beyond this many differing words two texts are shown whole, one after the other: to compare them takes long, and
// says little. Long texts that share few words are not compared at all.
const MOST_EDITS = 800;
const LONG = 2000;
// Unchanged words between two changes that are marked along with them: three scattered marks read worse than one.
const MOST_BETWEEN = 2;

/**
 * What was added and removed from one text to another, word by word, in the order in which it is read. White space
 * alone is no change.
 */
export function wordChanges(before: string, after: string): Passage[] {
  if (before === after) return passages('', '', after);
  const alike = before.length + after.length < LONG || similar(before, after);
  const chunks = alike ? diffWords(before, after, { maxEditLength: MOST_EDITS }) : undefined;
  if (!chunks) return passages(before, after, '');
  const found: Passage[] = [];
  let removed = '';
  let added = '';
  chunks.forEach((chunk, index) => {
    if (chunk.removed) removed += chunk.value;
    else if (chunk.added) added += chunk.value;
    else if ((removed || added) && index < chunks.length - 1 && isShort(chunk.value)) {
      removed += chunk.value;
      added += chunk.value;
    } else {
      found.push(...passages(removed, added, chunk.value));
      removed = '';
      added = '';
    }
  });
  return [...found, ...passages(removed, added, '')];
}

function isShort(text: string): boolean {
  const words = text.trim().split(/\s+/).filter(Boolean);
  return words.length <= MOST_BETWEEN && !/[.!?]\s/.test(text);
}

function passages(removed: string, added: string, unchanged: string): Passage[] {
  const found: Passage[] = [];
  if (removed.trim()) found.push({ text: removed, change: 'removed' });
  if (removed.trim() && added.trim() && !/\s$/.test(removed) && /^[\p{L}\p{N}]/u.test(added))
    found.push({ text: ' ' });
  if (added.trim()) found.push({ text: added, change: 'added' });
  // White space that was added is no change to mark, and still keeps words apart.
  const kept = (added.trim() ? '' : added) + unchanged;
  if (kept) found.push({ text: kept });
  return found;
}

/**
 * Pairs what stands in two lists, in order: what is alike stands together, the rest alone.
 */
export function pairUp<Entry>(
  before: readonly Entry[],
  after: readonly Entry[],
  alike: (a: Entry, b: Entry) => boolean,
): { before?: Entry; after?: Entry }[] {
  const chunks = diffArrays([...before], [...after], { comparator: alike });
  const pairs: { before?: Entry; after?: Entry }[] = [];
  let old = 0;
  let now = 0;
  for (const chunk of chunks) {
    for (let n = 0; n < chunk.value.length; n += 1) {
      if (chunk.added) pairs.push({ after: after[now++] });
      else if (chunk.removed) pairs.push({ before: before[old++] });
      else pairs.push({ before: before[old++], after: after[now++] });
    }
  }
  return pairs;
}

/** Whether two texts share at least half of their words. */
export function similar(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [wordsOf(a), wordsOf(b)];
  if (first.length === 0 || second.length === 0) return false;
  const counts = new Map<string, number>();
  for (const word of first) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of second) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    shared += 1;
    counts.set(word, left - 1);
  }
  return (2 * shared) / (first.length + second.length) >= 0.5;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
