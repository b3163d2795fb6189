import type { Tx } from '../server/database/with-actor';
import { makeCheckBack } from '../server/evidence/check-back';
import { codeProof, tokenHash } from '../server/evidence/check-back-secrets';
import { finishBack, prove, saveBack } from '../server/evidence/check-back-visit-queries';
import { beginConversation } from '../server/evidence/conversation';
import { saveNotes } from '../server/evidence/conversation-notes';
import { addListRow } from '../server/evidence/conversation-rows';
import type { Sheet } from '../server/evidence/conversation-notes-forms';
import { PART_NAMES } from '../server/evidence/conversation-schedule';
import type { DemoConversation } from './demo-evidence-file';
import { idOf, inWords, type Telling, type Told } from './demo-evidence';
import { moment } from './demo-reviews';

const REVIEWER = 'reviewer@demo.example';
const DAY_MS = 86_400_000;

/** Holds a conversation, writes it down by the schedule and, where the story says so, has it checked back. */
export async function tellConversation(
  { act, shift, house, reviewId }: Telling,
  conversation: DemoConversation,
  told: Told,
): Promise<void> {
  const held = moment(shift.date(conversation.held_on));
  await act(REVIEWER, async (tx, actor) => {
    const conversationId = await beginConversation(tx, actor, held, {
      reviewId,
      about: conversation.about,
      role_label: conversation.role_label,
      agency_id: conversation.agency ? idOf(told.agency, conversation.agency) : '',
      held_on: shift.date(conversation.held_on),
      present: '',
      consent: 'given',
      consent_on: shift.date(conversation.consent_on),
      consent_terms: conversation.consent_terms,
    });
    told.conversation.set(conversation.key, conversationId);
    const which = { reviewId, conversationId };
    const own = Object.fromEntries(PART_NAMES.map((name) => [name, shift.text(conversation[name])]));
    const sheets = [sheet('conversation', null, own)];
    for (const { key, happened_on, ...mindset } of conversation.turning_points) {
      const id = await addListRow(tx, actor, held, { ...which, table: 'turning_point' });
      told.turning.set(key, id);
      sheets.push(
        sheet('turning_point', id, { ...inWords(mindset, shift), happened_on: shift.date(happened_on) }),
      );
    }
    for (const factor of conversation.factors) {
      const id = await addListRow(tx, actor, held, { ...which, table: 'conversation_factor' });
      sheets.push(sheet('conversation_factor', id, inWords(factor, shift)));
    }
    await saveNotes(tx, actor, held, { ...which, sheets, background: false });
    if (!conversation.check_back) return;
    const sent = new Date(held.getTime() + 3 * DAY_MS);
    const made = await makeCheckBack(tx, actor, sent, house.config, {
      ...which,
      days: 14,
      to: null,
      board: '',
    });
    await leaveAlone(tx);
    const proof = codeProof(house.config.sessionSecret, made.token, made.code);
    const knocking = {
      hash: tokenHash(made.token),
      proof,
      address: 'demo',
      now: new Date(sent.getTime() + DAY_MS),
    };
    await prove(tx, knocking);
    const [first] = conversation.turning_points;
    if (conversation.check_back === 'corrected' && first) {
      const place = `turning-point-${idOf(told.turning, first.key)}-pressed`;
      const text =
        'There were two of us that afternoon, not three. I was asked to cover the telephone as well.';
      await saveBack(tx, knocking, [{ place, kind: 'correction', text }]);
    }
    await finishBack(tx, knocking, conversation.check_back);
  });
}

function sheet(table: Sheet['table'], id: string | null, values: Record<string, string>): Sheet {
  return { table, id, prefix: '', version: 1, values, settled: {} };
}

/** Who opens a link is no one that the workbench knows. */
async function leaveAlone(tx: Tx): Promise<void> {
  const none = ['account_id', 'roles', 'board_ids', 'review_ids'].map(
    (name) => `set_config('app.${name}', '', true)`,
  );
  await tx.raw(`select ${none.join(', ')}`);
}
