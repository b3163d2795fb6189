import type { Readable } from 'node:stream';

/** What a file is and whether it may be read, or why it is not taken, in words that say how to mend it. */
export type Looked =
  | {
      mediaType: string;
      pages: number | null;
      scan: 'not_scanned' | 'clean' | 'held';
      /** Held because the scanner takes no file of this size. */
      beyondScanner?: boolean;
    }
  | { problem: string };

/** A file that came with a request and lies encrypted among the incoming until it is kept or let go. */
export interface Incoming {
  /** Its own name: a plain one, without path, control characters or `<` and `>`. */
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
  /** What was seen of it, on a route that has each file looked at before the handler (`upload.look`). */
  looked?: Looked;
}
