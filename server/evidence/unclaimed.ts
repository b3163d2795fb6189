import type { House } from '../http/route';
import { withJob } from '../jobs/jobs';
import { isClaimed, lockContents } from './document-queries';
import { contentKey } from './store/document-store';

/**
 * Removes a content that no document of the review stands for: of a transaction that failed, or in which the scanner
 * found a virus. Nobody can add the same content meanwhile.
 */
export async function removeUnclaimed(
  house: Pick<House, 'database' | 'documents'>,
  boardId: string,
  reviewId: string,
  sha256: string,
): Promise<void> {
  await withJob(house.database, boardId, async (tx) => {
    await lockContents(tx, reviewId, [sha256]);
    if (!(await isClaimed(tx, reviewId, sha256))) await house.documents.remove(contentKey(reviewId, sha256));
  });
}
