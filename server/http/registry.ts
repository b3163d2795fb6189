import type { Express, NextFunction, Request, Response } from 'express';
import { auditedIn } from '../audit/audit';
import { NoActor, withActor, withNobody, type Actor, type Tx } from '../database/with-actor';
import { accountOf, admit, toSignIn } from './admission';
import { largeBodies, problemsOfBody } from './bodies';
import { conflictPage } from './conflict-pages';
import { AlreadyDone, Conflict, Missing, Refused } from './errors';
import { readForm } from './forms';
import { isUuid } from './ids';
import { incomingOf, readOf, whileHeld } from './incoming-upload';
import { finishForm, startForm } from './receipts';
import { sendReply } from './send-reply';
import type { House, Problem, Reply, Route, Visit } from './route';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/**
 * Puts routes on the app. A route says who may and what is audited; this holds it to both.
 * @param csrf checks the token of a form, after a file upload has been parsed; absent for the API
 */
export function mountRoutes(app: Express, house: House, routes: readonly Route[], csrf?: Middleware): void {
  const shown = new Set(routes.filter(({ method }) => method === 'get').map(({ path }) => path));
  for (const route of routes) {
    const before = route.method === 'post' ? [...largeBodies(house, route), ...(csrf ? [csrf] : [])] : [];
    app[route.method](route.path, ...before, (request: Request, response: Response, next: NextFunction) => {
      whileHeld(request, () => answer(house, route, request, response, shown.has(route.path))).catch(next);
    });
  }
}

// Who made a request, for the navigation round an error page.
const actors = new WeakMap<Request, Actor>();

/** Who made a request, as far as a route got to know. */
export function actorOf(request: Request): Actor | undefined {
  return actors.get(request);
}

async function answer(
  house: House,
  route: Route,
  request: Request,
  response: Response,
  isPage: boolean,
): Promise<void> {
  const send = (reply: Reply, actor?: Actor) => sendReply(house, request, response, reply, actor);
  if (route.serve) return send(await route.serve(house, request, response));
  const accountId = await accountOf(house, route, request);
  if (route.who !== 'public' && accountId === undefined) return send(toSignIn(request));
  for (const [name, value] of Object.entries(request.params)) {
    if (name.endsWith('Id') && !isUuid(String(value))) throw new Missing();
    // Nothing has a name that cannot be stored.
    if (/\p{Cc}/u.test(String(value))) throw new Missing();
  }
  const inTransaction = <Result>(work: (tx: Tx, actor?: Actor) => Promise<Result>): Promise<Result> =>
    accountId === undefined
      ? withNobody(house.database, work)
      : withActor(house.database, { accountId, address: request.ip ?? '' }, work);
  let actor: Actor | undefined;
  try {
    const reply = await inTransaction(async (tx, acting) => {
      actor = acting;
      if (acting) actors.set(request, acting);
      await admit(house, route, request, acting);
      return act(route, visitOf(house, request, tx, acting), request);
    });
    return send(reply, actor);
  } catch (error) {
    if (error instanceof NoActor) {
      request.session?.destroy(() => undefined);
      return send({ kind: 'redirect', to: '/sign-in' });
    }
    if (error instanceof AlreadyDone) return send({ kind: 'redirect', to: error.location }, actor);
    if (error instanceof Conflict) return send(conflictPage(error, request, isPage), actor);
    if (error instanceof Refused && (route.redisplay || request.get('X-Autosave') === '1')) {
      const reply = await inTransaction((tx, acting) =>
        refuse(route, visitOf(house, request, tx, acting), error.problems, error.status),
      );
      return send(reply, actor);
    }
    throw error;
  }
}

async function act(route: Route, visit: Visit, request: Request): Promise<Reply> {
  if (!route.handle) throw new Error(`${route.method} ${route.path} has no handler`);
  if (route.method === 'get') return audited(route, visit, await route.handle(visit));
  const untaken = problemsOfBody(request);
  if (untaken.length > 0) return refuse(route, visit, untaken);
  const read = route.form ? readForm(route.form, visit.typed) : { ok: true as const, value: undefined };
  const { field = '', asked } = route.upload ?? {};
  const noFile = asked !== undefined && visit.incoming.length === 0 ? [{ field, message: asked }] : [];
  if (!read.ok || noFile.length > 0)
    return refuse(route, visit, [...(read.ok ? [] : read.problems), ...noFile]);
  // A page that saves in the background posts its form many times and still means to be sent by hand; so does one
  // that is shown again.
  const receipt = visit.background || route.showsAgain ? null : await startForm(visit, request.body?._once);
  const reply = await route.handle({ ...visit, form: read.value });
  const done = reply.kind === 'redirect' ? reply.to : reply.kind === 'page' ? reply.doneAt : undefined;
  if (receipt && done !== undefined) await finishForm(visit, receipt, done);
  return audited(route, visit, reply);
}

async function refuse(route: Route, visit: Visit, problems: Problem[], status = 422): Promise<Reply> {
  if (visit.background) return { kind: 'json', status, body: { problems } };
  if (!route.redisplay) throw new Missing();
  return { ...(await route.redisplay(visit, problems)), problems, status };
}

function audited(route: Route, visit: Visit, reply: Reply): Reply {
  const refused = 'status' in reply && (reply.status ?? 200) >= 400;
  if (route.audit !== 'none' && !refused && !auditedIn(visit.tx).includes(route.audit)) {
    throw new Error(`${route.method} ${route.path} declares the audit of ${route.audit} and recorded none`);
  }
  return reply;
}

function visitOf(house: House, request: Request, tx: Tx, actor: Actor | undefined): Visit {
  const all = (name: string): string[] => [request.query[name] ?? []].flat().map(String);
  const file = request.file;
  return {
    house,
    tx,
    // Public routes declare no roles and do not read it; the rest were admitted with one.
    actor: actor as Actor,
    params: request.params as Record<string, string>,
    query: Object.fromEntries(
      Object.keys(request.query).map((name) => [name, printable(all(name)[0] ?? '')]),
    ),
    queryAll: (name) => all(name).map(printable),
    form: undefined,
    typed: (request.body ?? {}) as Visit['typed'],
    files: file ? [{ name: file.originalname, type: file.mimetype, body: file.buffer }] : [],
    incoming: incomingOf(request),
    read: readOf(request),
    background: request.get('X-Autosave') === '1',
    path: request.path,
    sessionId: request.sessionID ?? '',
    accepts: (...types) => request.accepts(types),
  };
}

/**
 * What came in an address, as it can be stored and shown. What cannot be is not left out but marked (U+FFFD): a filter
 * that came as NUL is no filter that anything has, rather than none.
 */
function printable(value: string): string {
  return value
    .toWellFormed()
    .replace(/\s/g, ' ')
    .replace(/\p{Cc}/gu, '\uFFFD')
    .slice(0, 500)
    .trim();
}
