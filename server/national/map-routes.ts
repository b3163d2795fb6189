import type { Route } from '../http/route';

/** Which categories occur together. */
export const mapRoutes: Route[] = [];
