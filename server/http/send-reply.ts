import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { csrf, SESSION_SECONDS } from '../accounts/session';
import type { Actor } from '../database/with-actor';
import { layoutOf } from './layout';
import type { House, PageReply, Reply } from './route';
import { renderInLayout } from './views';

/** Turns a reply into a response. Pages of signed-in people are never kept by a cache. */
export async function sendReply(
  house: House,
  request: Request,
  response: Response,
  reply: Reply,
  actor?: Actor,
): Promise<void> {
  if (request.user) response.set('Cache-Control', 'no-store');
  switch (reply.kind) {
    case 'redirect':
      if (reply.flash && request.session) request.session.flash = reply.flash;
      // A redirect must not overtake the session that it relies on.
      await saveSession(request);
      response.redirect(303, reply.to);
      return;
    case 'json':
      response.status(reply.status ?? 200).set(reply.headers ?? {});
      response.type(reply.type ?? 'application/json').send(JSON.stringify(reply.body));
      return;
    case 'text':
      response
        .set(reply.headers ?? {})
        .type(reply.type)
        .send(reply.body);
      return;
    case 'file':
      response.attachment(reply.name).type(reply.type).send(reply.body);
      return;
    case 'page':
      response
        .status(reply.status ?? 200)
        .type('html')
        .send(renderPage(house, request, reply, actor));
  }
}

function saveSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!request.session) return resolve();
    request.session.save((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
}

/** The whole page: the layout round the view, with the tokens that its forms carry. */
export function renderPage(house: House, request: Request, reply: PageReply, actor?: Actor): string {
  const flash = request.session?.flash;
  if (flash) delete request.session.flash;
  // A page without forms, read by someone who is not signed in, needs no session.
  const token = request.session && (actor || reply.forms) ? csrf.generateToken(request) : '';
  const layout = layoutOf(reply, actor, { csrf: token, flash, sessionEnds: actor && SESSION_SECONDS });
  return renderInLayout(layout, {
    view: reply.view,
    page: { ...reply.page, csrf: token, once: randomUUID() },
  });
}
