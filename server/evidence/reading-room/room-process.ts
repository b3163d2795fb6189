import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { projectRoot } from '../../root';
import {
  BEYOND_LIMITS,
  CONTENT_PIPE,
  mostMs,
  ROOM_MOST_BYTES,
  Unreadable,
  type FromRoom,
  type RoomJob,
  type ToRoom,
} from './jobs';

/** A process in which contents are read, one at a time. */
export interface RoomProcess {
  isOpen(): boolean;
  /** Begins a job; false when the room turns out to be gone, and nothing of the content was read yet. */
  begin(job: RoomJob, ask: unknown): Promise<boolean>;
  /**
   * Does the job that was begun.
   * @throws Unreadable, or the error with which the content broke off
   */
  finish(content: Readable): Promise<unknown>;
  end(): void;
}

const WATCH_MS = 200;
const HEAP_MB = 384;
/** What a room may read from the disk: its own code and the packages, not the data, the keys or the configuration. */
const READABLE = ['dist', 'node_modules', 'package.json'];

const open = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of open) child.kill('SIGKILL');
});

/** Starts a room: the built one, whether the server itself runs from its sources or not. */
export function openRoom(): RoomProcess {
  const child = fork(path.join(projectRoot, 'dist/server/evidence/reading-room/room-child.js'), [], {
    cwd: projectRoot,
    // Nothing of the server's environment: no secret, no address of a database.
    env: { NODE_ENV: 'production', TZ: 'UTC', UV_THREADPOOL_SIZE: '2' },
    execArgv: [`--max-old-space-size=${HEAP_MB}`, '--expose-gc', '--no-warnings', ...permissions()],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
  });
  open.add(child);
  // That it can no longer be written to is told by the end of the room.
  pipeOf(child).on('error', () => undefined);
  let gone = false;
  let most = 0;
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      gone = true;
      open.delete(child);
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  hold(child, false);
  return {
    isOpen: () => !gone && child.connected,
    async begin(job, ask) {
      most = mostMs(job);
      hold(child, true);
      const begun = heard(child, ended);
      await send(child, { job, ask });
      return (await begun) !== null;
    },
    async finish(content) {
      try {
        return await finishIn(child, ended, content, most);
      } finally {
        hold(child, false);
      }
    },
    end: () => child.kill('SIGKILL'),
  };
}

/** The next thing that a room says; null when it ends instead. */
function heard(child: ChildProcess, ended: Promise<void>): Promise<FromRoom | null> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as FromRoom));
    void ended.then(() => resolve(null));
  });
}

async function finishIn(
  child: ChildProcess,
  ended: Promise<void>,
  content: Readable,
  most: number,
): Promise<unknown> {
  let answered = false;
  const answer = heard(child, ended).finally(() => (answered = true));
  const guard = watch(child, most);
  try {
    const sending = sendContent(child, content, () => answered);
    // A content that breaks off must not leave the room waiting for the rest: this room is done for.
    const said = await Promise.race([answer, sending.then(() => answer)]).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    content.destroy();
    await sending.catch(() => undefined);
    if (!said || 'begun' in said) throw new Unreadable(BEYOND_LIMITS);
    if (said.ends) child.kill('SIGKILL');
    if ('failed' in said) throw new Unreadable(said.failed);
    return said.answer;
  } finally {
    clearInterval(guard);
    child.removeAllListeners('message');
    // A room that was told to end is not handed to the next before it is gone.
    if (child.killed) await ended;
  }
}

async function sendContent(child: ChildProcess, content: Readable, answered: () => boolean): Promise<void> {
  for await (const piece of content) {
    if (answered()) return;
    // An empty piece would be taken for the end.
    if ((piece as Buffer).length === 0) continue;
    await write(child, piece as Buffer);
  }
  await write(child, Buffer.alloc(0));
}

const pipeOf = (child: ChildProcess): Socket => child.stdio[CONTENT_PIPE] as Socket;

/** Resolves when the piece is on its way, so that no more than one is in memory; an empty one is the end. */
function write(child: ChildProcess, piece: Buffer): Promise<void> {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(piece.length);
  return new Promise((resolve) => {
    const pipe = pipeOf(child);
    if (piece.length > 0) pipe.write(length);
    pipe.write(piece.length > 0 ? piece : length, () => resolve());
  });
}

function send(child: ChildProcess, message: ToRoom): Promise<void> {
  return new Promise((resolve) => {
    // That the room is gone is told by its end; there is nothing more to say here.
    if (!child.connected) return resolve();
    child.send(message, () => resolve());
  });
}

/** Ends a room that takes too long or too much memory. */
function watch(child: ChildProcess, most: number): NodeJS.Timeout {
  const until = Date.now() + most;
  return setInterval(() => {
    if (Date.now() > until || residentBytes(child.pid) > ROOM_MOST_BYTES) child.kill('SIGKILL');
  }, WATCH_MS);
}

/** What a process has in memory; 0 where the system does not say, and only the limit of its heap holds. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** A room keeps the process alive only while it works. */
function hold(child: ChildProcess, held: boolean): void {
  if (held) {
    child.ref();
    child.channel?.ref();
    pipeOf(child).ref();
  } else {
    child.unref();
    child.channel?.unref();
    pipeOf(child).unref();
  }
}

/** Node's own permissions, where it has them: read what is needed, write nothing, start nothing. */
function permissions(): string[] {
  const flag = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  if (!flag || !process.allowedNodeEnvironmentFlags.has('--allow-addons')) return [];
  const folders = READABLE.map((name) => path.join(projectRoot, name)).flatMap((name) => [
    name,
    realpathSync(name),
  ]);
  const reads = [...new Set(folders)].map(
    (name) => `--allow-fs-read=${name}${name.endsWith('.json') ? '' : `${path.sep}*`}`,
  );
  return [flag, '--allow-addons', '--allow-worker', ...reads];
}
