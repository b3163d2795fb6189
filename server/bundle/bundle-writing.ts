import { canonicalJson } from '../approvals/canonical';
import type { Bundle, Row } from './bundle-format';
import { TABLES, type BundleTable } from './bundle-tables';
import type { Column } from './bundle-columns';

/** A document's content that goes with a bundle. */
export interface ContentToWrite {
  sha256: string;
  bytes: number;
  open(): Promise<AsyncIterable<Buffer>>;
}

/** Lists in the one order they have in a file: by what tells one row from another, compared by code unit. */
export function inOrder(rows: readonly Row[], { key }: BundleTable): Row[] {
  const keyed = rows.map((row) => ({ row, by: key.map((name) => row[name] ?? '') }));
  return keyed
    .sort((a, b) => {
      const at = a.by.findIndex((value, i) => value !== b.by[i]);
      if (at < 0) return 0;
      const [left, right] = [a.by[at] ?? '', b.by[at] ?? ''];
      if (typeof left === 'number' && typeof right === 'number') return left - right;
      return String(left) < String(right) ? -1 : 1;
    })
    .map(({ row }) => row);
}

/**
 * The file, piece by piece: canonical JSON with the fields of the whole one to a line, and the rows of a list one to a
 * line, so that two files can be set beside each other. The same review gives the same bytes.
 * @param contents in place of the documents' content; absent for a file without it
 */
export async function* bundlePieces(
  bundle: Bundle,
  contents?: readonly ContentToWrite[],
): AsyncGenerator<string> {
  const { lists, ...head } = bundle;
  const parts: Record<string, unknown> = { ...head, ...lists, ...(contents ? { contents } : {}) };
  const names = Object.keys(parts).sort();
  yield '{\n';
  for (const [i, name] of names.entries()) {
    yield `${JSON.stringify(name)}:`;
    if (name === 'contents') yield* contentPieces(contents ?? []);
    else {
      const part = parts[name];
      if (Array.isArray(part)) yield* listPieces(part);
      else yield canonicalJson(part);
    }
    yield i < names.length - 1 ? ',\n' : '\n';
  }
  yield '}\n';
}

function* listPieces(rows: readonly unknown[]): Generator<string> {
  yield '[';
  for (const [i, row] of rows.entries()) yield `${i === 0 ? '\n' : ',\n'}${canonicalJson(row)}`;
  yield rows.length > 0 ? '\n]' : ']';
}

async function* contentPieces(contents: readonly ContentToWrite[]): AsyncGenerator<string> {
  const sorted = [...contents].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  yield '{';
  for (const [i, { sha256, open }] of sorted.entries()) {
    yield `${i === 0 ? '\n' : ',\n'}"${sha256}":"`;
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of await open()) {
      const all = Buffer.concat([rest, chunk]);
      const whole = all.length - (all.length % 3);
      rest = all.subarray(whole);
      if (whole > 0) yield all.toString('base64', 0, whole);
    }
    yield `${rest.toString('base64')}"`;
  }
  yield sorted.length > 0 ? '\n}' : '}';
}

/** How many bytes the pieces will come to, without opening a content. */
export async function bytesOfPieces(bundle: Bundle, contents?: readonly ContentToWrite[]): Promise<number> {
  const empty = contents?.map((content) => ({ ...content, open: async () => nothing() }));
  let bytes = (contents ?? []).reduce((sum, content) => sum + 4 * Math.ceil(content.bytes / 3), 0);
  for await (const piece of bundlePieces(bundle, empty)) bytes += Buffer.byteLength(piece);
  return bytes;
}

async function* nothing(): AsyncGenerator<Buffer> {
  // A content that takes no room, to measure all that is round it.
}

/** A file without contents, whole. */
export async function bundleText(bundle: Bundle): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of bundlePieces(bundle)) pieces.push(piece);
  return pieces.join('');
}

/**
 * Changes the accounts of a row, those in its history too.
 * @param change given what stands there, gives what is to stand there
 */
export function withPeople(
  table: BundleTable,
  row: Row,
  change: (person: string) => string,
  kinds: KindsOf,
): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const kind: Column['kind'] | undefined = table.columns[name]?.kind;
      if (kind === 'person' && typeof value === 'string') return [name, change(value)];
      if (kind !== 'fields' || typeof value !== 'object' || value === null || Array.isArray(value))
        return [name, value];
      const people = kinds(String(row.kind));
      const inner = Object.entries(value).map(([column, was]) => [
        column,
        people.includes(column) && typeof was === 'string' ? change(was) : was,
      ]);
      return [name, Object.fromEntries(inner)];
    }),
  ) as Row;
}

/** Columns of a versioned table that hold accounts. */
export type KindsOf = (kind: string) => readonly string[];

export const listOf = (bundle: Bundle, { list }: BundleTable): Row[] => bundle.lists[list] ?? [];
export const sortLists = (lists: Record<string, Row[]>): Record<string, Row[]> =>
  Object.fromEntries(TABLES.map((table) => [table.list, inOrder(lists[table.list] ?? [], table)]));
