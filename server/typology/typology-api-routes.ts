import { createHash } from 'node:crypto';
import { route, type Route } from '../http/route';
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

type Rows<Query extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<Query>>;

function typologyFile(
  editions: Rows<typeof publishedEditions>,
  categories: Rows<typeof allCategories>,
  steps: Rows<typeof crosswalkSteps>,
) {
  const pairs = [...new Set(steps.map((step) => `${step.from_edition} ${step.to_edition}`))];
  return {
    format: 'typology/1',
    about: 'Underlying patterns in systems reviews, by edition, with the crosswalk between editions.',
    editions: editions.toReversed().map(({ code: edition, status, in_force_from }) => ({
      edition,
      status,
      in_force_from,
      categories: categories
        .filter((category) => category.edition === edition)
        .map(({ code, parent, name, definition, includes, excludes, examples }) => ({
          code,
          parent,
          name,
          definition,
          includes,
          excludes,
          examples,
        })),
    })),
    crosswalks: pairs.map((pair) => {
      const own = steps.filter((step) => `${step.from_edition} ${step.to_edition}` === pair);
      return {
        from_edition: own[0]?.from_edition,
        to_edition: own[0]?.to_edition,
        steps: own.map(({ from, change, to }) => ({
          from: from.code,
          change,
          to: to.map(({ code }) => code),
        })),
      };
    }),
  };
}
