import { Unreadable, type Inspected } from './jobs';
import { DAMAGED_PDF, PROTECTED_PDF, withPdf } from './pdf';
import { refuseTwoInOnePdf } from './signs';

/** @throws Unreadable when it is not a PDF that everyone who may see it can read */
export function inspectPdf(content: Buffer): Promise<Inspected> {
  if (content.toString('latin1', 0, 5) !== '%PDF-') {
    throw new Unreadable(
      'The name of this file ends in .pdf, but its content does not begin as a PDF. Open it in a PDF reader and save it again.',
    );
  }
  refuseTwoInOnePdf(content);
  if (saysEncrypted(content)) throw new Unreadable(PROTECTED_PDF);
  return withPdf(content, ({ pages, encrypted }) => {
    if (encrypted) throw new Unreadable(PROTECTED_PDF);
    if (pages < 1) throw new Unreadable(DAMAGED_PDF);
    return { mediaType: 'application/pdf', pages };
  });
}

/** A trailer is never compressed itself: that it names a way of encryption can be read. */
function saysEncrypted(content: Buffer): boolean {
  for (let at = content.indexOf('/Encrypt'); at >= 0; at = content.indexOf('/Encrypt', at + 1)) {
    if (/^\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/.test(content.toString('latin1', at, at + 60))) return true;
  }
  return false;
}
