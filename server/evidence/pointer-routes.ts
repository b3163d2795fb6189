import type { Route } from '../http/route';

/** What a finding rests on. */
export const pointerRoutes: Route[] = [];
