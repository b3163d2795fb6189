import type { Readable } from 'node:stream';

/** A file that came with a request and lies encrypted among the incoming until it is kept or let go. */
export interface Incoming {
  /** Its own name, without path or control characters; it may still hold `<` and is always escaped. */
  name: string;
  bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  sha256: string;
  /** The first bytes of the content (at most 4,100), by which its type is told. */
  head: Buffer;
  /** The content, decrypted as it is read; memory does not grow with its size. */
  open(): Readable;
  /** As it lies among the incoming: what putting it into the store takes. */
  sealed: { file: string; bytes: number; key: Buffer };
}
