import type { Route } from '../http/route';

/** Exports of coded findings: asked for, made in the background, downloaded. */
export const exportRoutes: Route[] = [];
