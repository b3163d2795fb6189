import { readFile, stat } from 'node:fs/promises';
import { EmbeddedDatabaseError } from './embedded-error';

/** The user that PostgreSQL runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
  /** Whether this process is root and has to change to that user. */
  change: boolean;
}

async function passwd(): Promise<Account[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    return /^\d+$/.test(uid) && /^\d+$/.test(gid)
      ? [{ name, uid: Number(uid), gid: Number(gid), change: true }]
      : [];
  });
}

/**
 * PostgreSQL refuses to run as root. So root runs it as the owner of the cluster when there is one, else as `postgres`
 * or `nobody`.
 */
export async function chooseAccount(cluster: string): Promise<Account> {
  const uid = process.geteuid?.() ?? -1;
  const gid = process.getegid?.() ?? -1;
  const owner = await stat(cluster).catch(() => undefined);
  if (uid !== 0) {
    if (owner !== undefined && owner.uid !== uid) {
      throw new EmbeddedDatabaseError(
        `The database in ${cluster} belongs to another user (uid ${owner.uid}): run as root or as that user, or set DATA_DIR to another folder.`,
      );
    }
    return { name: String(uid), uid, gid, change: false };
  }
  const known = await passwd();
  if (owner !== undefined && owner.uid !== 0) {
    const name = known.find((each) => each.uid === owner.uid)?.name ?? String(owner.uid);
    return { name, uid: owner.uid, gid: owner.gid, change: true };
  }
  const found = ['postgres', 'nobody']
    .map((name) => known.find((each) => each.name === name && each.uid !== 0))
    .find((each) => each !== undefined);
  if (found !== undefined) return found;
  throw new EmbeddedDatabaseError(
    'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}
