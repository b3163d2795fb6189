import { recordAudit } from '../audit/audit';
import type { Actor } from '../database/with-actor';
import { Conflict, Missing, Refused } from '../http/errors';
import { isUuid } from '../http/ids';
import {
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import type { Typed } from '../http/typed';
import { CASE_ROLES } from '../reviews/review-policy';
import { agencyFor } from './agencies';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CaseFile, type CasePart } from './case-file-queries';
import { openContent, UNREADABLE } from './content';
import { addForm, detailsForm, withdrawalForm } from './document-forms';
import {
  addDocumentsPage,
  addedDocumentsPage,
  documentDetailsPage,
  documentHref,
  documentsHref,
  documentsPage,
  outcomeWords,
  withdrawDocumentPage,
} from './document-pages';
import {
  documentListParts,
  documentPart,
  kindsPart,
  type DocumentDetails,
  type DocumentFilter,
  type DocumentKind,
  type DocumentList,
} from './document-queries';
import { addDocuments, changeDetails, restoreDocument, withdrawDocument, type Outcome } from './documents';
import { lookAt } from './look-at-incoming';

const MOST_BYTES = 150 * 1024 * 1024;
const MOST_FILES = 100;

const OF_CASE = { who: CASE_ROLES, scope: 'board' } as const;
const DOCUMENTS = '/reviews/:reviewId/documents';
const DOCUMENT = `${DOCUMENTS}/:documentId`;

/** Documents: what each agency recorded. */
export const documentRoutes: Route[] = [
  route({ ...OF_CASE, method: 'get', path: DOCUMENTS, audit: 'evidence.read', handle: showDocuments }),
  route({
    ...OF_CASE,
    method: 'get',
    path: `${DOCUMENTS}/new`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readForm(visit);
      await recordCaseReading(visit.tx, file, 'documents');
      return showForm(visit, file, []);
    },
  }),
  route({
    ...OF_CASE,
    method: 'post',
    path: `${DOCUMENTS}/new`,
    audit: 'documents.sent',
    upload: { field: 'files', mostBytes: MOST_BYTES, most: MOST_FILES, keep: true, look: lookAt },
    form: addForm,
    handle: async (visit) => {
      const file = await readForm(visit);
      const { form, incoming } = visit;
      if (incoming.length === 0) throw new Refused('Choose one or more files', 'files');
      const agencyId = await agencyOf(visit, file, form, 'Choose the agency that the documents come from');
      const outcomes = await addDocuments(
        visit.house,
        visit.tx,
        visit.actor,
        {
          boardId: file.board_id,
          reviewId: file.id,
          agencyId,
          kind: kindOf(file, form.kind),
          dated: form.dated,
        },
        incoming,
      );
      return answerWith(visit, file, outcomes);
    },
    redisplay: async (visit, problems) => {
      const file = await readForm(visit);
      return showForm(visit, file, problems);
    },
  }),
  route({
    ...OF_CASE,
    method: 'get',
    path: `${DOCUMENT}/file`,
    audit: 'document.downloaded',
    handle: download,
  }),
  route({
    ...OF_CASE,
    method: 'get',
    path: `${DOCUMENT}/details`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const { file, document } = await readDocument(visit);
      await recordCaseReading(visit.tx, file, 'document', document.id);
      return showDetails(visit, file, document);
    },
  }),
  route({
    ...OF_CASE,
    method: 'post',
    path: `${DOCUMENT}/details`,
    audit: 'document.changed',
    form: detailsForm,
    handle: async (visit) => {
      const { file, document } = await readDocument(visit);
      const { form } = visit;
      const agencyId = await agencyOf(visit, file, form, 'Choose the agency that the document comes from');
      await changeDetails(visit.tx, visit.actor, visit.house.now(), {
        boardId: file.board_id,
        reviewId: file.id,
        id: document.id,
        version: form.version,
        title: form.title,
        agencyId,
        kind: kindOf(file, form.kind),
        dated: form.dated,
      }).catch(inWords(file));
      return redirect(documentHref(file.id, document.id), 'The details of the document are saved.');
    },
    redisplay: async (visit, problems) => {
      const { file, document } = await readDocument(visit);
      return showDetails(visit, file, document, visit.typed, problems);
    },
  }),
  route({
    ...OF_CASE,
    method: 'get',
    path: `${DOCUMENT}/withdrawal`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const { file, document } = await readDocument(visit);
      await recordCaseReading(visit.tx, file, 'document', document.id);
      if (document.withdrawn) return redirect(`${documentHref(file.id, document.id)}/details`);
      return showWithdrawal(visit, file, document);
    },
  }),
  route({
    ...OF_CASE,
    method: 'post',
    path: `${DOCUMENT}/withdrawal`,
    audit: 'document.withdrawn',
    form: withdrawalForm,
    handle: async (visit) => {
      const { file, document } = await readDocument(visit);
      await withdrawDocument(visit.tx, visit.actor, visit.house.now(), {
        boardId: file.board_id,
        reviewId: file.id,
        id: document.id,
        why: visit.form.why,
      });
      return redirect(
        documentHref(file.id, document.id),
        'The document is withdrawn. What rests on it says so.',
      );
    },
    redisplay: async (visit, problems) => {
      const { file, document } = await readDocument(visit);
      return showWithdrawal(visit, file, document, visit.typed, problems);
    },
  }),
  route({
    ...OF_CASE,
    method: 'post',
    path: `${DOCUMENT}/restoration`,
    audit: 'document.restored',
    handle: async (visit) => {
      const { file, document } = await readDocument(visit);
      await restoreDocument(visit.tx, { boardId: file.board_id, reviewId: file.id, id: document.id });
      return redirect(
        documentHref(file.id, document.id),
        'The document is restored: it is part of the evidence again.',
      );
    },
    redisplay: async (visit, problems) => {
      const { file, document } = await readDocument(visit);
      return showDetails(visit, file, document, null, problems);
    },
  }),
];

