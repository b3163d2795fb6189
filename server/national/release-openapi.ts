import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { DIMENSION_NAMES } from './dimensions';

const releaseSchema = z.object({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  released_at: z.string().meta({ format: 'date-time' }),
  edition: z.string(),
  origin: z.enum(['published', 'workbench', 'both']),
  before: z.string().meta({ description: 'Reviews dated before this day are counted.', format: 'date' }),
  tables: z.array(z.object({ by: z.array(z.enum(DIMENSION_NAMES)) })),
  map: z.boolean().meta({ description: 'Whether it holds which categories occur together.' }),
  corrects: z.int().nullable().meta({ description: 'The number of the release that this one corrects.' }),
  what_changed: z.string(),
  corrected_by: z.array(z.int()).meta({ description: 'Numbers of later releases that correct this one.' }),
  sha256: z.string().meta({ description: 'Of figures.json.' }),
  page: z.string(),
  url: z.string(),
});

/** The answer of `/api/v1/releases`, for its description and its test. */
export const releasesSchema = z
  .object({ releases: z.array(releaseSchema.meta({ id: 'Release' })) })
  .meta({ id: 'Releases' });

/** The answer of `/api/v1/releases/ID`. */
export const wholeReleaseSchema = releaseSchema
  .extend({
    files: z.array(
      z.object({
        name: z.string(),
        what: z.string(),
        type: z.string(),
        bytes: z.int(),
        sha256: z.string(),
        url: z.string(),
      }),
    ),
  })
  .meta({ id: 'ReleaseWithFiles' });

const which = z.string().meta({ description: 'The number of the release, or its id.', example: '1' });
const tag = z.string().optional().meta({ description: 'An ETag of an earlier answer: unchanged is 304.' });
const unchanged = { description: 'Unchanged since the answer with that ETag.' };

/**
 * The paths of releases for the description of the API.
 * @param limited the security of a scope; @param problem an answer of RFC 9457
 */
export function releasePaths(
  limited: (scope: string) => Pick<RouteConfig, 'security' | 'description'>,
  problem: (description: string) => RouteConfig['responses'][string],
): RouteConfig[] {
  const common = { method: 'get', ...limited('aggregates:read') } as const;
  const refusals = {
    401: problem('The token is missing or has ended.'),
    403: problem('The token lacks the scope.'),
    422: problem('There is a parameter, and the address takes none.'),
  };
  const missing = { 404: problem('No release that is out has that number or id, or it has no such file.') };
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
  const headers = z.object({ 'If-None-Match': tag });
  return [
    {
      ...common,
      path: '/api/v1/releases',
      summary: 'The releases that are out, the newest first',
      request: { headers },
      responses: {
        200: { description: 'The releases.', content: json(releasesSchema) },
        304: unchanged,
        ...refusals,
      },
    },
    {
      ...common,
      path: '/api/v1/releases/{release}',
      summary: 'One release with its files and their checksums',
      request: { params: z.object({ release: which }), headers },
      responses: {
        200: { description: 'The release.', content: json(wholeReleaseSchema) },
        304: unchanged,
        ...refusals,
        ...missing,
      },
    },
    {
      ...common,
      path: '/api/v1/releases/{release}/{file}',
      summary: 'A file of a release, as it was frozen',
      request: {
        params: z.object({ release: which, file: z.string().meta({ example: 'figures.json' }) }),
        headers,
      },
      responses: {
        200: {
          description: 'The file. Its SHA-256 is its ETag and stands in Repr-Digest and X-Checksum-SHA256.',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        304: unchanged,
        ...refusals,
        ...missing,
      },
    },
  ];
}
