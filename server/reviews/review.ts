import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { saveVersioned } from '../database/versioned';
import { isoDay } from '../http/dates';
import { Conflict, Missing, Refused, type ConflictField } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { addDays } from './calendar';
import { insertClocks } from './clock-queries';
import { recomputeClocks } from './clocks';
import { readHolidays, readOpeningData, type Edition, type Method } from './guidance-queries';
import { milestonesFor } from './milestones';
import { mayRun } from './review-policy';
import { replaceQuestions } from './question-queries';
import { insertReview, lockReview } from './review-queries';
import { DETAIL_LABELS, outcomeRefused, type AgeBand, type Outcome, type ReviewKind } from './review-words';

/** What can be changed of a review after it was opened. */
export interface ReviewDetails {
  reference: string;
  /** Code or name of a method. */
  method: string;
  /** Which one, for a method that is not among those that are named. */
  methodNote?: string;
  childLabel: string;
  ageBand: AgeBand;
  outcome: Outcome;
  incidentOn: string;
  decidedOn: string | null;
  periodFrom: string;
  /** The last day of the period, itself part of it. */
  periodTo: string;
}

export interface NewReview extends ReviewDetails {
  boardId: string;
  kind: ReviewKind;
  /** Code of an edition of guidance; null for the latest in force on the day of opening. */
  guidance: string | null;
  questions: readonly string[];
  /** For a near miss: the day that the Board sets for completing it. */
  completeOn?: string | null;
}

/**
 * Opens a review with its questions and the clocks of its edition of guidance (METHOD section 11).
 * @returns the review's id
 * @throws Missing when the actor does not coordinate the Board; Refused when the reference is taken, the method
 *   or edition is unknown, an outcome does not go with the kind, or a date has not come yet
 */
export async function openReview(tx: Tx, actor: Actor, now: Date, input: NewReview): Promise<string> {
  if (!mayRun(actor, input.boardId)) throw new Missing();
  const today = isoDay(now);
  refuseOutcome(input.kind, input.outcome);
  refuseFutureDates(input, today);
  const { methods, editions } = await readOpeningData(tx);
  const edition = editionFor(editions, input, today);
  const id = await insertReview(tx, {
    board_id: input.boardId,
    kind: input.kind,
    guidance: edition.code,
    ...rowOf(input, methods),
    opened_by: actor.accountId,
    opened_at: now,
    updated_by: actor.accountId,
    updated_at: now,
  }).catch(referenceTaken);
  await replaceQuestions(tx, input.boardId, id, input.questions);
  const chosen = input.kind === 'near_miss' ? (input.completeOn ?? null) : null;
  const dated = milestonesFor(edition.milestones, { ...input, openedOn: today }, await readHolidays(tx));
  const clocks = dated.map((clock) => {
    const set = clock.code === 'complete' && chosen !== null;
    return {
      ...clock,
      dueOn: set ? chosen : clock.dueOn,
      setBy: set ? actor.accountId : null,
      metOn: clock.code === 'decide' ? input.decidedOn : null,
    };
  });
  await insertClocks(tx, input.boardId, id, clocks, now);
  await recordAudit(tx, {
    board: input.boardId,
    action: 'review.opened',
    kind: 'review',
    subject: id,
    detail: { kind: input.kind, guidance: edition.code },
  });
  return id;
}

/**
 * Changes details of a review. Clocks that no one has set by hand or met follow its dates.
 * @param version the version that the form was filled from
 * @throws Missing, Refused as openReview; Conflict when someone else changed the same detail
 */
export async function changeDetails(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, version, ...details }: ReviewDetails & { reviewId: string; version: number },
): Promise<void> {
  const review = await lockReview(tx, reviewId);
  if (!mayRun(actor, review.board_id)) throw new Missing();
  refuseOutcome(review.kind, details.outcome);
  refuseFutureDates(details, isoDay(now));
  const { methods } = await readOpeningData(tx);
  await saveVersioned(tx, actor, now, {
    table: 'review',
    boardId: review.board_id,
    reviewId,
    id: reviewId,
    version,
    changes: { ...rowOf(details, methods) },
    labels: DETAIL_LABELS,
  }).catch((error: unknown) => {
    if (error instanceof Conflict) throw asTyped(error, methods);
    return referenceTaken(error);
  });
  await recomputeClocks(tx, now, reviewId, review.decided_on);
  // The age of the child, the outcome and the method are counted by.
  await refreshFacts(tx, [reviewId]);
  await recordAudit(tx, {
    board: review.board_id,
    action: 'review.changed',
    kind: 'review',
    subject: reviewId,
  });
}

