import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { Unreadable } from './jobs';

export const MOST_UNPACKED = 200 * 1024 * 1024;
const MOST_ENTRIES = 5_000;

export const DAMAGED_ARCHIVE =
  'This file is damaged and cannot be opened. Open the original in Word or Excel and save it again.';
const TOO_LARGE =
  'This file unpacks to more than 200 MB. Save the part that is needed as a new file, or as PDF, and send that.';

const OVERLAPPING =
  'Two parts of this file lie in the same place of it, as in none that a program saved. Open the original in Word or Excel and save it again.';

/** What may still be unpacked, over all archives that count together. */
export interface Allowance {
  bytes: number;
}
export const wholeAllowance = (): Allowance => ({ bytes: MOST_UNPACKED });

/** One file of an archive. */
export interface ArchiveEntry {
  name: string;
  /** Its content, piece by piece, counted as it is unpacked. */
  pieces(): AsyncIterable<Buffer>;
}

/**
 * Reads an archive entry by entry. What its headers say of sizes is not believed: bytes are counted as they unpack,
 * over everything that is read of the archive.
 * @throws Unreadable when it is damaged, names a file outside of it, has parts in one place, or unpacks beyond its limits
 */
export async function eachEntry(
  content: Buffer,
  work: (entry: ArchiveEntry) => Promise<void>,
  left = wholeAllowance(),
): Promise<void> {
  const zip = await open(content);
  async function* piecesOf(entry: Entry): AsyncIterable<Buffer> {
    const stream = await zip.openReadStreamPromise(entry).catch(damaged);
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        left.bytes -= piece.length;
        if (left.bytes < 0) throw new Unreadable(TOO_LARGE);
        yield piece;
      }
    } catch (error) {
      throw error instanceof Unreadable ? error : damaged(error);
    } finally {
      stream.destroy();
    }
  }
  const names = new Set<string>();
  const entries = await entriesOf(zip);
  refuseOverlapping(entries);
  for (const entry of entries) {
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

/** Parts that share their bytes make a small archive unpack to a large one, and show each reader another. */
function refuseOverlapping(entries: readonly Entry[]): void {
  let end = 0;
  const ordered = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const { relativeOffsetOfLocalHeader: at, compressedSize, fileNameLength } of ordered) {
    if (at < end) throw new Unreadable(OVERLAPPING);
    end = at + 30 + fileNameLength + compressedSize;
  }
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
