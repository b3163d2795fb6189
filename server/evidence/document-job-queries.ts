import type { Tx } from '../database/with-actor';
import type { ContentRow } from './content';

/** A document for a job of its Board. */
export async function documentForJob(
  tx: Tx,
  boardId: string,
  id: string,
): Promise<(ContentRow & { id: string; media_type: string; bytes: number; file_name: string }) | undefined> {
  return tx('document')
    .where({ board_id: boardId, id })
    .first('id', 'review_id', 'sha256', 'wrapped_key', 'key_id', 'scan', 'media_type', 'bytes', 'file_name');
}

/** What the scanner said of a document that it held. @returns whether it was still held */
export async function markScanned(
  tx: Tx,
  boardId: string,
  id: string,
  scan: 'clean' | 'infected',
  at: Date,
): Promise<boolean> {
  const changed = await tx('document')
    .where({ board_id: boardId, id, scan: 'held' })
    .update({ scan, scanned_at: at, beyond_scanner: false });
  return changed === 1;
}

/** The scanner takes no document of this size. */
export async function markBeyondScanner(tx: Tx, boardId: string, id: string): Promise<void> {
  await tx('document').where({ board_id: boardId, id, scan: 'held' }).update({ beyond_scanner: true });
}
