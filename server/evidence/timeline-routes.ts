import type { Route } from '../http/route';

/** The picture of a case over time. */
export const timelineRoutes: Route[] = [];
