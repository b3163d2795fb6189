import { Unreadable, type Inspected } from './jobs';
import { DAMAGED_PDF, withPdf } from './pdf';
import { refuseTwoInOnePdf } from './signs';

/**
 * One that asks for a password only to be changed or printed opens without, and is taken.
 * @throws Unreadable when it is not a PDF that everyone who may see it can read
 */
export function inspectPdf(content: Buffer): Promise<Inspected> {
  if (content.toString('latin1', 0, 5) !== '%PDF-') {
    throw new Unreadable(
      'The name of this file ends in .pdf, but its content does not begin as a PDF. Open it in a PDF reader and save it again.',
    );
  }
  refuseTwoInOnePdf(content);
  return withPdf(content, ({ pages }) => {
    if (pages < 1) throw new Unreadable(DAMAGED_PDF);
    return { mediaType: 'application/pdf', pages };
  });
}
