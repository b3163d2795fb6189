import type { Actor } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { isUuid } from '../http/ids';
import type { Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { agencyFor } from './agencies';
import { onlyWhoMay } from './case-file';
import { readCase, type CaseFile, type CasePart } from './case-file-queries';
import { documentPart, kindsPart, type DocumentDetails, type DocumentKind } from './document-queries';

export const OF_CASE = { who: CASE_ROLES, scope: 'board' } as const;
export const DOCUMENTS = '/reviews/:reviewId/documents';
export const DOCUMENT = `${DOCUMENTS}/:documentId`;

/** The review as far as a form needs it. @throws Missing for those who may not gather evidence */
async function readToGather<More extends object>(
  visit: Visit<unknown>,
  more: { [Name in keyof More]: CasePart },
): Promise<CaseFile & More> {
  const file = await readCase<More>(visit.tx, visit.params.reviewId ?? '', more);
  onlyWhoMay(visit.actor, file, 'gather');
  return file;
}

export type WithKinds = CaseFile & { kinds: DocumentKind[] };

/** The review, for the form that adds documents. */
export const readForm = (visit: Visit<unknown>): Promise<WithKinds> =>
  readToGather<{ kinds: DocumentKind[] }>(visit, { kinds: kindsPart });

/** @throws Missing when the review has no such document, or the reader may not gather evidence */
export async function readDocument(
  visit: Visit<unknown>,
): Promise<{ file: WithKinds; document: DocumentDetails }> {
  const file = await readToGather<{ kinds: DocumentKind[]; document: DocumentDetails | null }>(visit, {
    kinds: kindsPart,
    document: documentPart(visit.params.documentId ?? ''),
  });
  if (!file.document) throw new Missing();
  return { file, document: file.document };
}

/**
 * The agency that a form names: a new one by its name, or one of the review's (by its id, or by its name where two
 * people's words were weighed up).
 * @returns what gives its id; a new one is not added before it is asked for
 * @throws Refused when none is named
 */
export function agencyOf(
  { tx, actor, house }: Visit<unknown>,
  file: CaseFile,
  form: { agency: string; agency_name: string },
  asked: string,
): () => Promise<string> {
  if (form.agency_name !== '') return () => agencyNamed(tx, actor, house.now(), file, form.agency_name);
  const chosen = file.agencies.find(({ id, name }) => form.agency === (isUuid(form.agency) ? id : name));
  if (!chosen) throw new Refused(asked, 'agency');
  return () => Promise.resolve(chosen.id);
}

const agencyNamed = (
  tx: Visit['tx'],
  actor: Actor,
  now: Date,
  { board_id: boardId, id: reviewId }: CaseFile,
  name: string,
): Promise<string> => agencyFor(tx, actor, now, { boardId, reviewId, name });

/** @throws Refused for a kind that is not in the list */
export function kindOf({ kinds }: { kinds: readonly DocumentKind[] }, given: string): string | null {
  if (given === '') return null;
  const kind = kinds.find(({ code, name }) => given === code || given === name);
  if (!kind) throw new Refused('Choose one of the kinds, or leave it open', 'kind');
  return kind.code;
}
