import type { Route } from '../http/route';

/** The chronology, event by event. */
export const eventRoutes: Route[] = [];
