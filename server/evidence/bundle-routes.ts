import type { Route } from '../http/route';

/** A whole review as a file. */
export const bundleRoutes: Route[] = [];
