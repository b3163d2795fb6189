import { recordAudit } from '../audit/audit';
import { enqueue, withJob, type Handler } from '../jobs/jobs';
import { scan } from './clamd';
import { openUnscanned } from './content';
import { documentForJob, markBeyondScanner, markScanned } from './document-job-queries';
import { removeUnclaimed } from './unclaimed';

const AGAIN_SECONDS = 60;
const AGAIN_BEYOND_SECONDS = 3600;

/**
 * Has a document that is held scanned. While the scanner is away the job puts itself down again: the document stays
 * held until it answers. One that is too large for the scanner says so, and is tried now and then: its limits may be
 * raised.
 */
export const scanDocument: Handler = async (house, data) => {
  const { boardId, documentId } = idsOf(data);
  const document = await withJob(house.database, boardId, (tx) => documentForJob(tx, boardId, documentId));
  if (document?.scan !== 'held') return;
  const { clamd } = house.config;
  const scanned = clamd
    ? await scan(clamd, await openUnscanned(house, document))
    : { is: 'away' as const, why: 'CLAMD_URL is not set' };
  await withJob(house.database, boardId, async (tx) => {
    if (scanned.is === 'away')
      return enqueue(tx, 'scan-document', { boardId, documentId }, { startAfter: AGAIN_SECONDS });
    if (scanned.is === 'beyond') {
      await markBeyondScanner(tx, boardId, documentId);
      return enqueue(tx, 'scan-document', { boardId, documentId }, { startAfter: AGAIN_BEYOND_SECONDS });
    }
    if (!(await markScanned(tx, boardId, documentId, scanned.is, house.now()))) return;
    await recordAudit(tx, {
      board: boardId,
      action: scanned.is === 'clean' ? 'document.scanned' : 'document.infected',
      kind: 'document',
      subject: documentId,
      detail: {
        review: document.review_id,
        ...(scanned.is === 'infected' ? { virus: scanned.virus.slice(0, 200) } : {}),
      },
    });
    const next = scanned.is === 'clean' ? 'read-document' : 'remove-content';
    await enqueue(tx, next, { boardId, documentId });
  });
};

/** Removes the content of a document in which the scanner found a virus. */
export const removeContent: Handler = async (house, data) => {
  const { boardId, documentId } = idsOf(data);
  const document = await withJob(house.database, boardId, (tx) => documentForJob(tx, boardId, documentId));
  if (document?.scan === 'infected')
    await removeUnclaimed(house, boardId, document.review_id, document.sha256);
};

function idsOf(data: Parameters<Handler>[1]): { boardId: string; documentId: string } {
  return { boardId: String(data.boardId), documentId: String(data.documentId) };
}
