import type { Content, Link } from '../http/views';
import { isUuid } from '../http/ids';
import { wordsOf } from '../reviews/method-words';
import type { Episode } from './episode-content';
import { periodWords } from './episode-list-pages';
import { episodeAddress, eventShown, pagesOf, type EpisodeFile, type EventShown } from './episode-pages';
import type { EpisodeEventRow, Offer } from './episode-queries';

export interface OfferFile extends EpisodeFile {
  events: EpisodeEventRow[];
  /** Of all that is offered: how many, how many of the period, and of these how many are not taken in. */
  counts: { all: number; within: number; left: number };
  /** How many events the episode has. */
  event_count: number;
}

export interface EventChoicePage {
  caption: string;
  title: string;
  lead: string;
  filter: object;
  /** Said when ticks stand for what is suggested and nothing is taken in yet. */
  suggested: string;
  action: string;
  save: string;
  rows: (EventShown & { id: string; ticked: boolean; within: boolean; maybe: boolean; label: string })[];
  empty: { text: string; action?: Link } | null;
  within: string | null;
  pages: Content | null;
  back: Link;
}

export const WEEKS = {
  0: 'Its period alone',
  4: '4 weeks on either side',
  12: '12 weeks on either side',
  52: 'A year on either side',
} as const;

/** Which events an address asks for; what it does not say, or says wrongly, is the usual. */
export function offerOf(query: Record<string, string>): Offer {
  const weeks = Object.keys(WEEKS).includes(query.weeks ?? '') ? Number(query.weeks) : 4;
  const page = /^[1-9]\d{0,4}$/.test(query.page ?? '') ? Number(query.page) : 1;
  return { weeks, agency: isUuid(query.agency ?? '') ? String(query.agency) : null, page };
}

/** The address of one page of what is offered. */
export function offerQuery({ weeks, agency, page }: Offer): string {
  return `?${new URLSearchParams({ weeks: String(weeks), ...(agency ? { agency } : {}), page: String(page) }).toString()}`;
}

/** The page on which events of the chronology are taken into an episode and out of it. */
export function eventChoicePage(file: OfferFile, episode: Episode, offer: Offer): EventChoicePage {
  const { key_practice_episode: term } = wordsOf(file.words);
  const at = episodeAddress(file, episode);
  const suggests = file.event_count === 0 && file.counts.within > 0;
  return {
    caption: `${term.One} ${episode.number}: ${episode.title}`,
    title: 'Choose its events',
    lead: `The chronology of ${periodWords(episode)} and what lies round it. Tick what belongs to the ${term.one}.`,
    filter: {
      action: `${at}/events`,
      label: 'Which events to show',
      submitText: 'Show',
      fields: [
        {
          name: 'weeks',
          label: 'How far round it',
          value: String(offer.weeks),
          items: Object.entries(WEEKS).map(([value, text]) => ({ value, text })),
        },
        {
          name: 'agency',
          label: 'Agency',
          value: offer.agency ?? '',
          items: [
            { value: '', text: 'All agencies' },
            ...file.agencies.map(({ id, name }) => ({ value: id, text: name })),
          ],
        },
      ],
      count: countWords(file.counts),
    },
    suggested: suggests
      ? 'Those wholly within the period are ticked for you; those that may lie outside of it are not. Nothing is taken in until you save.'
      : '',
    action: `${at}/events${offerQuery(offer)}`,
    save: `Save and go to the ${term.one}`,
    rows: file.events.map((event) => {
      const within = !event.circa && event.from >= episode.from && event.until <= episode.until;
      const meets = event.from < episode.until && episode.from < event.until;
      const shown = eventShown(event, file.id);
      return {
        ...shown,
        id: event.id,
        ticked: event.taken || (suggests && within && !event.withdrawn),
        within,
        maybe: meets && !within,
        label: `${shown.when}, ${shown.agency}`,
      };
    }),
    empty: file.events.length > 0 ? null : emptyOf(file),
    within:
      file.counts.left > file.events.length || (file.counts.left > 0 && !suggests)
        ? `Take in all ${file.counts.within.toLocaleString('en-GB')} within the period`
        : null,
    pages: pagesOf(
      file.counts.all,
      offer.page,
      (page) => `${at}/events${offerQuery({ ...offer, page })}`,
      'Events of the chronology',
    ),
    back: { text: `Go to the ${term.one}`, href: at },
  };
}

function countWords({ all, within }: OfferFile['counts']): string {
  const events = `${all.toLocaleString('en-GB')} ${all === 1 ? 'event' : 'events'}`;
  return `${events}, ${within.toLocaleString('en-GB')} within the period`;
}

function emptyOf(file: OfferFile): EventChoicePage['empty'] {
  return {
    text: 'The chronology has no events of this time and agency. Look further round the period, or add to the chronology first.',
    action: { text: 'Go to the chronology', href: `/reviews/${file.id}/chronology` },
  };
}
