import { clockTime } from '../http/dates';
import { errorsByField } from '../http/forms';
import { redirect, route, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { wordsOf } from '../reviews/method-words';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { addEpisode, saveEpisodeDetails, saveEpisodeText } from './episode';
import { EPISODE_TEXTS, type EpisodeText } from './episode-content';
import { episodeEventRoutes } from './episode-event-routes';
import { episodeFormRoutes } from './episode-form-routes';
import { episodeDetailsForm, episodeTextForm, newEpisodeForm } from './episode-forms';
import { episodesPage } from './episode-list-pages';
import { episodeAside, episodePage, type WholeEpisodeFile } from './episode-pages';
import {
  EPISODE_LINES,
  episodeEventCount,
  episodeEvents,
  findingsOnEpisode,
  type EpisodeLine,
} from './episode-queries';
import { episodeRowRoutes } from './episode-row-routes';
import { episodeStandingRoutes } from './episode-standing-routes';
import {
  EPISODE,
  EPISODES,
  OF_READERS,
  OF_WRITERS,
  pageOfEpisode,
  readEpisode,
  whichEpisode,
} from './episode-visits';
import { detailsPage, newEpisodePage, textPage } from './episode-writing-pages';

const texts = Object.keys(EPISODE_TEXTS) as EpisodeText[];

/** Key practice episodes: chosen, read, and written part by part (METHOD section 4). */
export const episodeRoutes: Route[] = [
  route({
    ...OF_READERS,
    method: 'get',
    path: EPISODES,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCase<{ episodes: EpisodeLine[] }>(visit.tx, String(visit.params.reviewId), {
        episodes: EPISODE_LINES,
      });
      await recordCaseReading(visit.tx, file, 'episodes');
      const model = episodesPage(file, evidenceCanOf(visit.actor, file));
      return pageOfCase(visit, file, 'episodes', 'evidence/episodes', model.title, model);
    },
  }),
  route({
    ...OF_WRITERS,
    method: 'get',
    path: `${EPISODES}/new`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCase(visit.tx, String(visit.params.reviewId));
      onlyWhoMay(visit.actor, file, 'makeSense');
      await recordCaseReading(visit.tx, file, 'episodes');
      return showNew(visit, file);
    },
  }),
  route({
    ...OF_WRITERS,
    method: 'post',
    path: `${EPISODES}/new`,
    audit: 'episode.added',
    form: newEpisodeForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const reviewId = String(params.reviewId);
      const { id } = await addEpisode(tx, actor, house.now(), { reviewId, ...form });
      return redirect(`/reviews/${reviewId}/episodes/${id}/events`, 'Added. Now choose its events.');
    },
    redisplay: async (visit, problems) => {
      const file = await readCase(visit.tx, String(visit.params.reviewId));
      onlyWhoMay(visit.actor, file, 'makeSense');
      return showNew(visit, file, problems);
    },
  }),
  route({
    ...OF_READERS,
    method: 'get',
    path: EPISODE,
    audit: 'evidence.read',
    handle: async (visit) => {
      const { episodeId } = whichEpisode(visit);
      const number = /^[1-9]\d{0,4}$/.test(visit.query.page ?? '') ? Number(visit.query.page) : 1;
      const { file, episode } = await readEpisode<
        Pick<WholeEpisodeFile, 'events' | 'event_count' | 'findings'>
      >(visit, {
        events: episodeEvents(episodeId, number),
        event_count: episodeEventCount(episodeId),
        findings: findingsOnEpisode(episodeId),
      });
      await recordCaseReading(visit.tx, file, 'episode', episode.id);
      const can = evidenceCanOf(visit.actor, file);
      const { key_practice_episode: term } = wordsOf(file.words);
      const title = `${term.One} ${episode.number}: ${episode.title}`;
      return pageOfEpisode(
        visit,
        file,
        episode,
        'evidence/episode',
        title,
        episodePage(file, episode, can, number),
        {
          backLink: { text: term.Many, href: `/reviews/${file.id}/episodes` },
          aside: {
            view: 'evidence/episode-aside',
            page: episodeAside(file, episode, can, visit.house.now()),
          },
          asideLabel: `About this ${term.one}`,
        },
      );
    },
  }),
  ...episodeFormRoutes({
    path: 'details',
    part: 'details',
    audit: 'episode.saved',
    form: episodeDetailsForm,
    show: (visit, { file, episode }, problems) => {
      const typed = problems && visit.typed;
      const model = detailsPage(file, episode, visit.house.now(), typed, errorsByField(problems ?? []));
      return pageOfEpisode(visit, file, episode, 'evidence/episode-writing', model.title, model);
    },
    handle: async (visit) => {
      const { tx, actor, house, form } = visit;
      const { version, action, ...details } = form;
      const now = house.now();
      const saved = await saveEpisodeDetails(tx, actor, now, { ...whichEpisode(visit), version, details });
      return savedReply(visit, action, now, saved);
    },
  }),
  ...texts.flatMap(textRoutes),
  ...episodeEventRoutes,
  ...episodeRowRoutes,
  ...episodeStandingRoutes,
];

function showNew(visit: Visit<unknown>, file: Parameters<typeof newEpisodePage>[0], problems?: Problem[]) {
  const model = newEpisodePage(file, problems ? visit.typed : null, errorsByField(problems ?? []));
  return pageOfCase(visit, file, 'episodes', 'evidence/episode-writing', model.title, model, {
    width: 'two-thirds',
    backLink: { text: wordsOf(file.words).key_practice_episode.Many, href: `/reviews/${file.id}/episodes` },
  });
}

/** The page above: of a part, the episode. */
const above = (path: string): string => path.replace(/\/[^/]+$/, '');

/** What follows the saving of a part: to the script the new version, else the same page, or the episode. */
const savedReply = (
  { background, path }: Visit<unknown>,
  action: string,
  now: Date,
  version: number,
): Reply =>
  background
    ? { kind: 'json', body: { savedAt: clockTime(now), version } }
    : redirect(action === 'continue' ? above(path) : path);

function textRoutes(name: EpisodeText): Route[] {
  return episodeFormRoutes({
    path: name,
    part: name,
    audit: 'episode.saved',
    form: episodeTextForm(name),
    show: (visit, { file, episode }, problems) => {
      const typed = problems && visit.typed;
      const model = textPage(file, episode, name, visit.house.now(), typed, errorsByField(problems ?? []));
      return pageOfEpisode(visit, file, episode, 'evidence/episode-writing', model.title, model);
    },
    handle: async (visit) => {
      const { tx, actor, house, form } = visit;
      const now = house.now();
      const column = EPISODE_TEXTS[name].name;
      const changes = { [column]: String(form.values[column] ?? '') };
      const { version } = form;
      const saved = await saveEpisodeText(tx, actor, now, { ...whichEpisode(visit), version, changes });
      return savedReply(visit, form.action, now, saved);
    },
  });
}
