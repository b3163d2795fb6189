import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { rm } from 'node:fs/promises';
import type { Incoming } from '../evidence/incoming';
import { fileName, incomingFolder, problemOfName, receive } from '../evidence/incoming-folder';
import { accountOf } from './admission';
import { CutOff, Refused } from './errors';
import { takeTurn } from './one-at-a-time';
import type { House, Problem, Route } from './route';

/** The files of one request, until it has been answered. */
interface Tray {
  /** Those that came whole, by where they lie. */
  received: Map<string, Incoming>;
  incoming: Incoming[];
  /** Every file that was begun, whatever became of it. */
  files: Set<string>;
  bytes: number;
  /** What the route read of the file. */
  read?: unknown;
  /** Lets the account's next one in. */
  ended?: () => void;
  /** The response, and the handler while it works on them. */
  holders: number;
}

const MOST_TOGETHER = 1024 * 1024 * 1024;
class TooMuch extends Error {}

/** A file whose name is none that is taken; the message says why and how to mend it. */
export class WrongName extends Error {}

/** For multer with `preservePath`, which otherwise hides the path of a name: every upload takes plain names only. */
export const plainNames: multer.Options['fileFilter'] = (_request, { originalname }, take) => {
  const problem = problemOfName(originalname);
  if (problem) take(new WrongName(problem));
  else take(null, true);
};

const trays = new WeakMap<Request, Tray>();

/** The files that came with a request and may be kept. */
export function incomingOf(request: Request): Incoming[] {
  return trays.get(request)?.incoming ?? [];
}

/** What the route read of the file that came with a request. */
export function readOf(request: Request): unknown {
  return trays.get(request)?.read;
}

/**
 * Keeps the incoming of a request until `work` has ended, also when who sent it is gone meanwhile.
 * @throws CutOff when they were gone before, and the incoming with them
 */
export async function whileHeld<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
  const tray = trays.get(request);
  if (tray?.holders === 0) throw new CutOff();
  if (tray) tray.holders += 1;
  try {
    return await work();
  } finally {
    if (tray) await letGo(tray);
  }
}

/** What was put into the store is no longer there, and the rest is removed. */
async function letGo(tray: Tray): Promise<void> {
  tray.holders -= 1;
  if (tray.holders > 0) return;
  tray.ended?.();
  await Promise.all([...tray.files].map((file) => rm(file, { force: true })));
}

type Done = (error?: unknown, problems?: Problem[]) => void;

/**
 * Reads a form whose files may be kept: each goes encrypted to a file of its own while it arrives, so that memory does
 * not grow with its size. What the handler does not keep is removed when the request ends, however it ends.
 */
export function keptUpload(
  house: House,
  route: Route,
): (request: Request, response: Response, done: Done) => void {
  const { upload, redisplay } = route;
  const { field = '', mostBytes = 0, most = 1 } = upload ?? {};
  const engine: multer.StorageEngine = {
    _handleFile(request, file, done) {
      const tray = trays.get(request);
      if (!tray) return done(new Error('A file without a request'));
      const { received } = tray;
      file.stream.on('data', (data: Buffer) => {
        tray.bytes += data.length;
        if (tray.bytes > MOST_TOGETHER) file.stream.destroy(new TooMuch());
      });
      const name = fileName(file.originalname);
      receive(file.stream, name, incomingFolder(house.config), (path) => tray.files.add(path)).then(
        (incoming) => {
          received.set(incoming.sealed.file, incoming);
          done(null, { path: incoming.sealed.file, size: incoming.bytes });
        },
        (error: unknown) => done(error),
      );
    },
    _removeFile(_request, file, done) {
      rm(file.path, { force: true }).then(() => done(null), done);
    },
  };
  const read = multer({
    storage: engine,
    fileFilter: plainNames,
    preservePath: true,
    defParamCharset: 'utf8',
    limits: {
      fileSize: mostBytes,
      files: most,
      fields: 40,
      fieldSize: 100_000,
      fieldNameSize: 100,
      parts: most + 40,
      headerPairs: 100,
    },
  }).array(field);
  const looked = async (request: Request, tray: Tray): Promise<void> => {
    if (upload?.look) for (const file of tray.incoming) file.looked = await upload.look(house, file);
    const [file] = tray.incoming;
    if (!upload?.read || !file) return;
    const { busy } = upload.read;
    const whose = `${route.path} ${await accountOf(house, route, request)}`;
    tray.ended = await takeTurn(whose, String(request.body?._once ?? ''), busy, field);
    tray.read = await upload.read.file(house, file);
  };
  return (request, response, done) => {
    const received = new Map<string, Incoming>();
    const tray: Tray = { received, incoming: [], files: new Set(), bytes: 0, holders: 1 };
    trays.set(request, tray);
    response.once('close', () => void letGo(tray).catch(() => undefined));
    read(request, response, (error: unknown) => {
      // In the order of the form, whichever arrived first.
      const files = Array.isArray(request.files) ? request.files : [];
      tray.incoming = files.flatMap(({ path }) => received.get(path) ?? []);
      if (!error)
        return void whileHeld(request, () => looked(request, tray)).then(
          // Who sent it is gone, and with them the files and the turn: it goes no further.
          () => done(response.closed ? new CutOff() : undefined),
          (failed: unknown) =>
            redisplay && failed instanceof Refused ? done(undefined, failed.problems) : done(failed),
        );
      if (response.closed || (request.destroyed && !request.complete)) return done(new CutOff());
      const message = redisplay && wordsFor(error, mostBytes, most);
      tray.incoming = [];
      if (message) return done(undefined, [{ field, message }]);
      // What is neither a limit nor the disk's is a body that was cut off or is not what it says.
      const other = error instanceof MulterError || (error instanceof Error && 'syscall' in error);
      done(other ? error : Object.assign(new Error('The body cannot be read'), { status: 400 }));
    });
  };
}

/** A name that holds a sign which is not even taken in a form's own head of a file, such as NUL. */
export const isMalformed = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Malformed part header';
export const MALFORMED =
  'The name of this file has control characters in it. Nothing was kept. Give it a plain name and send it again';

function wordsFor(error: unknown, mostBytes: number, most: number): string {
  if (error instanceof WrongName) return error.message;
  if (error instanceof TooMuch)
    return 'These files are larger than 1 GB together. Nothing was kept. Send them in several lots';
  if (isMalformed(error)) return MALFORMED;
  if (!(error instanceof MulterError)) return '';
  if (error.code === 'LIMIT_FILE_SIZE') {
    const megabytes = Math.floor(mostBytes / 1024 / 1024);
    const which = 'filename' in error ? fileName(String(error.filename)) : 'The file';
    return `${which} is larger than ${megabytes} MB. Nothing was kept. Choose a smaller file, or send it in parts`;
  }
  if (error.code === 'LIMIT_FILE_COUNT' || error.code === 'LIMIT_PART_COUNT')
    return `Choose ${most.toLocaleString('en-GB')} files or fewer at once. Nothing was kept`;
  return '';
}
