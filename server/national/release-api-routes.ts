import type { Route } from '../http/route';

/** Releases by the API (CONTRACT, API). */
export const releaseApiRoutes: Route[] = [];
