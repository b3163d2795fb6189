import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { image, page } from './drawing';
import { inspect } from './inspect';
import {
  BEYOND_LIMITS,
  CONTENT_PIPE,
  MOST_BYTES,
  ROOM_KEPT_BYTES,
  Unreadable,
  type FromRoom,
  type RoomJob,
  type RoomWorkers,
  type ToRoom,
} from './jobs';
import { inspectedRows } from './rows';
import { text } from './text';

// The process in which contents are read. Author of a new job: add it to RoomJobs and here.
const workers: Partial<RoomWorkers> = { inspect, text, page, image, rows: inspectedRows };

let begun: { job: RoomJob; ask: unknown; content: Buffer; length: number } | null = null;

process.on('message', ({ job, ask }: ToRoom) => {
  // Untouched memory takes no room: what is reserved here fills as the content comes.
  begun = { job, ask, content: Buffer.allocUnsafeSlow(MOST_BYTES), length: 0 };
  tell({ begun: true });
});

const header = Buffer.alloc(4);
let inHeader = 0;
let left = 0;
new Socket({ fd: CONTENT_PIPE, readable: true }).on('data', (bytes) => {
  for (let at = 0; at < bytes.length;) {
    if (left > 0) {
      const piece = bytes.subarray(at, at + left);
      take(piece);
      at += piece.length;
      left -= piece.length;
    } else {
      header[inHeader] = bytes[at] ?? 0;
      at += 1;
      inHeader = (inHeader + 1) % header.length;
      if (inHeader > 0) continue;
      left = header.readUInt32BE();
      if (left === 0) finish();
    }
  }
});

function take(piece: Buffer): void {
  if (!begun) return;
  if (begun.length + piece.length > MOST_BYTES) {
    begun = null;
    return tell({ failed: BEYOND_LIMITS, ends: true });
  }
  begun.content.set(piece, begun.length);
  begun.length += piece.length;
}

function finish(): void {
  if (!begun) return;
  const { job, ask, content, length } = begun;
  begun = null;
  void work(job, ask, content.subarray(0, length)).then(tell);
}

process.on('disconnect', () => process.exit());
// An error that no one caught: the parent says so in words and starts another room.
process.on('uncaughtException', () => process.exit(1));

async function work(job: RoomJob, ask: unknown, content: Buffer): Promise<FromRoom> {
  try {
    const worker = workers[job] as ((ask: unknown, content: Buffer) => Promise<unknown>) | undefined;
    if (!worker) throw new Error(`There is no job ${job}`);
    return { answer: await worker(ask, content), ends: hasGrown() };
  } catch (error) {
    if (error instanceof Unreadable) return { failed: error.message, ends: hasGrown() };
    // A decoder that broke off in the middle may be left in no state for the next content.
    return { failed: BEYOND_LIMITS, ends: true };
  }
}

/** Memory of a decoder that was used once for something large is not given back. */
function hasGrown(): boolean {
  global.gc?.();
  return process.memoryUsage.rss() > ROOM_KEPT_BYTES;
}

function tell(message: FromRoom): void {
  process.send?.(message);
}

// A loop in a decoder would not notice that the parent is gone: this thread does.
new Worker(
  `const parent = process.ppid; setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1000)`,
  { eval: true, env: {}, resourceLimits: { maxOldGenerationSizeMb: 16 } },
).unref();
