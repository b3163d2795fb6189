import { typedText } from '../http/typed';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { wordsOf } from '../reviews/method-words';
import { recordCaseReading } from './case-file';
import { episodeFormRoutes, type ReadEpisode } from './episode-form-routes';
import { withdrawalForm } from './episode-forms';
import { episodeHistoryPage } from './episode-history-pages';
import { episodeAddress, episodePage, type WholeEpisodeFile } from './episode-pages';
import { episodeHistory, findingsOnEpisode, type SavedState } from './episode-queries';
import { restoreEpisode, withdrawEpisode } from './episode-standing';
import {
  EPISODE,
  OF_READERS,
  OF_WRITERS,
  pageOfEpisode,
  readEpisode,
  readEpisodeAgain,
  whichEpisode,
} from './episode-visits';

type Findings = Pick<WholeEpisodeFile, 'findings'>;

/** How an episode came to be as it is, and whether it stands: withdrawn with a reason, and put back. */
export const episodeStandingRoutes: Route[] = [
  route({
    ...OF_READERS,
    method: 'get',
    path: `${EPISODE}/history`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const { episodeId } = whichEpisode(visit);
      const { file, episode } = await readEpisode<{ history: SavedState[] }>(visit, {
        history: episodeHistory(episodeId),
      });
      await recordCaseReading(visit.tx, file, 'episode history', episode.id);
      const model = episodeHistoryPage(file, episode);
      return pageOfEpisode(visit, file, episode, 'evidence/episode-history', model.title, model);
    },
  }),
  ...episodeFormRoutes<typeof withdrawalForm, Findings>({
    path: 'withdrawal',
    part: 'withdrawal',
    audit: 'episode.withdrawn',
    form: withdrawalForm,
    more: (visit) => ({
      findings: findingsOnEpisode(whichEpisode(visit).episodeId),
    }),
    show: showWithdrawal,
    handle: async (visit) => {
      const { tx, actor, house, form } = visit;
      const which = whichEpisode(visit);
      await withdrawEpisode(tx, actor, house.now(), { ...which, why: form.why });
      return redirect(
        `/reviews/${which.reviewId}/episodes/${which.episodeId}`,
        'Withdrawn. It can be put back at any time.',
      );
    },
  }),
  route({
    ...OF_WRITERS,
    method: 'post',
    path: `${EPISODE}/restoration`,
    audit: 'episode.restored',
    handle: async (visit) => {
      const which = whichEpisode(visit);
      await restoreEpisode(visit.tx, visit.actor, visit.house.now(), which);
      return redirect(`/reviews/${which.reviewId}/episodes/${which.episodeId}`, 'Put back.');
    },
    redisplay: async (visit) => {
      const { file, episode } = await readEpisodeAgain(visit);
      const whole: WholeEpisodeFile = { ...file, events: [], event_count: 0, findings: [] };
      const model = episodePage(whole, episode, { makeSense: true }, 1);
      return pageOfEpisode(visit, file, episode, 'evidence/episode', episode.title, model);
    },
  }),
];

export interface EpisodeWithdrawalPage {
  caption: string;
  title: string;
  lead: string;
  action: string;
  why: object;
  button: string;
  back: string;
}

function showWithdrawal(
  visit: Visit<unknown>,
  { file, episode }: ReadEpisode<Findings>,
  problems: Problem[] | null,
): PageReply {
  const { key_practice_episode: term, finding } = wordsOf(file.words);
  const resting = file.findings.length;
  const model: EpisodeWithdrawalPage = {
    caption: `${term.One} ${episode.number}: ${episode.title}`,
    title: `Withdraw this ${term.one}?`,
    lead: `It stays to be read, and can be put back. ${resting === 0 ? `No ${finding.one} rests on it.` : `${resting} ${resting === 1 ? `${finding.one} rests` : `${finding.many} rest`} on it and will say that it was withdrawn.`}`,
    action: `${episodeAddress(file, episode)}/withdrawal`,
    why: {
      id: 'why',
      name: 'why',
      rows: 4,
      value: typedText(visit.typed, 'why'),
      label: { text: 'Why is it withdrawn?', classes: 'govuk-label--s' },
      errorMessage: errorsByField(problems ?? []).why,
    },
    button: 'Withdraw it',
    back: episodeAddress(file, episode),
  };
  return pageOfEpisode(visit, file, episode, 'evidence/episode-withdrawal', model.title, model);
}
