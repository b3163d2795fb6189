import type { Link } from '../http/views';
import { count } from '../http/dates';
import { isUuid } from '../http/ids';
import { wordsOf } from '../reviews/method-words';
import type { Episode } from './episode-content';
import { periodWords } from './episode-list-pages';
import { episodeAddress, eventShown, type EpisodeFile, type EventShown } from './episode-pages';
import { EVENTS_A_PAGE, type EpisodeEventRow, type Offer } from './episode-queries';
import type { Errors } from '../findings/fields';

export interface OfferFile extends EpisodeFile {
  events: EpisodeEventRow[];
  /** Of all that is offered: how many, how many of the period, of these how many are not taken in, and how many are. */
  counts: { all: number; within: number; left: number; taken: number };
  /** How many events the episode has. */
  event_count: number;
}

export interface EventChoicePage {
  caption: string;
  title: string;
  lead: string;
  filter: object;
  /** Above the list: what is ticked on this page, what on others, and what saving does. */
  said: string[];
  error: object | null;
  action: string;
  save: string;
  rows: (EventShown & { id: string; ticked: boolean; within: boolean; maybe: boolean; label: string })[];
  empty: { text: string; action?: Link } | null;
  within: string | null;
  /** Other pages: going there saves this one. */
  pages: { text: string; previous: string | null; next: string | null } | null;
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
  const weeks = Object.keys(WEEKS).includes(query.weeks ?? '') ? Number(query.weeks) : 0;
  const page = /^[1-9]\d{0,4}$/.test(query.page ?? '') ? Number(query.page) : 1;
  return {
    weeks,
    agency: isUuid(query.agency ?? '') ? String(query.agency) : null,
    page,
    suggest: query.suggest === '1',
  };
}

/** The address of one page of what is offered. */
export function offerQuery({ weeks, agency, page, suggest }: Offer): string {
  return `?${new URLSearchParams({ weeks: String(weeks), ...(agency ? { agency } : {}), page: String(page), ...(suggest ? { suggest: '1' } : {}) }).toString()}`;
}

/** Where one goes when a page was saved. What is suggested is so on the pages that follow, and not on those saved before. */
export function nextOffer(offer: Offer, pressed: 'save' | 'next' | 'previous'): Offer {
  if (pressed === 'next') return { ...offer, page: offer.page + 1 };
  return { ...offer, page: pressed === 'save' ? offer.page : Math.max(1, offer.page - 1), suggest: false };
}

/** The page on which events of the chronology are taken into an episode and out of it. */
export function eventChoicePage(
  file: OfferFile,
  episode: Episode,
  offer: Offer,
  typed: readonly string[] | null = null,
  errors: Errors = {},
): EventChoicePage {
  const { key_practice_episode: term } = wordsOf(file.words);
  const at = episodeAddress(file, episode);
  const suggests = !typed && (file.event_count === 0 || offer.suggest) && file.counts.within > 0;
  const rows = rowsOf(file, episode, suggests, typed);
  return {
    caption: `${term.One} ${episode.number}: ${episode.title}`,
    title: 'Choose its events',
    lead: `The chronology of ${periodWords(episode)}${offer.weeks > 0 ? ' and what lies round it' : ''}. Tick what belongs to the ${term.one}.`,
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
    said: saidAbove(file, rows, suggests),
    error: errors.event ?? null,
    action: `${at}/events${offerQuery({ ...offer, suggest: suggests })}`,
    save: `Save and go to the ${term.one}`,
    rows,
    empty: file.events.length > 0 ? null : emptyOf(file),
    within:
      file.counts.left > 0
        ? `Take in all ${count(file.counts.within, 'event')} wholly within the period`
        : null,
    pages: otherPages(file.counts, offer),
    back: { text: `Go to the ${term.one}`, href: at },
  };
}

function rowsOf(
  file: OfferFile,
  episode: Episode,
  suggests: boolean,
  typed: readonly string[] | null,
): EventChoicePage['rows'] {
  return file.events.map((event) => {
    const within = !event.circa && event.from >= episode.from && event.until <= episode.until;
    const meets = event.from < episode.until && episode.from < event.until;
    const shown = eventShown(event, file.id);
    return {
      ...shown,
      id: event.id,
      ticked: typed ? typed.includes(event.id) : event.taken || (suggests && within && !event.withdrawn),
      within,
      maybe: meets && !within,
      label: `${shown.when}, ${shown.agency}`,
    };
  });
}

/** What is ticked here and what elsewhere: on a long list neither can be seen from the other. */
function saidAbove(file: OfferFile, rows: EventChoicePage['rows'], suggests: boolean): string[] {
  const ticked = rows.filter((row) => row.ticked).length;
  const elsewhere = file.counts.all - rows.length;
  const takenElsewhere = file.counts.taken - file.events.filter(({ taken }) => taken).length;
  const here = `${elsewhere > 0 ? 'On this page' : 'Here'} ${ofAll(ticked, rows.length)} ${isOrAre(ticked)} ticked${suggests && ticked > 0 ? ' for you: those wholly within the period, not those that may lie outside of it' : ''}.`;
  const there = `Of the ${elsewhere.toLocaleString('en-GB')} on other pages ${takenElsewhere === 0 ? 'none is' : `${takenElsewhere.toLocaleString('en-GB')} ${isOrAre(takenElsewhere)}`} taken in.`;
  return [
    elsewhere > 0 ? `${here} ${there}` : here,
    ...(elsewhere > 0
      ? ['Saving takes in what is ticked on this page, and going to another page saves this one.']
      : []),
    ...(suggests ? ['Nothing is taken in until you save.'] : []),
  ];
}

const ofAll = (ticked: number, all: number): string => (ticked === 0 ? 'none' : `${ticked} of ${all}`);
const isOrAre = (number: number): string => (number > 1 ? 'are' : 'is');

function otherPages({ all }: OfferFile['counts'], { page }: Offer): EventChoicePage['pages'] {
  const last = Math.ceil(all / EVENTS_A_PAGE);
  if (last <= 1) return null;
  return {
    text: `Page ${page} of ${last}`,
    previous: page > 1 ? `Save and go to page ${page - 1}` : null,
    next: page < last ? `Save and go to page ${page + 1}` : null,
  };
}

function countWords({ all, within }: OfferFile['counts']): string {
  const events = `${all.toLocaleString('en-GB')} ${all === 1 ? 'event' : 'events'}`;
  return `${events}, ${within.toLocaleString('en-GB')} wholly within the period`;
}

function emptyOf(file: OfferFile): EventChoicePage['empty'] {
  return {
    text: 'The chronology has no events of this time and agency. Look further round the period, or add to the chronology first.',
    action: { text: 'Go to the chronology', href: `/reviews/${file.id}/chronology` },
  };
}
