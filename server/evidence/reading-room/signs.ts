import { Unreadable } from './jobs';

// In two parts, so that no scanner takes this source for what it looks for.
const TEST_VIRUS = Buffer.from(`X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS'}-TEST-FILE!$H+H*`);
const END_OF_ZIP = Buffer.from('PK\x05\x06', 'latin1');
const ZIP_DIRECTORY = Buffer.from('PK\x01\x02', 'latin1');
/** The end record of a ZIP is followed by a comment of at most 65,535 bytes. */
const END_OF_ZIP_WITHIN = 22 + 65_535;
const MARKUP = /<(?:!doctype\s+html|html|script|svg|iframe|body)[\s>/]/i;
const EDGE = 64 * 1024;

const TWO_IN_ONE =
  'Something else is hidden in this file. Open it, print or export it to a new file, and send that one.';

/** @throws Unreadable when the content holds the string that virus scanners are tested with */
export function refuseTestVirus(content: Buffer): void {
  if (content.includes(TEST_VIRUS)) {
    throw new Unreadable('This is a test file for virus scanners, or holds one. It was not kept.');
  }
}

/** Whether a ZIP ends in this content, as far as a reader that looks for one from the end would find. */
export function endsAsZip(content: Buffer): boolean {
  const from = Math.max(0, content.length - END_OF_ZIP_WITHIN);
  for (let at = content.indexOf(END_OF_ZIP, from); at >= 0; at = content.indexOf(END_OF_ZIP, at + 1)) {
    if (at + 22 > content.length) return false;
    const directory = at - content.readUInt32LE(at + 12);
    const isDirectory = directory >= 0 && content.subarray(directory, directory + 4).equals(ZIP_DIRECTORY);
    if (isDirectory || at + 22 + content.readUInt16LE(at + 20) === content.length) return true;
  }
  return false;
}

/** Whether a program for Windows or Linux begins somewhere in the content. */
export function holdsProgram(content: Buffer): boolean {
  for (
    let at = content.indexOf('\x7fELF', 0, 'latin1');
    at >= 0;
    at = content.indexOf('\x7fELF', at + 1, 'latin1')
  ) {
    const [width, order, version] = content.subarray(at + 4, at + 7);
    if ((width === 1 || width === 2) && (order === 1 || order === 2) && version === 1) return true;
  }
  for (
    let at = content.indexOf('PE\0\0', 0, 'latin1');
    at >= 0;
    at = content.indexOf('PE\0\0', at + 1, 'latin1')
  ) {
    if (at + 6 > content.length) break;
    if (![0x14c, 0x8664, 0x1c0, 0x1c4, 0xaa64].includes(content.readUInt16LE(at + 4))) continue;
    if (content.subarray(Math.max(0, at - 4096), at).includes('MZ')) return true;
  }
  return false;
}

/** Whether markup that a browser would run stands in a stretch of bytes. */
export const holdsMarkup = (bytes: Buffer): boolean => MARKUP.test(bytes.toString('latin1'));

/** @throws Unreadable when an image is at the same time something else */
export function refuseTwoInOneImage(content: Buffer): void {
  const edges = [content.subarray(0, EDGE), content.subarray(Math.max(0, content.length - EDGE))];
  const scripted = /<(?:script|html)[\s>]/i;
  if (
    endsAsZip(content) ||
    holdsProgram(content) ||
    content.includes('%PDF-') ||
    edges.some(holdsMarkup) ||
    inSlices(content, (text) => scripted.test(text))
  ) {
    throw new Unreadable(TWO_IN_ONE);
  }
}

/** @throws Unreadable when a PDF is at the same time something else */
export function refuseTwoInOnePdf(content: Buffer): void {
  const last = content.lastIndexOf('%%EOF');
  const after = content.subarray(last < 0 ? Math.max(0, content.length - EDGE) : last + 5);
  if (
    endsAsZip(content) ||
    holdsProgram(content) ||
    holdsMarkup(content.subarray(0, 1024)) ||
    holdsMarkup(after) ||
    after.includes('PK\x03\x04', 0, 'latin1')
  ) {
    throw new Unreadable(TWO_IN_ONE);
  }
}

/** @throws Unreadable when an archive can be read as a PDF or a page too */
export function refuseTwoInOneArchive(content: Buffer): void {
  const head = content.subarray(0, 1024);
  if (head.includes('%PDF-') || holdsMarkup(head)) throw new Unreadable(TWO_IN_ONE);
}

/** Looks at a content in overlapping slices as Latin-1, so that no string of its whole length is made. */
function inSlices(content: Buffer, found: (text: string) => boolean): boolean {
  const size = 1024 * 1024;
  for (let at = 0; at < content.length; at += size) {
    if (found(content.toString('latin1', at, Math.min(content.length, at + size + 16)))) return true;
  }
  return false;
}
