import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refused } from '../http/errors';
import type { House } from '../http/route';
import { contentKey } from './store/document-store';
import { unsealing } from './store/sealing';

export type Scan = 'not_scanned' | 'held' | 'clean' | 'infected' | 'absent';

/** What of a document's row its content is found and opened by. */
export interface ContentRow {
  review_id: string;
  sha256: string;
  wrapped_key: string;
  key_id: string;
  scan: Scan;
  /** Of one that is held: the scanner takes no file of its size. */
  beyond_scanner?: boolean;
}

const UNREADABLE: Record<Scan, string> = {
  not_scanned: '',
  clean: '',
  held: 'This document waits for the virus scanner. It can be read when the scanner has answered.',
  infected: 'The virus scanner found a virus in this document. Its content was removed.',
  absent: 'This document came with a review from elsewhere, without its content.',
};
const BEYOND =
  'The virus scanner does not take files of this size, so this document cannot be read. An administrator can raise the limits of the scanner (StreamMaxLength, MaxFileSize and MaxScanSize of clamd); it is asked again every hour. Or withdraw this document and add it in smaller parts.';

/** Why the content of a document cannot be read, in words; empty when it can. */
export const whyUnreadable = ({
  scan,
  beyond_scanner,
}: Pick<ContentRow, 'scan' | 'beyond_scanner'>): string =>
  scan === 'held' && beyond_scanner ? BEYOND : UNREADABLE[scan];

/**
 * A document's content, decrypted as it is read.
 * @throws Refused when the scanner holds it, or its content is not here; WrongKey, NotStored. The stream itself fails
 *   with NotGenuine where what lies in the store was changed.
 */
export async function openContent(
  house: Pick<House, 'documents' | 'documentKey'>,
  document: ContentRow,
): Promise<Readable> {
  const why = whyUnreadable(document);
  if (why) throw new Refused(why);
  return openUnscanned(house, document);
}

/** The same for the scanner alone, which reads what no one else may. */
export async function openUnscanned(
  house: Pick<House, 'documents' | 'documentKey'>,
  document: Omit<ContentRow, 'scan'>,
): Promise<Readable> {
  const place = contentKey(document.review_id, document.sha256);
  const opened = unsealing(house.documentKey.unwrap(document, place));
  const sealed = await house.documents.open(place);
  pipeline(sealed, opened).catch((error: unknown) => opened.destroy(error as Error));
  return opened;
}
