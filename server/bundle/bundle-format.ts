import { z } from 'zod';
import { ImportProblem, type FileProblem } from '../published/import-problem';
import { pathOf } from '../published/published-file';
import { REVIEW, TABLES, type BundleTable } from './bundle-tables';
import { type Column } from './bundle-columns';

/** The name of the format (CONTRACT, Files). */
export const BUNDLE_FORMAT = 'review-bundle/1';

export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
export type Row = Record<string, Value>;
export interface Person {
  key: string;
  name: string;
  email: string;
}
/** A whole review as it stands in a file, without the content of its documents. */
export interface Bundle {
  format: typeof BUNDLE_FORMAT;
  board: { name: string; area: string };
  people: Person[];
  review: Row;
  /** By the name of the list. */
  lists: Record<string, Row[]>;
}

const MOST_ROWS = 200_000;
const MOST_DEPTH = 12;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;
const HOUR = /^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$/;
const TIME =
  /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z$/;
const SHA256 = /^[0-9a-f]{64}$/;
const COLUMN_NAME = /^[a-z][a-z0-9_]{0,62}$/;
const PERSON = /^p[1-9][0-9]{0,5}$/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,126}\/[a-z0-9][a-z0-9.+-]{0,126}$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const EMAIL = /^[^\s@A-Z]+@[^\s@A-Z]+$/;
const thousands = (number: number): string => number.toLocaleString('en-GB');

const wrongType =
  (wanted: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? 'is missing' : `must be ${wanted}`;
const keepable = (value: string): boolean => value.isWellFormed() && !value.includes('\0');
const UNKEEPABLE = 'has characters that cannot be kept: NUL or half of a pair';
const realDay = (value: string): boolean => {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return (
    !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value.slice(0, 10) && value >= '0001'
  );
};

const shaped = (pattern: RegExp, wanted: string) =>
  z.string({ error: wrongType(wanted) }).regex(pattern, { error: `must be ${wanted}` });
const uuid = shaped(UUID, 'an id: a UUID in lower case');
const sha = shaped(SHA256, 'a SHA-256: 64 hexadecimal digits in lower case');
const day = shaped(DAY, 'a day as YYYY-MM-DD').refine(realDay, { error: 'is not a day of the calendar' });
const time = shaped(TIME, 'a moment as YYYY-MM-DDTHH:MM:SS.ffffffZ').refine(realDay, {
  error: 'is not a day of the calendar',
});
const text = (most: number) =>
  z
    .string({ error: wrongType('text') })
    .max(most, { error: `must have ${thousands(most)} characters or fewer` })
    .refine(keepable, { error: UNKEEPABLE });
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'invalid_type' ? wrongType('an object')(issue) : undefined),
  });
const list = <Entry extends z.ZodType>(entry: Entry, most = MOST_ROWS) =>
  z
    .array(entry, { error: wrongType('a list') })
    .max(most, { error: `must have ${thousands(most)} entries or fewer` });

/** JSON of no one shape: kept as it is, so only what could not be kept is refused. */
const anyJson = z.unknown().superRefine((value, context) => {
  const reason = value === undefined ? 'is missing' : unkeepable(value);
  if (reason) context.addIssue({ code: 'custom', message: reason });
});

/** Why a value of JSON could not be kept, or null. */
export function unkeepable(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return keepable(value) ? null : UNKEEPABLE;
  if (typeof value === 'number')
    return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER
      ? null
      : 'has a number that is too large';
  if (typeof value !== 'object' || value === null) return null;
  if (depth === MOST_DEPTH) return `is nested more than ${MOST_DEPTH} deep`;
  for (const [name, inner] of Object.entries(value)) {
    const reason = name === '__proto__' || !keepable(name) ? UNKEEPABLE : unkeepable(inner, depth + 1);
    if (reason) return reason;
  }
  return null;
}

