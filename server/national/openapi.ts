import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import {
  aggregateSchema,
  findingsFileQuery,
  findingsQuery,
  findingsSchema,
  problemSchema,
} from './api-forms';
import { CAUTION } from './aggregates';
import { publishedFile } from '../published/published-file';
import { questionSchema } from './question';
import { releasePaths } from './release-openapi';

const typologySchema = z
  .object({
    format: z.literal('typology/1'),
    about: z.string(),
    editions: z.array(
      z.object({
        edition: z.string(),
        status: z.enum(['to_come', 'in_force', 'superseded']),
        in_force_from: z.string(),
        categories: z.array(
          z.object({
            code: z.string(),
            parent: z.string().nullable(),
            name: z.string(),
            definition: z.string(),
            includes: z.string(),
            excludes: z.string(),
            examples: z.array(z.string()),
          }),
        ),
      }),
    ),
    crosswalks: z.array(
      z.object({
        from_edition: z.string(),
        to_edition: z.string(),
        steps: z.array(
          z.object({
            from: z.string(),
            change: z.string(),
            to: z.array(z.string()),
            reason: z.string().optional(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Typology' });

const binary = { schema: { type: 'string' as const, format: 'binary' } };
const csv = { 'text/csv': { schema: { type: 'string' as const } } };
const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
/** What a load of published reviews answers. */
const countsSchema = z.object({ added: z.int(), changed: z.int(), left: z.int() }).meta({ id: 'Counts' });
export const importedSchema = z
  .object({
    id: z.string(),
    sha256: z.string(),
    reviews: countsSchema,
    findings: countsSchema,
    tags: countsSchema,
  })
  .meta({ id: 'ImportResult' });
const importProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.looseObject({})).optional().meta({ description: 'What is wrong, place by place.' }),
  })
  .meta({ id: 'ImportProblem' });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});
const refusals = {
  401: problem('The token is missing or has ended.'),
  403: problem('The token lacks the scope, or its account the role that allows it.'),
};
const wrong = { 422: problem('A parameter is wrong; the problem names it.') };
const notAcceptable = { 406: problem('It is there in other types than the request accepts.') };

/** By which a generated client calls what is asked: a service for each tag, with a method for each operation. */
const NAMES: Record<string, { operationId: string; tags: string[] }> = {
  '/api/v1/typology': { operationId: 'getTypology', tags: ['Typology'] },
  '/api/v1/aggregates': { operationId: 'getAggregates', tags: ['Aggregates'] },
  '/api/v1/aggregates.csv': { operationId: 'getAggregatesAsCsv', tags: ['Aggregates'] },
  '/api/v1/aggregates.xlsx': { operationId: 'getAggregatesAsXlsx', tags: ['Aggregates'] },
  '/api/v1/findings': { operationId: 'listFindings', tags: ['Findings'] },
  '/api/v1/findings.csv': { operationId: 'getFindingsAsCsv', tags: ['Findings'] },
  '/api/v1/imports': { operationId: 'importReviews', tags: ['Imports'] },
  '/api/v1/releases': { operationId: 'listReleases', tags: ['Releases'] },
  '/api/v1/releases/{release}': { operationId: 'getRelease', tags: ['Releases'] },
  '/api/v1/releases/{release}/{file}': { operationId: 'getReleaseFile', tags: ['Releases'] },
  '/api/v1/openapi.json': { operationId: 'getDescription', tags: ['Description'] },
};
const rateLimit = z.object({
  'RateLimit-Policy': z.string().meta({
    description: 'How many points a minute, by token or else by address; most requests cost one.',
    example: '"default";q=1200;w=60',
  }),
  RateLimit: z.string().meta({
    description: 'What is left of them, and the seconds until there are more.',
    example: '"default";r=599;t=60',
  }),
});

/** What every path has: its names, what is left of the minute's points, and what may happen to any request. */
function named(path: RouteConfig): RouteConfig {
  const limitedAs = { headers: rateLimit };
  const answers = Object.entries(path.responses).map(([status, answer]) => [
    status,
    status.startsWith('2') ? { ...answer, ...limitedAs } : answer,
  ]);
  return {
    ...path,
    ...NAMES[path.path],
    responses: {
      ...(Object.fromEntries(answers) as RouteConfig['responses']),
      429: {
        ...problem('Too much was asked in a minute; Retry-After says when to ask again.'),
        headers: rateLimit.extend({ 'Retry-After': z.string().meta({ description: 'Seconds.' }) }),
      },
      500: problem('Something went wrong. Nothing was changed.'),
      503: problem('The database cannot be reached. Nothing was changed.'),
    },
  };
}
const limited = (scope: string): { security: RouteConfig['security']; description: string } => ({
  security: [{ token: [] }],
  description: `Needs a token with the scope \`${scope}\`.`,
});

let described: { url: string; document: object } | undefined;

/** The OpenAPI document, made from the schemas that check the requests. */
export function describeApi(url: string): object {
  if (described?.url === url) return described.document;
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token made on the page of one’s account, or by `npm run token`.',
  });
  for (const path of paths()) registry.registerPath(named(path));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Systems review workbench',
      version: '1',
      description: `National figures and published findings of systems reviews. All figures count distinct reviews and are under disclosure control. ${CAUTION}`,
    },
    servers: [{ url }],
    tags: [...new Set(Object.values(NAMES).flatMap(({ tags }) => tags))].map((name) => ({ name })),
  });
  described = { url, document };
  return document;
}

