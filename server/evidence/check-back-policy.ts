import { clockTime, count, longDate } from '../http/dates';
import { whyNoNotes, type Standing } from './conversation-policy';
import type { CheckBackShown } from './check-back-queries';

export type LinkState = 'open' | 'finished' | 'revoked' | 'closed' | 'expired';

/** Wrong codes after which a link closes for good. The database holds the same number. */
export const MOST_WRONG_CODES = 5;
export const LEAST_DAYS = 3;
export const MOST_DAYS = 28;
export const USUAL_DAYS = 14;

type Link = Pick<
  CheckBackShown,
  'finished_at' | 'revoked_at' | 'wrong_codes' | 'expires_at' | 'outcome' | 'opened' | 'opened_at'
> &
  Partial<Pick<CheckBackShown, 'sent' | 'mail' | 'made_at' | 'wrong_at'>>;

/** How a link stands. The first that holds is said, as in the database (app.check_back_state). */
export function stateOf(link: Link, now: Date): LinkState {
  if (link.finished_at) return 'finished';
  if (link.revoked_at) return 'revoked';
  if (link.wrong_codes >= MOST_WRONG_CODES) return 'closed';
  if (new Date(link.expires_at) <= now) return 'expired';
  return 'open';
}

/** What has become of a link, as its team reads it. */
export function linkWords(link: Link, now: Date): { state: string; detail: string } {
  const { state, detail } = standingWords(link, now);
  return { state, detail: [detail, wrongWords(link)].filter(Boolean).join(' ') };
}

const IN_WORDS = [
  '',
  'One wrong code was',
  ...['Two', 'Three', 'Four', 'Five'].map((n) => `${n} wrong codes were`),
];

/** How often someone gave a code that is not the link’s: the team asks the person whether it was they. */
function wrongWords({ wrong_codes, wrong_at }: Link): string {
  if (wrong_codes === 0) return '';
  const said = `${IN_WORDS[Math.min(wrong_codes, MOST_WRONG_CODES)]} tried`;
  return wrong_at ? `${said}, last on ${longDate(wrong_at)} at ${clockTime(wrong_at)}.` : `${said}.`;
}

function standingWords(link: Link, now: Date): { state: string; detail: string } {
  const opened =
    link.opened > 0 && link.opened_at
      ? `Opened ${link.opened === 1 ? 'once' : count(link.opened, 'time')}, last on ${longDate(link.opened_at)}.`
      : 'Not opened yet.';
  const never = link.opened > 0 ? opened : 'It was not opened.';
  switch (stateOf(link, now)) {
    case 'finished':
      return {
        state: link.outcome === 'agreed' ? 'Agreed' : 'Corrected',
        detail: `Answered on ${longDate(String(link.finished_at))}. ${opened}`,
      };
    case 'revoked':
      return { state: 'Revoked', detail: `Revoked on ${longDate(String(link.revoked_at))}. ${never}` };
    case 'closed':
      return {
        state: 'Closed',
        detail: `Closed after ${MOST_WRONG_CODES} wrong codes. ${never} Ask the person before you make a new one.`,
      };
    case 'expired':
      return { state: 'Expired', detail: `Expired on ${longDate(link.expires_at)}. ${never}` };
    case 'open':
      return {
        state:
          link.mail === 'failed' ? 'Mail not delivered' : link.sent === 'mail' ? mailed(link) : 'Handed over',
        detail: `${opened} Open until ${longDate(link.expires_at)}.`,
      };
  }
}

function mailed({ mail }: Link): string {
  return mail === 'waiting' ? 'Mail on its way' : 'Sent by mail';
}

/** Whether and how a record was checked back, in one line. The last that was finished counts. */
export function checkedWords(links: readonly Link[], now: Date): string {
  const last = links.findLast(({ finished_at }) => finished_at);
  const open = links.findLast((link) => stateOf(link, now) === 'open');
  if (last) {
    const how = last.outcome === 'agreed' ? 'agreed' : 'corrected';
    return `Checked back: ${how} on ${longDate(String(last.finished_at))}`;
  }
  if (open) return `Link open until ${longDate(open.expires_at)}`;
  return links.length > 0 ? 'Not checked back: the link was not answered' : 'Not checked back yet';
}

/** Why no link can be made for a record, in words; null when one can. */
export function whyNoLink(standing: Standing, isWritten: boolean): string | null {
  const why = whyNoNotes(standing);
  if (why !== null) return why;
  return isWritten ? null : 'There is nothing to check back yet: no notes are written.';
}
