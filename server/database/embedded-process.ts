import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { errorCode } from './embedded-error';

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** State and start time (in ticks since boot) from /proc, where there is one. */
function procStat(pid: number): { state: string; started: string } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

const boot = (): string => read('/proc/sys/kernel/random/boot_id') ?? '';

/** One line that names this very process, not merely its number, which another may carry later. */
export function describeProcess(pid: number): string {
  return `${pid} ${procStat(pid)?.started ?? '-'} ${boot() || '-'}`;
}

/** Whether the process so described still runs. */
export function describedIsAlive(description: string): boolean {
  const [number, started, bootId] = description.trim().split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  if (bootId !== undefined && bootId !== '-' && boot() !== '' && bootId !== boot()) return false;
  const now = procStat(pid)?.started;
  return started === undefined || started === '-' || now === undefined || now === started;
}

export function isAlive(pid: number): boolean {
  const stat = procStat(pid);
  if (stat !== undefined) return stat.state !== 'Z' && stat.state !== 'X';
  return exists(pid);
}

/**
 * Whether a live process is the postmaster of this cluster: it must work in the cluster's folder. Without /proc, or
 * where that cannot be seen, `undefined`.
 */
export function worksIn(pid: number, folder: string): boolean | undefined {
  if (process.platform !== 'linux' || procStat(pid) === undefined) return undefined;
  try {
    readlinkSync(`/proc/${pid}/cwd`);
    const cwd = statSync(`/proc/${pid}/cwd`);
    const wanted = statSync(folder);
    return cwd.dev === wanted.dev && cwd.ino === wanted.ino;
  } catch {
    return undefined;
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
