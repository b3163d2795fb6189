import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, folderError } from './embedded-error';
import { describedIsAlive, describeProcess } from './embedded-process';

/** Notes that this process uses the database, and returns the note. Call with the lock held. */
export async function register(folder: string): Promise<string> {
  try {
    await mkdir(folder, { mode: 0o755 }).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
    if (process.geteuid?.() === 0) {
      // The owner of DATA_DIR may use the database without root later.
      const owner = await stat(path.dirname(folder));
      await chown(folder, owner.uid, owner.gid);
    }
    const note = path.join(folder, `${process.pid}-${randomBytes(6).toString('hex')}`);
    await writeFile(note, describeProcess(process.pid), { flag: 'wx', mode: 0o644 });
    return note;
  } catch (error) {
    throw folderError(`DATA_DIR (${path.dirname(folder)})`, error);
  }
}

/** Removes the note, and those of dead processes; says whether a live process is left. Call with the lock held. */
export async function unregister(folder: string, note: string): Promise<boolean> {
  await rm(note, { force: true });
  let left = false;
  for (const name of await readdir(folder).catch(() => [])) {
    const other = path.join(folder, name);
    const text = await readFile(other, 'utf8').catch(() => '');
    if (describedIsAlive(text)) left = true;
    else await rm(other, { force: true }).catch(() => undefined);
  }
  return left;
}
