import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import type { PointedKind } from '../findings/finding-content';
import type { Which } from '../findings/finding';
import { deleteRow, insertRow } from '../findings/part-queries';
import { partOf } from '../findings/part-rows';
import { AlreadyDone, Missing, Refused } from '../http/errors';
import { headingsOf, hiddenWords, type EvidenceHead } from './evidence-labels';
import { evidenceHead, hasRow, pointerRow, samePointer } from './pointer-queries';
import { refuseUnlessQuoted } from './quoted';
import { placeHref, POINTING, type PointingPlace } from './pointing-parts';

/** The place in a piece of evidence, and the words themselves. */
export interface PlaceInEvidence {
  page: number | null;
  heading: string;
  quote: string;
}
export const PLACE_LABELS = { page: 'Page', heading: 'Heading', quote: 'The words themselves' };

/**
 * Lets a part of a finding rest on a piece of evidence. It counts as writing the finding.
 * @throws Missing, Refused as lockForWriting; Missing when the review has no such evidence or the finding no such row;
 *   Refused when the evidence may not be rested on now, has no such place or not those words; AlreadyDone when the part points there
 */
export async function addPointer(
  tx: Tx,
  actor: Actor,
  now: Date,
  pointer: Which & PointingPlace & PlaceInEvidence & { kind: PointedKind; target: string },
): Promise<{ id: string }> {
  const { reviewId, findingId, part, row, kind, target } = pointer;
  const of = await partOf(tx, actor, { reviewId, findingId });
  const { table } = POINTING[part];
  if ((table === null) !== (row === null)) throw new Missing();
  if (table && row && !(await hasRow(tx, table, of, row)))
    throw new Refused('That part of the finding was removed meanwhile. Choose another.');
  const head = await evidenceHead(tx, of, kind, target);
  if (!head) throw new Missing();
  refuseUnreadable(head);
  const place = placeIn(head, pointer);
  await refuseUnlessQuoted(tx, of, head, place);
  const columns = { from_part: part, from_row: row, [`${kind}_id`]: target, ...place };
  if (await samePointer(tx, of, columns))
    throw new AlreadyDone(placeHref(`/reviews/${reviewId}/findings/${findingId}`, { part, row }));
  const id = await insertRow(tx, 'pointer', of, columns, actor.accountId, now);
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.evidence_added',
    kind: 'finding',
    subject: findingId,
    detail: { pointer: id, part, row, evidence: { kind, id: target } },
  });
  return { id };
}

/**
 * Changes the place that a pointer points to. Evidence that was withdrawn keeps its place.
 * @returns the pointer's new version
 * @throws Conflict when someone else changed the same; Missing; Refused as addPointer, or without consent
 */
export async function changePointer(
  tx: Tx,
  actor: Actor,
  now: Date,
  change: Which & PlaceInEvidence & { pointerId: string; version: number },
): Promise<number> {
  const { reviewId, findingId, pointerId, version } = change;
  const of = await partOf(tx, actor, { reviewId, findingId });
  const current = await pointerRow(tx, of, pointerId);
  const head = current && (await evidenceHead(tx, of, current.kind, current.target));
  if (!head) throw new Missing();
  if (hiddenWords(head))
    throw new Refused(
      'There is no consent to use this conversation. It can be removed here, and not changed.',
    );
  const place = placeIn(head, change);
  await refuseUnlessQuoted(tx, of, head, place);
  const saved = await saveVersioned(tx, actor, now, {
    table: 'pointer',
    boardId: of.board_id,
    reviewId,
    id: pointerId,
    version,
    changes: { ...place },
    labels: PLACE_LABELS,
  });
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.evidence_changed',
    kind: 'finding',
    subject: findingId,
    detail: { pointer: pointerId, version: saved },
  });
  return saved;
}

/**
 * Takes a pointer away; what it said is kept among the revisions.
 * @throws Refused when it was changed since the person saw it; Missing, Refused as lockForWriting
 */
export async function removePointer(
  tx: Tx,
  actor: Actor,
  { reviewId, findingId, pointerId, version }: Which & { pointerId: string; version: number },
): Promise<void> {
  const of = await partOf(tx, actor, { reviewId, findingId });
  const current = await pointerRow(tx, of, pointerId);
  if (!current) throw new Missing();
  if (current.version !== version)
    throw new Refused('Someone changed this after you opened the page. Read it again before you remove it.');
  await deleteRow(tx, 'pointer', of, pointerId, version);
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.evidence_removed',
    kind: 'finding',
    subject: findingId,
    detail: { pointer: pointerId, evidence: { kind: current.kind, id: current.target } },
  });
}

function refuseUnreadable({ gone, readable }: EvidenceHead): void {
  if (gone) throw new Refused('This was withdrawn: nothing new can rest on it. Choose something else.');
  if (!readable)
    throw new Refused(
      'This cannot be used yet: a conversation needs consent, and a document waits for its scan.',
    );
}

/** Only a document has pages, only a conversation has headings; an episode and an event are pointed to whole. */
function placeIn(head: EvidenceHead, { page, heading, quote }: PlaceInEvidence): PlaceInEvidence {
  switch (head.kind) {
    case 'document':
      if (page !== null && head.pages !== null && page > head.pages)
        throw new Refused(`This document has ${head.pages === 1 ? '1 page' : `${head.pages} pages`}`, 'page');
      return { page, heading: '', quote };
    case 'conversation':
      if (heading !== '' && !headingsOf(head).some(({ anchor }) => anchor === heading))
        throw new Refused(
          'This conversation has no such heading. Choose one, or point to the whole',
          'heading',
        );
      return { page: null, heading, quote };
    default:
      return { page: null, heading: '', quote: '' };
  }
}
