import { Refused } from '../http/errors';
import {
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import { addDocumentsPage, addedDocumentsPage, outcomeWords } from './add-documents-pages';
import { pageOfCase, recordCaseReading } from './case-file';
import { agencyOf, DOCUMENTS, kindOf, OF_CASE, readForm, type WithKinds } from './document-asked';
import { addForm, AGENCY_ASKED } from './document-forms';
import { documentsHref } from './document-pages';
import { addDocuments, type Outcome } from './documents';
import { lookAt } from './look-at-incoming';

const MOST_BYTES = 150 * 1024 * 1024;
const MOST_FILES = 100;

/** Adding documents: many in one form, or one after another by the page's script. */
export const addDocumentsRoutes: Route[] = [
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
    upload: {
      field: 'files',
      mostBytes: MOST_BYTES,
      most: MOST_FILES,
      keep: true,
      look: lookAt,
      asked: 'Choose one or more files',
    },
    form: addForm,
    handle: async (visit) => {
      const file = await readForm(visit);
      const { form, incoming } = visit;
      const agencyId = agencyOf(visit, file, form, AGENCY_ASKED);
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
];

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
    const told = outcomes.map((outcome) => ({
      name: outcome.name,
      is: outcome.is,
      words: outcomeWords(outcome),
    }));
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
