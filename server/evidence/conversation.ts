import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { inFieldsWords } from '../findings/finding';
import { Missing, Refused } from '../http/errors';
import { revokeLinks } from './check-back-queries';
import { CONSENTS, type AboutForm } from './conversation-forms';
import {
  agencyOfReview,
  boardOfReview,
  insertConversation,
  lockConversation,
  sealConversation,
  unsealConversation,
  type Locked,
} from './conversation-queries';
import type { About } from './conversation-schedule';

/** Which conversation a verb acts on. */
export interface Which {
  reviewId: string;
  conversationId: string;
}

/** What is asked about a conversation itself, as the page for two people's words calls it. */
const LABELS = {
  role_label: 'How the person is called',
  agency_id: 'Agency',
  held_on: 'Date',
  present: 'Who was present',
  consent: 'Consent',
  consent_on: 'Date of consent',
  consent_terms: 'What they agreed to',
};

const CONSENT_FIELD = {
  kind: 'choice',
  name: 'consent',
  label: LABELS.consent,
  options: CONSENTS,
  as: 'radios',
} as const;

/**
 * Begins the record of a conversation or of a family member's perspective.
 * @throws Missing when the actor is not on the review; Refused for an agency that is not of this review
 */
export async function beginConversation(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, about, ...form }: AboutForm & { reviewId: string; about: About },
): Promise<string> {
  const board = actor.reviewIds.includes(reviewId) ? await boardOfReview(tx, reviewId) : null;
  if (!board) throw new Missing();
  const by = { added_by: actor.accountId, added_at: now, updated_by: actor.accountId, updated_at: now };
  const changes = await columnsOf(tx, { board, reviewId }, form);
  const id = await insertConversation(tx, { board_id: board, review_id: reviewId, about, ...changes, ...by });
  await audit(
    tx,
    board,
    'conversation.begun',
    { reviewId, conversationId: id },
    { about, consent: form.consent },
  );
  return id;
}

/**
 * Saves who was spoken with, when, and under which consent.
 * @throws Conflict; Missing; Refused when notes are kept and consent would no longer cover them
 */
export async function saveAbout(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, version, ...form }: Which & AboutForm & { version: number },
): Promise<number> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  if (locked.consent === 'withdrawn')
    throw new Refused('Consent was withdrawn. If they give it again, record that instead.', 'consent');
  if (form.consent !== 'given' && locked.written)
    throw new Refused(
      'What they said is written here, under the consent they gave. If they have withdrawn it, go to “They withdraw consent” on the page of the record.',
      'consent',
    );
  const board = locked.board_id;
  const changes = await columnsOf(tx, { board, reviewId }, form);
  const edit = { table: 'conversation', boardId: board, reviewId, id: conversationId, version };
  const saved = await inFieldsWords([CONSENT_FIELD], () =>
    saveVersioned(tx, actor, now, { ...edit, changes, labels: LABELS }),
  );
  await audit(
    tx,
    board,
    'conversation.changed',
    { reviewId, conversationId },
    { version: saved, consent: form.consent },
  );
  return saved;
}

/**
 * Takes a record out of use, with the reason that is then shown wherever something rests on it. Open links close.
 * @throws Missing; Refused when it is withdrawn already
 */
export async function withdrawConversation(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, version, why }: Which & { version: number; why: string },
): Promise<void> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  if (locked.withdrawn_at) throw new Refused('This record is withdrawn already.');
  const board = locked.board_id;
  const changes = { withdrawn_at: now, withdrawn_by: actor.accountId, withdrawn_why: why };
  await setWithdrawn(tx, actor, now, board, { reviewId, conversationId, version }, changes);
  const links = await revokeLinks(
    tx,
    { board_id: board, conversation_id: conversationId },
    { account: actor.accountId, now },
  );
  await audit(tx, board, 'conversation.withdrawn', { reviewId, conversationId }, { closed: links });
}

