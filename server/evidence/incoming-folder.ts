import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config';
import type { Incoming } from './incoming';
import { sealing, unsealing } from './store/sealing';

const HEAD = 4100;

/** Where the incoming of all processes lie. */
export const incomingRoot = (config: Pick<Config, 'dataDir'>): string =>
  path.resolve(config.dataDir, 'incoming');

/** The folder of this process: what is in it belongs to a request that it is answering. */
export function incomingFolder(config: Pick<Config, 'dataDir'>): string {
  const folder = path.join(incomingRoot(config), `${hostname()}-${process.pid}-${startOf(process.pid)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * When a process of this machine started, in the kernel's own count; a pid that is used again has another. Empty where
 * the system does not tell.
 */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold anything, brackets and spaces too: the fields are counted from its end.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/**
 * Takes a stream in: counted, hashed and encrypted on its way to a file among the incoming. When it breaks off, no file
 * is left.
 * @param began told the file's place before anything is written there
 */
export async function receive(
  content: Readable,
  name: string,
  folder: string,
  began: (file: string) => void = () => undefined,
): Promise<Incoming> {
  const file = path.join(folder, randomUUID());
  const key = randomBytes(32);
  const hash = createHash('sha256');
  let bytes = 0;
  let head = Buffer.alloc(0);
  const measure = new Transform({
    transform(data: Buffer, _encoding, done) {
      hash.update(data);
      bytes += data.length;
      if (head.length < HEAD) head = Buffer.concat([head, data.subarray(0, HEAD - head.length)]);
      done(null, data);
    },
  });
  began(file);
  try {
    await pipeline(content, measure, sealing(key), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    const sealed = { file, bytes: (await stat(file)).size, key };
    return { name, bytes, sha256: hash.digest('hex'), head, sealed, open: () => openSealed(file, key) };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

function openSealed(file: string, key: Buffer): Readable {
  const opened = unsealing(key);
  pipeline(createReadStream(file), opened).catch((error: unknown) => opened.destroy(error as Error));
  return opened;
}

const MOST_NAME = 200;

const NOT_IN_NAMES: [RegExp, string][] = [
  [/[\\/]|^\.\./, 'a path'],
  // Also those that change the direction of writing, by which a name looks like another.
  [/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, 'control characters'],
  [/[<>]/, '< or >'],
];

/**
 * What is wrong with the name that a file was sent with: it holds a path, control characters or the signs of markup.
 * @returns words that say how to mend it; null for a plain name
 */
export function problemOfName(given: string): string | null {
  const found = NOT_IN_NAMES.filter(([signs]) => signs.test(given)).map(([, words]) => words);
  if (found.length === 0) return null;
  return `The name of the file “${fileName(given)}” has ${found.join(' and ')} in it. Nothing was kept. Give it a plain name and send it again`;
}

/**
 * A file's own name as it is kept: no path before it, no control or invisible characters; what is left is shown as it
 * is and always escaped.
 */
export function fileName(given: string): string {
  const bare = given
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/^.*[\\/]/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]{1,10})?$/s.exec(bare) ?? [];
  const short = [...stem]
    .slice(0, MOST_NAME - ending.length)
    .join('')
    .trim();
  return short + ending || 'Unnamed file';
}
