import { z } from 'zod';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import { tidy } from '../http/forms';
import { ImportProblem, type FileProblem } from './import-problem';
import { firstJsonError } from './json-place';

/** The name of the format (CONTRACT, Files). */
export const FORMAT = 'published-reviews/1';
export const MOST_BYTES = 50 * 1024 * 1024;

export const KINDS = {
  scr: 'Serious Case Review',
  cspr: 'Child safeguarding practice review',
  near_miss: 'Near miss review',
  other: 'Another kind of review',
} as const;
export const OUTCOMES = ['death', 'serious harm', 'near miss', 'other'] as const;
export const AGE_BANDS = ['under 1', '1-5', '6-10', '11-15', '16-17'] as const;

// What PostgreSQL or a reader cannot take: NUL and the other control characters that no one types.
const forbidden = /(?![\t\n\r])\p{Cc}/u;
const thousands = (number: number): string => number.toLocaleString('en-GB');
const wrongType =
  (words: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? 'is missing' : `must be ${words}`;

const anyText = (most: number, words = 'text or null') =>
  z
    .string({ error: wrongType(words) })
    .refine((value) => value.isWellFormed() && !forbidden.test(value), {
      error: 'has characters that cannot be kept, such as NUL or half of a pair: take them out',
      abort: true,
    })
    .transform(tidy)
    .refine((value) => value.length <= most, {
      error: `must have ${thousands(most)} characters or fewer`,
      abort: true,
    });
const needed = (most: number) =>
  anyText(most, 'text').refine((value) => value !== '', { error: 'is empty: it needs words' });
const optional = (most: number) =>
  anyText(most)
    .nullish()
    .transform((value) => value || null);
const oneOf = (values: readonly string[]) =>
  z.enum(values, { error: `must be ${values.join(', ')} or null` });
const keysOf = <Key extends string>(words: Record<Key, string>) => Object.keys(words) as Key[];
const list = (most: number) =>
  z
    .array(needed(500), { error: 'must be a list of texts' })
    .max(most, { error: `must have ${most} entries or fewer` })
    .nullish()
    .transform((value) => value ?? []);
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'invalid_type' ? 'must be an object' : undefined),
  });
const none = <Value>(value: Value | null | undefined): Value | null => value ?? null;

const tag = object({
  category: needed(100),
  rationale: optional(5_000),
  extract: optional(5_000),
  suggested_name: optional(300),
});

const finding = object({
  id: needed(100),
  text: needed(20_000),
  stated_as: optional(300),
  prevalence_stated: optional(2_000),
  extent: oneOf(keysOf(EXTENTS)).nullish().transform(none),
  polarity: oneOf(keysOf(POLARITIES)).nullish().transform(none),
  journey_stage: oneOf(keysOf(JOURNEY_STAGES)).nullish().transform(none),
  tags: z
    .array(tag, { error: 'must be a list of tags' })
    .max(50, { error: 'must have 50 tags or fewer' })
    .nullish()
    .transform((value) => value ?? []),
});

const YEAR = 'must be a whole year from 1945 to 2100, or null';

const review = object({
  id: needed(100),
  publishing_body: optional(300),
  region: optional(100),
  year_published: z
    .int({ error: YEAR })
    .min(1945, { error: YEAR })
    .max(2100, { error: YEAR })
    .nullish()
    .transform(none),
  title: optional(500),
  method: optional(500),
  kind: oneOf(keysOf(KINDS)).nullish().transform(none),
  outcome: oneOf(OUTCOMES).nullish().transform(none),
  age_band: oneOf(AGE_BANDS).nullish().transform(none),
  agencies: list(100),
  context_factors: list(100),
  findings: z.array(finding, { error: wrongType('a list of findings') }),
  source: object({
    title: optional(500),
    // Shown as a link, so it may only lead to a page.
    address: optional(2_000).refine((value) => value === null || /^https?:\/\/[^\s]+$/i.test(value), {
      error: 'must be a web address that begins with http:// or https://',
    }),
  })
    .nullish()
    .transform(none),
  notes: optional(5_000),
});

