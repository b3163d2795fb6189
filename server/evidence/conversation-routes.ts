import type { Route } from '../http/route';

/** Conversations and family perspectives. */
export const conversationRoutes: Route[] = [];
