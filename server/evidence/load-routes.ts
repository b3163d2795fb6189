import type { Route } from '../http/route';

/** Spreadsheets on their way into the chronology. */
export const loadRoutes: Route[] = [];