/**
 * Brings a withdrawn record back into use.
 * @throws Missing; Refused when it is in use, or when it is consent that was withdrawn
 */
export async function restoreConversation(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, version }: Which & { version: number },
): Promise<void> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  if (!locked.withdrawn_at) throw new Refused('This record is in use.');
  if (locked.consent === 'withdrawn')
    throw new Refused(
      'Consent was withdrawn. The record can be used again only when they give consent again.',
    );
  const changes = { withdrawn_at: null, withdrawn_by: null, withdrawn_why: '' };
  await setWithdrawn(tx, actor, now, locked.board_id, { reviewId, conversationId, version }, changes);
  await audit(tx, locked.board_id, 'conversation.restored', { reviewId, conversationId });
}

/**
 * The person withdraws consent: the words are sealed, links close, and the record says only that it took place.
 * @throws Missing; Refused when there is no consent to withdraw
 */
export async function withdrawConsent(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, on }: Which & { on: string },
): Promise<void> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  if (locked.consent !== 'given')
    throw new Refused('There is no consent to withdraw: it was not given, or withdrawn before.');
  const board = locked.board_id;
  await sealConversation(tx, { board, id: conversationId, why: 'They withdrew consent', on, now });
  await audit(tx, board, 'conversation.consent_withdrawn', { reviewId, conversationId }, { on });
}

/**
 * The person gives consent again: the words are there as they were, unless they were sealed in another workbench.
 * @returns whether the words came back
 * @throws Missing; Refused when consent was not withdrawn
 */
export async function renewConsent(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, conversationId, on, terms }: Which & { on: string; terms: string },
): Promise<boolean> {
  const locked = await lockToChange(tx, actor, { reviewId, conversationId });
  if (locked.consent !== 'withdrawn') throw new Refused('Consent was not withdrawn.');
  const board = locked.board_id;
  const back = await unsealConversation(tx, { board, id: conversationId, on, terms, now });
  await audit(tx, board, 'conversation.consent_renewed', { reviewId, conversationId }, { on, back });
  return back;
}

/**
 * Locks a conversation that someone on the review is about to change.
 * @throws Missing when the actor is not on the review, or it has no such conversation
 */
export async function lockToChange(
  tx: Tx,
  actor: Actor,
  { reviewId, conversationId }: Which,
): Promise<Locked> {
  const locked = actor.reviewIds.includes(reviewId)
    ? await lockConversation(tx, reviewId, conversationId)
    : null;
  if (!locked) throw new Missing();
  return locked;
}

export async function audit(
  tx: Tx,
  board: string,
  action: string,
  { reviewId, conversationId }: Which,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await recordAudit(tx, {
    board,
    action,
    kind: 'conversation',
    subject: conversationId,
    detail: { review: reviewId, ...detail },
  });
}

async function setWithdrawn(
  tx: Tx,
  actor: Actor,
  now: Date,
  boardId: string,
  { reviewId, conversationId, version }: Which & { version: number },
  changes: Record<string, unknown>,
): Promise<void> {
  const edit = { table: 'conversation', boardId, reviewId, id: conversationId, version };
  await saveVersioned(tx, actor, now, { ...edit, changes, labels: {} });
}

async function columnsOf(
  tx: Tx,
  { board, reviewId }: { board: string; reviewId: string },
  form: AboutForm,
): Promise<Omit<AboutForm, 'agency_id'> & { agency_id: string | null }> {
  const agency = form.agency_id || null;
  if (agency && !(await agencyOfReview(tx, { board, reviewId, agency })))
    throw new Refused('Choose one of the agencies of this review', 'agency_id');
  const consented = form.consent === 'given';
  return {
    role_label: form.role_label,
    agency_id: agency,
    held_on: form.held_on,
    present: form.present,
    consent: form.consent,
    consent_on: form.consent === 'not_asked' ? null : form.consent_on,
    consent_terms: consented ? form.consent_terms : '',
  };
}
