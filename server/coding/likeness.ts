/** What is compared: a name that someone suggested, and the text that it was suggested for. */
export interface Named {
  id: string;
  name: string;
  text: string;
}

/** Names say what the coder meant; the text only tips the balance between names that are partly alike. */
const NAME_WEIGHT = 0.8;
/** Groups whose members are less alike than this, on average, stay apart. Found by hand on the published codings. */
const THRESHOLD = 0.46;

// Words that bind others together and mean nothing by themselves.
const BINDING = new Set(
  'a an and are as at be been by for from had has have how in into is it its no not of on or our that the their them there this to was were what when who with'.split(
    ' ',
  ),
);

/**
 * Groups what is alike, by the suggested names first and by their texts: the same groups for the same entries, in
 * whatever order they come. Every entry is in exactly one group; names that read the same are always together.
 *
 * Likeness is the cosine of two bags (Salton's vector space): words, lightly stemmed, and the three-letter sequences
 * of words (Cavnar and Trenkle, "N-Gram-Based Text Categorization", 1994), which forgives spelling and forms of a word.
 * Groups grow by average linkage (Sokal and Michener, 1958), which does not chain unlike names together through
 * something between them, as single linkage does.
 * @returns the largest groups first, then by the name most suggested in them; each group by name
 */
export function groupByLikeness<Entry extends Named>(
  entries: readonly Entry[],
  threshold = THRESHOLD,
): { name: string; entries: Entry[] }[] {
  const same = new Map<string, Entry[]>();
  for (const entry of inOrder(entries)) {
    // Without a name, nothing says that two are the same.
    const key = wordsOf(entry.name).sort().join(' ') || `\u0000${entry.id}`;
    same.set(key, [...(same.get(key) ?? []), entry]);
  }
  const bags = [...same.values()].map((list) => ({
    size: list.length,
    name: bagOf(list[0]?.name ?? ''),
    text: bagOf(list.map(({ text }) => text).join(' ')),
  }));
  const lists = [...same.values()];
  return clusters(bags, threshold)
    .map((members) => inOrder(members.flatMap((member) => lists[member] ?? [])))
    .map((members) => ({ name: mostSuggested(members), entries: members }))
    .sort((a, b) => b.entries.length - a.entries.length || compare(a.name, b.name));
}

/** How alike two entries are, 0 to 1. */
export function likeness(a: Omit<Named, 'id'>, b: Omit<Named, 'id'>): number {
  const bag = ({ name, text }: Omit<Named, 'id'>): Bags => ({
    size: 1,
    name: bagOf(name),
    text: bagOf(text),
  });
  return alike(bag(a), bag(b));
}

/** The words of a text that mean something, lower case, without accents and endings of the plural. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s?\b/gu, '');
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !BINDING.has(word)).map(stem);
}

/** Harman's S stemmer ("How effective is suffixing?", 1991): only the plural, so that no two words become one by chance. */
function stem(word: string): string {
  if (word === 'children') return 'child';
  if (word.length < 4) return word;
  if (/[^ae]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/[^aeo]es$/.test(word)) return word.slice(0, -1);
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
}

interface Bag {
  words: Map<string, number>;
  letters: Map<string, number>;
}
interface Bags {
  size: number;
  name: Bag;
  text: Bag;
}

function bagOf(text: string): Bag {
  const words = wordsOf(text);
  const letters = words.flatMap((word) => {
    const padded = ` ${word} `;
    return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
  });
  return { words: unit(counted(words)), letters: unit(counted(letters)) };
}

function counted(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function alike(a: Bags, b: Bags): number {
  const texts = alikeBags(a.text, b.text);
  // Where either has no name there is only the text to go by.
  if (a.name.words.size === 0 || b.name.words.size === 0) return texts;
  return NAME_WEIGHT * alikeBags(a.name, b.name) + (1 - NAME_WEIGHT) * texts;
}

function alikeBags(a: Bag, b: Bag): number {
  return (cosine(a.words, b.words) + cosine(a.letters, b.letters)) / 2;
}

/** Of two vectors of length one. */
function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [fewer, more] = a.size <= b.size ? [a, b] : [b, a];
  let product = 0;
  for (const [item, share] of fewer) product += share * (more.get(item) ?? 0);
  return product;
}

function unit(counts: ReadonlyMap<string, number>): Map<string, number> {
  const length = Math.hypot(...counts.values());
  return new Map([...counts].map(([item, count]) => [item, count / length]));
}

/** Average linkage: the two groups that are most alike become one, as long as they are alike enough. */
function clusters(bags: readonly Bags[], threshold: number): number[][] {
  const groups = bags.map((_, at) => [at]);
  const sizes = bags.map(({ size }) => size);
  const near = bags.map(() => new Float64Array(bags.length).fill(-1));
  for (const [at, one] of bags.entries())
    for (const [to, other] of bags.slice(0, at).entries()) {
      const value = alike(one, other);
      set(at, to, value);
      set(to, at, value);
    }
  const alive = new Set(bags.keys());
  // Of each group the one that is most like it, so that a merger looks along rows and not over the whole table.
  const nearest = near.map((row) => nearestIn(row, alive));
  while (alive.size > 1) {
    let [from, best] = [-1, threshold];
    for (const at of alive) {
      const value = near[at]?.[nearest[at] ?? 0] ?? -1;
      if (value > best || (value === best && from < 0)) [from, best] = [at, value];
    }
    if (from < 0) break;
    const to = nearest[from] ?? 0;
    merge(from, to);
  }
  return [...alive].map((at) => groups[at] ?? []);

  function merge(into: number, gone: number): void {
    alive.delete(gone);
    const [kept, lost] = [sizes[into] ?? 0, sizes[gone] ?? 0];
    for (const other of alive) {
      if (other === into) continue;
      const value = (kept * valueAt(into, other) + lost * valueAt(gone, other)) / (kept + lost);
      set(into, other, value);
      set(other, into, value);
    }
    groups[into] = [...(groups[into] ?? []), ...(groups[gone] ?? [])];
    sizes[into] = kept + lost;
    for (const other of alive) {
      if (other === into || nearest[other] === gone || nearest[other] === into)
        nearest[other] = nearestIn(near[other] ?? new Float64Array(), alive, other);
      else if (valueAt(other, into) > valueAt(other, nearest[other] ?? 0)) nearest[other] = into;
    }
  }
  function valueAt(row: number, column: number): number {
    return near[row]?.[column] ?? -1;
  }
  function set(row: number, column: number, value: number): void {
    const values = near[row];
    if (values) values[column] = value;
  }
}

function nearestIn(row: Float64Array, alive: ReadonlySet<number>, own = -1): number {
  let [best, at] = [-2, 0];
  for (const other of alive) {
    const value = row[other] ?? -1;
    if (other !== own && value > best) [best, at] = [value, other];
  }
  return at;
}

/** The name as most people wrote it; the first in order where as many wrote another. */
function mostSuggested(entries: readonly Named[]): string {
  const names = counted(entries.map(({ name }) => name.trim()).filter(Boolean));
  const [first] = [...names].sort(([a, m], [b, n]) => n - m || compare(a, b));
  return first?.[0] ?? '';
}

function inOrder<Entry extends Named>(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

// By code point: the same everywhere, whatever the language of the machine.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
