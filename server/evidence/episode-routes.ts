import type { Route } from '../http/route';

/** Key practice episodes. */
export const episodeRoutes: Route[] = [];
