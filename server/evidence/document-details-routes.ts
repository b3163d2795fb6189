import { Conflict } from '../http/errors';
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
import { pageOfCase, recordCaseReading } from './case-file';
import { agencyOf, DOCUMENT, kindOf, OF_CASE, readDocument, type WithKinds } from './document-asked';
import { documentDetailsPage, withdrawDocumentPage } from './document-details-pages';
import { detailsForm, withdrawalForm } from './document-forms';
import { documentHref } from './document-pages';
import type { DocumentDetails } from './document-queries';
import { changeDetails, restoreDocument, withdrawDocument } from './documents';

/** What is said of one document, and whether it is still part of the evidence. */
export const documentDetailsRoutes: Route[] = [
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
      const agency = agencyOf(visit, file, form, 'Choose the agency that the document comes from');
      await changeDetails(visit.tx, visit.actor, visit.house.now(), {
        ...whichOf(file, document),
        version: form.version,
        title: form.title,
        agencyId: await agency(),
        kind: kindOf(file, form.kind),
        dated: form.dated,
      }).catch(inWords(file));
      return said(file, document, 'The details of the document are saved.');
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
        ...whichOf(file, document),
        why: visit.form.why,
      });
      return said(file, document, 'The document is withdrawn. What rests on it says so.');
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
      await restoreDocument(visit.tx, whichOf(file, document));
      return said(file, document, 'The document is restored: it is part of the evidence again.');
    },
    redisplay: async (visit, problems) => {
      const { file, document } = await readDocument(visit);
      return showDetails(visit, file, document, null, problems);
    },
  }),
];

const whichOf = (file: WithKinds, { id }: DocumentDetails) => ({
  boardId: file.board_id,
  reviewId: file.id,
  id,
});

/** A form about a document, from which one goes back to it. */
const besideDocument = (
  visit: Visit<unknown>,
  file: WithKinds,
  { id }: DocumentDetails,
  view: string,
  title: string,
  model: object,
): PageReply =>
  pageOfCase(visit, file, 'documents', view, title, model, {
    width: 'two-thirds',
    backLink: { text: 'The document', href: documentHref(file.id, id) },
  });

/** What follows a form about a document: the document, and what was done. */
const said = (file: WithKinds, { id }: DocumentDetails, words: string): Reply =>
  redirect(documentHref(file.id, id), words);

function showDetails(
  visit: Visit<unknown>,
  file: WithKinds,
  document: DocumentDetails,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): PageReply {
  const model = documentDetailsPage(file, document, typed, problems);
  return besideDocument(visit, file, document, 'evidence/document-details', document.title, model);
}

function showWithdrawal(
  visit: Visit<unknown>,
  file: WithKinds,
  document: DocumentDetails,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): PageReply {
  const model = withdrawDocumentPage(file, document, typed, problems);
  return besideDocument(visit, file, document, 'evidence/withdraw-document', 'Withdraw a document', model);
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
