import type { Route } from '../http/route';

/** A record shown back to the practitioner whose account it is. */
export const checkBackRoutes: Route[] = [];
