import { errorsByField } from '../http/forms';
import { redirect, type Problem, type Route, type Visit } from '../http/route';
import { chooseEvents } from './episode';
import { eventChoicePage, nextOffer, offerOf, offerQuery, type OfferFile } from './episode-event-pages';
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
  show: (visit, { file, episode }, problems) => show(visit, file, episode, problems),
  handle: async (visit) => {
    const { tx, actor, house, form, path, query } = visit;
    const offer = offerOf(query);
    const { taken, left } = await chooseEvents(tx, actor, house.now(), {
      ...whichEpisode(visit),
      choice: {
        shown: form.shown,
        ticked: form.event,
        within: form.take,
        agency: offer.agency,
        some: form.action === 'save' || form.action === 'continue',
      },
    });
    const said = saidOf(taken, left);
    if (form.take) return redirect(`${path}${offerQuery({ ...offer, suggest: false })}`, said);
    if (form.action === 'continue') return redirect(path.replace(/\/events$/, ''), said);
    return redirect(`${path}${offerQuery(nextOffer(offer, form.action))}`, said);
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

function show(visit: Visit<unknown>, file: OfferFile, episode: Episode, problems: Problem[] | null) {
  const ticked = problems && [visit.typed.event ?? []].flat().map(String);
  const model = eventChoicePage(file, episode, offerOf(visit.query), ticked, errorsByField(problems ?? []));
  return pageOfEpisode(visit, file, episode, 'evidence/episode-events', model.title, model);
}

function saidOf(taken: number, left: number): string {
  if (taken === 0 && left === 0) return 'Nothing was taken in or out: it is as it was.';
  const events = (n: number): string => `${n.toLocaleString('en-GB')} ${n === 1 ? 'event' : 'events'}`;
  const said = [taken > 0 && `${events(taken)} taken in`, left > 0 && `${events(left)} taken out`];
  return `Saved: ${said.filter(Boolean).join(', ')}.`;
}