/** The edition that a kind of review is opened under on a day: the latest in force that applies to it. */
export function usualEdition(
  editions: readonly Edition[],
  kind: ReviewKind,
  today: string,
): Edition | undefined {
  const applying = editions.filter(({ applies_to }) => applies_to.includes(kind));
  const inForce = applying.filter(({ in_force_from }) => in_force_from === null || in_force_from <= today);
  // Before the first edition that we hold, the first is nearest.
  return inForce[0] ?? applying.at(-1);
}

function editionFor(
  editions: readonly Edition[],
  { kind, guidance }: Pick<NewReview, 'kind' | 'guidance'>,
  today: string,
): Edition {
  const edition =
    guidance === null
      ? usualEdition(editions, kind, today)
      : editions.find(({ code, applies_to }) => code === guidance && applies_to.includes(kind));
  if (!edition) throw new Refused('Choose an edition of guidance from the list', 'guidance');
  return edition;
}

// The one that stands for every method that is not named.
const OTHER_METHOD = 'other';

function rowOf(details: ReviewDetails, methods: readonly Method[]) {
  const method = methods.find(({ code, name }) => details.method === code || details.method === name);
  if (!method) throw new Refused('Choose the method that the review will use', 'method');
  const note = method.code === OTHER_METHOD ? (details.methodNote ?? '') : '';
  if (method.code === OTHER_METHOD && note === '')
    throw new Refused('Say which method the review will use', 'method_note');
  return {
    reference: details.reference,
    method: method.code,
    method_note: note,
    child_label: details.childLabel,
    age_band: details.ageBand,
    outcome: details.outcome,
    incident_on: details.incidentOn,
    decided_on: details.decidedOn,
    // Stored half-open; written the way PostgreSQL writes it, so that versions can be compared.
    period: `[${details.periodFrom},${addDays(details.periodTo, 1)})`,
  };
}

function refuseOutcome(kind: ReviewKind, outcome: Outcome): void {
  const message = outcomeRefused(kind, outcome);
  if (message) throw new Refused(message, 'outcome');
}

function refuseFutureDates({ incidentOn, decidedOn }: ReviewDetails, today: string): void {
  if (incidentOn > today) throw new Refused('Date of the incident must be today or earlier', 'incident_on');
  if (decidedOn !== null && decidedOn > today)
    throw new Refused('Date of the decision must be today or earlier', 'decided_on');
}

function referenceTaken(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === '23505' && constraint?.includes('reference')) {
    throw new Refused(
      'Another review of this Board has this reference. Enter a different one, or find that review under Work',
      'reference',
    );
  }
  throw error;
}

/** A conflict in the words and boxes of the form: the period as its two days, the method by its name. */
function asTyped(conflict: Conflict, methods: readonly Method[]): Conflict {
  const methodName = (code: string): string => methods.find((one) => one.code === code)?.name ?? code;
  const fields = conflict.fields.flatMap((field): ConflictField[] => {
    if (field.name === 'period') return periodFields(field);
    if (field.name !== 'method') return [field];
    return [
      {
        ...field,
        mine: methodName(field.mine),
        theirs: methodName(field.theirs),
        original: methodName(field.original),
      },
    ];
  });
  return new Conflict(fields, conflict.version, conflict.by, conflict.own);
}

function periodFields({ mine, theirs, original }: ConflictField): ConflictField[] {
  const ends = (range: string): [string, string] => {
    const [, from = '', until] = /^\[(\S+),(\S+)\)$/.exec(range) ?? [];
    return [from, until ? addDays(until, -1) : ''];
  };
  const [mineFrom, mineTo] = ends(mine);
  const [theirFrom, theirTo] = ends(theirs);
  const [firstFrom, firstTo] = ends(original);
  return [
    {
      name: 'period_from',
      label: 'Period under review: first day',
      mine: mineFrom,
      theirs: theirFrom,
      original: firstFrom,
    },
    {
      name: 'period_to',
      label: 'Period under review: last day',
      mine: mineTo,
      theirs: theirTo,
      original: firstTo,
    },
  ];
}
