import type { Term } from '../reviews/method-words';
import { clockTime, isoDay, longDate } from '../http/dates';
import { asWritten } from '../findings/frame-pages';
import type { Content } from '../http/views';
import { checkedWords } from './check-back-policy';
import { checkedOf, toldOf, type Checked, type RemarkShown, type ToldPart } from './conversation-checked';
import { namesakeOf, personalOf, type Namesake } from './conversation-label';
import type { Consent } from './conversation-policy';
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
        mayWrite
          ? 'What the people who did the work saw, thought and were up against, in their own account. Each is known by role alone, speaks under consent, and can check afterwards what was written.'
          : `None is recorded yet. The reviewers hold the ${term.many} and record them here; you can then read them.`,
        `Begin ${term.a}`,
      ),
      group(
        'family',
        'family',
        'Family',
        mayWrite
          ? 'What parents, carers, brothers, sisters and the child say it was like. The same care, and their own words.'
          : 'None is recorded yet. The reviewers speak with the family and record here what they say; you can then read it.',
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
  namesake: Namesake | null;
  facts: { key: { text: string }; value: { content: Content } }[];
  parts: ToldPart[];
  /** Kept beside the record as a whole. */
  remarks: RemarkShown[];
  empty: string | null;
  checked: Checked | null;
  links: { text: string; href: string }[];
  /** The one thing to do next. */
  next: { text: string; href: string } | null;
  restore: { action: string; version: number } | null;
}

/** The page of a record for reading. */
export function conversationPage(
  conversation: Conversation,
  agencyName: string | null,
  { now, term, finding, mayWrite }: { now: Date; term: Term; finding: Term; mayWrite: boolean },
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
  const { parts, remarks } = toldOf(conversation);
  const writable = mayWrite && conversation.withdrawn_at === null;
  return {
    title: role_label,
    caption: about === 'family' ? 'Family perspective' : term.One,
    notice: noticeOf(conversation),
    personal: mayWrite ? personalOf(conversation, base) : null,
    namesake: writable && parts.length === 0 ? namesakeOf(conversation, base) : null,
    facts: facts
      .filter(([, text]) => text !== '')
      .map(([key, text]) => ({ key: { text: key }, value: asWritten(text) })),
    parts,
    remarks,
    empty: parts.length === 0 ? emptyWords(conversation) : null,
    checked: sealed ? null : checkedOf(conversation, now, mayWrite ? `${base}/check-back` : null),
    links: mayWrite ? linksOf(conversation, base, finding) : [],
    next: writable ? nextOf(conversation, base) : null,
    restore:
      mayWrite && conversation.withdrawn_at !== null && !sealed
        ? { action: `${base}/restoration`, version: conversation.version }
        : null,
  };
}

function noticeOf(conversation: Conversation) {
  const { consent, consent_on, withdrawn_at, withdrawn_by_name, withdrawn_why, sealed_here } = conversation;
  if (consent === 'withdrawn')
    return {
      title: 'Consent was withdrawn',
      text: `They withdrew consent${consent_on ? ` on ${longDate(consent_on)}` : ''}. What they said ${sealed_here ? 'is sealed' : 'stayed sealed in the workbench from which this review came,'} and may not be used. That the conversation took place is all that is shown. What rested on it says so.`,
    };
  if (withdrawn_at === null) return null;
  return {
    title: 'Withdrawn from use',
    text: `${withdrawn_by_name ?? 'Someone'} withdrew this on ${longDate(withdrawn_at)}: ${withdrawn_why}`,
  };
}

function emptyWords({ consent, withdrawn_at }: Conversation): string {
  if (consent === 'given') return 'Consent is given. No notes are written yet.';
  if (consent === 'declined')
    return 'They declined. No notes are kept of what they said: only that they were asked, and the date on which they declined.';
  if (consent === 'withdrawn' || withdrawn_at !== null) return '';
  return 'Nothing is written yet. Notes of what they say can be kept once consent is given.';
}

function nextOf({ consent, consent_on }: Conversation, base: string) {
  if (consent === 'declined' && consent_on === null)
    return { text: 'Record the date on which they declined', href: `${base}/about#consent_on` };
  if (consent === 'given') return { text: 'Write notes', href: `${base}/notes` };
  return consent === 'not_asked' ? { text: 'Record consent', href: `${base}/about#consent` } : null;
}

function linksOf({ id, consent, withdrawn_at, check_backs }: Conversation, base: string, finding: Term) {
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
    text: `Use this in ${finding.a}`,
    href: `${base.replace(/\/conversations\/.*$/, '')}/use?conversation=${id}`,
  };
  return [
    ...(consent === 'given' && withdrawn_at === null ? [use] : []),
    ...links.filter(([, , shown]) => shown).map(([text, at]) => ({ text, href: `${base}/${at}` })),
  ];
}

/** `Saved at 16:56`, with the day when it was not today. */
export function savedAtWords(at: string, now: Date): string {
  const saved = new Date(at);
  return isoDay(saved) === isoDay(now)
    ? `Saved at ${clockTime(saved)}`
    : `Saved on ${longDate(saved)} at ${clockTime(saved)}`;
}
