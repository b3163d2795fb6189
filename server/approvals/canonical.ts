import { createHash } from 'node:crypto';
import type { FindingContent } from '../findings/finding-content';

/** A finding's content as it is frozen: the rows of its lists keep their order and lose their ids. */
export type FrozenContent = {
  [Key in keyof FindingContent]: FindingContent[Key] extends (infer Row)[]
    ? Omit<Row, 'id'>[]
    : FindingContent[Key];
};

/** What of a finding is frozen: every word and every choice, and nothing of how it is stored. */
export function frozenContent(content: FindingContent): FrozenContent {
  const withoutIds = Object.entries(content).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(withoutId) : value,
  ]);
  return Object.fromEntries(withoutIds) as FrozenContent;
}

function withoutId(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'id'));
}

/**
 * JSON with one spelling: keys in code-unit order at every depth, no white space, lists in their order.
 * @throws TypeError for what JSON does not hold, such as a missing value or a number that is not finite
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const pairs = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`);
    return `{${pairs.join(',')}}`;
  }
  throw new TypeError(`${typeof value} has no canonical JSON`);
}

/** SHA-256 of a text in UTF-8, as the database checks it. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What is stored when a finding is sent: its frozen content as canonical JSON, and that text's SHA-256. */
export function freeze(content: FindingContent): { content: string; sha256: string } {
  const text = canonicalJson(frozenContent(content));
  return { content: text, sha256: sha256Of(text) };
}

/** Reads a frozen version's content back. */
export function thaw(content: string): FrozenContent {
  return JSON.parse(content) as FrozenContent;
}
