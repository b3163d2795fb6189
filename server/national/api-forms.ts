import { z } from 'zod';
import { CAUTION } from './aggregates';
import { DIMENSION_NAMES } from './dimensions';
import { editionParameter } from './question';

const figure = z.union([z.int().min(0), z.enum(['c', 'x'])]).meta({
  id: 'Figure',
  description:
    'How many reviews; "c" for a figure that is hidden because it is small or would give a small one away; "x" for one that does not exist.',
});

const row = z
  .object({
    ...Object.fromEntries(DIMENSION_NAMES.map((name) => [name, z.string().optional()])),
    reviews: figure,
  })
  .meta({
    id: 'FigureRow',
    description:
      'A value for each dimension named in `by`. In totals, "(all)" stands for a summed dimension.',
  });

/** The answer of `/api/v1/aggregates`, for its description and its test. */
export const aggregateSchema = z
  .object({
    edition: z.string(),
    by: z.array(z.enum(DIMENSION_NAMES)).min(1).max(3),
    unit: z.literal('reviews'),
    threshold: z.int().meta({ description: 'Counts from 1 to this are hidden.' }),
    as_of: z.string().meta({ description: 'The date of the data.', format: 'date' }),
    audit_head: z.string().meta({ description: 'The head of the audit when the figures were read.' }),
    caution: z.string().meta({ example: CAUTION }),
    rows: z.array(row).meta({ description: 'Every combination of values, zeros too.' }),
    totals: z.object({
      reviews: figure.meta({ description: 'The grand total.' }),
      rows: z
        .array(row)
        .meta({ description: 'Every total: one dimension summed, two, and so on; the grand total last.' }),
    }),
    undecided: z
      .array(
        z.object({
          from_edition: z.string(),
          category: z.string(),
          name: z.string(),
          candidates: z.array(z.string()).meta({ description: 'The categories that it became.' }),
          lacking: z.array(z.string()).meta({
            description:
              'The categories of this edition whose figures may still grow by them, with those above. The total of all may too.',
          }),
          reviews: figure,
          by_year: z
            .array(z.object({ year: z.string(), reviews: figure }))
            .optional()
            .meta({
              description:
                'Where `by` names the year: the same for each year, so that a series says what it lacks. "x" in every year where that would give a small figure away.',
            }),
        }),
      )
      .meta({
        description:
          'Categories of earlier editions that were split, and how many reviews have a finding that no one has coded again: these figures lack it. For all reviews of the edition, whatever the filters.',
      }),
    unfitted: z.object({ category: z.string(), reviews: figure }).nullable().meta({
      description:
        'How many reviews have a finding that fits no category of the edition in force and waits for its editors: it is counted by that only in this category. For all reviews, whatever the filters; null where nothing waits.',
    }),
    reliability: z
      .array(
        z.object({
          category: z.string().meta({ description: '"(all)" for the whole edition.' }),
          alpha: z
            .number()
            .nullable()
            .meta({ description: 'Krippendorff’s alpha, nominal; null when not known.' }),
          low: z.number().nullable(),
          high: z.number().nullable().meta({ description: 'The 95% bootstrap interval, with `low`.' }),
          units: z.int().meta({ description: 'Findings coded twice.' }),
          weak: z
            .boolean()
            .meta({ description: 'Alpha is below 0.667 or not known: do not rely on the figures.' }),
          edition: z.string().nullable().meta({
            description:
              'The edition in which it was measured: an older one while nothing was measured in that of the figures; null when not measured.',
          }),
        }),
      )
      .meta({
        description:
          'How far coders agree about each category of the edition; empty while its coding has not been tested.',
      }),
  })
  .meta({ id: 'Aggregate' });

const uuid = z.uuid({ error: 'after must be the id that a page of findings gave as its next' });

/** The query of `/api/v1/findings`. */
export const findingsQuery = z.strictObject({
  after: uuid.optional().meta({ description: 'Where to go on: `after` of the address in `next`.' }),
  edition: editionParameter,
});

/** The query of `/api/v1/findings.csv`. */
export const findingsFileQuery = z.strictObject({ edition: editionParameter });

const text = z.string().nullable();

/** A page of published findings, for its description and its test. */
export const findingsSchema = z
  .object({
    findings: z.array(
      z
        .object({
          id: z.string(),
          review: z.object({
            id: z.string(),
            title: text,
            publishing_body: text,
            region: text,
            year_published: z.int().nullable(),
            kind: text,
            outcome: text,
            age_band: text,
            method: text,
            source: text,
          }),
          position: z.int(),
          text: z.string(),
          stated_as: text,
          prevalence_stated: text,
          extent: text,
          polarity: text,
          journey_stage: text,
          tags: z
            .array(z.object({ edition: z.string(), category: z.string(), rationale: z.string() }))
            .meta({ description: 'As a person gave them, each in the edition of its coding.' }),
          counts_as: z
            .object({
              edition: z.string().meta({ description: 'The edition that was asked for, or is in force.' }),
              categories: z
                .array(
                  z.object({
                    category: z.string(),
                    how: z.enum(['coded', 'carried', 'recoded']).meta({
                      description:
                        'coded: given in this edition; carried: from a tag of an older one, by the crosswalk; recoded: a person decided, where an older category was split or did not carry on.',
                    }),
                  }),
                )
                .meta({ description: 'Empty where the finding is counted by none.' }),
              undecided: z
                .array(
                  z.object({
                    from_edition: z.string(),
                    category: z.string(),
                    to_edition: z.string().meta({ description: 'The edition that split it.' }),
                    candidates: z.array(z.string()).meta({ description: 'The categories that it became.' }),
                  }),
                )
                .meta({
                  description:
                    'Its tags of categories that were split and that no one has coded again yet: it is not counted by them.',
                }),
            })
            .meta({
              description:
                'The categories by which figures of the edition count it, without what is above them. Every figure counts by these.',
            }),
        })
        .meta({ id: 'PublishedFinding' }),
    ),
    next: text.meta({
      description: 'The address of the next page, of the same edition, or null on the last.',
    }),
  })
  .meta({ id: 'PublishedFindings' });

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    parameter: z.string().optional().meta({ description: 'The first parameter that is wrong.' }),
    errors: z.array(z.object({ parameter: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
