import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config';

/** DOCUMENT_KEY, which wraps the key of each file. */
export interface DocumentKey {
  /** Tells one DOCUMENT_KEY from another without giving anything of it away. */
  id: string;
  /** @returns the file's key as it is kept beside its document, bound to where the content lies */
  wrap(dataKey: Buffer, place: string): string;
  /** @throws WrongKey when it was wrapped with another DOCUMENT_KEY; Error when it was not wrapped for this place */
  unwrap(wrapped: { wrapped_key: string; key_id: string }, place: string): Buffer;
}

/** Content that was sealed under another DOCUMENT_KEY than the one that is set. */
export class WrongKey extends Error {
  constructor(theirs: string, ours: string) {
    super(`The document was kept under the DOCUMENT_KEY ${theirs}; the one that is set is ${ours}`);
  }
}

const NONCE = 12;
const TAG = 16;

/** The key as the configuration gives it; for a demo without one, a key of its own is made in DATA_DIR. */
export function openDocumentKey(config: Pick<Config, 'documentKey' | 'dataDir'>): DocumentKey {
  return documentKey(config.documentKey ?? keyInFolder(path.resolve(config.dataDir)));
}

export function documentKey(key: Buffer): DocumentKey {
  const id = createHash('sha256').update('document key\0').update(key).digest('hex').slice(0, 12);
  return {
    id,
    wrap(dataKey, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      );
    },
    unwrap({ wrapped_key, key_id }, place) {
      if (key_id !== id) throw new WrongKey(key_id, id);
      const whole = Buffer.from(wrapped_key, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, whole.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(whole.subarray(whole.length - TAG));
      return Buffer.concat([decipher.update(whole.subarray(NONCE, whole.length - TAG)), decipher.final()]);
    },
  };
}

/** Processes that start together must end up with one key: the file appears whole, once, and all read it. */
function keyInFolder(folder: string): Buffer {
  const file = path.join(folder, 'document.key');
  const read = (): Buffer => Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true });
  const aside = `${file}.${randomUUID()}`;
  writeFileSync(aside, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return read();
}
