import type { PointedKind } from '../findings/finding-content';
import { longDate } from '../http/dates';
import { shortMany, shortOne, wordsOf } from '../reviews/method-words';
import { whenWords, type When } from './when';

/** A row of the view evidence_head, as JSON. */
export interface EvidenceHead {
  id: string;
  kind: PointedKind;
  title: string;
  agency: string | null;
  number: number | null;
  about: 'practitioner' | 'family' | null;
  held_on: string | null;
  first_day: string | null;
  until_day: string | null;
  exactness: When['exactness'] | null;
  circa: boolean;
  pages: number | null;
  /** Turning points and factors of a conversation, by the anchors of its page. */
  places: { anchor: string; text: string }[];
  /** Why it is no longer there to rest on; null while it is. */
  gone: 'withdrawn' | 'consent_withdrawn' | 'consent_declined' | 'infected' | null;
  gone_at: string | null;
  gone_why: string;
  /** Whether it may be opened and pointed to: consent was given, no scanner holds it. */
  readable: boolean;
}

export const EVIDENCE_KINDS_IN_ORDER: PointedKind[] = ['episode', 'event', 'conversation', 'document'];

/** What the kinds of evidence are called by a method, where there is little room. @param words of the review's method */
export function evidenceKindsWords(words: unknown): Record<PointedKind, { one: string; many: string }> {
  const { key_practice_episode: episode, conversation } = wordsOf(words);
  return {
    episode: { one: shortOne(episode), many: shortMany(episode) },
    event: { one: 'Event', many: 'Events' },
    conversation: { one: shortOne(conversation), many: shortMany(conversation) },
    document: { one: 'Document', many: 'Documents' },
  };
}

/** The headings of a conversation's schedule (METHOD section 4), by the anchors of its page. */
export const CONVERSATION_HEADINGS: Record<string, string> = {
  purpose: 'Purpose and confidentiality',
  part: 'Their part in what happened',
  went_well: 'What went well, and why',
  other_accounts: 'Questions from the other accounts',
  would_change: 'What they would change',
};

/**
 * What a piece of evidence is called where someone points to it: “4 May 2012, Health: …”, “Interview with Worker 5”.
 * @param words of the review's method
 */
export function evidenceLabel(head: EvidenceHead, words: unknown): string {
  switch (head.kind) {
    case 'episode':
      return `${evidenceKindsWords(words).episode.one} ${head.number}: ${head.title}`;
    case 'event':
      return `${whenOf(head)}${head.agency ? `, ${head.agency}` : ''}: ${clipped(head.title, 100)}`;
    case 'conversation': {
      const held = head.held_on ? `, ${longDate(head.held_on)}` : '';
      return head.about === 'family'
        ? `Family perspective: ${head.title}${held}`
        : `${evidenceKindsWords(words).conversation.one} with ${head.title}${held}`;
    }
    case 'document':
      // Many titles say the date themselves.
      return head.held_on && !head.title.includes(longDate(head.held_on))
        ? `${head.title}, ${longDate(head.held_on)}`
        : head.title;
  }
}

/** When an event or an episode was, in words. */
export function whenOf({ first_day: from, until_day: until, exactness, circa }: EvidenceHead): string {
  return from && until ? whenWords({ from, until, exactness: exactness ?? 'day', circa }) : '';
}

/** The headings of a conversation that one may point to, in the order of its page. */
export function headingsOf(head: EvidenceHead): { anchor: string; text: string }[] {
  const { purpose, part, ...after } = CONVERSATION_HEADINGS;
  const fixed = (some: Record<string, string | undefined>) =>
    Object.entries(some).map(([anchor, text = '']) => ({ anchor, text }));
  let [points, factors] = [0, 0];
  const own = head.places.map(({ anchor, text }) => {
    const named = anchor.startsWith('turning') ? `Turning point ${++points}` : `Factor ${++factors}`;
    return { anchor, text: text.trim() === '' ? named : `${named}: ${clipped(text, 80)}` };
  });
  return [...fixed({ purpose, part }), ...own, ...fixed(after)];
}

/** The place in a piece of evidence, in words; empty for the whole of it. */
export function placeWords(head: EvidenceHead, { page, heading }: { page: number | null; heading: string }) {
  if (head.kind === 'document') return page === null ? '' : `page ${page}`;
  if (head.kind !== 'conversation' || heading === '') return '';
  const words = headingsOf(head).find(({ anchor }) => anchor === heading)?.text;
  if (words || !hiddenWords(head)) return words ?? 'a heading that was removed';
  return heading.startsWith('turning') ? 'a turning point' : heading.startsWith('factor') ? 'a factor' : '';
}

/** Said in place of the words of a conversation that may not be read without consent; empty while they may. */
export function hiddenWords({ kind, gone, readable }: EvidenceHead): string {
  if (kind !== 'conversation' || readable) return '';
  return gone === 'consent_withdrawn'
    ? 'Consent was withdrawn; the words are no longer shown'
    : 'There is no consent; the words are not shown';
}

/** Where a pointer opens: the evidence at its place. */
export function evidenceHref(
  reviewId: string,
  pointer: { kind: PointedKind; target: string; page: number | null; heading: string; quote: string },
): string {
  const { kind, target, page, heading, quote } = pointer;
  const review = `/reviews/${reviewId}`;
  switch (kind) {
    case 'episode':
      return `${review}/episodes/${target}`;
    case 'event':
      return `${review}/chronology/${target}`;
    case 'conversation':
      return `${review}/conversations/${target}${heading ? `#${heading}` : ''}`;
    case 'document': {
      const place = new URLSearchParams();
      if (page !== null) place.set('page', String(page));
      if (quote) place.set('quote', clipped(quote, 200).replace(/…$/, ''));
      return `${review}/documents/${target}${place.size > 0 ? `?${place.toString()}#passage` : ''}`;
    }
  }
}

/** What is said of evidence that is no longer there to rest on, without a full stop; empty while it is. */
export function goneWords(
  { kind, gone, gone_at: at, gone_why: why }: EvidenceHead,
  methodWords: unknown,
): string {
  if (!gone) return '';
  const on = at ? ` on ${longDate(at)}` : '';
  if (gone === 'consent_withdrawn') return `consent was withdrawn${on}`;
  if (gone === 'consent_declined') return `consent was declined${on}`;
  if (gone === 'infected') return `the scanner found it unsafe${on}; its content was removed`;
  const { conversation, key_practice_episode: episode } = wordsOf(methodWords);
  const called = { conversation: conversation.one, episode: shortOne(episode) }[kind as string] ?? kind;
  return `the ${called.charAt(0).toLowerCase()}${called.slice(1)} was withdrawn${on}${why ? `: ${why.replace(/[.\s]+$/, '')}` : ''}`;
}

/** The beginning of a text on one line, cut between words. */
export function clipped(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most);
  const end = cut.lastIndexOf(' ');
  const kept = cut.slice(0, end > most / 2 ? end : most).replace(/[\s.,;:…]+$/u, '');
  return `${kept.toWellFormed()}…`;
}
