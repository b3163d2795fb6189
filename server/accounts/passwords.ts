import { hash, verify } from '@node-rs/argon2';

// argon2id is the package's default; OWASP's parameters for it: 19 MiB, two passes, one lane.
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, settings);
}

let nobody: Promise<string> | undefined;

/** Checks a password. With no hash it takes the same time and is false, so that a guess learns nothing. */
export async function passwordMatches(kept: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('the password of nobody');
  const matches = await verify(kept ?? (await nobody), password);
  return matches && kept !== null;
}
