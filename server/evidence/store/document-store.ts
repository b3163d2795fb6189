import type { Readable } from 'node:stream';
import type { Config } from '../../config';
import { fileStore } from './file-store';
import { s3Store } from './s3-store';

/** One thing that lies in the store. */
export interface Stored {
  key: string;
  bytes: number;
  /** When it was put there. */
  at: Date;
}

/** Where the encrypted content of documents lies, by key (`<review id>/<SHA-256 of the content>`). */
export interface DocumentStore {
  /**
   * Takes a local file of so many bytes in; it is whole in the store when this resolves. The file may be gone then.
   * @throws StoreAway
   */
  put(key: string, localFile: string, bytes: number): Promise<void>;
  /** @throws NotStored when nothing has this key; StoreAway when the store cannot say */
  open(key: string): Promise<Readable>;
  /** Removes what has this key; nothing happens when nothing has. */
  remove(key: string): Promise<void>;
  list(): AsyncIterable<Stored>;
}

/** The store could not do what it was asked; the cause says why. */
export class StoreAway extends Error {
  constructor(cause: unknown) {
    super(`The document store cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The store has nothing with a key that a row speaks of. */
export class NotStored extends Error {
  constructor(key: string) {
    super(`The store has no content for ${key}`);
  }
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const KEY = new RegExp(`^${UUID}/[0-9a-f]{64}$`);
const PART = new RegExp(`^${UUID}/[0-9a-f]{64}\\.${UUID}\\.part$`);

/** Where the content of a document of a review lies. */
export function contentKey(reviewId: string, sha256: string): string {
  const key = `${reviewId.toLowerCase()}/${sha256}`;
  if (!KEY.test(key)) throw new Error('Not the key of a document');
  return key;
}

/** Whether a name in the store is one that the workbench gives, if only on the way in; nothing else there is touched. */
export const isOurs = (key: string): boolean => KEY.test(key) || PART.test(key);

/** The store that the configuration names. */
export function openStore(config: Pick<Config, 'documentStore'>): DocumentStore {
  const { documentStore } = config;
  const store = documentStore.kind === 'file' ? fileStore(documentStore.path) : s3Store(documentStore);
  return {
    put: (...file) => store.put(...file).catch(away),
    open: (key) => store.open(key).catch(away),
    remove: (key) => store.remove(key).catch(away),
    list: () => store.list(),
  };
}

function away(error: unknown): never {
  throw error instanceof NotStored ? error : new StoreAway(error);
}
