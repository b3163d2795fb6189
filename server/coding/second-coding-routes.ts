import type { Route } from '../http/route';

/** The screen of a second coder, who sees the finding and nothing of the first coding. */
export const secondCodingRoutes: Route[] = [];