function paths(): RouteConfig[] {
  const figures = (summary: string, path: string, content: object, more: object = {}): RouteConfig => ({
    method: 'get',
    path,
    summary,
    ...limited('aggregates:read'),
    request: { query: questionSchema },
    responses: {
      200: { description: 'The figures.', content: { ...content } },
      ...refusals,
      ...wrong,
      ...more,
    },
  });
  return [
    {
      method: 'get',
      path: '/api/v1/typology',
      summary: 'Editions of the typology, their categories and the crosswalks',
      responses: { 200: { description: 'The typology.', content: json(typologySchema) } },
    },
    figures(
      'Counts of distinct reviews',
      '/api/v1/aggregates',
      { ...json(aggregateSchema), ...csv },
      notAcceptable,
    ),
    figures('The same as CSV, settings and caution in leading # lines', '/api/v1/aggregates.csv', csv),
    figures('The same as an Excel book', '/api/v1/aggregates.xlsx', {
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': binary,
    }),
    {
      method: 'get',
      path: '/api/v1/findings',
      summary: 'Published findings with their coding, 100 a page',
      ...limited('findings:read'),
      request: { query: findingsQuery },
      responses: {
        200: {
          description: 'A page of findings; the header Link names the next.',
          content: json(findingsSchema),
        },
        ...refusals,
        ...wrong,
        ...notAcceptable,
      },
    },
    {
      method: 'get',
      path: '/api/v1/findings.csv',
      summary: 'All published findings as CSV',
      ...limited('findings:read'),
      request: { query: findingsFileQuery },
      responses: {
        200: {
          description:
            'The findings. `tags` are the categories as they were given, as edition:category; `counts_as` those by which a finding is counted in the edition of `counts_in`, `counts_how` how each came about (coded, carried, recoded), in the same order, and `undecided` the tags of split categories that no one has coded again yet. Words that a spreadsheet might take for a formula have an apostrophe before them; /api/v1/findings has them as they are.',
          content: csv,
        },
        ...refusals,
        ...wrong,
      },
    },
    {
      method: 'post',
      path: '/api/v1/imports',
      summary: 'Loads a published-reviews/1 file: all of it or nothing',
      ...limited('reviews:import'),
      request: { body: { content: json(publishedFile.meta({ id: 'PublishedReviewsFile' })) } },
      responses: {
        200: {
          description: 'What was added, changed and left as it was: here, nothing new.',
          content: json(importedSchema),
        },
        201: { description: 'The same, when anything was added or changed.', content: json(importedSchema) },
        ...refusals,
        400: problem('The body is not JSON.'),
        413: problem('The body is larger than 50 MB.'),
        415: problem('The body is of another kind than application/json.'),
        422: {
          description: 'The file has mistakes; nothing of it was kept.',
          content: { 'application/problem+json': { schema: importProblemSchema } },
        },
      },
    },
    ...releasePaths(limited, problem),
    {
      method: 'get',
      path: '/api/v1/openapi.json',
      summary: 'This description',
      responses: { 200: { description: 'An OpenAPI 3.1 document.', content: json(z.looseObject({})) } },
    },
  ];
}
