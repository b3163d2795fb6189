import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import multer from 'multer';
import type { Logger } from 'pino';
import { isDatabaseGone } from '../database/is-gone';
import { WrongKey } from '../evidence/store/document-key';
import { NotStored, StoreAway } from '../evidence/store/document-store';
import { WrongScope } from './admission';
import { apiProblem, PROBLEM_TYPE } from './api-problems';
import { CutOff, Missing, Refused } from './errors';
import { firstJsonError } from '../published/json-place';
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
    if (error instanceof CutOff) {
      logger.info({ path: withoutToken(request.path) }, 'an upload was cut off; nothing of it was kept');
      response.status(400).end();
      return;
    }
    const { status, view, title, message, link } = answerTo(error);
    if (status >= 500) {
      logger.error({ err: error, path: withoutToken(request.path) }, 'request failed');
      // A session that cannot be kept must not hold up the answer.
      if (request.session) {
        request.session.save = (saved) => {
          saved?.(undefined);
          return request.session;
        };
      }
    }
    response.status(status).set('Cache-Control', 'no-store');
    if (request.path.startsWith('/api/')) {
      if (error instanceof WrongScope) {
        response.set('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${error.message}"`);
      }
      response.type(PROBLEM_TYPE).send(JSON.stringify(apiProblem(status, wordsOfBody(error) ?? message)));
      return;
    }
    const visited = isCheckBack(request.path);
    const reply: PageReply = page(
      view,
      title,
      {
        title,
        message: visited && status === 403 ? LEFT_OPEN : message,
        written: request.method === 'POST' ? wordsOf(request.body) : [],
        signIn: signInAgain(request, status),
        link: link ?? { text: 'Go to your work', href: '/reviews' },
      },
      { status, layout: { width: 'two-thirds', ...(visited ? { navigation: [] } : {}) } },
    );
    response.type('html').send(renderPage(house, request, reply, actorOf(request)));
  };
}

/** Where a body stops being JSON; undefined of any other error. */
function wordsOfBody(error: unknown): string | undefined {
  if (error instanceof URIError) return 'The address cannot be read: its % signs stand for no text in UTF-8.';
  if (!(error instanceof SyntaxError) || !('body' in error) || typeof error.body !== 'string')
    return undefined;
  const { line, column, reason } = firstJsonError(error.body) ?? {
    line: 1,
    column: 1,
    reason: 'the body must be one object or list',
  };
  return `The body is not JSON: line ${line}, column ${column}: ${reason}. Nothing was changed.`;
}

const isCheckBack = (path: string): boolean => path.startsWith('/check-back/');
const LEFT_OPEN =
  'The page was open too long. What you wrote since it was last saved is below: copy it, open your link again, give the code, and put it back.';

/** An address for the log: the token of a link that opens a record, and words of a case, are not written there. */
export function withoutToken(address: string): string {
  return (
    address
      .replace(/^(\/check-back\/)[^/?]+/, '$1-')
      .replace(/(quote(?:=|%3D))((?!%26)[^&#])*/gi, '$1-')
      // One that was put into an address by mistake holds all the same.
      .replace(/srw_[\w-]+/g, 'srw_-')
  );
}

/** Enough to be someone's words rather than a choice or a number. */
const LEAST_WORDS = 20;

/**
 * What a person wrote in a form that could not be taken: shown on the page, so that no word is lost.
 * @param body the form as it came, if it could be read
 */
export function wordsOf(body: unknown): { label: string; text: string; rows: number }[] {
  if (typeof body !== 'object' || body === null) return [];
  return (
    Object.entries(body as Record<string, unknown>)
      // What a form began from is not what was written.
      .filter(([name]) => !/^_|^was_|password/i.test(name))
      .flatMap(([name, value]) => [value].flat().map((text) => ({ name, text })))
      .filter((field): field is { name: string; text: string } => typeof field.text === 'string')
      .filter(({ text }) => text.trim().length >= LEAST_WORDS && text.isWellFormed())
      .map(({ name, text }) => {
        const words = name.replace(/[-_.]+/g, ' ').trim();
        return {
          label: words.charAt(0).toUpperCase() + words.slice(1),
          text,
          rows: Math.min(20, Math.max(3, Math.ceil(text.length / 70))),
        };
      })
  );
}

/** Where someone whose session ended signs in, to come back to the page they wrote on. */
function signInAgain(request: Request, status: number): string | null {
  if (status !== 403 || request.user || isCheckBack(request.path)) return null;
  return `/sign-in?next=${encodeURIComponent(request.path)}`;
}

function answerTo(error: unknown): {
  status: number;
  view: string;
  title: string;
  message: string;
  link?: { text: string; href: string };
} {
  const view = 'http/error';
  if (error instanceof Missing) {
    return {
      status: 404,
      view,
      title: 'Page not found',
      message:
        'There is nothing at this address, or it is not yours to see. Check the address, or go to your work.',
      ...error.instead,
    };
  }
  if (error instanceof WrongScope) {
    return {
      status: 403,
      view,
      title: 'Forbidden',
      message: `This needs a token with the scope ${error.message}, whose account still has the role that allows it.`,
    };
  }
  if (isDatabaseGone(error)) {
    return {
      status: 503,
      view,
      title: 'The workbench cannot answer just now',
      message: 'The database does not answer. Nothing was saved. Try again in a minute.',
    };
  }
  if (error instanceof StoreAway) {
    return {
      status: 503,
      view,
      title: 'The documents cannot be reached just now',
      message:
        'The place where documents are kept does not answer. Nothing was changed. Try again in a minute; if it happens again, tell the people who run the workbench.',
    };
  }
  if (error instanceof WrongKey || error instanceof NotStored) {
    return {
      status: 503,
      view,
      title: 'The document cannot be opened',
      message:
        'Its content is not in the store, or was kept under another key than the one that is set. Tell the people who run the workbench.',
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
        'The form was not taken: your session ended, or the page was opened before you last signed in. Sign in and open the page again.',
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
