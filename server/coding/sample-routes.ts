import type { Route } from '../http/route';

/** Samples for a second coding: drawn, handed out, compared, settled and closed. */
export const sampleRoutes: Route[] = [];
