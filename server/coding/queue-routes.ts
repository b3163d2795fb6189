import type { Route } from '../http/route';

/** Tags that do not fit, grouped by likeness: a category of the draft, or an answer. */
export const queueRoutes: Route[] = [];
