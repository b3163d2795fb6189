import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { isoDay } from '../http/dates';
import { Missing } from '../http/errors';
import { page, type PageReply, type Visit } from '../http/route';
import type { PageLayout } from '../http/views';
import { identityOf, type CasePlace } from '../reviews/review-head';
import type { CaseFile } from './case-file-queries';
import { evidenceCan, type EvidenceCan } from './evidence-policy';

/** Writes that a page of the evidence was opened (HOUSE: reading sensitive things is an event). */
export async function recordCaseReading(
  tx: Tx,
  file: CaseFile,
  part: string,
  subject = file.id,
): Promise<void> {
  await recordAudit(tx, {
    board: file.board_id,
    action: 'evidence.read',
    kind: part,
    subject,
    detail: subject === file.id ? {} : { review: file.id },
  });
}

/** What the reader may do with the evidence of the review that was read. */
export function evidenceCanOf(actor: Actor, file: CaseFile): EvidenceCan {
  return evidenceCan(actor, { boardId: file.board_id, part: file.my_part });
}

/**
 * What stands on a page only for those who may do one thing.
 * @throws Missing for everyone else
 */
export function onlyWhoMay(actor: Actor, file: CaseFile, what: keyof EvidenceCan): void {
  if (!evidenceCanOf(actor, file)[what]) throw new Missing();
}

/** A page of the evidence: the review's identity bar above, with the way to its other places. */
export function pageOfCase(
  visit: Visit<unknown>,
  file: CaseFile,
  place: CasePlace,
  view: string,
  title: string,
  model: object,
  layout: Partial<PageLayout> = {},
): PageReply {
  return page(view, `${title} – ${file.head.child_label}`, model, {
    section: 'work',
    layout: {
      identity: identityOf(file.head, isoDay(visit.house.now()), place),
      ...layout,
    },
  });
}
