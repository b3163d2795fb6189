import { z } from 'zod';
import { LONG_TEXT, SHORT_TEXT, tidy } from '../http/forms';
import { ImportProblem, type FileProblem } from '../published/import-problem';
import { jsonOf, pathOf } from '../published/published-file';
import {
  CODE_SHAPE,
  EDITION_SHAPE,
  inOrder,
  MOST_CATEGORIES,
  type DraftStep,
  type PlacedCategory,
} from './draft-model';
import { FORMAT } from './typology-file';

/** What a file says of an edition that is not known yet. */
export interface ReadEdition {
  /** Null when the file does not say. */
  code: string | null;
  categories: PlacedCategory[];
  /** From the edition in force; null when the file has no crosswalk from it. */
  steps: DraftStep[] | null;
}

/** What is known when a file is read. */
export interface KnownEditions {
  codes: string[];
  base: string;
  baseCategories: PlacedCategory[];
}

// PostgreSQL takes no NUL, and no one types the other control characters.
const forbidden = /(?![\t\n\r])\p{Cc}/u;
const words = (most: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be text') })
    .refine((value) => value.isWellFormed() && !forbidden.test(value), {
      error: 'has characters that cannot be kept, such as NUL or half of a pair: take them out',
      abort: true,
    })
    .transform(tidy)
    .refine((value) => value.length <= most, {
      error: `must have ${most.toLocaleString('en-GB')} characters or fewer`,
    });
const line = (most = SHORT_TEXT) =>
  words(most)
    .transform((value) => value.replace(/\s+/g, ' '))
    .refine((value) => value !== '', { error: 'is empty: it needs words' });
const code = words(100).refine((value) => CODE_SHAPE.test(value), {
  error:
    'must have capitals and digits, and one point between a part and what is in it, like MGT.SUP: at most 12 each',
});
const list = <Item extends z.ZodType>(item: Item, most: number, what: string) =>
  z
    .array(item, { error: ({ input }) => (input === undefined ? 'is missing' : `must be a list of ${what}`) })
    .max(most, { error: `must have ${most} entries or fewer`, abort: true });
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code: kind }) => (kind === 'invalid_type' ? 'must be an object' : undefined),
  });
const none = words(LONG_TEXT)
  .nullish()
  .transform((value) => value ?? '');

const category = object({
  code,
  parent: words(100)
    .nullish()
    .transform((value) => value ?? null),
  name: line(),
  definition: none,
  includes: none,
  excludes: none,
  examples: list(line(LONG_TEXT), 100, 'texts')
    .nullish()
    .transform((value) => value ?? []),
});
const CHANGES = ['same', 'renamed', 'moved', 'merged_into', 'split_into', 'retired'] as const;
const step = object({
  from: words(100),
  change: z.enum(CHANGES, { error: `must be one of ${CHANGES.join(', ')}` }),
  to: list(words(100), MOST_CATEGORIES, 'codes'),
  reason: none,
});
const file = object({
  format: z.literal(FORMAT, { error: `must be "${FORMAT}"` }),
  about: none,
  editions: list(
    object({
      edition: words(100).refine((value) => EDITION_SHAPE.test(value), {
        error: 'must begin with the year and have letters, digits, points and hyphens: 20 at most',
      }),
      status: words(20).nullish(),
      in_force_from: words(20).nullish(),
      categories: list(category, MOST_CATEGORIES, 'categories').min(1, { error: 'is empty' }),
    }),
    50,
    'editions',
  ),
  crosswalks: list(
    object({ from_edition: words(100), to_edition: words(100), steps: list(step, MOST_CATEGORIES, 'steps') }),
    50,
    'crosswalks',
  )
    .nullish()
    .transform((value) => value ?? []),
});

const refuse = (path: string, reason: string): never => {
  throw new ImportProblem([{ path, reason }]);
};

/**
 * The one edition of a `typology/1` file that is not known yet, with its crosswalk from the edition in force. Editions
 * that are here already are left as they are.
 * @throws ImportProblem with every problem, by its path in the file
 */
export function readTypology(text: string, known: KnownEditions): ReadEdition {
  const read = file.safeParse(jsonOf(text));
  if (!read.success)
    throw new ImportProblem(
      read.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({
              path: pathOf([...issue.path, key]),
              reason: `is not a field of ${FORMAT}`,
            }))
          : [{ path: pathOf(issue.path) || 'file', reason: issue.message }],
      ),
    );
  const { editions, crosswalks } = read.data;
  const [found, another] = editions.flatMap((one, index) =>
    known.codes.includes(one.edition) ? [] : [{ one, index }],
  );
  if (!found)
    return refuse(
      'editions',
      'every edition of the file is here already, and published editions never change',
    );
  if (another)
    return refuse(
      `editions[${another.index}]`,
      `“${another.one.edition}” is a second edition that is new here. Bring in one at a time`,
    );
  const path = `editions[${found.index}].categories`;
  const problems = misplaced(found.one.categories, path);
  const walks = crosswalks.flatMap((one, index) =>
    one.from_edition === known.base && one.to_edition === found.one.edition ? [{ one, index }] : [],
  );
  const [walk, twice] = walks;
  if (twice)
    problems.push({
      path: `crosswalks[${twice.index}]`,
      reason: 'is a second crosswalk between the same editions',
    });
  if (walk)
    problems.push(...misled(walk.one.steps, found.one.categories, known, `crosswalks[${walk.index}].steps`));
  if (problems.length > 0) throw new ImportProblem(problems);
  return {
    code: found.one.edition,
    categories: inOrder(found.one.categories),
    steps: walk?.one.steps ?? null,
  };
}

/** Codes that stand twice, and categories that stand in no part. */
function misplaced(categories: readonly PlacedCategory[], path: string): FileProblem[] {
  const byCode = new Map(categories.map((one) => [one.code, one]));
  const seen = new Set<string>();
  return categories.flatMap(({ code: own, parent }, index) => {
    const problems: FileProblem[] = [];
    const say = (field: string, reason: string) =>
      problems.push({ path: `${path}[${index}].${field}`, reason });
    if (seen.has(own)) say('code', `“${own}” stands twice`);
    seen.add(own);
    if (parent === null) return problems;
    const part = byCode.get(parent);
    if (!part) say('parent', `“${parent}” is no category of this edition`);
    else if (parent === own) say('parent', 'a category cannot stand in itself');
    else if (part.parent !== null)
      say('parent', `“${parent}” stands in “${part.parent}” itself: an edition has two levels`);
    return problems;
  });
}

function misled(
  steps: readonly DraftStep[],
  categories: readonly PlacedCategory[],
  { base, baseCategories }: KnownEditions,
  path: string,
): FileProblem[] {
  const from = new Set(baseCategories.map(({ code: own }) => own));
  const to = new Set(categories.map(({ code: own }) => own));
  const seen = new Set<string>();
  return steps.flatMap((one, index) => {
    const problems: FileProblem[] = [];
    if (!from.has(one.from))
      problems.push({
        path: `${path}[${index}].from`,
        reason: `“${one.from}” is no category of edition ${base}`,
      });
    if (seen.has(one.from))
      problems.push({ path: `${path}[${index}].from`, reason: `“${one.from}” has a step already` });
    seen.add(one.from);
    one.to.forEach((target, at) => {
      if (!to.has(target))
        problems.push({
          path: `${path}[${index}].to[${at}]`,
          reason: `“${target}” is no category of the new edition`,
        });
      if (one.to.indexOf(target) < at)
        problems.push({ path: `${path}[${index}].to[${at}]`, reason: `“${target}” stands twice` });
    });
    return problems;
  });
}
