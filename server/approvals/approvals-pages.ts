import type { Actor } from '../database/with-actor';
import { count, howLong, longDate } from '../http/dates';
import { wordsOf } from '../reviews/method-words';
import type { Approvals } from './approvals-queries';
import { barToAcceptance } from './brought';
import type { BroughtReview } from './brought-queries';
import { versionWords } from './reading-notes';
import { findingPath } from './step';
import { stepWords } from './transitions';

export interface ApprovalsPage {
  /** Without an action for whoever brought it in. */
  brought: { title: string; text: string; href: string; detail: string; action: string | null }[];
  waiting: { text: string; href: string; detail: string; since: string }[];
  decided: { text: string; href: string; detail: string }[];
}

/** What came in approved elsewhere, what waits for the chair, oldest first, and what was decided last. */
export function approvalsModel(rows: Approvals, actor: Pick<Actor, 'accountId'>, now: Date): ApprovalsPage {
  return {
    brought: rows.brought.map((row) => broughtItem(row, barToAcceptance(actor, row))),
    waiting: rows.waiting.map((row) => ({
      text: row.statement,
      href: findingPath(row.review_id, row.finding_id),
      detail: `${row.child_label}, ${row.reference}, ${wordsOf(row.terms).finding.one} ${row.number}. ${sentence(versionWords(row.version))}, sent by ${row.by_name} on ${longDate(row.at)}.`,
      since: howLong(row.at, now),
    })),
    decided: rows.decided.map((row) => ({
      text: row.statement,
      href: findingPath(row.review_id, row.finding_id),
      detail: `${row.child_label}, ${row.reference}, ${wordsOf(row.terms).finding.one} ${row.number}. ${stepWords(row.action, row.by_name, longDate(row.at), row.version === null ? 'it' : `the ${versionWords(row.version)}`)}`,
    })),
  };
}

function broughtItem(row: BroughtReview, bar: string | null): ApprovalsPage['brought'][number] {
  const by = row.by_name === null ? '' : ` by ${row.by_name}`;
  const one = row.findings === 1;
  const none = 'not count in national figures.';
  return {
    title: `${row.reference}, ${row.child_label}`,
    text: `was brought in from a file${by} on ${longDate(row.at)}.`,
    href: `/reviews/${row.review_id}`,
    detail: [
      `${count(row.findings, 'finding')} in it ${one ? 'was' : 'were'} approved elsewhere.`,
      bar ? `Until ${one ? 'it is accepted, it does' : 'they are accepted they do'} ${none}` : '',
      bar ?? `Until you accept ${one ? 'it, it does' : 'them they do'} ${none}`,
    ]
      .filter(Boolean)
      .join(' '),
    action: bar ? null : `/approvals/brought/${row.review_id}/acceptance`,
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
