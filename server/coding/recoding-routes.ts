import type { Route } from '../http/route';

/** Findings of split categories, to be coded again. */
export const recodingRoutes: Route[] = [];
