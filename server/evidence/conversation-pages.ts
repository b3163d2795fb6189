import type { Term } from '../reviews/method-words';
import { clockTime, isoDay, longDate } from '../http/dates';
import { asWritten } from '../findings/frame-pages';
import type { Content } from '../http/views';
import { checkedWords, linkWords } from './check-back-policy';
import { changedSince, frozenOf } from './check-back-record';
import { looksPersonal, type Consent } from './conversation-policy';
import { labelled, type PlacedPart } from './conversation-places';
import type { Conversation, ConversationLine } from './conversation-queries';
import type { About } from './conversation-schedule';

export const CONSENT_WORDS: Record<Consent, string> = {
  not_asked: 'Not asked yet',
  given: 'Given',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
};

export const conversationsAt = (reviewId: string): string => `/reviews/${reviewId}/conversations`;
export const conversationAt = ({ review_id, id }: Pick<Conversation, 'review_id' | 'id'>): string =>
  `${conversationsAt(review_id)}/${id}`;

/** `Given on 12 March 2012`. */
export function consentWords({ consent, consent_on }: Pick<Conversation, 'consent' | 'consent_on'>): string {
  return consent_on ? `${CONSENT_WORDS[consent]} on ${longDate(consent_on)}` : CONSENT_WORDS[consent];
}

export interface ConversationsPage {
  title: string;
  groups: {
    id: string;
    title: string;
    empty: string;
    add: { text: string; href: string } | null;
    rows: {
      href: string;
      label: string;
      agency: string;
      held: string;
      consent: string;
      checked: string;
      withdrawn: boolean;
    }[];
  }[];
}

/** The list of a review's conversations: practitioners and family apart. */
export function conversationsPage(
  reviewId: string,
  lines: readonly ConversationLine[],
  { now, term, mayWrite }: { now: Date; term: Term; mayWrite: boolean },
): ConversationsPage {
  const group = (about: About, id: string, title: string, empty: string, add: string) => ({
    id,
    title,
    empty,
    add: mayWrite ? { text: add, href: `${conversationsAt(reviewId)}/new?about=${about}` } : null,
    rows: lines.filter((line) => line.about === about).map((line) => rowOf(line, now)),
  });
  return {
    title: term.Many,
    groups: [
      group(
        'practitioner',
        'practitioners',
        'Practitioners',
        'What the people who did the work saw, thought and were up against, in their own account. Each is known by role alone, speaks under consent, and can check afterwards what was written.',
        `Begin ${term.a}`,
      ),
      group(
        'family',
        'family',
        'Family',
        'What parents, carers, brothers, sisters and the child say it was like. The same care, and their own words.',
        'Begin with a family member',
      ),
    ],
  };
}

function rowOf(line: ConversationLine, now: Date): ConversationsPage['groups'][number]['rows'][number] {
  // With families a link is the team’s choice: none is not something left undone.
  const checkable = line.consent === 'given' && line.about === 'practitioner';
  return {
    href: conversationAt(line),
    label: line.role_label,
    agency: line.agency_name ?? '',
    held: line.held_on ? longDate(line.held_on) : 'No date yet',
    consent: consentWords(line),
    checked: checkable || line.check_backs.length > 0 ? checkedWords(line.check_backs, now) : '',
    withdrawn: line.withdrawn_at !== null && line.consent !== 'withdrawn',
  };
}

export interface ConversationPage {
  title: string;
  caption: string;
  /** Said first when the record may not be used, or looks as if it named someone. */
  notice: { title: string; text: string } | null;
  personal: { text: string; href: string } | null;
  facts: { key: { text: string }; value: { content: Content } }[];
  parts: PlacedPart[];
  empty: string | null;
  checked: { text: string; detail: string } | null;
  links: { text: string; href: string }[];
  /** The one thing to do next. */
  next: { text: string; href: string } | null;
  restore: { action: string; version: number } | null;
}

/** The page of a record for reading. */
export function conversationPage(
  conversation: Conversation,
  agencyName: string | null,
  { now, term, mayWrite }: { now: Date; term: Term; mayWrite: boolean },
): ConversationPage {
  const { about, role_label, consent } = conversation;
  const base = conversationAt(conversation);
  const sealed = consent === 'withdrawn';
  const facts: [string, string][] = [
    ['Agency', agencyName ?? ''],
    ['Date', conversation.held_on ? longDate(conversation.held_on) : ''],
    ['Who was present', conversation.present],
    ['Consent', consentWords(conversation)],
    ['What they agreed to', conversation.consent_terms],
  ];
  const parts = labelled(conversation);
  const writable = mayWrite && conversation.withdrawn_at === null;
  return {
    title: role_label,
    caption: about === 'family' ? 'Family perspective' : term.One,
    notice: noticeOf(conversation),
    personal: mayWrite ? personalOf(conversation, base) : null,
    facts: facts
      .filter(([, text]) => text !== '')
      .map(([key, text]) => ({ key: { text: key }, value: asWritten(text) })),
    parts,
    empty: parts.length === 0 ? emptyWords(conversation) : null,
    checked: sealed ? null : checkedOf(conversation, now),
    links: mayWrite ? linksOf(conversation, base) : [],
    next: writable ? nextOf(conversation, base) : null,
    restore:
      mayWrite && conversation.withdrawn_at !== null && !sealed
        ? { action: `${base}/restoration`, version: conversation.version }
        : null,
  };
}

