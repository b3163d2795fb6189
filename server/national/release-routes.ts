import type { Route } from '../http/route';

/** Releases: built, proposed, decided on by a second person, and public once they are out. */
export const releaseRoutes: Route[] = [];
