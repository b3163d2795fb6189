import type { Route } from '../http/route';

/** Reading one document: its pages, its text, its content. */
export const readerRoutes: Route[] = [];
