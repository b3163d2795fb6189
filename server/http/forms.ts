import { z } from 'zod';
import type { Problem } from './route';

/** Most characters of a long answer. Beyond it the form is refused and shown again. */
export const LONG_TEXT = 20_000;
export const SHORT_TEXT = 300;

// Control characters that no one types (PostgreSQL cannot even store NUL); tab and line feed stay.
const forbidden = /(?![\t\n])\p{Cc}/u;

/** Text as stored: line feeds only, no blank space round it. */
export function tidy(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/**
 * A text field. Trims it, refuses what cannot be stored, and says its length limit in words.
 * @param label how messages name the field, capitalised: "Reference"
 */
export function text(
  label: string,
  { most = SHORT_TEXT, required = '' }: { most?: number; required?: string } = {},
) {
  return z
    .preprocess((value) => (Array.isArray(value) ? value[0] : value) ?? '', z.string())
    .transform(tidy)
    .pipe(
      z
        .string()
        .refine((value) => value.isWellFormed() && !forbidden.test(value), {
          error: `${label} has characters that cannot be kept. Remove them and try again`,
          abort: true,
        })
        .refine((value) => value.length <= most, {
          error: `${label} must be ${most.toLocaleString('en-GB')} characters or fewer`,
          abort: true,
        })
        .refine((value) => required === '' || value !== '', { error: required }),
    );
}

/** A choice among known values; empty becomes null unless `required` says what to ask. */
export function choice<Value extends string>(values: readonly Value[], required: string) {
  return text('Answer').pipe(
    z.string().transform((value, context): Value => {
      const known = values.find((candidate) => candidate === value);
      if (known === undefined) {
        context.addIssue({ code: 'custom', message: required });
        return z.NEVER;
      }
      return known;
    }),
  );
}

/** A choice that may be left open while work is in progress. An unknown value is refused. */
export function openChoice<Value extends string>(values: readonly Value[], message: string) {
  return text('Answer').pipe(
    z.string().transform((value, context): Value | null => {
      if (value === '') return null;
      const known = values.find((candidate) => candidate === value);
      if (known === undefined) {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
      return known;
    }),
  );
}

/** The version of the row that the form was filled from. */
export const version = z.coerce.number().int().min(1).max(2_000_000_000);

const dayParts = (name: string) => [`${name}-day`, `${name}-month`, `${name}-year`] as const;

/**
 * A calendar date from three boxes, or one `YYYY-MM-DD` value. Refuses 31 February in words.
 * @returns ISO date, or null when all boxes are empty and it is not required
 */
export function readDate(
  body: Record<string, unknown>,
  name: string,
  label: string,
  required: string | null,
): { value: string | null } | { problem: Problem } {
  const whole = typeof body[name] === 'string' ? (body[name] as string).trim() : '';
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(whole);
  const [day, month, year] = parts
    ? [parts[3], parts[2], parts[1]]
    : dayParts(name).map((part) => (typeof body[part] === 'string' ? (body[part] as string).trim() : ''));
  if (!day && !month && !year) {
    if (whole !== '') return { problem: { field: name, message: `${label} must be a date, like 27 3 2012` } };
    return required === null ? { value: null } : { problem: { field: name, message: required } };
  }
  const missing = [!day && 'a day', !month && 'a month', !year && 'a year'].filter(Boolean);
  if (missing.length > 0)
    return { problem: { field: name, message: `${label} must include ${missing.join(' and ')}` } };
  const digits = [day, month, year].every((part) => /^\d{1,4}$/.test(part ?? ''));
  const [d, m, y] = [Number(day), Number(month), Number(year)];
  const date = new Date(Date.UTC(y, m - 1, d));
  const real = digits && y >= 1900 && y <= 2100 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  if (!real && digits && y > 2100 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d)
    return { problem: { field: name, message: `${label} is too far ahead: the year can be 2100 at most` } };
  if (!real) return { problem: { field: name, message: `${label} must be a real date, like 27 3 2012` } };
  return { value: date.toISOString().slice(0, 10) };
}

/**
 * Turns three date boxes into one ISO value and then reads the form, so that a person sees what is wrong with
 * the dates and with the rest at once.
 */
export function withDates<Schema extends z.ZodType>(
  dates: Record<string, { label: string; required: string | null }>,
  schema: Schema,
) {
  return z.record(z.string(), z.unknown()).transform((body, context): z.output<Schema> => {
    const given = { ...body };
    const issues: { path: PropertyKey[]; message: string }[] = [];
    for (const [name, { label, required }] of Object.entries(dates)) {
      const read = readDate(given, name, label, required);
      if ('problem' in read) issues.push({ path: [name], message: read.problem.message });
      given[name] = 'value' in read ? read.value : null;
    }
    const parsed = schema.safeParse(given);
    if (!parsed.success) issues.push(...parsed.error.issues);
    else if (issues.length === 0) return parsed.data;
    // A person mends a form from the top: dates stand among the rest where the schema has them.
    const order = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    issues.sort((a, b) => order.indexOf(String(a.path[0])) - order.indexOf(String(b.path[0])));
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });
}

/** A date that withDates has read. */
export const isoDate = z.string().nullable();

export type ReadForm<Value> = { ok: true; value: Value } | { ok: false; problems: Problem[] };

/** Reads a form with its schema. One problem a field, in the order of the schema. */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): ReadForm<z.output<Schema>> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const seen = new Map<string, Problem>();
  for (const issue of parsed.error.issues) {
    const field = issue.path.map(String).join('.');
    if (!seen.has(field)) seen.set(field, { field, message: issue.message });
  }
  return { ok: false, problems: [...seen.values()] };
}

/** Problems as the form components take them: `errors.name` is absent, or `{ text }`. */
export function errorsByField(problems: readonly Problem[]): Record<string, { text: string }> {
  return Object.fromEntries(problems.map(({ field, message }) => [field, { text: message }]));
}
