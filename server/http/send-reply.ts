import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { csrf, SESSION_SECONDS } from '../accounts/session';
import type { Actor } from '../database/with-actor';
import { layoutOf } from './layout';
import type { House, PageReply, Reply, StreamReply } from './route';
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
    case 'stream':
      return sendStream(request, response, reply);
    case 'page':
      if (reply.refresh) response.set('Refresh', String(reply.refresh));
      // What is kept of a page is not for those whose cookie makes it another.
      if (reply.cache && !request.user) response.set({ 'Cache-Control': reply.cache, Vary: 'Cookie' });
      response
        .status(reply.status ?? 200)
        .type('html')
        .send(renderPage(house, request, reply, actor));
  }
}

/** Sends a file as fast as it is taken, and reads no further when who asked for it goes away. */
async function sendStream(request: Request, response: Response, reply: StreamReply): Promise<void> {
  // What cannot be opened is an error page; from then on the answer can only break off. HEAD opens nothing.
  const content = request.method === 'HEAD' ? undefined : await reply.open();
  response.attachment(reply.name).set({
    'Content-Type': reply.type,
    ...(reply.bytes === undefined ? {} : { 'Content-Length': String(reply.bytes) }),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'no-store',
    ...reply.headers,
  });
  if (reply.inline) response.set('Content-Disposition', 'inline');
  if (!content) {
    response.end();
    return;
  }
  // A response that broke off is destroyed, so that its end is not taken for the file's.
  await pipeline(content, response).catch((error: unknown) => {
    if (!response.destroyed) response.destroy();
    if (!isGoneAway(error)) throw error;
  });
}

function isGoneAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
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
