import { z } from 'zod';
import type { Problem } from '../http/route';
import { DIMENSION_NAMES, dimension, isDimension, type Dimension } from './dimensions';

/** What is asked of the national figures. */
export interface Question {
  /** Without one, the edition in force. */
  edition?: string;
  by: Dimension[];
  filters: Partial<Record<Dimension, string[]>>;
  /** On the date of publication or approval: `from` is inclusive, `to` exclusive. */
  from?: string;
  to?: string;
}

/** The question cannot be answered as it is put; each problem names a parameter. */
export class QuestionRefused extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map(({ message }) => message).join(' '));
  }
}

const MOST_DIMENSIONS = 3;
const FILTERS = `; a filter is one of ${DIMENSION_NAMES.join(', ')}`;
const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const by = z
  .string({ error: 'by must name one to three dimensions, such as category,region' })
  .superRefine((value, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    const names = listOf(value);
    const unknown = names.find((name) => !isDimension(name));
    if (names.length === 0) refuse('by must name one to three dimensions, such as category,region');
    else if (unknown !== undefined)
      refuse(`by has ${shown(unknown)}, which is none of ${DIMENSION_NAMES.join(', ')}`);
    else if (new Set(names).size !== names.length) refuse('by names a dimension twice');
    else if (names.length > MOST_DIMENSIONS)
      refuse(`by takes at most ${MOST_DIMENSIONS} dimensions, not ${names.length}`);
  })
  .meta({
    description: `One to three dimensions, separated by commas: ${DIMENSION_NAMES.join(', ')}.`,
    example: 'category,region',
  });

const date = (name: string, meaning: string) =>
  z
    .string()
    .refine(isRealDate, { error: `${name} must be a real date, like 2012-03-27` })
    .meta({ description: `A date, YYYY-MM-DD; ${meaning}.`, format: 'date' })
    .optional();

const filter = (name: Dimension) => {
  const { values, label } = dimension(name);
  return z
    .string()
    .superRefine((value, context) => {
      const known = (part: string): boolean =>
        name === 'year'
          ? /^\d{4}$|^not stated$/.test(part)
          : values === undefined || Object.hasOwn(values, part);
      const unknown = listOf(value).find((part) => !known(part));
      if (unknown === undefined) return;
      const choices = values ? `none of ${Object.keys(values).join(', ')}` : 'not a year';
      context.addIssue({ code: 'custom', message: `${name} has ${shown(unknown)}, which is ${choices}` });
    })
    .meta({
      description: `Count only these values of ${label}, separated by commas${values ? `: ${Object.keys(values).join(', ')}` : ''}.`,
    })
    .optional();
};

const filters = Object.fromEntries(DIMENSION_NAMES.map((name) => [name, filter(name)])) as Record<
  Dimension,
  ReturnType<typeof filter>
>;

/** The edition that a request of the API names. */
export const editionParameter = z
  .string()
  .regex(/^[\w.-]{1,40}$/, { error: 'edition must be the code of an edition, such as 2012' })
  .meta({
    description: 'The edition of the typology; the one in force if none is named.',
    example: '2012',
  })
  .optional();

/** The query of `/api/v1/aggregates`: what checks it and what describes it. */
export const questionSchema = z
  .strictObject({
    edition: editionParameter,
    by,
    from: date('from', 'counts from this date of publication or approval on'),
    to: date('to', 'counts up to the day before this date of publication or approval'),
    ...filters,
  })
  .superRefine(({ from, to }, context) => {
    if (from !== undefined && to !== undefined && from >= to) {
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'to must be later than from: the period ends the day before it',
      });
    }
  });

/**
 * Reads a question from an address.
 * @param given by parameter; values of a repeated parameter joined by commas, empty ones left out
 * @throws QuestionRefused naming each parameter that is wrong
 */
export function readQuestion(given: Readonly<Record<string, string>>): Question {
  const parsed = questionSchema.safeParse(given);
  if (!parsed.success)
    throw new QuestionRefused(parsed.error.issues.flatMap((issue) => problemsOf(issue, FILTERS)));
  const { edition, from, to } = parsed.data;
  const question: Question = { by: listOf(parsed.data.by).filter(isDimension), filters: {} };
  if (edition !== undefined) question.edition = edition;
  if (from !== undefined) question.from = from;
  if (to !== undefined) question.to = to;
  for (const name of DIMENSION_NAMES) {
    const values = listOf(parsed.data[name] ?? '');
    if (values.length > 0) question.filters[name] = [...new Set(values)];
  }
  return question;
}

/** The question as an address carries it, in one order: the same question has the same words. */
export function questionParameters(question: Question): [string, string][] {
  const { edition, by: dimensions, from, to } = question;
  return [
    ...(edition === undefined ? [] : [['edition', edition] as [string, string]]),
    ['by', dimensions.join(',')],
    ...(from === undefined ? [] : [['from', from] as [string, string]]),
    ...(to === undefined ? [] : [['to', to] as [string, string]]),
    ...DIMENSION_NAMES.flatMap((name): [string, string][] => {
      const values = question.filters[name];
      return values ? [[name, values.join(',')]] : [];
    }),
  ];
}

/**
 * What is wrong with the parameters of an address, each named.
 * @param hint after the name of one that there is not
 */
export function problemsOf(issue: z.core.$ZodIssue, hint = ''): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({ field: name, message: `${shown(name)} is not a parameter${hint}` }));
  }
  return [{ field: issue.path.map(String).join('.'), message: issue.message }];
}

/** Part of an address in a message, short. */
export function shown(value: string): string {
  return `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`;
}

function isRealDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = new Date(`${value}T00:00:00Z`);
  return value >= '1900' && !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 10) === value;
}
