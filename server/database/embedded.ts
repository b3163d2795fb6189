import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { chooseAccount } from './embedded-account';
import { findBinaries } from './embedded-binaries';
import { clusterExists, createCluster, ownCluster } from './embedded-cluster';
import { EmbeddedDatabaseError, errorCode, folderError } from './embedded-error';
import { withLock } from './embedded-lock';
import { usableNative } from './embedded-native';
import { awaitReady, stopPostmaster, url } from './embedded-postmaster';
import { loadSecrets, type Secrets } from './embedded-secrets';
import { startPostmaster } from './embedded-start';
import { register, unregister } from './embedded-users';

export { EmbeddedDatabaseError } from './embedded-error';

export interface EmbeddedDatabase {
  /** The superuser, in the database `postgres`. */
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  nationalUrl: string;
  /** Whether this call made the database. */
  fresh: boolean;
  /** Ends this process's use of the database; the last one out stops it. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  /** For tests: fast, but nothing survives a power cut. */
  disposable?: boolean;
}

/** Not mkdir's `recursive`: that never ends where the system answers ENOENT although the parent is there (/proc). */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder, { mode: 0o700 }).catch(async (error: unknown) => {
    const made = errorCode(error) === 'EEXIST' && (await stat(folder)).isDirectory();
    if (!made) throw error;
  });
}

async function prepareFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
  } catch (error) {
    throw folderError(`DATA_DIR (${dataDir})`, error);
  }
}

/** Attaches to the running database, or makes it when absent and starts it. Call with the lock held. */
async function startOrAttach(cluster: string, disposable: boolean): Promise<Started> {
  const binaries = await findBinaries();
  const account = await chooseAccount(cluster);
  const exists = await clusterExists(cluster, binaries.version);
  const secrets = await loadSecrets(`${cluster}.json`, exists);
  const password = secrets.superuser;
  let native: string | undefined;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (exists || attempt > 0) {
      const port = await awaitReady(cluster, password, (running) => !running);
      if (port !== undefined) return { port, secrets, fresh: !exists };
    }
    native ??= await usableNative(binaries, account);
    if (exists) await ownCluster(cluster, account);
    else if (attempt === 0) await createCluster(cluster, native, account, secrets, disposable);
    const port = await startPostmaster({ cluster, native, account, password, disposable });
    if (port !== undefined) return { port, secrets, fresh: !exists };
  }
  throw new EmbeddedDatabaseError(`The database did not start: look into ${cluster}.log, then start again.`);
}

interface Started {
  port: number;
  secrets: Secrets;
  fresh: boolean;
}

/** Opens PostgreSQL in `dataDir`, which several processes may do at once. */
export async function openEmbedded(
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedDatabase> {
  const folder = path.resolve(dataDir);
  const cluster = path.join(folder, 'postgres');
  const users = path.join(folder, 'users');
  const lock = `${cluster}.lock`;
  await prepareFolder(folder);
  let note = '';
  const started = await withLock(lock, async () => {
    note = await register(users);
    try {
      return await startOrAttach(cluster, options.disposable ?? false);
    } catch (error) {
      await rm(note, { force: true }).catch(() => undefined);
      throw folderError(`DATA_DIR (${folder})`, error);
    }
  });
  const leave = (): Promise<void> =>
    withLock(lock, async () => {
      if (!(await unregister(users, note))) await stopPostmaster(cluster);
    });
  let left: Promise<void> | undefined;
  const { port, secrets, fresh } = started;
  return {
    superuserUrl: url('postgres', secrets.superuser, port, 'postgres'),
    ownerUrl: url('workbench_owner', secrets.owner, port, 'workbench'),
    appUrl: url('workbench_app', secrets.app, port, 'workbench'),
    nationalUrl: url('workbench_national', secrets.national, port, 'workbench'),
    fresh,
    release: () => (left ??= leave()),
  };
}
