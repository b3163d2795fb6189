import { termOf } from '../findings/frame-pages';
import type { WholeFinding } from '../findings/finding-queries';
import { isoDay } from '../http/dates';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { page, type PageReply, type Problem, type Visit } from '../http/route';
import { identityOf } from '../reviews/review-head';
import { partsIn } from './approvals-policy';
import { readingModel } from './reading-pages';
import type { Version } from './step';

/** What the audit calls reading a finding. Its detail is `readDetail`: from it a reader's last version is known. */
export const READ_ACTION = 'finding.read';

/** The detail of the audit of reading a finding: the number of the version shown; null for a draft never sent. */
export function readDetail(visit: Visit<unknown>, whole: WholeFinding): { version: number | null } {
  return { version: shownVersion(visit, whole)?.number ?? null };
}

/**
 * The finding as one calm page of prose, with nothing to edit: for the chair, the coordinator, and those of the
 * review when it is not theirs to change, or with `?version=N` for an earlier version; `?changes=1` marks what changed where it would read clean. Reads nothing more from the
 * database than `whole`; record READ_ACTION with `readDetail` after it.
 * @param problems what was wrong with a form on this page that is shown again
 * @throws Missing when the version asked for does not exist
 */
export async function readingPage(
  visit: Visit<unknown>,
  whole: WholeFinding,
  problems: readonly Problem[] = [],
): Promise<PageReply> {
  const shown = shownVersion(visit, whole);
  const title = `${termOf(whole).One} ${whole.number}, ${whole.head.reference}`;
  const chair = partsIn(visit.actor, whole).includes('chair');
  const around: Partial<PageReply> = {
    section: chair ? 'approvals' : 'work',
    layout: {
      identity: identityOf(whole.head, isoDay(visit.house.now())),
      backLink: chair
        ? { text: 'Approvals', href: '/approvals' }
        : { text: 'Review', href: `/reviews/${whole.review_id}` },
    },
  };
  if (!shown) return page('approvals/not-sent-yet', title, notSentYet(whole), around);
  const changes = visit.query.changes === '1';
  const reader = {
    actor: visit.actor,
    changes,
    typed: textsOf(visit.typed),
    errors: errorsByField(problems),
  };
  return page('approvals/reading', title, readingModel(whole, shown, reader), around);
}

/** The version that the address asks for, or else the latest; null when none was sent yet. */
function shownVersion(visit: Visit<unknown>, whole: WholeFinding): Version | null {
  const asked = visit.query.version;
  if (asked === undefined || asked === '') return whole.versions.at(-1) ?? null;
  const version = whole.versions.find(({ number }) => String(number) === asked);
  if (!version) throw new Missing();
  return version;
}

export interface NotSentYetPage {
  caption: string;
  title: string;
  text: string;
  action: { text: string; href: string };
}

function notSentYet(whole: WholeFinding): NotSentYetPage {
  return {
    caption: `${termOf(whole).One} ${whole.number}. Draft`,
    title: `This ${termOf(whole).one} is being written`,
    text: 'Its reviewers have not sent it to the chair yet. When they do, it can be read here as one page.',
    action: { text: 'Go to the review', href: `/reviews/${whole.review_id}` },
  };
}

function textsOf(typed: Visit['typed']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, String([value].flat()[0] ?? '').toWellFormed()]),
  );
}
