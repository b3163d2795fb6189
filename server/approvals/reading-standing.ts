import { termOf } from '../findings/frame-pages';
import type { WholeFinding } from '../findings/finding-queries';
import { longDate } from '../http/dates';
import { versionWords } from './reading-notes';
import type { Version } from './step';
import { STATE_WORDS, type Part } from './transitions';

/** What has happened to a finding, for this reader; the digest where the version shown is frozen for good. */
export interface Standing {
  text: string;
  quote: string;
  sha256: string;
}

/** “Finding 3, second version. Sent to you on 2 May 2012”. */
export function captionOf(
  whole: WholeFinding,
  shown: Version,
  latest: boolean,
  parts: readonly Part[],
): string {
  const to = parts.includes('chair') ? 'you' : 'the chair';
  const which = `${termOf(whole).One} ${whole.number}, ${versionWords(shown.number)}.`;
  if (!latest) return `${which} An earlier version, sent on ${longDate(shown.submitted_at)}`;
  return `${which} Sent to ${to} on ${longDate(shown.submitted_at)}`;
}

/** Null when there is nothing to say that the page does not say already. */
export function standingOf(whole: WholeFinding, shown: Version, parts: readonly Part[]): Standing | null {
  const last = whole.steps.at(-1);
  const onReview = parts.includes('lead') || parts.includes('team');
  const when = longDate(last?.at ?? shown.submitted_at);
  switch (whole.state) {
    case 'submitted':
      return onReview
        ? { text: `Sent to the chair on ${when}. You can read it but not change it.`, quote: '', sha256: '' }
        : null;
    case 'approved':
      return {
        text: `Approved on ${longDate(shown.approved_at ?? shown.submitted_at)} by ${shown.approved_by_name ?? 'the chair'}. Version ${shown.number} is frozen and counts in the national figures.`,
        quote: '',
        sha256: shown.sha256,
      };
    case 'returned':
      return {
        text: `Returned for changes on ${when}. The reviewers are working on it.`,
        quote: last?.comment ?? '',
        sha256: '',
      };
    case 'draft':
      return last?.action === 'reopen'
        ? {
            text: `Reopened on ${when} by ${last.by_name}. The reviewers are writing a new version. Below is the version as it was approved on ${longDate(shown.approved_at ?? shown.submitted_at)}.`,
            quote: last.comment,
            sha256: shown.sha256,
          }
        : {
            text: `The reviewers took this version back on ${when}. They are working on it.`,
            quote: '',
            sha256: '',
          };
  }
}

/** A line of the list of versions. */
export function versionLine(version: Version): string {
  const sent = `Version ${version.number}, sent by ${version.submitted_by_name} on ${longDate(version.submitted_at)}`;
  const approved = version.approved_at ? `approved on ${longDate(version.approved_at)}` : '';
  const states: Record<string, string> = {
    submitted: STATE_WORDS.submitted.toLowerCase(),
    returned: 'returned for changes',
    withdrawn: 'taken back',
    approved,
    superseded: `${approved}, later replaced`,
  };
  return `${sent}; ${states[version.state] ?? version.state}`;
}
