import { Missing } from '../http/errors';
import { redirect, type PageReply, type Reply, type Visit } from '../http/route';
import type { PageLayout } from '../http/views';
import { CASE_ROLES } from '../reviews/review-policy';
import { wordsOf } from '../reviews/method-words';
import { onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CasePart } from './case-file-queries';
import type { WhichEpisode } from './episode';
import type { Episode } from './episode-content';
import { episodeAddress, type EpisodeFile } from './episode-pages';
import { CONVERSATIONS, METHOD_HEADINGS, episodePart } from './episode-queries';

export const EPISODES = '/reviews/:reviewId/episodes';
export const EPISODE = `${EPISODES}/:episodeId`;
/** Those who write episodes, by their role; that they are on the review is asked of each row. */
const WRITERS = ['lead_reviewer', 'team_member'] as const;
export const OF_WRITERS = { who: WRITERS, scope: 'board' } as const;
export const OF_READERS = { who: CASE_ROLES, scope: 'board' } as const;

/** Which episode an address names. */
export const whichEpisode = ({ params }: Pick<Visit, 'params'>): WhichEpisode => ({
  reviewId: String(params.reviewId),
  episodeId: String(params.episodeId),
});

/**
 * The review and the episode that an address names, with what else the page shows, in one round trip.
 * @throws Missing when there is no such episode, or it is not the reader's to see
 */
export async function readEpisode<More extends object = object>(
  visit: Visit<unknown>,
  more: { [Name in keyof More]: CasePart } = {} as { [Name in keyof More]: CasePart },
): Promise<{ file: EpisodeFile & More; episode: Episode }> {
  const { reviewId, episodeId } = whichEpisode(visit);
  const file = await readCase<EpisodeFile & More>(visit.tx, reviewId, {
    episode: episodePart(episodeId),
    conversations: CONVERSATIONS,
    headings: METHOD_HEADINGS,
    ...more,
  } as unknown as { [Name in keyof (EpisodeFile & More)]: CasePart });
  if (!file.episode) throw new Missing();
  return { file, episode: file.episode };
}

/**
 * The same for one of those who write it. While it is withdrawn, its pages for writing lead to the page for reading.
 * @throws Missing for anyone who does not write in this review
 */
export async function readToWriteEpisode<More extends object = object>(
  visit: Visit<unknown>,
  part: string,
  more?: { [Name in keyof More]: CasePart },
): Promise<{ file: EpisodeFile & More; episode: Episode; elsewhere: Reply | null }> {
  const { file, episode } = await readEpisode<More>(visit, more);
  onlyWhoMay(visit.actor, file, 'makeSense');
  await recordCaseReading(visit.tx, file, `episode ${part}`, episode.id);
  return { file, episode, elsewhere: episode.withdrawn_at ? redirect(episodeAddress(file, episode)) : null };
}

/** The same again, when their form was refused: nothing is written to the audit, the words typed are shown. */
export async function readEpisodeAgain<More extends object = object>(
  visit: Visit<unknown>,
  more?: { [Name in keyof More]: CasePart },
): Promise<{ file: EpisodeFile & More; episode: Episode }> {
  const read = await readEpisode<More>(visit, more);
  onlyWhoMay(visit.actor, read.file, 'makeSense');
  return read;
}

/** A page of an episode; from it one goes back to the episode, or from the episode to the list. */
export function pageOfEpisode(
  visit: Visit<unknown>,
  file: EpisodeFile,
  episode: Episode,
  view: string,
  title: string,
  model: object,
  layout: Partial<PageLayout> = {},
): PageReply {
  return pageOfCase(visit, file, 'episodes', view, title, model, {
    width: 'two-thirds',
    backLink: {
      text: `${wordsOf(file.words).key_practice_episode.One} ${episode.number}: ${episode.title}`,
      href: episodeAddress(file, episode),
    },
    ...layout,
  });
}
