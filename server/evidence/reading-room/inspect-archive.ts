import { DAMAGED_ARCHIVE, eachEntry } from './archive';
import { lookAtEntry } from './inspect-entry';
import { Unreadable, type Inspected } from './jobs';
import { OLD_OFFICE } from './packed';
import { WorkbookCounted } from './sheet-limits';
import { refuseTwoInOneArchive } from './signs';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
type ArchiveType = typeof DOCX | typeof XLSX;

const KINDS = {
  [DOCX]: { name: 'Word document', ends: '.docx', main: /^word\/document\d*\.xml$/, program: 'Word' },
  [XLSX]: { name: 'Excel workbook', ends: '.xlsx', main: /^xl\/workbook\d*\.xml$/, program: 'Excel' },
} as const;

const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

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
  const book = claimed === XLSX ? new WorkbookCounted() : undefined;
  await eachEntry(content, async (entry) => {
    names.add(entry.name);
    const isMacro = /vbaproject|vbadata|macrosheets\//i.test(entry.name);
    if (isMacro && !macros) {
      throw new Unreadable(`This ${kind.name} holds macros. Save it as ${kind.ends}, without macros.`);
    }
    // Macros are an old Office file themselves.
    await lookAtEntry(entry, `This ${kind.name}`, { oldOffice: isMacro, book });
  });
  if (!names.has('[Content_Types].xml') || ![...names].some((name) => kind.main.test(name)))
    throw notOne(claimed, content);
  return { mediaType: claimed };
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
