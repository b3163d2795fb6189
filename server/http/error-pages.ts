import type { ErrorRequestHandler, RequestHandler } from 'express';
import multer from 'multer';
import type { Logger } from 'pino';
import { Missing, Refused } from './errors';
import { actorOf } from './registry';
import type { House, PageReply } from './route';
import { page } from './route';
import { renderPage } from './send-reply';

/** Nothing is at this address. */
export const notFound: RequestHandler = (_request, _response, next) => next(new Missing());

/** The one place where an error becomes an answer: what happened, and what the person can do. */
export function errorPages(house: House, logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, view, title, message } = answerTo(error);
    if (status >= 500) logger.error({ err: error, path: request.path }, 'request failed');
    response.status(status).set('Cache-Control', 'no-store');
    if (request.path.startsWith('/api/')) {
      response
        .type('application/problem+json')
        .send(JSON.stringify({ type: 'about:blank', title, status, detail: message }));
      return;
    }
    const reply: PageReply = page(
      view,
      title,
      { title, message },
      { status, layout: { width: 'two-thirds' } },
    );
    response.type('html').send(renderPage(house, request, reply, actorOf(request)));
  };
}

function answerTo(error: unknown): { status: number; view: string; title: string; message: string } {
  const view = 'http/error';
  if (error instanceof Missing) {
    return {
      status: 404,
      view,
      title: 'Page not found',
      message:
        'There is nothing at this address, or it is not yours to see. Check the address, or go to your work.',
    };
  }
  if (error instanceof Refused)
    return { status: 422, view, title: 'This could not be done', message: error.message };
  if (error instanceof multer.MulterError) {
    return {
      status: 422,
      view,
      title: 'The file was not taken',
      message:
        error.code === 'LIMIT_FILE_SIZE'
          ? 'The file is too large. Nothing was kept.'
          : 'The form was not sent as this page sends it. Go back and try again.',
    };
  }
  const status = statusOf(error);
  if (status === 403) {
    return {
      status,
      view,
      title: 'This page has been open too long',
      message:
        'Nothing was saved. Go back, reload the page and send the form again; if you signed out meanwhile, sign in first.',
    };
  }
  if (status === 413)
    return {
      status,
      view,
      title: 'Too much text',
      message:
        'What was sent is larger than this form takes. Nothing was saved. Go back, shorten it and try again.',
    };
  if (status >= 400 && status < 500) {
    return {
      status,
      view,
      title: 'This could not be read',
      message: 'What was sent could not be read. Nothing was changed. Go back and try again.',
    };
  }
  return {
    status: 500,
    view,
    title: 'Something went wrong',
    message:
      'Nothing was changed. Try again; if it happens again, tell the people who run the workbench the time it happened.',
  };
}

function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return Number.isInteger(status) && status >= 400 && status < 500 ? status : 500;
}
