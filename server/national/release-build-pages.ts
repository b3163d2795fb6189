import { clockTime, count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import type { Typed } from '../http/typed';
import { typedText } from '../http/typed';
import type { Actor } from '../database/with-actor';
import { releaseBody, type ReleaseBody } from './release-body-pages';
import type { DataSince, ReleaseFigures } from './release-figures';
import { buildAddress, holdsWords } from './release-pages';
import { changesBetween, type ReleaseChanges } from './release-changes';
import { releaseCan } from './release-policy';
import type { KeptAttack, WholeRelease } from './release-queries';

/** views/national/release-build */
export interface ReleaseBuildPage {
  caption: string;
  title: string;
  /** What happened and what is next. */
  said: string[];
  holds: string;
  /** While it is being built: the same page again. */
  again: string | null;
  /** Where another is built, when this one went no further. */
  another: string | null;
  /** How much is hidden, and what an outsider could work out. */
  trial: { key: { text: string }; value: { text: string } }[] | null;
  corrects: { number: number; what: string; changes: ReleaseChanges | null } | null;
  body: ReleaseBody | null;
  can: { propose: boolean; drop: boolean; decide: boolean };
  /** Why the builder cannot propose it, where that is so. */
  cannotPropose: string;
  propose: string;
  drop: string;
  decide: { action: string; value: string; why: string };
  errors: Record<string, { text: string }>;
}

/** Who did what with a release, by account. */
export type Names = ReadonlyMap<string, string>;

/**
 * The page on which a release is built, proposed and decided on.
 * @param corrected the figures of the release that it corrects
 */
export function releaseBuildPage(
  release: WholeRelease,
  corrected: ReleaseFigures | null,
  actor: Actor,
  names: Names,
  publicUrl: string,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): ReleaseBuildPage {
  const { id, number, title, state, settings, attack } = release;
  const can = releaseCan(actor, release);
  const address = buildAddress(id);
  const figures = release.figures === null ? null : (JSON.parse(release.figures) as ReleaseFigures);
  return {
    caption: number === null ? 'Release' : `Release ${number}`,
    title,
    said: saidOf(release, actor, names),
    holds: holdsWords(settings),
    again: state === 'building' ? address : null,
    another: state === 'failed' || state === 'declined' || state === 'dropped' ? '/releases/new' : null,
    trial:
      attack &&
      [
        ['Hidden', hiddenWords(attack)],
        [
          'What an outsider could work out',
          attack.found === 0
            ? 'No hidden figure. It was tried from everything that is printed, with the published reviews counted beside it, and with each release that is out already.'
            : `${count(attack.found, 'hidden figure')}, exactly or too closely, from what is printed here and in the releases that are out. It cannot be proposed: build it with other tables.`,
        ],
        ...foundWords(attack),
        ...sinceWords(figures?.since),
      ].map(([key = '', text = '']) => ({ key: { text: key }, value: { text } })),
    corrects:
      release.corrects_number === null
        ? null
        : {
            number: release.corrects_number,
            what: release.what_changed,
            changes: corrected && figures && changesBetween(corrected, figures),
          },
    body: figures && releaseBody(figures, release.files, address, publicUrl),
    can: { propose: can.propose === true, drop: can.drop === true, decide: can.decide === true },
    cannotPropose: state === 'built' && typeof can.propose === 'string' ? can.propose : '',
    propose: `${address}/proposal`,
    drop: `${address}/taking-back`,
    decide: {
      action: `${address}/decision`,
      value: typedText(typed, 'decision'),
      why: typedText(typed, 'why'),
    },
    errors: errorsByField(problems),
  };
}

/** What was found with which release, and what to do about it. */
function foundWords({ found_with: told = [] }: KeptAttack): string[][] {
  return told.map(({ release, found, figures, tables }) => {
    const named = `${figures.join('; ')}${found > figures.length ? `; and ${found - figures.length} more` : ''}`;
    const without =
      tables.length > 0 ? `the ${tables.length === 1 ? 'table' : 'tables'} ${tables.join('; ')}` : '';
    const leaveOut = without ? `Leave out ${without}` : 'Build it with fewer tables';
    return release === null
      ? ['Found in this release by itself', `${named}. ${leaveOut}.`]
      : [
          `Found together with release ${release}`,
          `${named}. What one of them hides is given away by the two together. ${leaveOut}, and build it again: it is then tried anew.`,
        ];
  });
}

const SINCE: Record<DataSince, string> = {
  same: 'It counts the same reviews. What that release hides is hidden here too, and what it shows is known.',
  grown:
    'Reviews were added since, and none was changed. What was added to a figure is a count as well: where it is small, the figure is hidden here.',
  revised:
    'Earlier reviews or their coding were changed since. Where a figure changed by so little that the change is itself a small count, or is hidden there and hardly changed, it is hidden here. Compare the two before this goes out.',
};

/** What became of the data since each earlier release, and what that hides. */
function sinceWords(since: ReleaseFigures['since'] = []): string[][] {
  return since.map(({ release, data }) => [`Beside release ${release}`, SINCE[data]]);
}

/** How many are hidden, and why. */
function hiddenWords({ figures, hidden, small, differing = 0 }: KeptAttack): string {
  if (figures === 0) return 'No figure is above 0';
  const share = `${count(hidden, 'figure')} of ${figures.toLocaleString('en-GB')} above 0 (${Math.round((hidden / figures) * 100)}%)`;
  if (small === undefined) return share;
  const others = hidden - small - differing;
  return `${share}: ${[
    `${small.toLocaleString('en-GB')} are small`,
    ...(differing > 0 ? [`${differing} differ too little from an earlier release`] : []),
    `${others.toLocaleString('en-GB')} would give away a hidden one`,
  ].join(', ')}.`;
}

const REFRESH_SECONDS = 10;
const MOST_REFRESHED_MS = 10 * 60_000;

/**
 * After how many seconds the page of a release that is being built is shown anew; not for ever, so that a page left open
 * keeps no one signed in.
 */
export function refreshOf(
  { state, asked_at }: Pick<WholeRelease, 'state' | 'asked_at'>,
  now: Date,
): number | undefined {
  return state === 'building' && now.getTime() - asked_at.getTime() < MOST_REFRESHED_MS
    ? REFRESH_SECONDS
    : undefined;
}

function saidOf(release: WholeRelease, actor: Actor, names: Names): string[] {
  const own = release.built_by === actor.accountId;
  const builder = own ? 'You' : (names.get(release.built_by) ?? 'Someone else');
  const at = (moment: Date | null): string =>
    moment ? `on ${longDate(moment)} at ${clockTime(moment)}` : '';
  const by = (account: string | null): string =>
    account === actor.accountId ? 'you' : (names.get(account ?? '') ?? 'someone else');
  switch (release.state) {
    case 'building':
      return [
        `${builder} asked for this release ${at(release.asked_at)}. Its figures are being counted and protected together, which takes seconds, and a minute and a half at the most. This page looks again by itself.`,
      ];
    case 'failed':
      return [`It could not be built. ${release.problem}`];
    case 'built':
      return [
        `${builder} built it ${at(release.built_at)}. Its figures and files are frozen as they are here.`,
        own
          ? 'Read it, and propose it when it is right. Someone else then decides whether it goes out.'
          : 'It is not proposed yet.',
      ];
    case 'proposed':
      return [
        `${builder} proposed it ${at(release.proposed_at)}.`,
        own
          ? 'Someone else decides whether it goes out.'
          : 'Read it. Once it is out, anyone can read it, and nothing of it can be changed or taken back.',
      ];
    case 'dropped':
      return [`${builder} took it back. Nothing of it was published, and its number is free for another.`];
    case 'declined':
      return [
        `Declined ${at(release.decided_at)} by ${by(release.decided_by)}: ${release.decided_why}`,
        'Nothing of it was published.',
      ];
    case 'out':
      return [];
  }
}
