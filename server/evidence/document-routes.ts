import type { Route } from '../http/route';

/** Documents: what each agency recorded. */
export const documentRoutes: Route[] = [];
