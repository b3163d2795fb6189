import type { Route } from '../http/route';

/** Search within a review. */
export const searchRoutes: Route[] = [];
