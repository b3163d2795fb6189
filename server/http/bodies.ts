import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import multer, { MulterError } from 'multer';
import { withActor } from '../database/with-actor';
import { accountOf, admit, toSignIn } from './admission';
import { isMalformed, keptUpload, MALFORMED, plainNames, WrongName } from './incoming-upload';
import type { House, Problem, Route } from './route';
import { sendReply } from './send-reply';

const JSON_LIMIT = '50mb';

/**
 * What reads the body of a route that takes a large one: only after it is known that who sends it may. Forms are read
 * for all, being small.
 */
export function largeBodies(house: House, route: Route): RequestHandler[] {
  if (route.method !== 'post') return [];
  if (route.upload)
    return [admitted(house, route), route.upload.keep ? keeping(house, route) : upload(route)];
  if (!route.path.startsWith('/api/')) return [];
  return [admitted(house, route), jsonOnly, express.json({ limit: JSON_LIMIT, type: JSON_TYPES })];
}

const JSON_TYPES = ['application/json', 'application/*+json'];

/** A body of another kind is not read at all. */
const jsonOnly: RequestHandler = (request, _response, next) => {
  if (request.is(JSON_TYPES)) return next();
  next(Object.assign(new Error('The body is not JSON'), { status: 415 }));
};

function admitted(house: House, route: Route): RequestHandler {
  const look = async (request: Request, response: Response): Promise<boolean> => {
    const accountId = await accountOf(house, route, request);
    if (accountId === undefined) {
      await sendReply(house, request, response, toSignIn(request));
      return false;
    }
    await withActor(house.database, { accountId, address: request.ip ?? '' }, async (_tx, actor) =>
      admit(house, route, request, actor),
    );
    return true;
  };
  return (request, response, next) => {
    look(request, response).then((may) => (may ? next() : undefined), next);
  };
}

// What was wrong with a body, where the page of its form can say so beside the field.
const problems = new WeakMap<Request, Problem[]>();

/** The problems of a file that is not taken, such as one that is too large, for its page to show. */
export function problemsOfBody(request: Request): Problem[] {
  return problems.get(request) ?? [];
}

function keeping(house: House, route: Route): RequestHandler {
  const read = keptUpload(house, route);
  return (request, response, next) => {
    read(request, response, (error, found) => {
      if (found) problems.set(request, found);
      next(error);
    });
  };
}

function upload({ upload: taken, redisplay }: Route): RequestHandler {
  const { field, mostBytes } = taken ?? { field: '', mostBytes: 0 };
  const limits = {
    fileSize: mostBytes,
    files: 1,
    fields: 20,
    fieldSize: 10_000,
    parts: 25,
    headerPairs: 100,
  };
  const read = multer({
    storage: multer.memoryStorage(),
    fileFilter: plainNames,
    preservePath: true,
    defParamCharset: 'utf8',
    limits,
  }).single(field);
  return (request: Request, response: Response, next: NextFunction) => {
    read(request, response, (error: unknown) => {
      if (redisplay && error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') {
        const most = Math.floor(mostBytes / 1024 / 1024);
        const message = `The file is larger than ${most} MB. Choose a smaller one, or load it in parts`;
        problems.set(request, [{ field, message }]);
        return next();
      }
      const misnamed = error instanceof WrongName ? error.message : isMalformed(error) ? MALFORMED : '';
      if (redisplay && misnamed) {
        problems.set(request, [{ field, message: misnamed }]);
        return next();
      }
      // What is not one of multer's own limits is a body that was cut off or is not what it says.
      if (error && !(error instanceof MulterError))
        next(Object.assign(new Error('The body cannot be read'), { status: 400 }));
      else next(error);
    });
  };
}
