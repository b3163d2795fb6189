/** The tables file of `npm run protect` (CONTRACT, Files): checked, protected, and in its printed form. */
import { z } from 'zod';
import { differencesOf } from './protect-differences';
import { ALL, protectTables, type ProtectedTable, type TableRow } from './disclosure-control';

/** A fault in a tables file; the message starts with the path in the file, such as `[0].rows[2].reviews`. */
export class ProtectFileError extends Error {
  override name = 'ProtectFileError';
}

/** A printed table: what the file said of it, with `rows` protected, totals included, and the threshold. */
export interface PrintedTable {
  by: string[];
  rows: Record<string, unknown>[];
  threshold: number;
}

interface FileTable {
  by: string[];
  rows: unknown[];
}

const label = z.union([z.string(), z.number().refine(Number.isSafeInteger, 'must be a whole number')], {
  error: 'must be text or a whole number',
});
const count = z
  .number({ error: 'must be a number' })
  .refine((value) => Number.isSafeInteger(value) && value >= 0, 'must be a whole number from 0');
const tableShape = z.looseObject(
  {
    by: z
      .array(z.string({ error: 'must be text' }).min(1, 'must not be empty'), {
        error: 'must be a list of dimensions',
      })
      .min(1, 'must name at least one dimension')
      .max(3, 'must name at most three dimensions')
      .refine((by) => new Set(by).size === by.length, 'must not name a dimension twice')
      .refine((by) => !by.includes('reviews'), 'must not name a dimension reviews'),
    rows: z.array(z.unknown(), { error: 'must be a list of rows' }),
  },
  { error: 'must be an object with by and rows' },
);
const fileShape = z.array(z.unknown(), { error: 'must be a list of tables' });

/**
 * Reads the text of a tables file and protects its tables together.
 *
 * @param text JSON: `[{"by": ["row", "col"], "rows": [{"row": "a", "col": "x", "reviews": 3}, …]}, …]`
 * @param threshold the largest count that is hidden for its size
 * @param note told of tables whose shared figures differ: they count different reviews and are protected apart
 * @returns one printed table for each given, in order; interior rows in their order, then every total
 * @throws ProtectFileError naming the path in the file and the reason
 * @throws DisclosureError when no hiding can protect tables that share figures
 */
export async function protectFile(
  text: string,
  threshold: number,
  note: (words: string) => void = () => undefined,
): Promise<PrintedTable[]> {
  const given = check(fileShape, parseJson(text), '');
  const tables = given.map((table, n) => checkTable(table, `[${n}]`));
  const rows = tables.map((table, n) => checkRows(table, `[${n}]`));
  const inputs = tables.map(({ by }, n) => ({ by, rows: rows[n]! }));
  differencesOf(inputs).forEach(note);
  const printed = await protectTables(inputs, threshold);
  return printed.map((table, n) => printedForm(tables[n]!, table));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ProtectFileError(`not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}

function check<Shape extends z.ZodType>(shape: Shape, value: unknown, path: string): z.output<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const steps = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  throw new ProtectFileError(`${path}${steps.join('')}: ${issue.message}`.replace(/^: /, 'the file '));
}

/** The table as the file has it: unlike the parsed copy, it keeps whatever else the table says, in order. */
function checkTable(table: unknown, path: string): FileTable {
  check(tableShape, table, path);
  return table as FileTable;
}

function checkRows({ by, rows }: FileTable, path: string): TableRow<number>[] {
  const places = new Map<string, number>();
  let total = 0;
  const checked = rows.map((row, n) => {
    const at = `${path}.rows[${n}]`;
    const own = ownProperties(row, at);
    const stray = [...own.keys()].find((name) => name !== 'reviews' && !by.includes(name));
    if (stray !== undefined)
      throw new ProtectFileError(`${at}: ${JSON.stringify(stray)} is no dimension of this table`);
    const labels = by.map((name) => checkLabel(own, name, at));
    const key = JSON.stringify(labels);
    const before = places.get(key);
    if (before !== undefined) throw new ProtectFileError(`${at}: the same cell as ${path}.rows[${before}]`);
    places.set(key, n);
    if (!own.has('reviews')) throw new ProtectFileError(`${at}: reviews is missing`);
    const reviews = check(count, own.get('reviews'), `${at}.reviews`);
    total += reviews;
    if (!Number.isSafeInteger(total))
      throw new ProtectFileError(`${at}.reviews: with it the total of the table is too large to be counted`);
    // fromEntries makes own properties even of names such as __proto__.
    const entries: [string, string | number][] = by.map((name, k) => [name, labels[k]!]);
    return Object.fromEntries([...entries, ['reviews', reviews]]) as TableRow<number>;
  });
  checkComplete(by, checked, path);
  return checked;
}

function ownProperties(row: unknown, at: string): Map<string, unknown> {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new ProtectFileError(`${at}: must be an object with a label for each dimension, and reviews`);
  }
  return new Map(Object.entries(row));
}

function checkLabel(own: ReadonlyMap<string, unknown>, name: string, at: string): string {
  if (!own.has(name)) throw new ProtectFileError(`${at}: ${JSON.stringify(name)} is missing`);
  const checked = String(check(label, own.get(name), `${at}.${name}`));
  if (checked === ALL)
    throw new ProtectFileError(`${at}.${name}: ${ALL} stands for a total and cannot be a label`);
  return checked;
}

/** Every combination of the labels must be there; since no cell comes twice, only a gap needs a search. */
function checkComplete(by: readonly string[], rows: readonly TableRow<number>[], path: string): void {
  const labels = by.map((name) => [...new Set(rows.map((row) => String(row[name])))]);
  const expected = labels.reduce((product, list) => product * list.length, 1);
  if (expected === rows.length) return;
  const known = new Set(rows.map((row) => JSON.stringify(by.map((name) => row[name]))));
  const gap = firstGap(labels, known, []);
  const cell = by.map((name, k) => `${name} ${JSON.stringify(gap?.[k])}`).join(', ');
  const missing = expected - rows.length;
  throw new ProtectFileError(
    `${path}.rows: no row for ${cell}${missing > 1 ? ` (${missing} missing in all)` : ''}`,
  );
}

function firstGap(labels: string[][], known: ReadonlySet<string>, before: string[]): string[] | undefined {
  const list = labels[before.length];
  if (!list) return known.has(JSON.stringify(before)) ? undefined : before;
  for (const next of list) {
    const gap = firstGap(labels, known, [...before, next]);
    if (gap) return gap;
  }
  return undefined;
}

/** Labels that the file gives as numbers are printed as numbers. */
function printedForm(given: FileTable, table: ProtectedTable): PrintedTable {
  const asGiven = new Map<string, Map<string, unknown>>(given.by.map((name) => [name, new Map()]));
  for (const row of given.rows) {
    for (const [name, value] of Object.entries(row as object)) asGiven.get(name)?.set(String(value), value);
  }
  const rows = [...table.rows, ...table.totals].map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, asGiven.get(name)?.get(String(value)) ?? value]),
    ),
  );
  return { ...given, rows, threshold: table.threshold };
}
