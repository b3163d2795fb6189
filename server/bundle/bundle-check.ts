import { canonicalJson, sha256Of } from '../approvals/canonical';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import type { FileProblem } from '../published/import-problem';
import { unkeepable, type Bundle, type Row, type Value } from './bundle-format';
import type { Known } from './bundle-queries';
import { ALL_TABLES, REVIEW, VERSIONED, type BundleTable } from './bundle-tables';
import { checkFindings } from './finding-check';
import { listOf } from './bundle-writing';

type Tell = (path: string, reason: string) => void;

/** Every row of a file with its table and its path in the file. */
export function eachRow(bundle: Bundle): { table: BundleTable; row: Row; path: string }[] {
  return ALL_TABLES.flatMap((table) =>
    table === REVIEW
      ? [{ table, row: bundle.review, path: 'review' }]
      : listOf(bundle, table).map((row, i) => ({ table, row, path: `${table.list}[${i}]` })),
  );
}

/**
 * What the schema cannot say: that what rows refer to is in the file, that no row stands twice, that what belongs
 * together agrees, and that what was frozen is as it was. Pure.
 * @returns in the order of the file; none when all is well
 */
export function checkBundle(bundle: Bundle): FileProblem[] {
  const problems: FileProblem[] = [];
  const tell: Tell = (path, reason) => void problems.push({ path, reason });
  checkPeople(bundle, tell);
  checkReferences(bundle, tell);
  checkPairs(bundle, tell);
  checkHistory(bundle, tell);
  checkPointers(bundle, tell);
  checkVersionContents(bundle, tell);
  checkFindings(bundle, tell);
  return problems;
}

function checkPeople({ people }: Bundle, tell: Tell): void {
  const seen = { key: new Set<string>(), email: new Set<string>() };
  people.forEach((person, i) => {
    for (const name of ['key', 'email'] as const) {
      if (seen[name].has(person[name])) tell(`people[${i}].${name}`, `“${person[name]}” stands twice`);
      seen[name].add(person[name]);
    }
  });
}

function checkReferences(bundle: Bundle, tell: Tell): void {
  const people = new Set(bundle.people.map(({ key }) => key));
  const ids = new Map(ALL_TABLES.map((table) => [table.list, new Set<Value>()]));
  const keys = new Map(ALL_TABLES.map((table) => [table.list, new Set<string>()]));
  const rows = eachRow(bundle);
  for (const { table, row, path } of rows) {
    if (row.id) ids.get(table.list)?.add(row.id);
    const key = canonicalJson(table.key.map((name) => row[name] ?? null));
    if (keys.get(table.list)?.has(key))
      tell(path, `stands twice: another row has the same ${table.key.join(', ')}`);
    keys.get(table.list)?.add(key);
  }
  for (const { table, row, path } of rows) {
    for (const [name, column] of Object.entries(table.columns)) {
      const value = row[name] ?? null;
      if (value === null) continue;
      if (column.kind === 'person' && !people.has(String(value)))
        tell(`${path}.${name}`, `“${String(value)}” is not among the people of the file`);
      if (column.kind === 'to' && !ids.get(column.list)?.has(value))
        tell(`${path}.${name}`, `${String(value)} is not among the ${column.list} of the file`);
    }
  }
}

// Columns of which both say something, or neither.
const PAIRS = [
  ['withdrawn_at', 'withdrawn_by'],
  ['removed_at', 'removed_by'],
  ['approved_at', 'approved_by'],
  ['revoked_at', 'revoked_by'],
  ['finished_at', 'outcome'],
  ['handled', 'handled_by'],
  ['handled', 'handled_at'],
] as const;

function checkPairs(bundle: Bundle, tell: Tell): void {
  for (const { table, row, path } of eachRow(bundle)) {
    for (const [one, other] of PAIRS) {
      if (!table.columns[one] || !table.columns[other]) continue;
      if ((row[one] === null) !== (row[other] === null))
        tell(`${path}.${one}`, `does not agree with ${other}: both are null, or neither is`);
    }
  }
}

function checkHistory(bundle: Bundle, tell: Tell): void {
  const ids = new Map([...VERSIONED].map(([kind, table]) => [kind, idsOf(bundle, table)]));
  const people = new Set(bundle.people.map(({ key }) => key));
  (bundle.lists.revisions ?? []).forEach((row, i) => {
    const path = `revisions[${i}]`;
    const kind = String(row.kind);
    const table = VERSIONED.get(kind);
    if (!table) return tell(`${path}.kind`, `“${kind}” is not a kind of row that has a history`);
    // Rows of lists may have been removed since; these never are.
    if ((kind === 'review' || kind === 'finding') && !ids.get(kind)?.has(row.row_id ?? ''))
      tell(`${path}.row_id`, `is not a ${kind} of the file`);
    for (const [name, value] of Object.entries(row.fields as Row)) {
      const at = `${path}.fields.${name}`;
      if (table.leftOut.includes(name)) tell(at, 'is not kept in a file');
      else if (table.columns[name]?.kind === 'person' && value !== null && !people.has(String(value)))
        tell(at, `“${String(value)}” is not among the people of the file`);
      else if (name === 'finding_id' && !ids.get('finding')?.has(value))
        tell(at, `${String(value)} is not among the findings of the file`);
      else if (name === 'id' && value !== row.row_id) tell(at, 'is not the row_id of this version');
    }
  });
}