async function showDocuments(visit: Visit): Promise<Reply> {
  const { tx, actor, query, params } = visit;
  const pageNumber = /^[1-9]\d{0,3}$/.test(query.page ?? '') ? Number(query.page) : 1;
  const filter: DocumentFilter = {
    agency: query.agency ?? '',
    kind: query.kind ?? '',
    q: query.q ?? '',
    page: pageNumber,
  };
  const file = await readCase<DocumentList>(tx, params.reviewId ?? '', documentListParts(filter));
  await recordCaseReading(tx, file, 'documents');
  const model = documentsPage(file, filter, evidenceCanOf(actor, file).gather);
  return pageOfCase(visit, file, 'documents', 'evidence/documents', 'Documents', model);
}

/** The review as far as a form needs it. @throws Missing for those who may not gather evidence */
async function readToGather<More extends object>(
  visit: Visit<unknown>,
  more: { [Name in keyof More]: CasePart },
): Promise<CaseFile & More> {
  const file = await readCase<More>(visit.tx, visit.params.reviewId ?? '', more);
  onlyWhoMay(visit.actor, file, 'gather');
  return file;
}

type WithKinds = CaseFile & { kinds: DocumentKind[] };

const readForm = (visit: Visit<unknown>): Promise<WithKinds> =>
  readToGather<{ kinds: DocumentKind[] }>(visit, { kinds: kindsPart });

/** @throws Missing when the review has no such document, or the reader may not gather evidence */
async function readDocument(visit: Visit<unknown>): Promise<{ file: WithKinds; document: DocumentDetails }> {
  const file = await readToGather<{ kinds: DocumentKind[]; document: DocumentDetails | null }>(visit, {
    kinds: kindsPart,
    document: documentPart(visit.params.documentId ?? ''),
  });
  if (!file.document) throw new Missing();
  return { file, document: file.document };
}

function showForm(visit: Visit<unknown>, file: WithKinds, problems: readonly Problem[]): PageReply {
  return pageOfCase(
    visit,
    file,
    'documents',
    'evidence/add-documents',
    'Add documents',
    addDocumentsPage(file, { typed: visit.typed, problems, mostBytes: MOST_BYTES }),
    { width: 'two-thirds', backLink: { text: 'Documents', href: documentsHref(file.id) } },
  );
}

/**
 * What became of the files: to the page's script as data, else the list again, or a page that names those not kept.
 * @throws NoneKept when none was
 */
