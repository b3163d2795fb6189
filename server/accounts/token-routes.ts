import type { Route } from '../http/route';

/** API tokens of the account: made, shown once, revoked. */
export const tokenRoutes: Route[] = [];
