import type { z } from 'zod';
import { recordAudit } from '../audit/audit';
import { Missing, Refused } from '../http/errors';
import { isUuid } from '../http/ids';
import { redirect, route, type PageReply, type Reply, type Route, type Visit } from '../http/route';
import { insertAsked } from './asked-queries';
import { addDocumentsRoutes } from './add-documents-routes';
import { evidenceCanOf, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { openContent, whyUnreadable } from './content';
import { DOCUMENT, DOCUMENTS, OF_CASE } from './document-asked';
import { documentDetailsRoutes } from './document-details-routes';
import { documentFilterForm } from './document-forms';
import { addressOfDocuments, documentsHref, documentsPage } from './document-pages';
import {
  documentListParts,
  documentPart,
  type DocumentDetails,
  type DocumentFilter,
  type DocumentList,
} from './document-queries';

/** Documents: what each agency recorded. */
export const documentRoutes: Route[] = [
  route({ ...OF_CASE, method: 'get', path: DOCUMENTS, audit: 'evidence.read', handle: showDocuments }),
  // Posted, so that words of a title, which may name a child, stand in no address and no log.
  route({
    ...OF_CASE,
    method: 'post',
    path: DOCUMENTS,
    audit: 'evidence.read',
    form: documentFilterForm,
    handle: askForDocuments,
    redisplay: showDocuments,
  }),
  ...addDocumentsRoutes,
  route({
    ...OF_CASE,
    method: 'get',
    path: `${DOCUMENT}/file`,
    audit: 'document.downloaded',
    handle: download,
  }),
  ...documentDetailsRoutes,
];

async function showDocuments(visit: Visit<unknown>): Promise<PageReply> {
  const { tx, actor, query, params } = visit;
  const pageNumber = /^[1-9]\d{0,3}$/.test(query.page ?? '') ? Number(query.page) : 1;
  const { asked = '' } = query;
  if (asked !== '' && !isUuid(asked)) throw new Missing();
  const filter: DocumentFilter = {
    agency: query.agency ?? '',
    kind: query.kind ?? '',
    asked,
    page: pageNumber,
  };
  const file = await readCase<DocumentList>(tx, params.reviewId ?? '', documentListParts(filter));
  await recordCaseReading(tx, file, 'documents');
  const model = documentsPage(file, filter, evidenceCanOf(actor, file).gather);
  return pageOfCase(visit, file, 'documents', 'evidence/documents', 'Documents', model);
}

async function askForDocuments(visit: Visit<z.output<typeof documentFilterForm>>): Promise<Reply> {
  const { q, agency, kind } = visit.form;
  const file = await readCase(visit.tx, visit.params.reviewId ?? '');
  await recordCaseReading(visit.tx, file, 'documents');
  const asked =
    q &&
    (await insertAsked(visit.tx, {
      board_id: file.board_id,
      review_id: file.id,
      account_id: visit.actor.accountId,
      words: q,
      person: '',
      asked_at: visit.house.now(),
    }));
  return redirect(addressOfDocuments(documentsHref(file.id), { asked, agency, kind, page: 1 }));
}

async function download({ tx, house, params }: Visit): Promise<Reply> {
  const file = await readCase<{ document: DocumentDetails | null }>(tx, params.reviewId ?? '', {
    document: documentPart(params.documentId ?? ''),
  });
  const { document } = file;
  if (!document) throw new Missing();
  const why = whyUnreadable(document);
  if (why) throw new Refused(why);
  await recordAudit(tx, {
    board: file.board_id,
    action: 'document.downloaded',
    kind: 'document',
    subject: document.id,
    detail: { review: file.id },
  });
  return {
    kind: 'stream',
    name: document.file_name,
    type: document.media_type,
    bytes: document.bytes,
    open: () => openContent(house, document),
  };
}
