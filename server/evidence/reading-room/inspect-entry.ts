import type { ArchiveEntry } from './archive';
import { Unreadable } from './jobs';
import { beginsAsPacked, END_OF_ZIP_WITHIN, endsAsZip, holdsPacked, OLD_OFFICE, SIGN_WITHIN } from './packed';
import { PartCounted, type WorkbookCounted } from './sheet-limits';
import { inEachEncoding, OVERLAP, refuseTestVirus } from './signs';

/** What declares a document type or an entity, in each encoding that XML of an Office file comes in. */
const DECLARES = ['<!DOCTYPE', '<!ENTITY'].flatMap(inEachEncoding);
const KEPT = Math.max(OVERLAP, SIGN_WITHIN);

export interface Allowed {
  /** An Office file of the old kind may stand in it. */
  oldOffice?: boolean;
  /** Its XML may declare document types: nothing here reads it. */
  declaring?: boolean;
  /** The workbook that it is part of, whose rows and cells are counted. */
  book?: WorkbookCounted | undefined;
}

/**
 * Whether a program for Windows or Linux begins here. A note may begin with the same initials: no text has the control
 * characters that follow them in a program.
 */
export function beginsAsProgram(head: Buffer): boolean {
  const begins = head.toString('latin1', 0, 4);
  return (
    begins === '\x7fELF' || (begins.startsWith('MZ') && /(?!\s)\p{Cc}/u.test(head.toString('utf8', 0, 64)))
  );
}

/**
 * Unpacks an entry of an archive to its end, as the only way to know its size, and looks at it on the way.
 * @param what how the archive is called at the beginning of a sentence
 * @throws Unreadable when another archive or a program is in it, wherever that begins, or more than is taken
 */
export async function lookAtEntry(entry: ArchiveEntry, what: string, allowed: Allowed = {}): Promise<void> {
  const nested = new Unreadable(
    `${what} has another file packed inside (${entry.name.slice(-60)}). Save it as PDF, and send the file inside on its own.`,
  );
  let before = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  let first = true;
  let isXml = /\.(?:xml|rels|vml)$/i.test(entry.name);
  const counted = allowed.book && new PartCounted(allowed.book);
  for await (const piece of entry.pieces()) {
    if (first) {
      const isOld = piece.subarray(0, OLD_OFFICE.length).equals(OLD_OFFICE);
      if (beginsAsPacked(piece) || (isOld && !allowed.oldOffice)) throw nested;
      if (beginsAsProgram(piece))
        throw new Unreadable(`${what} has a program inside. Save it as PDF and send that.`);
      isXml ||= /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(piece.toString('latin1', 0, 64));
      first = false;
    }
    const seen = Buffer.concat([before, piece]);
    refuseTestVirus(seen);
    if (holdsPacked(seen)) throw nested;
    if (isXml && !allowed.declaring && DECLARES.some((words) => seen.includes(words))) {
      throw new Unreadable(
        `${what} refers to things outside of it, as none that was saved by Office does. Open it and save it again.`,
      );
    }
    if (isXml) counted?.take(piece);
    before = Buffer.from(seen.subarray(Math.max(0, seen.length - KEPT)));
    last = lastOf(last, piece);
  }
  if (endsAsZip(last)) throw nested;
  counted?.end();
}

/** The last of what came so far, as far back as the end of an archive would be looked for. */
function lastOf(before: Buffer, piece: Buffer): Buffer<ArrayBuffer> {
  const both =
    piece.length >= END_OF_ZIP_WITHIN ? piece.subarray(-END_OF_ZIP_WITHIN) : Buffer.concat([before, piece]);
  return Buffer.from(both.subarray(Math.max(0, both.length - END_OF_ZIP_WITHIN)));
}
