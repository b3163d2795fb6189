import { clockTime, count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import type { Typed } from '../http/typed';
import { typedText } from '../http/typed';
import type { Actor } from '../database/with-actor';
import { releaseBody, type ReleaseBody } from './release-body-pages';
import type { ReleaseFigures } from './release-figures';
import { buildAddress, holdsWords } from './release-pages';
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
  corrects: { number: number; what: string } | null;
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

/** The page on which a release is built, proposed and decided on. */
export function releaseBuildPage(
  release: WholeRelease,
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
        [
          'Hidden',
          attack.figures === 0
            ? 'No figure is above 0'
            : `${count(attack.hidden, 'figure')} of ${attack.figures.toLocaleString('en-GB')} above 0 (${Math.round((attack.hidden / attack.figures) * 100)}%)`,
        ],
        [
          'What an outsider could work out',
          attack.found === 0
            ? 'No hidden figure. It was tried from everything that is printed, with the published reviews counted beside it, and with each release that is out already.'
            : `${count(attack.found, 'hidden figure')}, exactly or too closely, from what is printed here and in the releases that are out. It cannot be proposed: build it with other tables.`,
        ],
        ...foundWords(attack),
        ...apartWords(attack),
      ].map(([key = '', text = '']) => ({ key: { text: key }, value: { text } })),
    corrects:
      release.corrects_number === null
        ? null
        : { number: release.corrects_number, what: release.what_changed },
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
          `${named}. Both count the same reviews, and what one of them hides is given away by the other. ${leaveOut}, and build it again: it is then tried anew. Or choose the same tables as release ${release}: what both print alike gives nothing more away.`,
        ];
  });
}

/** Releases that it could not be set against, and what that means. */
function apartWords({ apart = [] }: KeptAttack): string[][] {
  return apart.map(({ release, why, small_changes }) => [
    `Could not be set against release ${release}`,
    `The two contradict each other (${why}), so the data has changed between them. A hidden figure cannot be worked out from both as if they counted the same reviews. That does not make them safe together: who knows what did not change, or compares the two, can learn something that was not tried here. ${
      small_changes === 0
        ? 'No figure that both print changed so little that the change is itself a small count.'
        : `${count(small_changes, 'figure')} that both print changed so little that the change is itself a small count. Compare them before this goes out.`
    }`,
  ]);
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
        `${builder} asked for this release ${at(release.asked_at)}. Its figures are being counted and protected together, which takes up to a minute or so. This page looks again by itself.`,
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
