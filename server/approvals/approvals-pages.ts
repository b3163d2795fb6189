import { howLong, longDate } from '../http/dates';
import type { DecidedFinding, WaitingFinding } from './approvals-queries';
import { versionWords } from './reading-notes';
import { findingPath } from './step';
import { stepWords } from './transitions';

export interface ApprovalsPage {
  waiting: { text: string; href: string; detail: string; since: string }[];
  decided: { text: string; href: string; detail: string }[];
}

/** What waits for the chair, oldest first, and what was decided last. */
export function approvalsModel(
  rows: { waiting: readonly WaitingFinding[]; decided: readonly DecidedFinding[] },
  now: Date,
): ApprovalsPage {
  return {
    waiting: rows.waiting.map((row) => ({
      text: row.statement,
      href: findingPath(row.review_id, row.finding_id),
      detail: `${row.child_label}, ${row.reference}, finding ${row.number}. ${sentence(versionWords(row.version))}, sent by ${row.by_name} on ${longDate(row.at)}.`,
      since: howLong(row.at, now),
    })),
    decided: rows.decided.map((row) => ({
      text: row.statement,
      href: findingPath(row.review_id, row.finding_id),
      detail: `${row.child_label}, ${row.reference}, finding ${row.number}. ${stepWords(row.action, row.by_name, longDate(row.at), row.version === null ? 'it' : `the ${versionWords(row.version)}`)}`,
    })),
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
