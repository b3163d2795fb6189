import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { aggregateSchema, findingsQuery, findingsSchema, problemSchema } from './api-forms';
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
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});
const refusals = {
  401: problem('The token is missing, has ended, or lacks the scope.'),
  422: problem('A parameter is wrong; the problem names it.'),
};
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
    description: 'A token made by `npm run token`.',
  });
  for (const path of paths()) registry.registerPath(path);
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Systems review workbench',
      version: '1',
      description: `National figures and published findings of systems reviews. All figures count distinct reviews and are under disclosure control. ${CAUTION}`,
    },
    servers: [{ url }],
  });
  described = { url, document };
  return document;
}

function paths(): RouteConfig[] {
  const figures = (summary: string, path: string, content: object): RouteConfig => ({
    method: 'get',
    path,
    summary,
    ...limited('aggregates:read'),
    request: { query: questionSchema },
    responses: { 200: { description: 'The figures.', content: { ...content } }, ...refusals },
  });
  return [
    {
      method: 'get',
      path: '/api/v1/typology',
      summary: 'Editions of the typology, their categories and the crosswalks',
      responses: { 200: { description: 'The typology.', content: json(typologySchema) } },
    },
    figures('Counts of distinct reviews', '/api/v1/aggregates', { ...json(aggregateSchema), ...csv }),
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
      },
    },
    {
      method: 'get',
      path: '/api/v1/findings.csv',
      summary: 'All published findings as CSV',
      ...limited('findings:read'),
      responses: { 200: { description: 'The findings.', content: csv }, 401: refusals[401] },
    },
    {
      method: 'post',
      path: '/api/v1/imports',
      summary: 'Loads a published-reviews/1 file: all of it or nothing',
      ...limited('reviews:import'),
      request: { body: { content: json(publishedFile.meta({ id: 'PublishedReviewsFile' })) } },
      responses: {
        200: {
          description: 'What was added, changed and left as it was.',
          content: json(z.looseObject({}).meta({ id: 'ImportResult' })),
        },
        ...refusals,
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
