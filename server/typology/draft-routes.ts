import type { Route } from '../http/route';

/** Editions for those who write them: drafts, their effect, publication, and editions as files. */
export const draftRoutes: Route[] = [];
