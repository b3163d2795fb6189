import type { Route } from '../http/route';

/** The system picture of a finding and of a review. */
export const systemPictureRoutes: Route[] = [];
