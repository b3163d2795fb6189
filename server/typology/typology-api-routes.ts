import { createHash } from 'node:crypto';
import { route, type Route } from '../http/route';
import { typologyFile } from './typology-file';
import { allCategories, crosswalkSteps, editions as publishedEditions } from './typology-queries';

/**
 * `GET /api/v1/typology` (public): editions, categories and crosswalks as `typology/1` (CONTRACT, Files). The
 * answer carries an ETag; asked again with `If-None-Match` it is 304 while nothing has changed.
 */
export const typologyApiRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/typology',
    who: 'public',
    scope: 'none',
    audit: 'none',
    handle: async ({ tx }) => {
      const body = typologyFile(
        await publishedEditions(tx),
        await allCategories(tx),
        await crosswalkSteps(tx),
      );
      const tag = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
      return { kind: 'json', body, headers: { ETag: `"${tag}"`, 'Cache-Control': 'public, max-age=300' } };
    },
  }),
];