const MAKE: { [Kind in Column['kind']]: (column: Extract<Column, { kind: Kind }>) => z.ZodType } = {
  id: () => uuid,
  to: () => uuid,
  person: () => shaped(PERSON, 'the key of one of the people, such as p1'),
  text: ({ most, needed }) =>
    needed ? text(most).min(1, { error: 'is empty: it needs words' }) : text(most),
  texts: ({ most }) => list(text(most), 1_000),
  choice: ({ values }) => z.enum(values, { error: wrongType(`one of: ${values.join(', ')}`) }),
  code: () => text(100),
  whole: ({ least, most }) =>
    z
      .int({ error: wrongType('a whole number') })
      .min(least, { error: `must be ${least} or more` })
      .max(most, { error: `must be ${thousands(most)} or less` }),
  yes: () => z.boolean({ error: wrongType('true or false') }),
  day: () => day,
  hour: () => shaped(HOUR, 'a time of day as HH:MM:SS'),
  time: () => time,
  period: () =>
    object({ from: day, until: day }).refine(({ from, until }) => from < until, {
      error: 'must end after it begins: until is the day after the last',
    }),
  sha256: () => sha,
  media_type: () => shaped(MEDIA_TYPE, 'a media type such as application/pdf'),
  json: () => anyJson,
  fields: () =>
    z.record(shaped(COLUMN_NAME, 'the name of a column'), anyJson, { error: wrongType('an object') }),
  frozen: () => text(5_000_000),
};

function columnSchema(column: Column): z.ZodType {
  const schema = (MAKE[column.kind] as (column: Column) => z.ZodType)(column);
  return column.optional ? schema.nullable() : schema;
}

const rowSchema = ({ columns }: BundleTable) =>
  object(Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, columnSchema(column)])));

const bundleSchema = (content: z.ZodType) =>
  object({
    format: z.literal(BUNDLE_FORMAT, { error: `must be "${BUNDLE_FORMAT}"` }),
    board: object({ name: text(300).min(1, { error: 'is empty: it needs words' }), area: text(300) }),
    people: list(
      object({
        key: shaped(PERSON, 'a key such as p1'),
        name: text(300).min(1, { error: 'is empty: it needs words' }),
        email: shaped(EMAIL, 'an e-mail address in lower case')
          .max(320)
          .refine(keepable, { error: UNKEEPABLE }),
      }),
      20_000,
    ),
    review: rowSchema(REVIEW),
    ...Object.fromEntries(TABLES.map((table) => [table.list, list(rowSchema(table))])),
    contents: z.record(sha, content, { error: wrongType('an object') }).optional(),
  });

// The content of documents is read beside the rest, as a stream; in its place an empty text is left.
const schema = bundleSchema(z.literal('', { error: 'must be base64' }));

/** The JSON Schema (draft 2020-12) of a whole file. */
export function bundleJsonSchema(): object {
  const whole = bundleSchema(z.string().regex(BASE64));
  return {
    $id: '/schemas/review-bundle-1.json',
    title: 'review-bundle/1: one whole review with its evidence',
    ...z.toJSONSchema(whole, { target: 'draft-2020-12', io: 'input' }),
  };
}

/**
 * Reads a value by the schema.
 * @throws ImportProblem with every problem found, in the order of the schema
 */
export function readBundle(value: unknown): Bundle {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ImportProblem([
      { path: 'file', reason: `must be an object with "format": "${BUNDLE_FORMAT}"` },
    ]);
  if (!('format' in value) || value.format !== BUNDLE_FORMAT)
    throw new ImportProblem([{ path: 'format', reason: `must be "${BUNDLE_FORMAT}"` }]);
  const odd = oddName(value, []);
  if (odd) throw new ImportProblem([{ path: pathOf(odd), reason: `is not a field of ${BUNDLE_FORMAT}` }]);
  const read = schema.safeParse(value);
  if (!read.success) throw new ImportProblem(read.error.issues.flatMap(problemsOf));
  const {
    format,
    board,
    people,
    review,
    contents: _contents,
    ...lists
  } = read.data as Omit<Bundle, 'lists'> & {
    contents?: object;
  } & Record<string, unknown>;
  return { format, board, people, review, lists: lists as Record<string, Row[]> };
}

/** Where a field is called `__proto__`, which a schema passes over without a word. */
function oddName(value: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    if (name === '__proto__') return [...path, name];
    if (typeof inner !== 'object' || inner === null) continue;
    const odd = oddName(inner, [...path, Array.isArray(value) ? Number(name) : name]);
    if (odd) return odd;
  }
  return null;
}

function problemsOf(issue: z.core.$ZodIssue): FileProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      reason: `is not a field of ${BUNDLE_FORMAT}`,
    }));
  if (issue.code === 'invalid_key')
    return [{ path: pathOf(issue.path), reason: issue.issues[0]?.message ?? issue.message }];
  return [{ path: pathOf(issue.path), reason: issue.message }];
}
