import type { Tx } from '../database/with-actor';
import type { Of } from '../findings/part-queries';
import { Refused } from '../http/errors';
import { headingsOf, type EvidenceHead } from './evidence-labels';
import { standsIn } from './passage';
import { quotableText } from './pointer-queries';
import type { PlaceInEvidence } from './pointers';

/**
 * A quotation must stand where it is said to stand, as far as the text there was read: a scan without text takes any.
 * @throws Refused beside the quotation when the words are not there
 */
export async function refuseUnlessQuoted(
  tx: Tx,
  of: Of,
  head: EvidenceHead,
  { page, heading, quote }: PlaceInEvidence,
): Promise<void> {
  if (quote.trim() === '' || (head.kind !== 'document' && head.kind !== 'conversation')) return;
  const { text, whole, scans } = await quotableText(tx, of, head.kind, head.id, { page, heading });
  if (!whole || standsIn(text, quote)) return;
  const from = page !== null ? 'page' : head.kind === 'document' ? 'document' : 'record';
  const scan = scans ? 'say which page they are on if it is a scan, ' : '';
  throw new Refused(
    `These words are not ${whereWords(head, page, heading)}. Copy them from the ${from}, ${scan}or leave the box empty`,
    'quote',
  );
}

function whereWords(head: EvidenceHead, page: number | null, heading: string): string {
  if (head.kind === 'document')
    return page === null ? `in “${head.title}”` : `on page ${page} of “${head.title}”`;
  const under = headingsOf(head).find(({ anchor }) => anchor === heading)?.text;
  return under ? `under “${under}”` : 'in this record';
}
