import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { dateBoxes, typedDate, typedText, type DateBoxes, type Typed } from '../http/typed';
import type { RegisterAct, Reviewer } from './register-queries';
import { lastPeriod, periodOn, registerState, type Period } from './register-words';

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
              { text: inWords(periodOn(reviewer.accredited, today)) },
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

function inWords(period: Period | undefined): string {
  return period ? `${longDate(period.from)} to ${longDate(period.until)}` : 'Never';
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
  /** The last period, to put right; null when there is none. */
  right: { from: DateBoxes; until: DateBoxes } | null;
  history: { text: string; detail: string }[];
  can: { suspend: boolean; restore: boolean };
  errors: Record<string, { text: string }>;
}

/** One reviewer's entry, with what may be done to it. */
export function reviewerPage(
  reviewer: Reviewer,
  acts: readonly RegisterAct[],
  today: string,
  typed?: Typed,
  problems: readonly Problem[] = [],
): ReviewerPage {
  const row = (key: string, text: string) => ({ key: { text: key }, value: { text } });
  const listed = reviewer.version > 0;
  const last = lastPeriod(acts);
  const period = reviewer.accredited.at(-1);
  const next = period && period.until > today ? period.until : today;
  const box = (name: string, stored: string | null): DateBoxes =>
    typed && `${name}-day` in typed ? typedDate(typed, name) : dateBoxes(stored);
  return {
    name: reviewer.name,
    email: reviewer.email,
    rows: [
      row('E-mail address', reviewer.email),
      row('Standing', registerState(reviewer, today).text),
      ...(listed ? [row('Accredited', reviewer.accredited.map(inWords).join('; '))] : []),
      ...(reviewer.suspended_on ? [row('Why suspended', reviewer.note)] : []),
    ],
    action: `/register/${reviewer.account_id}`,
    // Always the version as it is now: a refused page shows the entry as it is now.
    version: String(reviewer.version),
    title: listed ? 'Renew' : 'Accredit this reviewer',
    button: listed ? 'Add this period' : 'Accredit',
    from: box('from', next),
    until: box('until', null),
    right: last ? { from: box('right_from', last.from), until: box('right_until', last.until) } : null,
    history: acts.map(actLine).reverse(),
    reason: typed ? typedText(typed, 'reason') : '',
    can: { suspend: listed && reviewer.suspended_on === null, restore: reviewer.suspended_on !== null },
    errors: errorsByField(problems),
  };
}

/** One act on the entry: what, and below it who and when. */
function actLine(act: RegisterAct): { text: string; detail: string } {
  const period = act.from && act.until ? inWords({ from: act.from, until: act.until }) : '';
  const said = {
    period: `Accredited ${period}${act.replaced ? ' (corrected since)' : ''}`,
    correction: `Period corrected to ${period}${act.replaced ? ' (corrected again since)' : ''}`,
    suspension: `Suspended: ${act.words}`,
    restoration: 'Suspension lifted',
  }[act.what];
  return { text: said, detail: [act.by_name, longDate(act.at)].filter(Boolean).join(', ') };
}
