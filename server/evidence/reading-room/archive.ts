import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { Unreadable } from './jobs';

export const MOST_UNPACKED = 200 * 1024 * 1024;
const MOST_ENTRIES = 5_000;

export const DAMAGED_ARCHIVE =
  'This file is damaged and cannot be opened. Open the original in Word or Excel and save it again.';
const TOO_LARGE =
  'This file unpacks to more than 200 MB. Save the part that is needed as a new file, or as PDF, and send that.';

/** One file of an archive. */
export interface ArchiveEntry {
  name: string;
  /** Its content, piece by piece, counted as it is unpacked. */
  pieces(): AsyncIterable<Buffer>;
}

/**
 * Reads an archive entry by entry. What its headers say of sizes is not believed: bytes are counted as they unpack,
 * over everything that is read of the archive.
 * @throws Unreadable when it is damaged, names a file outside of it, or unpacks beyond its limits
 */
export async function eachEntry(
  content: Buffer,
  work: (entry: ArchiveEntry) => Promise<void>,
): Promise<void> {
  const zip = await open(content);
  let unpacked = 0;
  async function* piecesOf(entry: Entry): AsyncIterable<Buffer> {
    const stream = await zip.openReadStreamPromise(entry).catch(damaged);
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        unpacked += piece.length;
        if (unpacked > MOST_UNPACKED) throw new Unreadable(TOO_LARGE);
        yield piece;
      }
    } catch (error) {
      throw error instanceof Unreadable ? error : damaged(error);
    } finally {
      stream.destroy();
    }
  }
  const names = new Set<string>();
  for (const entry of await entriesOf(zip)) {
    if (entry.fileName.endsWith('/')) continue;
    if (entry.isEncrypted()) {
      throw new Unreadable('This file is protected by a password. Save it without one and send that.');
    }
    const name = entry.fileName.toLowerCase();
    if (names.has(name)) throw new Unreadable(DAMAGED_ARCHIVE);
    names.add(name);
    await work({ name: entry.fileName, pieces: () => piecesOf(entry) });
  }
}

/** The content of an entry as a whole, of at most so many bytes. */
export async function whole(entry: ArchiveEntry, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of entry.pieces()) {
    pieces.push(piece);
    length += piece.length;
    if (length > most) break;
  }
  return Buffer.concat(pieces).subarray(0, most);
}

async function open(content: Buffer): Promise<ZipFile> {
  const zip = await fromBufferPromise(content, {
    lazyEntries: true,
    decodeStrings: true,
    strictFileNames: true,
    validateEntrySizes: true,
  }).catch(damaged);
  if (zip.entryCount > MOST_ENTRIES) {
    throw new Unreadable('This file holds more parts than a document has. Save it as PDF and send that.');
  }
  return zip;
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    damaged(error);
  }
  return entries;
}

/** yauzl says of a path that leads out of the archive that it is absolute, relative, or has invalid characters. */
function damaged(error: unknown): never {
  const said = error instanceof Error ? error.message : '';
  if (/absolute path|invalid relative path|invalid characters in fileName/.test(said)) {
    throw new Unreadable(
      'This file holds a part whose name leads out of it, as no document does. Open the original and save it again.',
    );
  }
  throw new Unreadable(DAMAGED_ARCHIVE);
}
