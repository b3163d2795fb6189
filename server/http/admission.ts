import type { Request } from 'express';
import { bearerOf, scopesOf } from '../accounts/tokens';
import { apiProblem, PROBLEM_TYPE } from './api-problems';
import { hasRole, type Actor } from '../database/with-actor';
import { Missing } from './errors';
import type { House, Reply, Route } from './route';

/** A token that is current and does not have the scope that a route asks for, or whose holder's role has ended. */
export class WrongScope extends Error {}

type Bearer = Awaited<ReturnType<typeof bearerOf>>;
const bearers = new WeakMap<Request, Promise<Bearer>>();

/** Whose token a request came with, looked up once. */
export function bearerFor(house: House, request: Request): Promise<Bearer> {
  const known = bearers.get(request) ?? bearerOf(house.database, request.get('Authorization'));
  bearers.set(request, known);
  return known;
}

/**
 * The account in whose name a request asks: of its session or, on a route for tokens, of its token.
 * @throws WrongScope for a current token without the scope
 */
export async function accountOf(house: House, route: Route, request: Request): Promise<string | undefined> {
  if (typeof route.who !== 'object' || !('token' in route.who)) return request.user?.accountId;
  const bearer = await bearerFor(house, request);
  if (bearer && !bearer.scopes.includes(route.who.token)) throw new WrongScope(route.who.token);
  return bearer?.accountId;
}

/**
 * Lets an actor in.
 * @throws Missing for a role that may not: it is answered as if the page did not exist
 * @throws WrongScope for a token that outlived the role by which it had its scope
 */
export async function admit(
  house: House,
  route: Route,
  request: Request,
  actor: Actor | undefined,
): Promise<void> {
  if (route.who === 'public') return;
  if (!actor) throw new Missing();
  if (Array.isArray(route.who) && !hasRole(actor, ...route.who)) throw new Missing();
  if (typeof route.who !== 'object' || !('token' in route.who)) return;
  const scope = route.who.token;
  const bearer = await bearerFor(house, request);
  if (!bearer?.beyondRole.includes(scope) && !scopesOf(actor).includes(scope)) throw new WrongScope(scope);
}

/** Where someone who is not signed in is sent; a script is told. */
export function toSignIn(request: Request): Reply {
  if (request.get('X-Autosave') === '1') return { kind: 'json', status: 401, body: { signedOut: true } };
  if (request.path.startsWith('/api/')) {
    return {
      kind: 'json',
      status: 401,
      type: PROBLEM_TYPE,
      headers: {
        'WWW-Authenticate': request.get('Authorization') ? 'Bearer error="invalid_token"' : 'Bearer',
      },
      body: apiProblem(401, 'Send a current token with the scope that this needs.'),
    };
  }
  const tooLong = request.originalUrl.length > 1000;
  const next = request.method === 'GET' && !tooLong ? `?next=${encodeURIComponent(request.originalUrl)}` : '';
  return { kind: 'redirect', to: `/sign-in${next}` };
}
