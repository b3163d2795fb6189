import { wordsOf } from './likeness';
import type { Suggestion } from './queue-queries';

type Proposing = Pick<Suggestion, 'origin' | 'suggested_name' | 'rationale' | 'statement'>;

/**
 * A category as a group suggests it, for an editor to make their own. Only published words go in: what was written in
 * a review is not made public by being typed into a form beforehand.
 */
export function proposedCategory(
  { name, entries }: { name: string; entries: readonly Proposing[] },
  codes: readonly string[],
): { name: string; code: string; definition: string; includes: string; excludes: string } {
  const open = entries.filter(({ origin }) => origin === 'published');
  const names = [...new Set(open.map((one) => one.suggested_name.trim()))].filter(
    (one) => one !== name && one !== '',
  );
  return {
    name,
    code: proposedCode(name, codes),
    definition: definitionFrom(open),
    includes: names.join('; '),
    excludes: '',
  };
}

/** What the rationales say of the pattern itself, without what they say of the edition; else the findings' words. */
function definitionFrom(entries: readonly Pick<Suggestion, 'rationale' | 'statement'>[]): string {
  const sentences = entries
    .flatMap(({ rationale }) => rationale.split(/(?<=[.!?])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !/\b(?:categor(?:y|ies)|edition|typology)\b/i.test(sentence));
  const said = [...new Set(sentences)];
  if (said.length > 0) return said.join(' ');
  return [...new Set(entries.map(({ statement }) => statement.trim()))].filter(Boolean).join('; ');
}

/** The first letters of the name, as many as make it no other category's. */
function proposedCode(name: string, codes: readonly string[]): string {
  const letters = wordsOf(name)
    .join('')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '');
  const used = new Set(codes.flatMap((code) => [code, code.slice(code.indexOf('.') + 1)]));
  const lengths = Array.from(
    { length: Math.max(0, Math.min(12, letters.length) - 2) },
    (_, more) => more + 3,
  );
  const free = lengths.map((length) => letters.slice(0, length)).find((code) => !used.has(code));
  return free ?? '';
}
