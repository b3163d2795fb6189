import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lchown,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import type { Account } from './embedded-account';
import { folderArgument, meaningfulLine, runProgram, type Outcome } from './embedded-command';
import { EmbeddedDatabaseError, errorCode } from './embedded-error';
import { scramVerifier, type Secrets } from './embedded-secrets';
import { singleUserFlags } from './embedded-settings';

const HBA = 'host all all 127.0.0.1/32 scram-sha-256\n';

/** Whether there is a cluster, of the version that the programs have. */
export async function clusterExists(cluster: string, version: string): Promise<boolean> {
  const names = await readdir(cluster).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return false;
  const major = version.split('.')[0];
  const found = (await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === major) return true;
  throw new EmbeddedDatabaseError(
    found === ''
      ? `${cluster} holds something else than a PostgreSQL database: move it away, or restore DATA_DIR from a backup.`
      : `${cluster} was made by PostgreSQL ${found}, but PostgreSQL ${major} is installed: start the version of this application that made it and export the data, or set DATA_DIR to another folder.`,
  );
}

/** Lets the user that PostgreSQL runs as own the cluster, as after a restore by root. */
export async function ownCluster(cluster: string, account: Account): Promise<void> {
  if (account.change) {
    const owners = [await stat(cluster), await stat(path.join(cluster, 'PG_VERSION'))];
    if (owners.some((each) => each.uid !== account.uid)) {
      for (const name of await readdir(cluster, { recursive: true })) {
        await lchown(path.join(cluster, name), account.uid, account.gid);
      }
      await chown(cluster, account.uid, account.gid);
    }
  }
  await chmod(cluster, 0o700);
}

/** The roles and the database; each statement on one line, as single-user PostgreSQL reads them. */
function rolesAndDatabase(secrets: Secrets): string {
  const plain = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  const role = (name: string, password: string): string =>
    `create role ${name} ${plain} password '${scramVerifier(password)}'`;
  return [
    `alter role postgres password '${scramVerifier(secrets.superuser)}'`,
    role('workbench_owner', secrets.owner),
    role('workbench_app', secrets.app),
    role('workbench_national', secrets.national),
    'grant workbench_national to workbench_app with inherit false, set true',
    'create database workbench owner workbench_owner',
    '',
  ].join('\n');
}

function check(outcome: Outcome, step: string): void {
  if (outcome.code === 0 && !/^.*\b(?:ERROR|FATAL|PANIC): /m.test(outcome.err)) return;
  const reason = outcome.failure ?? meaningfulLine(outcome.err);
  const full = outcome.err.includes('No space left on device');
  throw new EmbeddedDatabaseError(
    `The database could not be made (${step}: ${reason}): ${full ? 'make room on the disk, then start again' : 'put that right, or set DATABASE_URL to a PostgreSQL server of your own'}.`,
  );
}

async function initialise(
  folder: string,
  native: string,
  account: Account,
  secrets: Secrets,
  disposable: boolean,
): Promise<void> {
  const setting = { native, account, cwd: folder };
  const at = folderArgument(account, folder);
  const initdb = (lcCtype: string): Promise<Outcome> => {
    const locale = [
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      `--lc-ctype=${lcCtype}`,
    ];
    const more = disposable ? ['--no-sync'] : [];
    const args = ['-D', at, '-U', 'postgres', '--auth=reject', '--encoding=UTF8', '--no-instructions'];
    // Even initdb may need more shared memory than a container's /dev/shm has.
    more.push('--set', 'dynamic_shared_memory_type=mmap');
    return runProgram(setting, 'initdb', [...args, ...locale, ...more]);
  };
  // Text search classes characters by the system's C.UTF-8; where the system has none, by their bytes.
  let made = await initdb('C.UTF-8');
  if (made.err.includes('invalid locale')) made = await initdb('C');
  check(made, 'initdb');
  const args = ['--single', '-D', at, ...singleUserFlags(disposable), 'postgres'];
  check(await runProgram(setting, 'postgres', args, rolesAndDatabase(secrets)), 'roles');
  await writeFile(path.join(folder, 'pg_hba.conf'), HBA);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Makes a cluster aside and puts it in its place only when it is complete. */
export async function createCluster(
  cluster: string,
  native: string,
  account: Account,
  secrets: Secrets,
  disposable: boolean,
): Promise<void> {
  const parent = path.dirname(cluster);
  const prefix = `${path.basename(cluster)}.new-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
  const temporary = path.join(parent, prefix + randomBytes(4).toString('hex'));
  try {
    await mkdir(temporary, { mode: 0o700 });
    if (account.change) await chown(temporary, account.uid, account.gid);
    await initialise(temporary, native, account, secrets, disposable);
    await rename(temporary, cluster);
    if (!disposable) await syncFolder(parent);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}
