import { clockTime, isoDay, longDate } from '../http/dates';
import type { Content, Link } from '../http/views';
import { FACTOR_LEVELS, WEIGHTS } from '../findings/finding-content';
import { headingsOf, wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import {
  CONVERSATION_FIELD,
  EPISODE_TEXTS,
  partFields,
  type Episode,
  type TunnelView,
} from './episode-content';
import { periodWords } from './episode-list-pages';
import { EVENTS_A_PAGE, type EpisodeEventRow, type HeldConversation } from './episode-queries';
import { conversationName } from './episode-rows';
import { typedWhen } from './events';

/** A review with one of its episodes, as the pages of the episode need it. */
export interface EpisodeFile extends CaseFile {
  episode: Episode | null;
  conversations: HeldConversation[];
  headings: unknown;
}
export interface WholeEpisodeFile extends EpisodeFile {
  events: EpisodeEventRow[];
  event_count: number;
  findings: { id: string; number: number; statement: string }[];
}

export interface EpisodePage {
  caption: string;
  title: string;
  period: string;
  change: Link | null;
  withdrawn: { text: string; restore: string | null } | null;
  events: {
    items: EventShown[];
    count: string;
    empty: string;
    change: Link | null;
    pages: Content | null;
  };
  texts: { id: string; title: string; text: string; empty: string; change: Link | null }[];
  views: ListOfRows;
  factors: ListOfRows;
}

interface ListOfRows {
  id: string;
  title: string;
  empty: string;
  add: Link | null;
  rows: {
    /** The anchor that a pointer opens. */
    id: string;
    title: string;
    detail: string;
    /** Said when what it rests on is no longer there. */
    warning: string;
    answers: { label: string; text: string }[];
    change: Link | null;
  }[];
}

/** An event of the chronology where an episode shows it. */
export interface EventShown {
  when: string;
  agency: string;
  text: string;
  child: string;
  href: string;
  withdrawn: boolean;
}

export const episodeAddress = (file: Pick<CaseFile, 'id'>, { id }: Pick<Episode, 'id'>): string =>
  `/reviews/${file.id}/episodes/${id}`;

/** The episode of a file that was read for one of its pages. */
export const savedAtWords = ({ saved_at }: Pick<Episode, 'saved_at'>, now: Date): string => {
  const at = new Date(saved_at);
  return isoDay(at) === isoDay(now)
    ? `Saved at ${clockTime(at)}`
    : `Saved on ${longDate(at)} at ${clockTime(at)}`;
};

/** An event with its day in words and a way to its place in the chronology. */
export function eventShown(event: EpisodeEventRow, reviewId: string): EventShown {
  return {
    when: typedWhen(event, event.time),
    agency: event.agency,
    text: event.description,
    child: event.child_experience,
    href: `/reviews/${reviewId}/chronology/${event.id}`,
    withdrawn: event.withdrawn,
  };
}

/** Ways to the other pages of a list that is longer than one. */
function pagesOf(
  count: number,
  current: number,
  href: (page: number) => string,
  label: string,
): Content | null {
  const last = Math.ceil(count / EVENTS_A_PAGE);
  if (last <= 1) return null;
  return {
    view: 'components/pagination',
    page: {
      landmarkLabel: label,
      previous: current > 1 ? { href: href(current - 1) } : undefined,
      next: current < last ? { href: href(current + 1), labelText: `${current + 1} of ${last}` } : undefined,
    },
  };
}

/** The page of an episode, in the order in which it is read; for its writers each part leads to where it is changed. */
export function episodePage(
  file: WholeEpisodeFile,
  episode: Episode,
  { makeSense }: { makeSense: boolean },
  page: number,
): EpisodePage {
  const words = wordsOf(file.words);
  const at = episodeAddress(file, episode);
  const mayWrite = makeSense && episode.withdrawn_at === null;
  const link = (text: string, place: string): Link | null =>
    mayWrite ? { text, href: `${at}/${place}` } : null;
  return {
    caption: `${words.key_practice_episode.One} ${episode.number}`,
    title: episode.title,
    period: periodWords(episode),
    change: link('Change what it is called and when it was', 'details'),
    withdrawn: episode.withdrawn_at
      ? {
          text: `Withdrawn on ${longDate(episode.withdrawn_at)}${episode.withdrawn_by_name ? ` by ${episode.withdrawn_by_name}` : ''}: ${episode.withdrawn_why}`,
          restore: makeSense ? `${at}/restoration` : null,
        }
      : null,
    events: {
      items: file.events.map((event) => eventShown(event, file.id)),
      count: file.event_count > EVENTS_A_PAGE ? `${file.event_count.toLocaleString('en-GB')} events` : '',
      empty: 'No events of the chronology are taken in yet.',
      change: link(file.event_count > 0 ? 'Take events in or out' : 'Choose its events', 'events'),
      pages: pagesOf(
        file.event_count,
        page,
        (to) => `${at}?page=${to}#events`,
        `Events of this ${words.key_practice_episode.one}`,
      ),
    },
    texts: Object.entries(EPISODE_TEXTS).map(([slug, { name, label, hint }]) => ({
      id: name,
      title: name === 'appraisal' ? 'How was the practice?' : label,
      text: episode[name],
      empty: mayWrite ? hint : 'Not written yet.',
      change: link(episode[name] === '' ? 'Write this' : 'Change', slug),
    })),
    views: viewsOf(file, episode, mayWrite ? at : null),
    factors: factorsOf(file, episode, mayWrite ? at : null),
  };
}

function viewsOf(file: EpisodeFile, episode: Episode, at: string | null): ListOfRows {
  const { view_from_the_tunnel: term } = wordsOf(file.words);
  const fields = partFields('views', {}).filter(({ kind }) => kind === 'text');
  return {
    id: 'views',
    title: term.Many,
    empty:
      'For each practitioner involved: what could be seen from where they stood, with what came later out of sight.',
    add: at ? { text: `Add ${term.a}`, href: `${at}/views/new` } : null,
    rows: episode.views.map((view) => ({
      id: `view-${view.id}`,
      title: view.role_label || 'No role named yet',
      ...restsOn(file, view),
      answers: fields
        .map(({ name, label }) => ({ label, text: view[name as 'knew'] }))
        .filter(({ text }) => text !== ''),
      change: at ? { text: 'Change', href: `${at}/views/${view.id}` } : null,
    })),
  };
}

function restsOn(file: EpisodeFile, view: TunnelView): { detail: string; warning: string } {
  const conversation = file.conversations.find(({ id }) => id === view[CONVERSATION_FIELD]);
  const { one } = wordsOf(file.words).conversation;
  if (!conversation) return { detail: `Rests on no ${one} yet`, warning: '' };
  return {
    detail: `Rests on the ${one} with ${conversationName(conversation)}`,
    warning: conversation.open
      ? ''
      : `That ${one} can no longer be relied on: it was withdrawn, or there is no consent to use it.`,
  };
}

function factorsOf(file: EpisodeFile, episode: Episode, at: string | null): ListOfRows {
  const { contributory_factor: term } = wordsOf(file.words);
  const headings = headingsOf(file.headings);
  return {
    id: 'factors',
    title: term.Many,
    empty:
      'The conditions that would have pushed anyone the same way: the family, the work, the team, the agencies and what is round them.',
    add: at ? { text: `Add ${term.a}`, href: `${at}/factors/new` } : null,
    rows: episode.factors.map(({ id, text, heading, level, weight }) => ({
      id: `factor-${id}`,
      title: text || 'Not yet described',
      detail: [
        heading ? headings[heading] : 'No heading yet',
        level ? FACTOR_LEVELS[level] : 'No level yet: it is in the table but not in the picture',
        weight && WEIGHTS[weight],
      ]
        .filter(Boolean)
        .join(' · '),
      warning: '',
      answers: [],
      change: at ? { text: 'Change', href: `${at}/factors/${id}` } : null,
    })),
  };
}

export interface EpisodeAside {
  findings: { heading: string; text?: string; items: Link[] };
  links: Link[];
  savedAt: string;
}

/** Beside an episode: the findings that rest on it, when it was saved, and the ways to its history and withdrawal. */
export function episodeAside(
  file: WholeEpisodeFile,
  episode: Episode,
  { makeSense }: { makeSense: boolean },
  now: Date,
): EpisodeAside {
  const { finding } = wordsOf(file.words);
  const at = episodeAddress(file, episode);
  return {
    findings: {
      heading: `${finding.Many} that rest on it`,
      text: file.findings.length === 0 ? 'None yet.' : undefined,
      items: file.findings.map(({ id, number, statement }) => ({
        text: `${finding.One} ${number}: ${statement || 'not yet put into words'}`,
        href: `/reviews/${file.id}/findings/${id}`,
      })),
    },
    links: [
      ...(makeSense && !episode.withdrawn_at
        ? [{ text: `Use this in ${finding.a}`, href: `/reviews/${file.id}/use?episode=${episode.id}` }]
        : []),
      { text: 'See how it changed', href: `${at}/history` },
      ...(makeSense && !episode.withdrawn_at ? [{ text: 'Withdraw it', href: `${at}/withdrawal` }] : []),
    ],
    savedAt: savedAtWords(episode, now),
  };
}
