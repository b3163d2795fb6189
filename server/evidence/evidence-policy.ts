import type { Actor } from '../database/with-actor';
import { mayRun, mayWriteFindings, type Standing } from '../reviews/review-policy';

export interface EvidenceCan {
  /** Agencies, documents and the chronology: those on the review, and the coordinator of its Board. */
  gather: boolean;
  /** Conversations, episodes and pointers: those on the review (METHOD section 14). */
  makeSense: boolean;
  /** Take the whole case out, or bring one in. */
  move: boolean;
}

/** What the actor may do with the evidence of a review; reading is as for the review itself. */
export function evidenceCan(actor: Actor, standing: Standing): EvidenceCan {
  const onIt = mayWriteFindings(actor, standing);
  const runs = mayRun(actor, standing.boardId);
  return { gather: onIt || runs, makeSense: onIt, move: runs || (onIt && standing.part === 'lead') };
}
