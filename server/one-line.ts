import { ConfigError } from './config';

const ADVICE: Record<string, (error: NodeJS.ErrnoException & { port?: number }) => string> = {
  EADDRINUSE: ({ port }) => `Port ${port} is taken: stop what uses it, or start with PORT set to another.`,
  EACCES: ({ port, message }) =>
    port === undefined
      ? `Not allowed: ${message}`
      : `Port ${port} may not be used by this user: set PORT to one above 1023.`,
  EADDRNOTAVAIL: () => 'HOST is not an address of this machine: set HOST to one that is.',
  ECONNREFUSED: () => 'The database does not answer: check DATABASE_URL and that PostgreSQL runs there.',
  ENOTFOUND: () => 'The host in DATABASE_URL (or HOST) is not known: check its name.',
  EAI_AGAIN: () => 'The host in DATABASE_URL (or HOST) is not known: check its name.',
  ETIMEDOUT: () => 'The database does not answer in time: check DATABASE_URL and the network.',
  EHOSTUNREACH: () => 'The database cannot be reached: check DATABASE_URL and the network.',
  ECONNRESET: () => 'The database ended the connection: see its log, then try again.',
  '28P01': () => 'The database refuses the password in DATABASE_URL: check it.',
  '3D000': () => 'The database named in DATABASE_URL does not exist: create it, then run npm run migrate.',
};

/**
 * An error as one line that says what is wrong and what to do.
 * @param error what ended a command or the start
 */
export function oneLine(error: unknown): string {
  if (error instanceof ConfigError || !(error instanceof Error))
    return String(error instanceof Error ? error.message : error);
  const coded = error as NodeJS.ErrnoException;
  const advice = ADVICE[coded.code ?? ''];
  return (advice ? advice(coded) : error.message).replace(/\s*\n\s*/g, ' ');
}
