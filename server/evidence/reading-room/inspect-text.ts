import { decode, encodingOf } from './decode';
import { Unreadable, type Inspected } from './jobs';
import { otherThanText } from './signs';

type TextType = 'text/csv' | 'text/plain';

const ENDS: Record<TextType, string> = { 'text/csv': '.csv', 'text/plain': '.txt' };

/** @throws Unreadable when it is no text, or something else besides */
export function inspectText(claimed: TextType, content: Buffer): Inspected {
  const ends = ENDS[claimed];
  const encoding = encodingOf(content);
  if (!encoding) {
    throw new Unreadable(
      `The name of this file ends in ${ends}, but its content is not text. Save it as plain text (UTF-8), or send the original under its own name.`,
    );
  }
  const { text: head } = decode(content.subarray(0, 4096), encoding);
  const other = otherThanText(head, content);
  if (other === 'page') {
    throw new Unreadable(
      `The name of this file ends in ${ends}, but its content is a web page or markup. Print it to PDF and send that.`,
    );
  }
  if (other) {
    throw new Unreadable(
      `The name of this file ends in ${ends}, but its content is of another kind. Send the original under its own name, or save it as PDF.`,
    );
  }
  return { mediaType: claimed };
}
