import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { chooseAccount } from './embedded-account';
import { findBinaries } from './embedded-binaries';
import { clusterExists, createCluster, ownCluster } from './embedded-cluster';
import { EmbeddedDatabaseError, errorCode, folderError } from './embedded-error';
import { withLock } from './embedded-lock';
import { usableNative } from './embedded-native';
import { awaitReady, findPostmaster, stopPostmaster, url } from './embedded-postmaster';
import { describedIsAlive, describeProcess } from './embedded-process';
import { loadSecrets, type Secrets } from './embedded-secrets';
import { startPostmaster } from './embedded-start';
import { register, unregister } from './embedded-users';
import { told, whenTold } from '../stop-signals';

export { EmbeddedDatabaseError } from './embedded-error';

export interface EmbeddedDatabase {
  /** The superuser, in the database `postgres`. */
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  nationalUrl: string;
  /** Whether this call made the database. */
  fresh: boolean;
  /**
   * Starts the database again where it was if it has died, so that pools get through again; true when it had.
   * @throws EmbeddedDatabaseError when it cannot be started, or runs elsewhere by now
   */
  revive(): Promise<boolean>;
  /** Ends this process's use of the database, also done when it is told to stop; the last one out stops it. */
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
async function startOrAttach(cluster: string, disposable: boolean, wanted?: number): Promise<Started> {
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
    const options = { cluster, native, account, password, disposable };
    const port = await startPostmaster(wanted === undefined ? options : { ...options, port: wanted });
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
  const disposable = options.disposable ?? false;
  told.throwIfAborted();
  await prepareFolder(folder);
  let note = '';
  const opening = withLock(
    lock,
    async () => {
      note = await register(users);
      try {
        return await startOrAttach(cluster, disposable);
      } catch (error) {
        await rm(note, { force: true }).catch(() => undefined);
        throw folderError(`DATA_DIR (${folder})`, error);
      }
    },
    told,
  );
  const leave = async (): Promise<void> => {
    await opening.catch(() => undefined);
    if (note === '') return;
    await withLock(lock, async () => {
      if (!(await unregister(users, note))) await stopPostmaster(cluster);
    });
  };
  let left: Promise<void> | undefined;
  const release = (): Promise<void> => (left ??= leave().finally(keep));
  const keep = whenTold(release);
  const { port, secrets, fresh } = await opening.catch((error: unknown) => {
    keep();
    throw error;
  });
  let running = await describePostmaster(cluster);
  const revive = async (): Promise<boolean> => {
    if (left || describedIsAlive(running)) return false;
    return withLock(
      lock,
      async () => {
        if (left) return false;
        const again = await startOrAttach(cluster, disposable, port);
        if (again.port !== port) {
          throw new EmbeddedDatabaseError(
            'The database died and another process had to start it at another port: start this one again.',
          );
        }
        running = await describePostmaster(cluster);
        return true;
      },
      told,
    );
  };
  return {
    superuserUrl: url('postgres', secrets.superuser, port, 'postgres'),
    ownerUrl: url('workbench_owner', secrets.owner, port, 'workbench'),
    appUrl: url('workbench_app', secrets.app, port, 'workbench'),
    nationalUrl: url('workbench_national', secrets.national, port, 'workbench'),
    fresh,
    revive,
    release,
  };
}

/** The postmaster's description, or one of no process when it has just died. */
async function describePostmaster(cluster: string): Promise<string> {
  const found = await findPostmaster(cluster);
  return found === undefined ? '' : describeProcess(found.pid);
}
