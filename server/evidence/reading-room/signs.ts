import { Unreadable } from './jobs';
import { endsAsZip, holdsPacked } from './packed';

// In two parts, so that no scanner takes this source for what it looks for.
const TEST_VIRUS = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS'}-TEST-FILE!$H+H*`;
/**
 * What a text reads as bytes in UTF-8 and, without the zero that is last or first, in UTF-16 of either order. With the
 * zero in front a search would stop at each byte of an empty stretch.
 */
export const inEachEncoding = (text: string): Buffer[] => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le').subarray(0, -1),
];
const TEST_VIRUSES = inEachEncoding(TEST_VIRUS);
/** A stretch that is looked at piece by piece overlaps by this much. */
export const OVERLAP = 2 * TEST_VIRUS.length;
const MARKUP = /<(?:!doctype\s+html|html|script|svg|iframe|body)[\s>/]/i;
const BEGINS_AS_PAGE =
  /^\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|div|meta|title|style|a\s|p>|img\s)/i;
const PAGE = /<(?:!doctype\s+html|html|script)[\s>]/i;
const SNIFFED = 1445;
const OTHER = /^\s*(?:%PDF-|%!PS|\{\\rtf)/;
const EDGE = 64 * 1024;

const TWO_IN_ONE =
  'Something else is hidden in this file. Open it, print or export it to a new file, and send that one.';

/** @throws Unreadable when the content holds the string that virus scanners are tested with, in any encoding of texts */
export function refuseTestVirus(content: Buffer): void {
  if (TEST_VIRUSES.some((virus) => content.includes(virus))) {
    throw new Unreadable('This is a test file for virus scanners, or holds one. It was not kept.');
  }
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

/** Whether characters declare a page or a script. */
export const holdsPage = (text: string): boolean => PAGE.test(text);

/**
 * What a text is at the same time, that another program would open it as. The rule, for all kinds of text:
 * - it begins, after white space, as markup, PostScript, RTF or an archive; or what a browser guesses a type by (the
 *   first 1,445 bytes: WHATWG MIME Sniffing, section 5.2) declares a page or a script;
 * - its first 1,024 bytes hold the sign of a PDF, which readers accept there (PDF Reference 1.7, appendix H, note 13);
 * - a ZIP begins in it there, or ends at its end, from where readers look for one.
 * Markup further on is text like any other: exports of case notes have it in their cells. It is shown escaped and comes
 * down as an attachment that no browser guesses at.
 * @param text the beginning as characters, and `content` the bytes of the whole
 */
export function otherThanText(text: string, content: Buffer): 'page' | 'other' | null {
  if (BEGINS_AS_PAGE.test(text) || holdsPage(text.slice(0, SNIFFED))) return 'page';
  const head = content.subarray(0, 1024);
  const begins = OTHER.test(text) || head.includes('%PDF-') || holdsPacked(head);
  return begins || endsAsZip(content) ? 'other' : null;
}

/** Looks at a content in overlapping slices as Latin-1, so that no string of its whole length is made. */
function inSlices(content: Buffer, found: (text: string) => boolean): boolean {
  const size = 1024 * 1024;
  for (let at = 0; at < content.length; at += size) {
    if (found(content.toString('latin1', at, Math.min(content.length, at + size + 16)))) return true;
  }
  return false;
}
