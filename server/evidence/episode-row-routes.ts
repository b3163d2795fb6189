import { removalForm } from '../findings/part-forms';
import { Missing } from '../http/errors';
import { savedInBackground } from '../findings/saved-in-background';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { wordsOf } from '../reviews/method-words';
import type { CasePart } from './case-file-queries';
import { EPISODE_PARTS, EPISODE_TABLES, partNoun, type EpisodePart } from './episode-content';
import { wasEpisodeRow } from './episode-changes-queries';
import { episodeFormRoutes, type ReadEpisode } from './episode-form-routes';
import { episodeRowForm, fieldsToRead, newEpisodeRowForm } from './episode-forms';
import { episodeAddress } from './episode-pages';
import { eventsAfter, eventsBefore } from './episode-queries';
import { addEpisodeRow, removeEpisodeRow, saveEpisodeRow } from './episode-rows';
import {
  EPISODE,
  OF_WRITERS,
  pageOfEpisode,
  readEpisodeAgain,
  readToWriteEpisode,
  whichEpisode,
} from './episode-visits';
import { rowOf, rowPage, rowRemovalPage, valuesOf } from './episode-writing-pages';
import { tunnelAside, withoutOutcome, type TunnelFile } from './tunnel-pages';

/** The views from the tunnel and the factors of an episode: added, changed, removed. */
export const episodeRowRoutes: Route[] = EPISODE_PARTS.flatMap((part) => [
  ...addRoutes(part),
  ...changeRoutes(part),
  ...removalRoutes(part),
  ...(part === 'views' ? ['new', ':rowId'].map(turnRoute) : []),
]);

/** Beside a view, what could be seen then; what came after only for those who asked for it in the address. */
function beside(visit: Visit<unknown>, part: EpisodePart): Record<string, CasePart> {
  if (part !== 'views') return {};
  const { episodeId } = whichEpisode(visit);
  return {
    ...eventsBefore(episodeId, visit.params.rowId ?? null),
    ...(showsAfter(visit) ? { after: eventsAfter(episodeId) } : {}),
  };
}

/** Shows what came after beside a view, or hides it again, with the words that were written in it so far: none is saved. */
function turnRoute(row: string): Route {
  return route({
    ...OF_WRITERS,
    method: 'post',
    path: `${EPISODE}/views/${row}/beside`,
    audit: 'evidence.read',
    showsAgain: true,
    handle: async (visit) => {
      const rowId = visit.params.rowId ?? null;
      const more = beside(visit, 'views');
      const { elsewhere, ...read } = await readToWriteEpisode(visit, 'views', more);
      if (elsewhere) return elsewhere;
      if (rowId !== null && !rowOf(read.episode, 'views', rowId)) throw new Missing();
      return show(visit, read, 'views', rowId, []);
    },
  });
}

const showsAfter = (visit: Visit<unknown>): boolean => visit.query.after === '1';
const asked = (visit: Visit<unknown>): string => (showsAfter(visit) ? '?after=1' : '');

function addRoutes(part: EpisodePart): Route[] {
  return episodeFormRoutes({
    path: `${part}/new`,
    part,
    audit: 'episode.row_added',
    form: newEpisodeRowForm(part),
    more: (visit) => beside(visit, part),
    show: (visit, read, problems) => show(visit, read, part, null, problems),
    handle: async (visit) => {
      const { tx, actor, house, form, path: here } = visit;
      const fields = form.values;
      const id = await addEpisodeRow(tx, actor, house.now(), { ...whichEpisode(visit), part, fields });
      return redirect(
        form.action === 'continue' ? toRow(here, part, id) : here.replace(/new$/, id) + asked(visit),
      );
    },
  });
}

function changeRoutes(part: EpisodePart): Route[] {
  return episodeFormRoutes({
    path: `${part}/:rowId`,
    part,
    audit: 'episode.row_saved',
    form: episodeRowForm(part),
    more: (visit) => beside(visit, part),
    show: async (visit, read, problems) => {
      const { file, episode } = read;
      const rowId = String(visit.params.rowId);
      if (!problems || rowOf(episode, part, rowId)) return show(visit, read, part, rowId, problems);
      // Removed meanwhile: what was typed, in the form that adds one.
      const of = { board_id: file.board_id, review_id: file.id, episode_id: episode.id };
      if (!(await wasEpisodeRow(visit.tx, EPISODE_TABLES[part], of, rowId))) throw new Missing();
      return show(visit, read, part, null, problems);
    },
    handle: async (visit) => {
      const { tx, actor, house, form, background, path: here, params } = visit;
      const now = house.now();
      const rowId = String(params.rowId);
      const row = { part, rowId, version: form.version, fields: form.values };
      const saved = await saveEpisodeRow(tx, actor, now, { ...whichEpisode(visit), ...row });
      if (background) {
        const save = { now, from: form.version, saved, fields: fieldsToRead(part) };
        return savedInBackground(save, async () => {
          const { episode } = await readEpisodeAgain(visit);
          return valuesOf(rowOf(episode, part, rowId) ?? {});
        });
      }
      return redirect(form.action === 'continue' ? toRow(here, part, rowId) : here + asked(visit));
    },
  });
}

function removalRoutes(part: EpisodePart): Route[] {
  return episodeFormRoutes({
    path: `${part}/:rowId/removal`,
    part,
    audit: 'episode.row_removed',
    form: removalForm,
    show: (visit, { file, episode }) => {
      const model = rowRemovalPage(file, episode, part, String(visit.params.rowId));
      if (!model) throw new Missing();
      return pageOfEpisode(visit, file, episode, 'findings/removal', model.title, model);
    },
    handle: async (visit) => {
      const { tx, actor, form, params, path: here } = visit;
      const row = { part, rowId: String(params.rowId), version: form.version };
      await removeEpisodeRow(tx, actor, { ...whichEpisode(visit), ...row });
      return redirect(here.replace(/\/[^/]+\/[^/]+\/removal$/, `#${part}`), 'Removed.');
    },
  });
}

/** The row's place on the page of its episode. */
const toRow = (here: string, part: EpisodePart, id: string): string =>
  `${here.replace(/\/[^/]+\/[^/]+$/, '')}#${part === 'views' ? 'view' : 'factor'}-${id}`;

function show(
  visit: Visit<unknown>,
  { file, episode }: ReadEpisode,
  part: EpisodePart,
  rowId: string | null,
  problems: Problem[] | null,
): PageReply {
  const typed = problems && visit.typed;
  const errors = errorsByField(problems ?? []);
  const model = rowPage(file, episode, part, rowId, visit.house.now(), typed, errors);
  if (!model) throw new Missing();
  const noun = partNoun(part, wordsOf(file.words));
  const reply = pageOfEpisode(visit, file, episode, 'evidence/episode-writing', noun.One, {
    ...model,
    action: model.action + asked(visit),
  });
  if (part !== 'views') return reply;
  const at = `${episodeAddress(file, episode)}/views/${rowId ?? 'new'}`;
  const view = episode.views.find(({ id }) => id === rowId) ?? null;
  const after = showsAfter(visit);
  return {
    ...reply,
    layout: {
      ...reply.layout,
      identity: after ? reply.layout?.identity : withoutOutcome(reply.layout?.identity),
      aside: { view: 'evidence/tunnel-aside', page: tunnelAside(file as TunnelFile, episode, view, at) },
      asideLabel: 'What could be seen then',
    },
  };
}
