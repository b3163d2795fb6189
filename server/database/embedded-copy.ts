import { createHash, randomBytes } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { completeLinks, type Binaries } from './embedded-binaries';
import { errorCode } from './embedded-error';

interface Item {
  name: string;
  size: number;
  mode: number;
}

const me = (): number => process.geteuid?.() ?? -1;

/** Where copies may lie. What is in /var/tmp outlives a restart of the machine. */
export function copyPlaces(): string[] {
  return [...new Set(['/var/tmp', os.tmpdir(), '/tmp'])];
}

/** The files that PostgreSQL needs to run, without those for building programs against it. */
async function manifest(native: string): Promise<Item[]> {
  const entries = await readdir(native, { recursive: true, withFileTypes: true });
  const items: Item[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || /\.(?:a|pc)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { size, mode } = await stat(file);
    items.push({ name: path.relative(native, file), size, mode: mode & 0o111 ? 0o755 : 0o644 });
  }
  return items.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function folders(items: Item[]): string[] {
  const all = new Set(['.']);
  for (const { name } of items) {
    for (let at = path.dirname(name); at !== '.'; at = path.dirname(at)) all.add(at);
  }
  return [...all].sort();
}

/** Nobody but root and this user can put something else into this folder's place. */
async function isSafePlace(place: string): Promise<boolean> {
  const info = await stat(place);
  return (info.uid === 0 || info.uid === me()) && ((info.mode & 0o022) === 0 || (info.mode & 0o1000) !== 0);
}

/** Everything is there and belongs to this user, and nobody else may write to it. */
async function isTrusted(folder: string, items: Item[]): Promise<boolean> {
  const ours = async (name: string): Promise<{ directory: boolean; size: number } | undefined> => {
    const info = await lstat(path.join(folder, name)).catch(() => undefined);
    if (info === undefined || info.uid !== me() || (info.mode & 0o022) !== 0) return undefined;
    if (!info.isDirectory() && !info.isFile()) return undefined;
    return { directory: info.isDirectory(), size: info.size };
  };
  for (const name of folders(items)) if (!(await ours(name))?.directory) return false;
  for (const { name, size } of items) {
    const info = await ours(name);
    if (info === undefined || info.directory || info.size !== size) return false;
  }
  return true;
}

async function make(native: string, items: Item[], place: string): Promise<string> {
  const temporary = await mkdtemp(path.join(place, '.systems-review-postgres-'));
  try {
    for (const name of folders(items)) {
      await mkdir(path.join(temporary, name), { recursive: true });
      await chmod(path.join(temporary, name), 0o755);
    }
    for (const { name, mode } of items) {
      const file = path.join(temporary, name);
      await copyFile(path.join(native, name), file);
      // The sticky bit keeps systemd-tmpfiles from removing files that nobody has opened for long.
      await chmod(file, mode | 0o1000).catch(() => chmod(file, mode));
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Puts the new folder in its place; what already lies there is left if trusted, and replaced if it is this user's. */
async function put(temporary: string, target: string, items: Item[]): Promise<boolean> {
  try {
    await rename(temporary, target);
    return true;
  } catch {
    if (await isTrusted(target, items)) return true;
    const old = `${target}.old-${randomBytes(4).toString('hex')}`;
    if ((await lstat(target)).uid !== me()) return false;
    await rename(target, old);
    await rm(old, { recursive: true, force: true });
    await rename(temporary, target);
    return true;
  }
}

/** Copies PostgreSQL's folder, unless a copy that can be trusted is there, and says where it is. */
export async function copyNative(
  binaries: Binaries,
  links: { link: string; to: string }[],
  place: string,
): Promise<{ native: string } | { trouble: string }> {
  try {
    if (!(await isSafePlace(place))) return { trouble: `${place} is open to others` };
    const items = await manifest(binaries.native);
    const hash = createHash('sha256')
      .update(JSON.stringify([items, me()]))
      .digest('hex')
      .slice(0, 10);
    for (const suffix of ['', '-2', '-3']) {
      const target = path.join(place, `systems-review-postgres-${binaries.version}-${hash}${suffix}`);
      if (!(await isTrusted(target, items))) {
        const temporary = await make(binaries.native, items, place);
        const done = await put(temporary, target, items).catch(() => false);
        await rm(temporary, { recursive: true, force: true });
        if (!done) continue;
      }
      if (await completeLinks(target, links)) return { native: target };
    }
    return { trouble: `${place} holds other people's folders of that name` };
  } catch (error) {
    return { trouble: `no copy could be made in ${place}: ${errorCode(error)}` };
  }
}
