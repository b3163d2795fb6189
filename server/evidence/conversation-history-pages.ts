import { clockTime, longDate } from '../http/dates';
import { asWritten } from '../findings/frame-pages';
import type { Content } from '../http/views';
import { capital } from '../reviews/method-words';
import { CONSENT_WORDS } from './conversation-pages';
import type { Consent } from './conversation-policy';
import type { Conversation, Revision } from './conversation-queries';
import { scheduleFor } from './conversation-schedule';

export interface HistoryPage {
  title: string;
  versions: { title: string; by: string; rows: { key: { text: string }; value: { content: Content } }[] }[];
}

/** Earlier versions of a record, the newest first: what each row said before it was changed or removed. */
export function historyPage(conversation: Conversation, revisions: readonly Revision[]): HistoryPage {
  const schedule = scheduleFor(conversation.about);
  const labels: Record<string, Record<string, string>> = {
    conversation: {
      role_label: 'Label',
      held_on: 'Date',
      present: 'Who was present',
      consent: 'Consent',
      consent_terms: 'What they agreed to',
      withdrawn_why: 'Why it was withdrawn',
      ...Object.fromEntries(Object.entries(schedule.parts).map(([name, { title }]) => [name, title])),
    },
    turning_point: Object.fromEntries(schedule.turningFields.map(({ name, label }) => [name, label])),
    conversation_factor: Object.fromEntries(schedule.factorFields.map(({ name, label }) => [name, label])),
  };
  const nouns: Record<string, string> = {
    conversation: 'The record',
    turning_point: schedule.turning.one,
    conversation_factor: schedule.factors.one,
  };
  return {
    title: 'Earlier versions',
    versions: revisions.map(({ kind, version, fields, saved_at, by_name }) => ({
      title: `${nouns[kind] ?? capital(kind)}, version ${version}`,
      by: `Saved on ${longDate(saved_at)} at ${clockTime(saved_at)}${by_name ? ` by ${by_name}` : ''}`,
      rows: Object.entries(labels[kind] ?? {})
        .map(([name, label]) => ({ label, text: wordsOfValue(name, fields[name]) }))
        .filter(({ text }) => text !== '')
        .map(({ label, text }) => ({ key: { text: label }, value: asWritten(text) })),
    })),
  };
}

function wordsOfValue(name: string, value: unknown): string {
  const stored = String(value ?? '');
  if (/_on$/.test(name) && /^\d{4}-\d{2}-\d{2}$/.test(stored)) return longDate(stored);
  if (name === 'consent') return CONSENT_WORDS[stored as Consent] ?? stored;
  return stored;
}
