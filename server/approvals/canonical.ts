import { createHash } from 'node:crypto';
import type { FindingContent, PointedKind, Pointer, PointingPart } from '../findings/finding-content';

/** What a part rested on when the finding was sent: the evidence, and what it was called then. */
export interface FrozenPointer {
  from: PointingPart;
  /** The number of the row in its list, from 1; null for the manifestation. */
  row: number | null;
  kind: PointedKind;
  evidence: string;
  label: string;
  place: string;
  page: number | null;
  heading: string;
  quote: string;
}

/** A finding's content as it is frozen: the rows of its lists keep their order and lose their ids. */
export type FrozenContent = {
  [Key in Exclude<keyof FindingContent, 'pointers'>]: FindingContent[Key] extends (infer Row)[]
    ? Omit<Row, 'id'>[]
    : FindingContent[Key];
} & { pointers: FrozenPointer[] };

/** What of a finding is frozen: every word and every choice, and nothing of how it is stored. */
export function frozenContent({ pointers, ...content }: FindingContent): FrozenContent {
  const withoutIds = Object.entries(content).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(withoutId) : value,
  ]);
  const frozen = pointers.flatMap((pointer) => frozenPointer(content, pointer));
  return { ...Object.fromEntries(withoutIds), pointers: frozen } as FrozenContent;
}

function frozenPointer(content: Omit<FindingContent, 'pointers'>, pointer: Pointer): FrozenPointer[] {
  const { from_part: from, from_row, kind, target: evidence, label, place, page, heading, quote } = pointer;
  const rows: readonly { id: string }[] = from === 'manifestation' ? [] : content[from];
  const row = from === 'manifestation' ? null : rows.findIndex(({ id }) => id === from_row) + 1;
  return row === 0 ? [] : [{ from, row, kind, evidence, label, place, page, heading, quote }];
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
  const { pointers, ...words } = frozenContent(content);
  // A finding that points to nothing is spelled as it was before there was evidence to point to.
  const text = canonicalJson(pointers.length > 0 ? { ...words, pointers } : words);
  return { content: text, sha256: sha256Of(text) };
}

/** Reads a frozen version's content back. Versions from before there was evidence have no pointers. */
export function thaw(content: string): FrozenContent {
  return { pointers: [], ...(JSON.parse(content) as Omit<FrozenContent, 'pointers'>) };
}
