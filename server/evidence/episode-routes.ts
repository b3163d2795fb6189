import { clockTime } from '../http/dates';
import { errorsByField } from '../http/forms';
import { redirect, route, type Problem, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { wordsOf } from '../reviews/method-words';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { addEpisode, saveEpisodeDetails, saveEpisodeText } from './episode';
import { EPISODE_TEXTS, type EpisodeText } from './episode-content';
import { episodeEventRoutes } from './episode-event-routes';
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
  WRITERS,
  pageOfEpisode,
  readEpisode,
  readEpisodeAgain,
  readToWriteEpisode,
  whichEpisode,
} from './episode-visits';
import { detailsPage, newEpisodePage, textPage } from './episode-writing-pages';

const texts = Object.keys(EPISODE_TEXTS) as EpisodeText[];

/** Key practice episodes: chosen, read, and written part by part (METHOD section 4). */
export const episodeRoutes: Route[] = [
  route({
    method: 'get',
    path: EPISODES,
    who: CASE_ROLES,
    scope: 'board',
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
    method: 'get',
    path: `${EPISODES}/new`,
    who: WRITERS,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCase(visit.tx, String(visit.params.reviewId));
      onlyWhoMay(visit.actor, file, 'makeSense');
      await recordCaseReading(visit.tx, file, 'episodes');
      return showNew(visit, file);
    },
  }),
  route({
    method: 'post',
    path: `${EPISODES}/new`,
    who: WRITERS,
    scope: 'board',
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
    method: 'get',
    path: EPISODE,
    who: CASE_ROLES,
    scope: 'board',
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
  route({
    method: 'get',
    path: `${EPISODE}/details`,
    who: WRITERS,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const { file, episode, elsewhere } = await readToWriteEpisode(visit, 'details');
      if (elsewhere) return elsewhere;
      const model = detailsPage(file, episode, visit.house.now());
      return pageOfEpisode(visit, file, episode, 'evidence/episode-writing', model.title, model);
    },
  }),
  route({
    method: 'post',
    path: `${EPISODE}/details`,
    who: WRITERS,
    scope: 'board',
    audit: 'episode.saved',
    form: episodeDetailsForm,
    handle: async (visit) => {
      const { tx, actor, house, background, path, form } = visit;
      const { version, action, ...details } = form;
      const now = house.now();
      const saved = await saveEpisodeDetails(tx, actor, now, { ...whichEpisode(visit), version, details });
      if (background) return { kind: 'json', body: { savedAt: clockTime(now), version: saved } };
      return redirect(action === 'continue' ? above(path) : path);
    },
    redisplay: async (visit, problems) => {
      const { file, episode } = await readEpisodeAgain(visit);
      const model = detailsPage(file, episode, visit.house.now(), visit.typed, errorsByField(problems));
      return pageOfEpisode(visit, file, episode, 'evidence/episode-writing', model.title, model);
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

function textRoutes(name: EpisodeText): Route[] {
  const path = `${EPISODE}/${name}`;
  return [
    route({
      method: 'get',
      path,
      who: WRITERS,
      scope: 'board',
      audit: 'evidence.read',
      handle: async (visit) => {
        const { file, episode, elsewhere } = await readToWriteEpisode(visit, name);
        if (elsewhere) return elsewhere;
        const model = textPage(file, episode, name, visit.house.now());
        return pageOfEpisode(visit, file, episode, 'evidence/episode-writing', model.title, model);
      },
    }),
    route({
      method: 'post',
      path,
      who: WRITERS,
      scope: 'board',
      audit: 'episode.saved',
      form: episodeTextForm(name),
      handle: async (visit) => {
        const { tx, actor, house, background, path: here, form } = visit;
        const now = house.now();
        const column = EPISODE_TEXTS[name].name;
        const changes = { [column]: String(form.values[column] ?? '') };
        const saved = await saveEpisodeText(tx, actor, now, {
          ...whichEpisode(visit),
          version: form.version,
          changes,
        });
        if (background) return { kind: 'json', body: { savedAt: clockTime(now), version: saved } };
        return redirect(form.action === 'continue' ? above(here) : here);
      },
      redisplay: async (visit, problems) => {
        const { file, episode } = await readEpisodeAgain(visit);
        const errors = errorsByField(problems);
        const model = textPage(file, episode, name, visit.house.now(), visit.typed, errors);
        return pageOfEpisode(visit, file, episode, 'evidence/episode-writing', model.title, model);
      },
    }),
  ];
}
