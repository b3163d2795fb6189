import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { DOES_NOT_FIT } from '../typology/draft-model';
import type { DecisionForm } from './recoding-forms';
import { decidedWords } from './recoding-words';
import {
  codesOf,
  decisionOf,
  deleteDecision,
  insertDecision,
  waitingTag,
  type Place,
} from './recoding-queries';

/** Another editor decided it first. The page then shows what they decided. */
export class AlreadyDecided extends Refused {}

/**
 * Whether a decision wants words of its own. One of the categories that the split named needs none: the tag that was
 * decided on stays, with its reason, and that says why. Anything else departs from it.
 */
export const wantsReason = (to: readonly string[], candidates: readonly string[]): boolean =>
  to.length !== 1 || !candidates.includes(to[0] ?? '');

/**
 * Decides where a finding of a split category stands in the newer edition, or one that fitted nowhere before (METHOD
 * section 6): in one category, in several, or in none. The figures follow in the same transaction.
 * @throws AlreadyDecided when another editor was first; Refused for what is no category of the edition, or without a
 * reason where one is wanted; Missing when it never waited, or does no more
 */
export async function codeAgain(
  tx: Tx,
  actor: Actor,
  now: Date,
  place: Place,
  { to, reason }: DecisionForm,
): Promise<void> {
  const tag = await waitingTag(tx, place);
  if (!tag) throw await decidedMeanwhile(tx, place);
  const codes = await codesOf(tx, tag.to_edition);
  if (to.some((code) => !codes.includes(code) || code === DOES_NOT_FIT))
    throw new Refused('Choose categories of the edition', 'to');
  if (reason === '' && wantsReason(to, tag.candidates))
    throw new Refused(
      to.length === 0
        ? 'Say why none of them fits'
        : to.length === 1
          ? 'Say why it stands in a category that was not offered'
          : 'Say why it stands in several',
      'reason',
    );
  // What fitted nowhere and fits nowhere still is said to: it keeps its suggested name and waits for the next edition.
  const stands = to.length === 0 && tag.from_code === DOES_NOT_FIT ? [DOES_NOT_FIT] : to;
  if (!(await insertDecision(tx, actor, now, { tag, to: stands, reason })))
    throw await decidedMeanwhile(tx, place);
  await refreshFacts(tx, [tag.review_id]);
  await recordAudit(tx, {
    board: null,
    action: 'finding.recoded',
    kind: 'finding',
    subject: tag.finding_id,
    detail: {
      origin: tag.origin,
      from_edition: tag.from_edition,
      from: tag.from_code,
      to_edition: tag.to_edition,
      to: stands,
      reason,
    },
  });
}

async function decidedMeanwhile(tx: Tx, place: Place): Promise<Error> {
  const decision = await decisionOf(tx, place);
  if (!decision) return new Missing();
  return new AlreadyDecided(`${decidedWords(decision)}. Yours was not kept`);
}

/**
 * Takes a decision back, so that the finding waits again. What was decided stays in the audit.
 * @throws Missing when there is none
 */
export async function undoCodingAgain(tx: Tx, place: Place): Promise<void> {
  const decision = await deleteDecision(tx, place);
  if (!decision) throw new Missing();
  await refreshFacts(tx, [decision.review_id]);
  await recordAudit(tx, {
    board: null,
    action: 'finding.recoding_undone',
    kind: 'finding',
    subject: place.findingId,
    detail: {
      from_edition: decision.from_edition,
      from: place.code,
      to_edition: place.edition,
      to: decision.to_codes,
      reason: decision.reason,
    },
  });
}
