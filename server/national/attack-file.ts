/** A release as a file (`release/1`), read by an outsider: only what is attacked is looked at. */
import { z } from 'zod';
import { NoRelease } from './attack-print';
import type { DatedRelease } from './attack-together';

const figure = z.union([z.number().int().min(0), z.literal('c')], {
  error: 'is neither a count nor "c"',
});
const shape = z.looseObject({
  format: z.literal('release/1', { error: 'is not release/1' }),
  number: z.number().int().optional(),
  threshold: z.number().int().min(1),
  since: z
    .array(z.looseObject({ release: z.number().int(), data: z.enum(['same', 'grown', 'revised']) }))
    .optional(),
  dimensions: z.array(
    z.looseObject({
      name: z.string(),
      additive: z.boolean(),
      values: z.array(z.looseObject({ code: z.string(), parent: z.string().nullish() })),
    }),
  ),
  tables: z.array(
    z.looseObject({
      by: z.array(z.string()).min(1).max(3),
      rows: z.array(z.looseObject({ reviews: figure })),
    }),
  ),
  map: z
    .looseObject({
      categories: z.array(z.string()),
      rows: z.array(z.looseObject({ one: z.string(), other: z.string(), reviews: figure })),
    })
    .nullish(),
  undecided: z
    .array(
      z.looseObject({
        from_edition: z.string(),
        category: z.string(),
        reviews: figure,
        by_year: z.array(z.looseObject({ year: z.string(), reviews: figure })).optional(),
      }),
    )
    .optional(),
});

/**
 * Reads the text of a release.
 * @throws NoRelease naming the place in the file and what is wrong with it
 */
export function readReleaseFile(text: string): DatedRelease & { origin?: unknown } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new NoRelease('this is no release: it is no JSON');
  }
  const parsed = shape.safeParse(given);
  if (parsed.success) {
    const { number, since, ...rest } = parsed.data;
    return { ...rest, ...(number === undefined ? {} : { number }), ...(since ? { since } : {}) };
  }
  const [issue] = parsed.error.issues;
  throw new NoRelease(`this is no release: ${issue?.path.join('.') || 'the file'} ${issue?.message ?? ''}`);
}
