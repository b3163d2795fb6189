import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { EmbeddedDatabaseError, errorCode, folderError } from './embedded-error';

const Secrets = z.object({
  superuser: z.string().min(20),
  owner: z.string().min(20),
  app: z.string().min(20),
  national: z.string().min(20),
});

export type Secrets = z.infer<typeof Secrets>;

const password = (): string => randomBytes(24).toString('base64url');

async function write(file: string, secrets: Secrets): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw folderError(file, error);
  }
}

/** Reads the passwords of the roles; makes them when there is no cluster yet that others would open. */
export async function loadSecrets(file: string, clusterExists: boolean): Promise<Secrets> {
  let text: string | undefined;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw new EmbeddedDatabaseError(
        `The database's passwords (${file}) cannot be read (${errorCode(error)}): run as the user that first started it.`,
      );
    }
  }
  if (text !== undefined) {
    try {
      return Secrets.parse(JSON.parse(text));
    } catch {
      throw new EmbeddedDatabaseError(
        `${file} holds no valid passwords: restore it from the backup that DATA_DIR was restored from.`,
      );
    }
  }
  if (clusterExists) {
    throw new EmbeddedDatabaseError(
      `${file}, which holds the database's passwords, is missing: restore it from a backup of DATA_DIR.`,
    );
  }
  const made = { superuser: password(), owner: password(), app: password(), national: password() };
  await write(file, made);
  return made;
}

/** What PostgreSQL keeps of a password (RFC 5803), so that the password itself goes into no command and no log. */
export function scramVerifier(secret: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(secret, salt, 4096, 32, 'sha256');
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$${stored}:${hmac('Server Key').toString('base64')}`;
}
