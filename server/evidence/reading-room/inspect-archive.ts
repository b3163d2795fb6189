import { DAMAGED_ARCHIVE, eachEntry, type ArchiveEntry } from './archive';
import { Unreadable, type Inspected } from './jobs';
import { refuseTestVirus, refuseTwoInOneArchive } from './signs';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
type ArchiveType = typeof DOCX | typeof XLSX;

const KINDS = {
  [DOCX]: { name: 'Word document', ends: '.docx', main: /^word\/document\d*\.xml$/, program: 'Word' },
  [XLSX]: { name: 'Excel workbook', ends: '.xlsx', main: /^xl\/workbook\d*\.xml$/, program: 'Excel' },
} as const;

/** How archives, compressed files and old Office files begin. */
const NESTED = [
  '504b0304',
  '504b0506',
  '377abcaf271c',
  '526172211a07',
  '1f8b',
  '425a68',
  'fd377a585a00',
  '4d534346',
  'd0cf11e0a1b11ae1',
].map((hex) => Buffer.from(hex, 'hex'));
const PROGRAMS = [Buffer.from('MZ'), Buffer.from('\x7fELF', 'latin1')];
const OLD_OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');
/** What declares a document type or an entity, in each encoding that XML of an Office file comes in. */
const DECLARES = ['<!DOCTYPE', '<!ENTITY'].flatMap((words) => {
  const little = Buffer.from(words, 'utf16le');
  return [Buffer.from(words), little, Buffer.from(little).swap16()];
});
const OVERLAP = 128;

/** @throws Unreadable when it is not the Office file that it says, or not a safe one */
export async function inspectArchive(
  claimed: ArchiveType,
  content: Buffer,
  macros = false,
): Promise<Inspected> {
  const kind = KINDS[claimed];
  if (!content.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) throw notOne(claimed, content);
  refuseTwoInOneArchive(content);
  const names = new Set<string>();
  await eachEntry(content, async (entry) => {
    names.add(entry.name);
    const isMacro = /vbaproject|vbadata|macrosheets\//i.test(entry.name);
    if (isMacro && !macros) {
      throw new Unreadable(`This ${kind.name} holds macros. Save it as ${kind.ends}, without macros.`);
    }
    await lookAt(entry, kind.name, isMacro);
  });
  if (!names.has('[Content_Types].xml') || ![...names].some((name) => kind.main.test(name)))
    throw notOne(claimed, content);
  return { mediaType: claimed };
}

/** Unpacks an entry to its end, as the only way to know its size, and looks at it on the way. */
async function lookAt(entry: ArchiveEntry, what: string, isMacro: boolean): Promise<void> {
  let before = Buffer.alloc(0);
  let first = true;
  let isXml = /\.(?:xml|rels|vml)$/i.test(entry.name);
  for await (const piece of entry.pieces()) {
    if (first) {
      // Macros are an old Office file themselves.
      if (!isMacro) refuseNested(entry.name, piece, what);
      isXml ||= /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(piece.toString('latin1', 0, 64));
      first = false;
    }
    const seen = Buffer.concat([before, piece]);
    refuseTestVirus(seen);
    if (isXml && DECLARES.some((words) => seen.includes(words))) {
      throw new Unreadable(
        `This ${what} refers to things outside of it, as none that was saved by Office does. Open it and save it again.`,
      );
    }
    before = Buffer.from(seen.subarray(Math.max(0, seen.length - OVERLAP)));
  }
}

function refuseNested(name: string, head: Buffer, what: string): void {
  const begins = (with_: Buffer): boolean => head.subarray(0, with_.length).equals(with_);
  if (NESTED.some(begins) || head.toString('latin1', 257, 262) === 'ustar') {
    throw new Unreadable(
      `This ${what} has another file packed inside (${name.slice(-60)}). Save it as PDF, and send the file inside on its own.`,
    );
  }
  if (PROGRAMS.some(begins)) {
    throw new Unreadable(`This ${what} has a program inside. Save it as PDF and send that.`);
  }
}

function notOne(claimed: ArchiveType, content: Buffer): Unreadable {
  const { name, ends, program } = KINDS[claimed];
  if (content.subarray(0, 8).equals(OLD_OFFICE)) {
    return new Unreadable(
      content.includes(ENCRYPTED_PACKAGE)
        ? `This ${name} is protected by a password. Save it without one and send that.`
        : `This file is of an older kind than its name says. Open it in ${program} and save it as ${ends}.`,
    );
  }
  if (content.subarray(0, 2).toString() === 'PK') {
    return new Unreadable(
      `The name of this file ends in ${ends}, but it is not ${name === 'Excel workbook' ? 'an' : 'a'} ${name}. Open it in ${program} and save it again.`,
    );
  }
  return new Unreadable(
    `The name of this file ends in ${ends}, but its content is not. ${DAMAGED_ARCHIVE.split('. ')[1] ?? ''}`,
  );
}
