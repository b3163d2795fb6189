import { STATUS_CODES } from 'node:http';
import type { RequestHandler } from 'express';
import type { Route } from './route';

/** What went wrong, as the API says it (RFC 9457). */
export interface ApiProblem {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
}

// What a program is told, where the words of the page speak to a person at a form.
const DETAILS: Record<number, string> = {
  404: 'There is nothing at this address. /api/v1/openapi.json describes what there is.',
  413: 'The body is larger than 50 MB. Nothing was kept. Send it in several parts.',
  415: 'Send the body as application/json.',
  500: 'Nothing was changed. Try again; if it happens again, tell the people who run the workbench the time it happened.',
};

/** @param words the detail, unless this status has words of its own */
export function apiProblem(status: number, words: string): ApiProblem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: DETAILS[status] ?? words,
  };
}

/** The type of an answer that says what went wrong. */
export const PROBLEM_TYPE = 'application/problem+json';

/** An address that is there and is asked in a way that it does not answer: 405, with those that it does in `Allow`. */
export function otherMethods(routes: readonly Route[]): RequestHandler {
  const places = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    is: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}/?$`),
    allow: routes
      .filter((route) => route.path === path)
      .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : ['POST']))
      .join(', '),
  }));
  return (request, response, next) => {
    const place = places.find(({ is }) => is.test(request.originalUrl.split('?')[0] ?? ''));
    if (!place) return next();
    const words = `This address answers ${place.allow} only.`;
    response.status(405).set({ Allow: place.allow, 'Cache-Control': 'no-store' }).type(PROBLEM_TYPE);
    response.send(JSON.stringify(apiProblem(405, words)));
  };
}
