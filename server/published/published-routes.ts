import { hasRole } from '../database/with-actor';
import { Missing } from '../http/errors';
import { page, route, type Route, type Visit } from '../http/route';
import { codingRoutes } from './coding-routes';
import { importRoutes } from './import-routes';
import { filterProblems, listPage, publishedReviewPage } from './published-pages';
import { listPublished, readPublishedReview, type ListFilter } from './published-queries';

const READERS = ['editor', 'analyst'] as const;

/** Published reviews: loading, reading and coding them. Nothing here is case content, so reading is not audited. */
export const publishedRoutes: Route[] = [
  route({
    method: 'get',
    path: '/published',
    who: READERS,
    scope: 'national',
    audit: 'none',
    handle: showList,
  }),
  ...importRoutes,
  ...codingRoutes,
  route({
    method: 'get',
    path: '/published/:publishedReviewId',
    who: READERS,
    scope: 'national',
    audit: 'none',
    handle: showReview,
  }),
];

async function showList({ tx, actor, query }: Visit) {
  const filter = filterOf(query);
  const list = await listPublished(tx, filter);
  const problems = filterProblems(list, filter);
  const model = listPage(list, filter, hasRole(actor, 'editor'), problems);
  return page('published/list', 'Published reviews', model, {
    section: 'published',
    ...(problems.length > 0 ? { status: 422, problems } : {}),
  });
}

function filterOf({
  q = '',
  region = '',
  year = '',
  coded = '',
  page: number = '',
}: Visit['query']): ListFilter {
  return {
    q,
    region,
    year,
    coded: coded === 'no' || coded === 'yes' ? coded : '',
    page: /^[1-9]\d{0,5}$/.test(number) ? Number(number) : 1,
  };
}

async function showReview({ tx, actor, params }: Visit) {
  const whole = await readPublishedReview(tx, params.publishedReviewId ?? '');
  if (!whole) throw new Missing();
  const model = publishedReviewPage(whole.review, whole.findings, hasRole(actor, 'editor'));
  return page('published/review', model.name, model, {
    section: 'published',
    layout: { width: 'two-thirds', backLink: { text: 'Published reviews', href: '/published' } },
  });
}
