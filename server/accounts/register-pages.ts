import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { dateBoxes, typedDate, typedText, type DateBoxes, type Typed } from '../http/typed';
import type { Reviewer } from './register-queries';
import { registerState } from './register-words';

export interface RegisterPage {
  find: string;
  count: string;
  table: object | null;
  empty: string;
}

/** The register: each reviewer with how they stand today. */
export function registerPage(reviewers: readonly Reviewer[], find: string, today: string): RegisterPage {
  return {
    find,
    count: count(reviewers.length, 'reviewer'),
    table:
      reviewers.length === 0
        ? null
        : {
            caption: 'Register of reviewers',
            captionClasses: 'govuk-visually-hidden',
            head: ['Reviewer', 'Standing', 'Accredited'].map((text) => ({ text })),
            rows: reviewers.map((reviewer) => [
              {
                content: {
                  view: 'accounts/list-name',
                  page: {
                    href: `/register/${reviewer.account_id}`,
                    name: reviewer.name,
                    detail: reviewer.email,
                  },
                },
              },
              { content: { view: 'components/tag', page: standingTag(reviewer, today) } },
              { text: periodOf(reviewer) },
            ]),
          },
    empty: find
      ? 'No reviewer has that in their name or e-mail address.'
      : 'No one has the role of a lead reviewer yet. An administrator gives accounts; then you accredit them here.',
  };
}

// One word, since the period stands beside it.
const STANDING = {
  accredited: 'Accredited',
  not_yet: 'Not yet',
  lapsed: 'Lapsed',
  suspended: 'Suspended',
  absent: 'Not accredited',
} as const;

function standingTag(reviewer: Reviewer, today: string): { text: string; classes: string } {
  const { state, current } = registerState(reviewer, today);
  return { text: STANDING[state], classes: current ? '' : 'govuk-tag--yellow' };
}

function periodOf({ accredited_from: from, accredited_until: until }: Reviewer): string {
  return from && until ? `${longDate(from)} to ${longDate(until)}` : 'Never';
}

export interface ReviewerPage {
  name: string;
  email: string;
  rows: object[];
  action: string;
  version: string;
  title: string;
  button: string;
  from: DateBoxes;
  until: DateBoxes;
  reason: string;
  can: { suspend: boolean; restore: boolean };
  errors: Record<string, { text: string }>;
}

/** One reviewer's entry, with what may be done to it. */
export function reviewerPage(
  reviewer: Reviewer,
  today: string,
  typed?: Typed,
  problems: readonly Problem[] = [],
): ReviewerPage {
  const row = (key: string, text: string) => ({ key: { text: key }, value: { text } });
  const listed = reviewer.version > 0;
  const box = (name: 'from' | 'until', stored: string | null): DateBoxes =>
    typed && `${name}-day` in typed ? typedDate(typed, name) : dateBoxes(stored);
  return {
    name: reviewer.name,
    email: reviewer.email,
    rows: [
      row('E-mail address', reviewer.email),
      row('Standing', registerState(reviewer, today).text),
      ...(listed ? [row('Accredited', periodOf(reviewer))] : []),
      ...(reviewer.suspended_on ? [row('Why suspended', reviewer.note)] : []),
    ],
    action: `/register/${reviewer.account_id}`,
    // Always the version as it is now: a refused page shows the entry as it is now.
    version: String(reviewer.version),
    title: listed ? 'Renew or change the period' : 'Accredit this reviewer',
    button: listed ? 'Save the period' : 'Accredit',
    from: box('from', reviewer.accredited_from ?? today),
    until: box('until', reviewer.accredited_until),
    reason: typed ? typedText(typed, 'reason') : '',
    can: { suspend: listed && reviewer.suspended_on === null, restore: reviewer.suspended_on !== null },
    errors: errorsByField(problems),
  };
}
