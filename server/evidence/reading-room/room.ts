import type { Readable } from 'node:stream';
import { BEYOND_LIMITS, Unreadable, type Inspected, type RoomJob, type RoomJobs } from './jobs';
import { openRoom, type RoomProcess } from './room-process';

export { Unreadable } from './jobs';

const ROOMS = 2;
const IDLE_MS = 30_000;

interface Waiting {
  begin(room: RoomProcess): void;
}

const idle: { room: RoomProcess; ends: NodeJS.Timeout }[] = [];
const waiting: Waiting[] = [];
let busy = 0;

/**
 * Has a job done on a content in the reading room: a process of its own that has no secrets, cannot write, and is
 * ended when it takes too long or grows too large. What is uploaded may be hostile; nothing parses it anywhere else.
 * @param content is read piece by piece and never kept here; destroyed when the answer came before its end
 * @throws Unreadable in words for a person, when the content cannot be read; the error of `content` when that breaks off
 */
export async function askRoom<Job extends RoomJob>(
  job: Job,
  ask: RoomJobs[Job]['ask'],
  content: Readable,
): Promise<RoomJobs[Job]['answer']> {
  // What breaks off while it waits for its turn is told when it is read.
  content.on('error', () => undefined);
  try {
    let room = await enter();
    try {
      // One that was ended while it was idle may not have been missed yet.
      if (!(await room.begin(job, ask))) {
        room = openRoom();
        await room.begin(job, ask);
      }
      return (await room.finish(content)) as RoomJobs[Job]['answer'];
    } finally {
      leave(room);
    }
  } finally {
    content.destroy();
  }
}

/** Tells what a file is; one that cannot even be looked at within limits is refused in words too. */
export async function inspectContent(name: string, bytes: number, content: Readable): Promise<Inspected> {
  try {
    return await askRoom('inspect', { name, bytes }, content);
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

/** Ends the rooms that are idle, at once. Those at work end with their job. */
export function closeRooms(): void {
  for (const { room, ends } of idle.splice(0)) {
    clearTimeout(ends);
    room.end();
  }
}

function enter(): Promise<RoomProcess> {
  if (busy >= ROOMS) return new Promise((resolve) => waiting.push({ begin: resolve }));
  busy += 1;
  const free = idle.pop();
  if (!free) return Promise.resolve(openRoom());
  clearTimeout(free.ends);
  return Promise.resolve(free.room.isOpen() ? free.room : openRoom());
}

function leave(room: RoomProcess): void {
  const next = waiting.shift();
  if (next) return next.begin(room.isOpen() ? room : openRoom());
  busy -= 1;
  if (!room.isOpen()) return;
  const kept = {
    room,
    ends: setTimeout(() => {
      idle.splice(idle.indexOf(kept), 1);
      room.end();
    }, IDLE_MS).unref(),
  };
  idle.push(kept);
}

export { BEYOND_LIMITS };
