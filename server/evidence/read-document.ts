import { withJob, type Handler } from '../jobs/jobs';
import { openContent, whyUnreadable } from './content';
import { documentForJob } from './document-job-queries';
import { askRoom, Unreadable } from './reading-room/room';
import type { MediaType, RoomJobs } from './reading-room/jobs';
import { saveText } from './reader-queries';

const NO_TEXT: RoomJobs['text']['answer'] = { places: [], cut: false };

/**
 * Reads the text of a document, so that it can be searched and shown. Done again, it has the same result: what was
 * read before is replaced.
 */
export const readDocument: Handler = async (house, data) => {
  const boardId = String(data.boardId);
  const documentId = String(data.documentId);
  const document = await withJob(house.database, boardId, (tx) => documentForJob(tx, boardId, documentId));
  // Held, infected or absent: there is nothing to be read, and when the scanner has let it pass the job comes again.
  if (!document || whyUnreadable(document)) return;
  const mediaType = document.media_type as MediaType;
  const save = (answer: RoomJobs['text']['answer'] | null): Promise<void> =>
    withJob(house.database, boardId, (tx) => saveText(tx, boardId, documentId, answer));
  // An image has no words, whoever looks at it here.
  if (mediaType.startsWith('image/')) return save(NO_TEXT);
  try {
    await save(await askRoom('text', { mediaType }, await openContent(house, document)));
  } catch (error) {
    // What is wrong with the file itself will be wrong the next time too.
    if (!(error instanceof Unreadable) && !isRefusedText(error)) throw error;
    await save(null);
  }
};

/** PostgreSQL's own limit on what it indexes of one text. */
function isRefusedText(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '54000';
}
