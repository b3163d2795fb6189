import { page, redirect, route, type Route } from './route';

/** Pages about the workbench itself, for anyone. */
export const frontRoutes: Route[] = [
  route({
    method: 'get',
    path: '/',
    who: 'public',
    scope: 'none',
    audit: 'none',
    handle: async ({ actor }) =>
      actor
        ? redirect('/reviews')
        : page('http/front', 'Find out why, not who', {}, { layout: { width: 'two-thirds' } }),
  }),
  route({
    method: 'get',
    path: '/accessibility',
    who: 'public',
    scope: 'none',
    audit: 'none',
    handle: async () => page('http/accessibility', 'Accessibility', {}, { layout: { width: 'two-thirds' } }),
  }),
];
