import { count, howLong, longDate } from '../http/dates';
import { inWords } from './dimensions';
import { isOfMain, ORIGIN_WORDS, type ReleaseSettings } from './release-settings';
import type { ListedRelease, ReleaseState } from './release-queries';
import type { Actor } from '../database/with-actor';

/** views/national/releases */
export interface ReleasesPage {
  canBuild: boolean;
  /** Those that are not out, for who works with them. */
  waiting: { text: string; href: string; detail: string; since: string }[];
  out: {
    number: number;
    title: string;
    href: string;
    date: string;
    holds: string;
    /** The later release that corrects it. */
    correctedBy: { text: string; href: string }[];
    corrects: string;
  }[];
}

/** The list of releases. */
export function releasesPage(
  releases: readonly ListedRelease[],
  actor: Actor | undefined,
  works: boolean,
  now: Date,
): ReleasesPage {
  return {
    canBuild: works,
    waiting: works
      ? releases
          .filter(({ state }) => state !== 'out')
          .map((release) => ({
            text: release.number === null ? release.title : `Release ${release.number}: ${release.title}`,
            href: buildAddress(release.id),
            detail: `${waitingWords(release, actor)}. Built by ${release.built_by_name ?? 'someone else'}`,
            since: howLong(
              release.decided_at ?? release.proposed_at ?? release.built_at ?? release.asked_at,
              now,
            ),
          }))
      : [],
    out: releases.flatMap((release) =>
      release.state === 'out' && release.number !== null && release.decided_at
        ? [
            {
              number: release.number,
              title: release.title,
              href: `/releases/${release.number}`,
              date: longDate(release.decided_at),
              holds: holdsWords(release.settings),
              correctedBy: release.corrections.map(({ number }) => ({
                text: `Release ${number}`,
                href: `/releases/${number}`,
              })),
              corrects:
                release.corrects_number === null ? '' : `Corrects release ${release.corrects_number}.`,
            },
          ]
        : [],
    ),
  };
}

/** Where a release that is not out is built and decided on. */
export function buildAddress(id: string): string {
  return `/releases/builds/${id}`;
}

const STATES: Record<ReleaseState, string> = {
  building: 'Being built',
  failed: 'Could not be built',
  built: 'Built, not proposed yet',
  dropped: 'Taken back',
  proposed: 'Waits for a second person',
  declined: 'Declined',
  out: 'Out',
};

function waitingWords({ state, built_by }: ListedRelease, actor: Actor | undefined): string {
  if (state === 'proposed' && actor && built_by !== actor.accountId)
    return 'Waits for your decision, or another’s';
  return STATES[state];
}

/** “Published reviews and those made in the workbench, before 22 November 2026. 5 tables: by category and year; … And which categories occur together.” */
export function holdsWords({ origin, before, tables, map, categories }: ReleaseSettings): string {
  const named = tables.map((by) => `by ${inWords(by)}`).join('; ');
  const together = map ? ' And which categories occur together.' : '';
  const main =
    categories === 'main' && (map || tables.some((by) => isOfMain({ categories }, by)))
      ? ' Where they are crossed, the main categories alone.'
      : '';
  return `${ORIGIN_WORDS[origin]}, dated before ${longDate(before)}. ${count(tables.length, 'table')}: ${named}.${together}${main}`;
}
