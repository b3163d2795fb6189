import { z } from 'zod';
import { LONG_TEXT, choice, isoDate, text, withDates } from '../http/forms';
import { isUuid } from '../http/ids';
import { DIMENSION_NAMES, isDimension, type Dimension } from './dimensions';
import {
  CATEGORY_WORDS,
  MOST_EXTRA_TABLES,
  OFFERED_TABLES,
  ORIGIN_WORDS,
  isOfUse,
  sameTable,
  type CategoryChoice,
  type ReleaseOrigin,
} from './release-settings';

export const CATEGORY_CHOICES = Object.keys(CATEGORY_WORDS) as CategoryChoice[];
export const ORIGIN_CHOICES = Object.keys(ORIGIN_WORDS) as ReleaseOrigin[];

/** The boxes of a table of one's own: `extra_2_c` is the third dimension of the second. */
export const EXTRA_BOXES: readonly (readonly [string, string, string])[] = Array.from(
  { length: MOST_EXTRA_TABLES },
  (_, n) => [`extra_${n + 1}_a`, `extra_${n + 1}_b`, `extra_${n + 1}_c`] as const,
);

const ticked = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat().map(String)),
  z.array(z.string()),
);

/** One dimension of a table of one's own; empty is none. */
const dimensionBox = text('The table').pipe(
  z.string().refine((value) => value === '' || isDimension(value), {
    error: `A table counts by ${DIMENSION_NAMES.join(', ')}`,
  }),
);

const boxes = Object.fromEntries(EXTRA_BOXES.flat().map((name) => [name, dimensionBox])) as Record<
  string,
  typeof dimensionBox
>;

/** What is asked for when a release is built. */
export const releaseForm = withDates(
  { before: { label: 'The day', required: 'Give the day before which the reviews are dated' } },
  z
    .object({
      title: text('The title', { most: 120, required: 'Give the release a title' }),
      edition: text('The edition', { most: 40, required: 'Choose an edition of the typology' }),
      origin: choice(ORIGIN_CHOICES, 'Choose which reviews are counted'),
      before: isoDate,
      tables: ticked,
      ...boxes,
      categories: choice(CATEGORY_CHOICES, 'Choose which categories are crossed with others'),
      map: ticked.transform((values) => values.includes('yes')),
      corrects: text('The release').pipe(
        z
          .string()
          .refine((value) => value === '' || isUuid(value), { error: 'Choose a release that is out' })
          .transform((value) => value || null),
      ),
      what_changed: text('What changed', { most: 2000 }),
    })
    .superRefine((given, context) => {
      const refuse = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      const { own, problems } = ownTables(given as Record<string, unknown>, given.origin);
      for (const { field, message } of problems) refuse(field, message);
      if (problems.length === 0 && offeredTables(given.tables).length + own.length === 0) {
        refuse('tables', 'Choose at least one table');
      }
      if (given.corrects !== null && given.what_changed === '') {
        refuse('what_changed', 'Say what changed: readers of the earlier release see it');
      }
      if (given.corrects === null && given.what_changed !== '') {
        refuse('corrects', 'Choose the release that this one corrects, or leave out what changed');
      }
    })
    .transform(
      ({ corrects, what_changed, title, edition, origin, before, tables, categories, map, ...rest }) => ({
        title,
        corrects,
        whatChanged: what_changed,
        settings: {
          edition,
          origin,
          before: before ?? '',
          tables: [
            ...offeredTables(tables).filter((by) => by.every((name) => isOfUse(name, origin))),
            ...ownTables(rest, origin).own,
          ].reduce<Dimension[][]>(
            (all, by) => (all.some((other) => sameTable(other, by)) ? all : [...all, by]),
            [],
          ),
          categories,
          map,
        },
      }),
    ),
);

function offeredTables(codes: readonly string[]): Dimension[][] {
  return OFFERED_TABLES.filter(({ by }) => codes.includes(by.join(','))).map(({ by }) => by);
}

/** The tables put together box by box, and what is wrong with them. */
function ownTables(
  given: Record<string, unknown>,
  origin: ReleaseOrigin,
): { own: Dimension[][]; problems: { field: string; message: string }[] } {
  const own: Dimension[][] = [];
  const problems: { field: string; message: string }[] = [];
  for (const names of EXTRA_BOXES) {
    const by = names
      .map((name) => given[name])
      .filter((value) => typeof value === 'string' && value !== '') as Dimension[];
    if (by.length === 0) continue;
    const field = names[0];
    if (new Set(by).size < by.length) {
      problems.push({ field, message: 'A table counts by a dimension once: choose another, or none' });
    } else if (!by.every((name) => isOfUse(name, origin))) {
      problems.push({ field, message: 'To count by origin, choose both published and workbench reviews' });
    } else own.push(by);
  }
  return { own, problems };
}

export const DECISIONS = ['out', 'declined'] as const;

/** What the second person decides. */
export const decisionForm = z
  .object({
    decision: choice(DECISIONS, 'Choose whether the release goes out'),
    why: text('The reason', { most: LONG_TEXT }),
  })
  .superRefine(({ decision, why }, context) => {
    if (decision === 'declined' && why === '') {
      context.addIssue({
        code: 'custom',
        path: ['why'],
        message: 'Say why, so that who built it can build a better one',
      });
    }
  });
