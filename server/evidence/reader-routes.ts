import { Readable } from 'node:stream';
import { recordAudit } from '../audit/audit';
import { Missing } from '../http/errors';
import { route, type Reply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { evidenceCanOf, pageOfCase } from './case-file';
import { readCase } from './case-file-queries';
import { whyUnreadable } from './content';
import { documentsHref } from './document-pages';
import { pictureOf } from './page-pictures';
import { documentAside } from './reader-aside-pages';
import { documentPage, isDrawn, type ReaderFile } from './reader-pages';
import { pageSource, readDocumentPart } from './reader-queries';

const OF_CASE = { who: CASE_ROLES, scope: 'board' } as const;
const DOCUMENT = '/reviews/:reviewId/documents/:documentId';
const WIDTH = 1100;
const LARGE_WIDTH = 2000;

/** Reading one document: its pages, its text, its content. */
export const readerRoutes: Route[] = [
  route({ ...OF_CASE, method: 'get', path: DOCUMENT, audit: 'document.read', handle: showDocument }),
  // A picture can be asked for by its address alone, so it is told of by itself too.
  route({
    ...OF_CASE,
    method: 'get',
    path: `${DOCUMENT}/pages/:page`,
    audit: 'document.page_shown',
    handle: showPicture,
  }),
];

async function showDocument(visit: Visit): Promise<Reply> {
  const { reviewId = '', documentId = '' } = visit.params;
  const quote = visit.query.quote ?? '';
  const file = await readCase<Pick<ReaderFile, 'document'>>(visit.tx, reviewId, {
    document: readDocumentPart(documentId, numberOf(visit.query.page ?? ''), quote),
  });
  const { document } = file;
  if (!document) throw new Missing();
  await recordAudit(visit.tx, {
    board: file.board_id,
    action: 'document.read',
    kind: 'document',
    subject: document.id,
    detail: { review: file.id, page: document.place },
  });
  const model = documentPage(file, document, evidenceCanOf(visit.actor, file), quote);
  return pageOfCase(visit, file, 'documents', 'evidence/document', document.title, model, {
    backLink: { text: 'All documents', href: documentsHref(file.id) },
    aside: { view: 'evidence/document-aside', page: documentAside(file, document) },
    asideLabel: 'About this document',
  });
}

async function showPicture(visit: Visit): Promise<Reply> {
  const { reviewId = '', documentId = '', page = '' } = visit.params;
  const document = await pageSource(visit.tx, reviewId, documentId);
  const number = numberOf(page);
  if (!document || number === null || number > (document.pages ?? 1)) throw new Missing();
  if (whyUnreadable(document) || !isDrawn(document.media_type)) throw new Missing();
  await recordAudit(visit.tx, {
    board: document.board_id,
    action: 'document.page_shown',
    kind: 'document',
    subject: document.id,
    detail: { review: reviewId, page: number },
  });
  const width = visit.query.size === 'large' ? LARGE_WIDTH : WIDTH;
  return {
    kind: 'stream',
    name: `page-${number}`,
    type:
      document.media_type === 'application/pdf' || document.media_type === 'image/png'
        ? 'image/png'
        : 'image/jpeg',
    inline: true,
    headers: { 'Cache-Control': 'private, no-store' },
    // Drawn after the transaction: what takes long holds no connection to the database.
    open: async () =>
      Readable.from([Buffer.from((await pictureOf(visit.house, document, number, width)).body)]),
  };
}

/** A whole number from 1 that is written as one; null for everything else. */
function numberOf(text: string): number | null {
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}