function checkPointers(bundle: Bundle, tell: Tell): void {
  const targets = ['episode_id', 'event_id', 'conversation_id', 'document_id'];
  (bundle.lists.pointers ?? []).forEach((row, i) => {
    if (targets.filter((name) => row[name] !== null).length !== 1)
      tell(`pointers[${i}]`, `must have exactly one of ${targets.join(', ')}`);
    if ((row.from_row === null) !== (row.from_part === 'manifestation'))
      tell(`pointers[${i}].from_row`, 'must be null for the manifestation, and a row for every other part');
  });
}

function checkVersionContents(bundle: Bundle, tell: Tell): void {
  (bundle.lists.versions ?? []).forEach(({ content, sha256 }, i) => {
    const text = String(content);
    if (sha256Of(text) !== sha256) tell(`versions[${i}].sha256`, 'is not the SHA-256 of the content');
    const reason = wrongContent(text);
    if (reason) tell(`versions[${i}].content`, reason);
  });
}

/** Why a frozen content could not have been frozen here: national figures are counted from it. */
function wrongContent(text: string): string | null {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return 'must be an object';
  const reason = unkeepable(content);
  if (reason) return reason;
  if (canonicalJson(content) !== text)
    return 'is not in the one spelling that is frozen: keys in order, no white space';
  const { tags, stage, extent, polarity } = content as Record<string, unknown>;
  const coded = {
    stage: [stage, JOURNEY_STAGES],
    extent: [extent, EXTENTS],
    polarity: [polarity, POLARITIES],
  } as const;
  for (const [name, [value, known]] of Object.entries(coded)) {
    if (value !== null && !(typeof value === 'string' && Object.hasOwn(known, value)))
      return `has a ${name} that is not one of ${Object.keys(known).join(', ')} or null`;
  }
  if (!Array.isArray(tags) || !tags.every(isTag))
    return 'must have a list of tags, each with edition and category';
  return null;
}

function isTag(tag: unknown): boolean {
  if (typeof tag !== 'object' || tag === null) return false;
  const { edition, category } = tag as Record<string, unknown>;
  return typeof edition === 'string' && typeof category === 'string';
}

const idsOf = (bundle: Bundle, table: BundleTable): Set<Value> =>
  new Set((table === REVIEW ? [bundle.review] : listOf(bundle, table)).map(({ id }) => id ?? ''));

/**
 * What in a file this workbench does not know: codes of its reference data, categories, the area. Pure.
 * @returns in the order of the file
 */
export function unknownHere(bundle: Bundle, known: Known): FileProblem[] {
  const problems: FileProblem[] = [];
  const tell: Tell = (path, reason) => void problems.push({ path, reason });
  if (!known.areas.includes(bundle.board.area))
    tell('board.area', `“${bundle.board.area}” is not an area that this workbench knows`);
  const categories = new Set(known.categories);
  const checkTag = (path: string, edition: Value, category: Value): void => {
    if (!categories.has(`${String(edition)} ${String(category)}`))
      tell(
        path,
        `“${String(category)}” is not a category of edition ${String(edition)} of the typology here`,
      );
  };
  for (const { table, row, path } of eachRow(bundle)) {
    for (const [name, column] of Object.entries(table.columns)) {
      const value = row[name] ?? null;
      if (column.kind === 'code' && value !== null && !known[column.of].includes(String(value)))
        tell(`${path}.${name}`, `“${String(value)}” is not one of: ${known[column.of].join(', ')}`);
    }
    if (table.table === 'finding_tag')
      checkTag(`${path}.category`, row.edition ?? null, row.category ?? null);
    if (table.table === 'finding_version') {
      const { tags } = JSON.parse(String(row.content)) as { tags: { edition: string; category: string }[] };
      for (const { edition, category } of tags) checkTag(`${path}.content`, edition, category);
    }
  }
  return problems;
}

/** Rows that have a history in the file and are not in it themselves, removed since, by kind. */
export function removedRows(bundle: Bundle): { table: BundleTable; ids: string[] }[] {
  return [...VERSIONED].map(([kind, table]) => {
    const here = idsOf(bundle, table);
    const told = (bundle.lists.revisions ?? []).filter(
      (row) => row.kind === kind && !here.has(row.row_id ?? ''),
    );
    return { table, ids: [...new Set(told.map(({ row_id }) => String(row_id)))] };
  });
}
