import { redirect, type Route, type Visit } from '../http/route';
import { chooseEvents } from './episode';
import { eventChoicePage, offerOf, offerQuery, type OfferFile } from './episode-event-pages';
import { episodeFormRoutes } from './episode-form-routes';
import { eventChoiceForm } from './episode-forms';
import { episodeEventCount, offeredCounts, offeredEvents } from './episode-queries';
import { pageOfEpisode, whichEpisode } from './episode-visits';
import type { Episode } from './episode-content';

type Offered = Pick<OfferFile, 'events' | 'counts' | 'event_count'>;

/** The events of the chronology that belong to an episode. */
export const episodeEventRoutes: Route[] = episodeFormRoutes<typeof eventChoiceForm, Offered>({
  path: 'events',
  part: 'events',
  audit: 'episode.events_chosen',
  form: eventChoiceForm,
  more: offered,
  show: (visit, { file, episode }) => show(visit, file, episode),
  handle: async (visit) => {
    const { tx, actor, house, form, path, query } = visit;
    const offer = offerOf(query);
    const { taken, left } = await chooseEvents(tx, actor, house.now(), {
      ...whichEpisode(visit),
      choice: {
        shown: form.shown,
        ticked: form.event,
        within: form.action === 'within',
        agency: offer.agency,
      },
    });
    const to = form.action === 'continue' ? path.replace(/\/events$/, '') : `${path}${offerQuery(offer)}`;
    return redirect(to, saidOf(taken, left));
  },
});

function offered(visit: Visit<unknown>) {
  const { episodeId } = whichEpisode(visit);
  const offer = offerOf(visit.query);
  return {
    events: offeredEvents(episodeId, offer),
    counts: offeredCounts(episodeId, offer),
    event_count: episodeEventCount(episodeId),
  };
}

function show(visit: Visit<unknown>, file: OfferFile, episode: Episode) {
  const model = eventChoicePage(file, episode, offerOf(visit.query));
  return pageOfEpisode(visit, file, episode, 'evidence/episode-events', model.title, model);
}

function saidOf(taken: number, left: number): string {
  if (taken === 0 && left === 0) return 'Saved. Nothing was taken in or out.';
  const events = (n: number): string => `${n.toLocaleString('en-GB')} ${n === 1 ? 'event' : 'events'}`;
  const said = [taken > 0 && `${events(taken)} taken in`, left > 0 && `${events(left)} taken out`];
  return `Saved: ${said.filter(Boolean).join(', ')}.`;
}
