import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import { Conflict, Missing, Refused, type ConflictField } from '../http/errors';
import { lockReview } from '../reviews/review-queries';
import { mayWriteFindings } from '../reviews/review-policy';
import {
  hasEvents,
  insertEpisode,
  leaveEvents,
  lockEpisode,
  nextEpisodeNumber,
  takeEvents,
  takeEventsWithin,
  type OfEpisode,
} from './episode-changes-queries';
import { EPISODE_TEXTS } from './episode-content';
import { dayBeside } from './when';

/** Which episode a verb acts on. */
export interface WhichEpisode {
  reviewId: string;
  episodeId: string;
}

/** What an episode is called and when it was; the last day is part of it. */
export interface EpisodeDetails {
  title: string;
  from: string;
  to: string;
}

/** Locks an episode and says whose it is, whether or not it was withdrawn. Throws Missing for those not on the review. */
export async function episodeOf(tx: Tx, actor: Actor, { reviewId, episodeId }: WhichEpisode) {
  if (!onReview(actor, reviewId)) throw new Missing();
  const locked = await lockEpisode(tx, reviewId, episodeId);
  return {
    ...locked,
    of: { board_id: locked.board_id, review_id: reviewId, episode_id: episodeId } satisfies OfEpisode,
  };
}

/** As evidenceCan says of `makeSense`: those on the review. */
function onReview(actor: Actor, reviewId: string): boolean {
  const part = actor.reviewIds.includes(reviewId) ? 'team' : null;
  return mayWriteFindings(actor, { boardId: '', part });
}

/**
 * Locks an episode that the actor is about to write in.
 * @throws Missing when the actor is not on the review or it has no such episode; Refused when it was withdrawn
 */
export async function lockToWrite(tx: Tx, actor: Actor, which: WhichEpisode): Promise<OfEpisode> {
  const { of, withdrawn_at } = await episodeOf(tx, actor, which);
  if (withdrawn_at)
    throw new Refused(
      `This was withdrawn on ${longDate(withdrawn_at)}. It can be read, and restored, but not changed.`,
    );
  return of;
}

/**
 * Begins a key practice episode.
 * @throws Missing when the actor is not on the review
 */
export async function addEpisode(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, ...details }: EpisodeDetails & { reviewId: string },
): Promise<{ id: string; number: number }> {
  if (!onReview(actor, reviewId)) throw new Missing();
  const { board_id } = await lockReview(tx, reviewId);
  const number = await nextEpisodeNumber(tx, board_id, reviewId);
  const id = await insertEpisode(tx, {
    board_id,
    review_id: reviewId,
    number,
    title: details.title,
    period: rangeOf(details),
    added_by: actor.accountId,
    added_at: now,
    updated_by: actor.accountId,
    updated_at: now,
  });
  await recordAudit(tx, {
    board: board_id,
    action: 'episode.added',
    kind: 'episode',
    subject: id,
    detail: { review: reviewId, number },
  });
  return { id, number };
}

/** Days from the first to the last, both part of it, as PostgreSQL writes them: half open. */
export const rangeOf = ({ from, to }: Pick<EpisodeDetails, 'from' | 'to'>): string =>
  `[${from},${dayBeside(to, 1)})`;

/**
 * Saves what an episode is called and when it was.
 * @returns its new version
 * @throws Conflict when someone else changed the same; Missing, Refused as lockToWrite
 */
export async function saveEpisodeDetails(
  tx: Tx,
  actor: Actor,
  now: Date,
  { version, details, ...which }: WhichEpisode & { version: number; details: EpisodeDetails },
): Promise<number> {
  try {
    return await save(tx, actor, now, which, version, { title: details.title, period: rangeOf(details) });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const fields = error.fields.flatMap((field) =>
      field.name === 'period' ? asTwoDays(field) : [{ ...field, label: 'What is it called?' }],
    );
    throw new Conflict(fields, error.version, error.by, error.own);
  }
}

/**
 * Saves one of the texts of an episode: what happened, or how the practice was.
 * @returns its new version
 * @throws Conflict when someone else changed the same text; Missing, Refused as lockToWrite
 */
export async function saveEpisodeText(
  tx: Tx,
  actor: Actor,
  now: Date,
  {
    version,
    changes,
    ...which
  }: WhichEpisode & { version: number; changes: Partial<Record<'what_happened' | 'appraisal', string>> },
): Promise<number> {
  return save(tx, actor, now, which, version, changes);
}

async function save(
  tx: Tx,
  actor: Actor,
  now: Date,
  which: WhichEpisode,
  version: number,
  changes: Record<string, string>,
): Promise<number> {
  const of = await lockToWrite(tx, actor, which);
  const saved = await saveVersioned(tx, actor, now, {
    table: 'episode',
    boardId: of.board_id,
    reviewId: of.review_id,
    id: of.episode_id,
    version,
    changes,
    labels: Object.fromEntries(Object.values(EPISODE_TEXTS).map(({ name, label }) => [name, label])),
  });
  await recordEpisode(tx, of, 'episode.saved', { fields: Object.keys(changes), version: saved });
  return saved;
}

/** A conflict about the period, as the two dates of the form. */
function asTwoDays({ mine, theirs, original }: ConflictField): ConflictField[] {
  const ends = (range: string): [string, string] => {
    const [, from = '', until] = /^\[(\S+),(\S+)\)$/.exec(range) ?? [];
    return [from, until ? dayBeside(until, -1) : ''];
  };
  const [my, their, first] = [ends(mine), ends(theirs), ends(original)];
  return [
    { name: 'from', label: 'First day', mine: my[0], theirs: their[0], original: first[0] },
    { name: 'to', label: 'Last day', mine: my[1], theirs: their[1], original: first[1] },
  ];
}

/** The choice made on a page of events: those that were shown on it, and of these the ticked ones. */
export interface EventChoice {
  shown: readonly string[];
  ticked: readonly string[];
  /** True to take in, besides, every event of the period, whether or not it was shown. */
  within: boolean;
  /** Of one agency alone, when only its events were offered. */
  agency: string | null;
  /** Whether it has to have some events when this is saved; going to another page asks for none. */
  some: boolean;
}

/**
 * Takes events of the chronology into an episode and out of it.
 * @returns how many went in and out
 * @throws Missing, Refused as lockToWrite; Refused when the episode had no events and gets none
 */
export async function chooseEvents(
  tx: Tx,
  actor: Actor,
  now: Date,
  { choice, ...which }: WhichEpisode & { choice: EventChoice },
): Promise<{ taken: number; left: number }> {
  const of = await lockToWrite(tx, actor, which);
  const out = choice.shown.filter((id) => !choice.ticked.includes(id));
  const left = await leaveEvents(tx, of, out, choice.within);
  const ticked = await takeEvents(tx, of, choice.ticked, actor.accountId, now);
  const within = choice.within ? await takeEventsWithin(tx, of, choice.agency, actor.accountId, now) : 0;
  const taken = ticked + within;
  if (choice.some && taken + left === 0 && !(await hasEvents(tx, of)))
    throw new Refused(
      'Nothing was saved, because nothing on this page is ticked. Tick what belongs to it, or take in all of its period',
      'event',
    );
  await recordEpisode(tx, of, 'episode.events_chosen', { taken, left });
  return { taken, left };
}

/** Writes to the audit what was done to an episode. */
export async function recordEpisode(
  tx: Tx,
  { board_id, review_id, episode_id }: OfEpisode,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, {
    board: board_id,
    action,
    kind: 'episode',
    subject: episode_id,
    detail: { review: review_id, ...detail },
  });
}
