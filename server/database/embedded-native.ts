import path from 'node:path';
import type { Account } from './embedded-account';
import { completeLinks, libraryLinks, type Binaries } from './embedded-binaries';
import { meaningfulLine, runProgram, type Outcome } from './embedded-command';
import { copyNative, copyPlaces } from './embedded-copy';
import { EmbeddedDatabaseError } from './embedded-error';

const tryRun = (native: string, account: Account): Promise<Outcome> =>
  runProgram({ native, account, cwd: '/' }, 'postgres', ['--version']);

/**
 * Completes PostgreSQL's folder and returns it, or a copy of it when the user that PostgreSQL runs as cannot reach it
 * or it cannot be completed where it is.
 */
export async function usableNative(
  binaries: Binaries,
  account: Account,
  places = copyPlaces(),
): Promise<string> {
  const links = await libraryLinks(binaries.native);
  const complete = await completeLinks(binaries.native, links);
  let outcome = await tryRun(binaries.native, account);
  if (complete && outcome.code === 0) return binaries.native;
  if (account.change && (outcome.failure === 'EPERM' || outcome.failure === 'EINVAL')) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL does not run as root, and this root user may not change to the user ${account.name} (${outcome.failure}): start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
  let trouble = '';
  if (account.change || !complete) {
    for (const place of places) {
      const copy = await copyNative(binaries, links, place);
      if ('trouble' in copy) {
        trouble = copy.trouble;
        continue;
      }
      outcome = await tryRun(copy.native, account);
      if (outcome.code === 0) return copy.native;
    }
  }
  const reason = trouble || outcome.failure || meaningfulLine(outcome.err);
  throw new EmbeddedDatabaseError(
    `PostgreSQL's programs in ${path.dirname(binaries.native)} cannot run here (${reason}): put that right, or set DATABASE_URL to a PostgreSQL server of your own.`,
  );
}
