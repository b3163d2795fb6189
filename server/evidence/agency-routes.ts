import type { Route } from '../http/route';

/** The agencies of a review. */
export const agencyRoutes: Route[] = [];
