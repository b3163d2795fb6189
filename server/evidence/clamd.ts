import { connect } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * What the scanner says of a content. Away: it did not answer, so nothing is known. Beyond: it takes no file of this
 * size, and will say so again until someone raises its limits.
 */
export type Scanned =
  { is: 'clean' } | { is: 'infected'; virus: string } | { is: 'beyond' } | { is: 'away'; why: string };

const CONNECT_MS = 5_000;
const SILENT_MS = 120_000;
const MOST_PIECE = 64 * 1024;

/**
 * Has a content scanned by clamd, as it is read (its command INSTREAM over TCP: pieces, each after its length).
 * @throws what the content's own stream fails with; what goes wrong with the scanner is an answer
 */
export async function scan(clamd: { host: string; port: number }, content: Readable): Promise<Scanned> {
  let broke: unknown;
  content.on('error', (error) => (broke ??= error));
  const said = await talk(clamd, content).catch((error: unknown) => ({
    is: 'away' as const,
    why: error instanceof Error ? error.message : String(error),
  }));
  content.destroy();
  if (broke !== undefined) throw broke;
  return said;
}

function talk({ host, port }: { host: string; port: number }, content: Readable): Promise<Scanned> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let answer = '';
    const slow = setTimeout(() => socket.destroy(new Error('The scanner cannot be reached')), CONNECT_MS);
    socket.setTimeout(SILENT_MS, () => socket.destroy(new Error('The scanner does not answer')));
    socket.on('connect', () => {
      clearTimeout(slow);
      // What it says before all was sent, such as that it takes no more, stands: the rest is not sent.
      send(socket, content).catch((error: Error) => {
        if (answer === '') socket.destroy(error);
      });
    });
    socket.on('data', (data) => {
      answer += data.toString('utf8');
      if (answer.includes('\0')) socket.end();
    });
    socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
    socket.on('close', () => {
      clearTimeout(slow);
      resolve(meaning(answer.replace(/\0.*$/s, '').trim()));
    });
  });
}

async function send(socket: ReturnType<typeof connect>, content: Readable): Promise<void> {
  socket.write('zINSTREAM\0');
  for await (const data of content as AsyncIterable<Buffer>) {
    for (let at = 0; at < data.length; at += MOST_PIECE) {
      const piece = data.subarray(at, at + MOST_PIECE);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(piece.length);
      socket.write(length);
      if (!socket.write(piece)) await drained(socket);
    }
    if (socket.destroyed || socket.writableEnded) return;
  }
  socket.write(Buffer.alloc(4));
}

function drained(socket: ReturnType<typeof connect>): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.once('drain', go).once('close', go);
  });
}

function meaning(answer: string): Scanned {
  if (/^stream: OK$/.test(answer)) return { is: 'clean' };
  // The second is what clamd finds where it is set to tell of its limits (AlertExceedsMax).
  if (/size limit exceeded/i.test(answer) || /: Heuristics\.Limits\.Exceeded\S* FOUND$/.test(answer))
    return { is: 'beyond' };
  const [, virus] = /^stream: (.+) FOUND$/.exec(answer) ?? [];
  if (virus) return { is: 'infected', virus };
  return { is: 'away', why: answer || 'The scanner closed the connection' };
}