/** A `published-reviews/1` file. A null, or a field left out, is something the source did not state. */
export const publishedFile = object({
  format: z.literal(FORMAT, { error: `must be "${FORMAT}"` }),
  about: optional(5_000),
  typology_edition: optional(50),
  reviews: z.array(review, { error: wrongType('a list of reviews') }),
});

export type PublishedFile = z.output<typeof publishedFile>;
export type PublishedReview = PublishedFile['reviews'][number];
export type PublishedFinding = PublishedReview['findings'][number];

/**
 * The text of a file of bytes. A byte-order mark is taken off.
 * @throws ImportProblem when it is too large or is not UTF-8
 */
export function textOfFile(bytes: Uint8Array): string {
  const refuse = (reason: string) => new ImportProblem([{ path: 'file', reason }]);
  if (bytes.length > MOST_BYTES) throw refuse('is larger than 50 MB: load it in parts');
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw refuse('is in UTF-16: save it as UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('is not UTF-8 text: save it as UTF-8');
  }
}

/**
 * The JSON value in a text.
 * @throws ImportProblem with line and column
 */
export function jsonOf(text: string): unknown {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (plain.trim() === '') throw new ImportProblem([{ path: 'file', reason: 'is empty' }]);
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    const { line, column, reason } = firstJsonError(plain) ?? { line: 1, column: 1, reason: 'is not JSON' };
    throw new ImportProblem([{ path: `line ${line}, column ${column}`, reason }]);
  }
}

/** The name of the format that a value says it has, if it says one. */
export function formatOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('format' in value)) return undefined;
  return typeof value.format === 'string' ? value.format : undefined;
}

/**
 * Reads a file by its schema, and what the schema cannot say: no id stands twice.
 * @throws ImportProblem with every problem found, in the order of the file
 */
export function readPublished(value: unknown): PublishedFile {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ImportProblem([{ path: 'file', reason: `must be an object with "format": "${FORMAT}"` }]);
  }
  if (formatOf(value) !== FORMAT) {
    throw new ImportProblem([{ path: 'format', reason: `must be "${FORMAT}"` }]);
  }
  const read = publishedFile.safeParse(value);
  if (!read.success) throw new ImportProblem(read.error.issues.flatMap(problemsOf));
  const repeated = repeatedIds(read.data);
  if (repeated.length > 0) throw new ImportProblem(repeated);
  return read.data;
}

function problemsOf(issue: z.core.$ZodIssue): FileProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(issue.path), reason: issue.message }];
  return issue.keys.map((key) => ({
    path: pathOf([...issue.path, key]),
    reason: `is not a field of ${FORMAT}`,
  }));
}

/** `reviews[3].findings[0].text`, as one would write it in a program. */
export function pathOf(path: readonly PropertyKey[]): string {
  const written = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    const name = String(step);
    return /^[A-Za-z_]\w{0,60}$/.test(name)
      ? `.${name}`
      : `[${JSON.stringify(name.toWellFormed().slice(0, 60))}]`;
  });
  return written.join('').replace(/^\./, '') || 'file';
}

function repeatedIds({ reviews }: PublishedFile): FileProblem[] {
  const problems: FileProblem[] = [];
  const seen = { review: new Map<string, string>(), finding: new Map<string, string>() };
  const look = (kind: 'review' | 'finding', id: string, path: string): void => {
    const before = seen[kind].get(id);
    if (before === undefined) seen[kind].set(id, path);
    else problems.push({ path, reason: `“${id}” is the id of ${before.replace(/\.id$/, '')} too` });
  };
  reviews.forEach(({ id, findings }, r) => {
    look('review', id, `reviews[${r}].id`);
    findings.forEach((one, f) => look('finding', one.id, `reviews[${r}].findings[${f}].id`));
  });
  return problems;
}
