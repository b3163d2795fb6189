import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Account } from './embedded-account';
import { errorCode } from './embedded-error';
import { told } from '../stop-signals';

/** What PostgreSQL's programs need to run in a certain place as a certain user. */
export interface Setting {
  native: string;
  account: Account;
  /** The program works here. Node changes to this folder before it changes the user. */
  cwd: string;
}

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
  /** The code of the system's error when the program could not be started at all. */
  failure?: string;
}

/**
 * How to name the folder that the program works in. After changing the user, the program might not be able to walk the
 * path to it (a checkout under /root), while the link to its own working directory always leads there.
 */
export function folderArgument(account: Account, folder: string): string {
  return account.change && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

export function processOptions(setting: Setting): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
} {
  const { account, cwd } = setting;
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return account.change ? { cwd, env, uid: account.uid, gid: account.gid } : { cwd, env };
}

const PROGRAM_MS = 120_000;
/** initdb and single-user PostgreSQL tidy up when asked to end, after their present step. */
const TIDY_MS = 5_000;

/** Runs a program of PostgreSQL to its end, which comes early when the process is told to stop. */
export function runProgram(
  setting: Setting,
  program: string,
  args: string[],
  input?: string,
): Promise<Outcome> {
  if (told.aborted) return Promise.resolve({ code: null, out: '', err: '', failure: 'stopped' });
  const running = new Promise<Outcome>((resolve) => {
    // A process group of its own: Ctrl-C reaches only us, and what the program starts can be ended with it.
    const child = spawn(path.join(setting.native, 'bin', program), args, {
      ...processOptions(setting),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    const killAll = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    };
    let timer = setTimeout(killAll, PROGRAM_MS);
    const endEarly = (): void => {
      child.kill('SIGTERM');
      clearTimeout(timer);
      timer = setTimeout(killAll, TIDY_MS);
    };
    told.addEventListener('abort', endEarly, { once: true });
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      told.removeEventListener('abort', endEarly);
      resolve(outcome);
    };
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) =>
      end({ code: null, out, err, failure: error.code ?? 'error' }),
    );
    child.on('close', (code) => end({ code, out, err }));
    child.stdin.end(input ?? '');
  });
  // Some errors, as of changing the user, spawn throws at once.
  return running.catch((error: unknown) => ({
    code: null,
    out: '',
    err: '',
    failure: errorCode(error) || 'error',
  }));
}

/** The line of PostgreSQL's output that says best why it failed, without the time and the process. */
export function meaningfulLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const severe = lines.filter((line) => /\b(?:FATAL|PANIC|ERROR|error):/.test(line));
  const line = severe.at(-1) ?? lines.at(-1) ?? 'it gave no reason';
  return line
    .replace(/^.*?\b(?:FATAL|PANIC|ERROR|LOG|error):\s*|^(?:initdb|postgres): /, '')
    .trim()
    .replace(/\.$/, '');
}
