import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NotStored, isOurs, type DocumentStore, type Stored } from './document-store';

/** The store in a folder: each file is written aside, flushed and renamed, so that it is there whole or not at all. */
export function fileStore(folder: string): DocumentStore {
  const fileOf = (key: string): string => {
    if (!isOurs(key)) throw new Error('Not the key of a document');
    return path.join(folder, key);
  };
  return {
    async put(key, localFile) {
      const file = fileOf(key);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      try {
        await flush(localFile);
        await rename(localFile, file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        await copyAside(localFile, file);
      }
      await flush(path.dirname(file));
    },
    async open(key) {
      try {
        const handle = await open(fileOf(key), 'r');
        return handle.createReadStream();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new NotStored(key);
        throw error;
      }
    },
    async remove(key) {
      await rm(fileOf(key), { force: true });
    },
    list: () => listFolder(folder),
  };
}

/** For a store on another disk than the incoming. */
async function copyAside(from: string, to: string): Promise<void> {
  const aside = `${to}.${randomUUID()}.part`;
  try {
    await pipeline(createReadStream(from), createWriteStream(aside, { flags: 'wx', mode: 0o600 }));
    await flush(aside);
    await rename(aside, to);
    await rm(from, { force: true });
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* listFolder(folder: string): AsyncGenerator<Stored> {
  for (const review of await names(folder)) {
    for (const name of await names(path.join(folder, review))) {
      const found = await stat(path.join(folder, review, name)).catch(() => null);
      if (found?.isFile()) yield { key: `${review}/${name}`, bytes: found.size, at: found.mtime };
    }
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
