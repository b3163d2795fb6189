import { createHash, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';

// Without those that are taken for one another when read out or copied by hand: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
const LETTERS = 'ACDEFGHJKMNPQRTWXY34679';
const CODE_LENGTH = 8;

/** A new token: 32 random bytes, as they stand in the address. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** A new code, as it is shown: two groups of four. */
export function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** What is kept of a token. Anything may come in: what is no token has a hash that is no one’s. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * What is kept of a code: useless without the key, which is not in the database, and without the token.
 * @param code as it was typed; case, spaces and hyphens do not matter
 */
export function codeProof(secret: string, token: string, code: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'code of a check back', 32));
  const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return createHmac('sha256', key)
    .update(`${tokenHash(token)}:${letters}`)
    .digest('hex');
}