function answerWith(visit: Visit<unknown>, file: WithKinds, outcomes: readonly Outcome[]): Reply {
  const refused = outcomes.flatMap((outcome) => (outcome.is === 'refused' ? [outcome] : []));
  if (refused.length === outcomes.length) throw new NoneKept(refused, visit.background);
  if (visit.background) {
    const told = outcomes.map((outcome) => ({ name: outcome.name, words: outcomeWords(outcome) }));
    return { kind: 'json', body: { outcomes: told } };
  }
  const here = documentsHref(file.id);
  const model = addedDocumentsPage(file, outcomes);
  if (outcomes.every((outcome) => outcome.is === 'added' && !outcome.held))
    return redirect(here, `${model.heading}.`);
  const shown = pageOfCase(visit, file, 'documents', 'evidence/added-documents', model.heading, model, {
    width: 'two-thirds',
    backLink: { text: 'Documents', href: here },
  });
  return { ...shown, doneAt: here };
}

/** No file could be kept: each is named with the reason, and nothing is changed. */
class NoneKept extends Refused {
  constructor(
    private readonly refused: readonly { name: string; why: string }[],
    private readonly unnamed: boolean,
  ) {
    super('None of the files was kept', 'files');
  }

  override get problems(): Problem[] {
    return this.refused.map(({ name, why }) => ({
      field: 'files',
      message: this.unnamed ? why : `${name}: ${why}`,
    }));
  }
}

function showDetails(
  visit: Visit<unknown>,
  file: WithKinds,
  document: DocumentDetails,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): PageReply {
  return pageOfCase(
    visit,
    file,
    'documents',
    'evidence/document-details',
    document.title,
    documentDetailsPage(file, document, typed, problems),
    { width: 'two-thirds', backLink: { text: 'The document', href: documentHref(file.id, document.id) } },
  );
}

function showWithdrawal(
  visit: Visit<unknown>,
  file: WithKinds,
  document: DocumentDetails,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): PageReply {
  return pageOfCase(
    visit,
    file,
    'documents',
    'evidence/withdraw-document',
    'Withdraw a document',
    withdrawDocumentPage(file, document, typed, problems),
    { width: 'two-thirds', backLink: { text: 'The document', href: documentHref(file.id, document.id) } },
  );
}

async function download({ tx, house, params }: Visit): Promise<Reply> {
  const file = await readCase<{ document: DocumentDetails | null }>(tx, params.reviewId ?? '', {
    document: documentPart(params.documentId ?? ''),
  });
  const { document } = file;
  if (!document) throw new Missing();
  if (UNREADABLE[document.scan]) throw new Refused(UNREADABLE[document.scan]);
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

/**
 * The agency that a form names: a new one by its name, or one of the review's (by its id, or by its name where two
 * people's words were weighed up).
 * @throws Refused when none is named
 */
async function agencyOf(
  { tx, actor, house }: Visit<unknown>,
  file: CaseFile,
  form: { agency: string; agency_name: string },
  asked: string,
): Promise<string> {
  if (form.agency_name !== '') return agencyNamed(tx, actor, house.now(), file, form.agency_name);
  const chosen = file.agencies.find(({ id, name }) => form.agency === (isUuid(form.agency) ? id : name));
  if (!chosen) throw new Refused(asked, 'agency');
  return chosen.id;
}

const agencyNamed = (
  tx: Visit['tx'],
  actor: Actor,
  now: Date,
  { board_id: boardId, id: reviewId }: CaseFile,
  name: string,
): Promise<string> => agencyFor(tx, actor, now, { boardId, reviewId, name });

/** @throws Refused for a kind that is not in the list */
function kindOf({ kinds }: { kinds: readonly DocumentKind[] }, given: string): string | null {
  if (given === '') return null;
  const kind = kinds.find(({ code, name }) => given === code || given === name);
  if (!kind) throw new Refused('Choose one of the kinds, or leave it open', 'kind');
  return kind.code;
}

/** Where two people changed the same, both are shown by what they are called. */
function inWords({ agencies, kinds }: WithKinds): (error: unknown) => never {
  const called = new Map([
    ...agencies.map(({ id, name }) => [id, name] as const),
    ...kinds.map(({ code, name }) => [code, name] as const),
  ]);
  const say = (value: string): string => called.get(value) ?? value;
  return (error) => {
    if (!(error instanceof Conflict)) throw error;
    const fields = error.fields.map((field) => ({
      ...field,
      // The form asks for an agency by `agency`.
      name: field.name === 'agency_id' ? 'agency' : field.name,
      mine: say(field.mine),
      theirs: say(field.theirs),
      original: say(field.original),
    }));
    throw new Conflict(fields, error.version, error.by, error.own);
  };
}
