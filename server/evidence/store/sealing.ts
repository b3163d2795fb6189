import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/**
 * Content sealed chunk by chunk, so that a file of any size is written and read in constant memory and yet no byte of
 * it is handed on before it has been authenticated. This is the STREAM construction of Hoang, Reyhanitabar, Rogaway
 * and Vizár ("Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015): each chunk is
 * sealed by itself with AES-256-GCM under a nonce made of a random prefix, the chunk's number and whether it is the
 * last, so that chunks which are changed, moved, repeated or cut off at the end do not open.
 *
 * Format: `SRW1`, the 7 bytes of the prefix, then the chunks: 65,536 bytes of content (the last has the rest, and may
 * be empty), each followed by its tag of 16.
 */
const MAGIC = Buffer.from('SRW1');
const PREFIX = 7;
const TAG = 16;
const CHUNK = 64 * 1024;
const MOST_CHUNKS = 2 ** 32;

/** Content that was changed, cut off, or sealed with another key. */
export class NotGenuine extends Error {
  constructor() {
    super('The stored content is not what was put there');
  }
}

/** How many bytes content takes when sealed. */
export function sealedBytes(bytes: number): number {
  return MAGIC.length + PREFIX + bytes + TAG * Math.max(1, Math.ceil(bytes / CHUNK));
}

/** Seals what goes through. */
export function sealing(key: Buffer): Transform {
  const prefix = randomBytes(PREFIX);
  let number = 0;
  const seal = (chunk: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(prefix, number++, last));
    cipher.setAAD(MAGIC);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  return inChunks(CHUNK, seal, Buffer.concat([MAGIC, prefix]));
}

/**
 * Opens what was sealed.
 * The stream fails with NotGenuine, after whole chunks that are genuine, when the rest is not.
 */
export function unsealing(key: Buffer): Transform {
  let header = Buffer.alloc(0);
  let number = 0;
  const open = (sealed: Buffer, last: boolean): Buffer => {
    if (header.length < MAGIC.length + PREFIX || sealed.length < TAG) throw new NotGenuine();
    const decipher = createDecipheriv(
      'aes-256-gcm',
      key,
      nonce(header.subarray(MAGIC.length), number++, last),
      {
        authTagLength: TAG,
      },
    );
    decipher.setAAD(MAGIC);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
    } catch {
      throw new NotGenuine();
    }
  };
  const chunks = inChunks(CHUNK + TAG, open);
  const take = chunks._transform.bind(chunks);
  chunks._transform = (data: Buffer, encoding: BufferEncoding, done: TransformCallback) => {
    if (header.length === MAGIC.length + PREFIX) return take(data, encoding, done);
    const wanted = MAGIC.length + PREFIX - header.length;
    header = Buffer.concat([header, data.subarray(0, wanted)]);
    if (header.length < MAGIC.length + PREFIX) return done();
    if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return done(new NotGenuine());
    take(data.subarray(wanted), encoding, done);
  };
  return chunks;
}

/** Hands on chunks of one size; the last is known only when nothing follows, so one is always held back. */
function inChunks(size: number, work: (chunk: Buffer, last: boolean) => Buffer, first?: Buffer): Transform {
  const held: Buffer[] = [];
  let bytes = 0;
  let begun = first === undefined;
  const begin = (stream: Transform): void => {
    if (!begun) stream.push(first);
    begun = true;
  };
  return new Transform({
    transform(data: Buffer, _encoding, done) {
      try {
        begin(this);
        held.push(data);
        bytes += data.length;
        if (bytes <= size) return done();
        let all = Buffer.concat(held);
        while (all.length > size) {
          this.push(work(all.subarray(0, size), false));
          all = all.subarray(size);
        }
        held.splice(0, held.length, Buffer.from(all));
        bytes = all.length;
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        begin(this);
        this.push(work(Buffer.concat(held), true));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function nonce(prefix: Buffer, number: number, last: boolean): Buffer {
  if (number >= MOST_CHUNKS) throw new Error('Too large to seal');
  const whole = Buffer.alloc(12);
  prefix.copy(whole);
  whole.writeUInt32BE(number, PREFIX);
  whole[11] = last ? 1 : 0;
  return whole;
}