function noticeOf({ consent, consent_on, withdrawn_at, withdrawn_by_name, withdrawn_why }: Conversation) {
  if (consent === 'withdrawn')
    return {
      title: 'Consent was withdrawn',
      text: `They withdrew consent${consent_on ? ` on ${longDate(consent_on)}` : ''}. What they said is sealed and may not be used. That the conversation took place is all that is shown. What rested on it says so.`,
    };
  if (withdrawn_at === null) return null;
  return {
    title: 'Withdrawn from use',
    text: `${withdrawn_by_name ?? 'Someone'} withdrew this on ${longDate(withdrawn_at)}: ${withdrawn_why}`,
  };
}

/** A prompt when the label looks like a name; never a block. */
export function personalOf(
  { role_label, about }: Pick<Conversation, 'role_label' | 'about'>,
  base: string,
): { text: string; href: string } | null {
  if (!looksPersonal(role_label)) return null;
  const instead = about === 'family' ? '“Mother” or “Grandparent 1”' : '“Health visitor 1”';
  return {
    text: `“${role_label}” looks like a person’s name. People are known here by a label such as ${instead}.`,
    href: `${base}/about`,
  };
}

function emptyWords({ consent, withdrawn_at }: Conversation): string {
  if (consent === 'given') return 'Consent is given. No notes are written yet.';
  if (consent === 'declined') return 'They declined. No notes are kept of what they said.';
  if (consent === 'withdrawn' || withdrawn_at !== null) return '';
  return 'Nothing is written yet. Notes of what they say can be kept once consent is given.';
}

function nextOf({ consent }: Conversation, base: string) {
  if (consent === 'given') return { text: 'Write notes', href: `${base}/notes` };
  return consent === 'not_asked' ? { text: 'Record consent', href: `${base}/about#consent` } : null;
}

function linksOf({ id, consent, withdrawn_at, check_backs }: Conversation, base: string) {
  const links: [string, string, boolean][] = [
    ['Who, when and consent', 'about', consent !== 'withdrawn' && withdrawn_at === null],
    [
      'Check it back with them',
      'check-back',
      (consent === 'given' && withdrawn_at === null) || check_backs.length > 0,
    ],
    ['Earlier versions', 'history', consent !== 'withdrawn'],
    ['They withdraw consent', 'consent-withdrawal', consent === 'given'],
    ['They give consent again', 'consent-renewal', consent === 'withdrawn'],
    ['Withdraw this record', 'withdrawal', withdrawn_at === null],
  ];
  const use = {
    text: 'Use this in a finding',
    href: `${base.replace(/\/conversations\/.*$/, '')}/use?conversation=${id}`,
  };
  return [
    ...(consent === 'given' && withdrawn_at === null ? [use] : []),
    ...links.filter(([, , shown]) => shown).map(([text, at]) => ({ text, href: `${base}/${at}` })),
  ];
}

/** Whether it was checked back, and whether the notes have been changed since. */
export function checkedOf(conversation: Conversation, now: Date): { text: string; detail: string } | null {
  const links = conversation.check_backs;
  const due = conversation.consent === 'given' && conversation.about === 'practitioner';
  if (!due && links.length === 0) return null;
  const last = links.findLast(({ finished_at }) => finished_at);
  const latest = links.at(-1);
  const text = checkedWords(links, now);
  const frozen = last && frozenOf(last);
  if (!last || !frozen) return { text, detail: latest ? linkWords(latest, now).detail : '' };
  const taken = new Map(
    last.answers.filter(({ handled }) => handled === 'taken_up').map((answer) => [answer.place, answer.text]),
  );
  const waiting = last.answers.filter(({ handled }) => handled === null).length;
  const said = [
    taken.size > 0
      ? `${taken.size === 1 ? 'One correction was' : `${taken.size} corrections were`} taken up.`
      : '',
    waiting > 0 ? `${waiting === 1 ? 'One answer waits' : `${waiting} answers wait`} to be looked at.` : '',
    changedSince(frozen, conversation, taken) ? 'The notes have been changed since they were checked.' : '',
  ];
  return { text, detail: said.filter(Boolean).join(' ') };
}

/** `Saved at 16:56`, with the day when it was not today. */
export function savedAtWords(at: string, now: Date): string {
  const saved = new Date(at);
  return isoDay(saved) === isoDay(now)
    ? `Saved at ${clockTime(saved)}`
    : `Saved on ${longDate(saved)} at ${clockTime(saved)}`;
}
