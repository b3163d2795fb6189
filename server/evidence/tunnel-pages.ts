import type { Link } from '../http/views';
import { longDate } from '../http/dates';
import type { PageLayout } from '../http/views';
import { wordsOf } from '../reviews/method-words';
import type { Episode, TunnelView } from './episode-content';
import { eventShown, type EpisodeFile, type EventShown } from './episode-pages';
import { EVENTS_BESIDE, type EpisodeEventRow } from './episode-queries';
import { dayBeside } from './when';

/** What is read for the page on which a view from the tunnel is written. */
export interface TunnelFile extends EpisodeFile {
  own: EpisodeEventRow[];
  others: EpisodeEventRow[];
  own_count: number;
  others_count: number;
  /** Read only when the writer asked to see what came after. */
  after?: EpisodeEventRow[];
}

export interface TunnelAside {
  heading: string;
  text: string;
  groups: SeenThen[];
  after: { heading: string; hindsight: string; items: EventShown[]; empty: string } | null;
  /** Shows what came after, or hides it again: a button of the form, which brings what was written along. */
  turn: { text: string; action: string };
}

export interface SeenThen {
  heading: string;
  empty: string;
  items: EventShown[];
  /** What came before these, folded; of very many the rest stands in the chronology. */
  earlier: { text: string; items: EventShown[]; rest: Link | null } | null;
}

/**
 * What stands beside a view from the tunnel while it is written: what could be known by the end of the episode, that
 * practitioner's own agency first. What came after is there only when it was asked for.
 */
export function tunnelAside(
  file: TunnelFile,
  episode: Episode,
  view: TunnelView | null,
  path: string,
): TunnelAside {
  const { key_practice_episode: term } = wordsOf(file.words);
  const agency = agencyOf(file, view);
  const own = file.agencies.find(({ id }) => id === agency);
  const end = longDate(dayBeside(episode.until, -1));
  const shown = (events: readonly EpisodeEventRow[]) => events.map((event) => eventShown(event, file.id));
  const chronology = `/reviews/${file.id}/chronology?to=${dayBeside(episode.until, -1)}`;
  const others = {
    heading: own ? 'The other agencies' : 'The agencies',
    ...inTwo(shown(file.others), file.others_count, chronology),
  };
  return {
    heading: 'What could be seen then',
    text: `The chronology up to ${end}, the latest of it. What came after is out of sight while you write; so is an event whose date may reach past that day, even when the ${term.one} has it.`,
    groups: [
      ...(own
        ? [
            {
              heading: own.name,
              ...inTwo(shown(file.own), file.own_count, `${chronology}&agency=${own.id}`),
              empty: 'Nothing of this agency up to that day.',
            },
          ]
        : []),
      { ...others, empty: 'Nothing in the chronology up to that day.' },
    ],
    after: file.after
      ? {
          heading: `After ${end}, or perhaps after it`,
          hindsight:
            'None of this could be known then. Once read it makes what happened look as if it could have been foreseen, so keep it out of the words on the left.',
          items: shown(file.after),
          empty: 'Nothing in the chronology after that day.',
        }
      : null,
    turn: file.after
      ? { text: 'Hide what came after', action: `${path}/beside` }
      : { text: 'Show what came after', action: `${path}/beside?after=1` },
  };
}

/** The last events in sight, and those before them folded. */
function inTwo(items: EventShown[], all: number, chronology: string): Pick<SeenThen, 'items' | 'earlier'> {
  const earlier = items.slice(0, -EVENTS_BESIDE);
  const left = all - items.length;
  return {
    items: items.slice(-EVENTS_BESIDE),
    earlier:
      earlier.length === 0
        ? null
        : {
            text: `The ${(all - Math.min(items.length, EVENTS_BESIDE)).toLocaleString('en-GB')} before these`,
            items: earlier,
            rest:
              left > 0
                ? {
                    text: `${left.toLocaleString('en-GB')} earlier ones are in the chronology (opens in a new tab)`,
                    href: chronology,
                  }
                : null,
          },
  };
}

/** The agency of the practitioner whose view it is, as the conversation that it rests on says. */
export function agencyOf(file: Pick<EpisodeFile, 'conversations'>, view: TunnelView | null): string | null {
  return file.conversations.find(({ id }) => id === view?.conversation_id)?.agency_id ?? null;
}

const TELLS_THE_OUTCOME = ['Kind', 'Clock'];

/** The bar above the page, without what tells how the case ended: its kind, and what its clock waits for. */
export function withoutOutcome(identity: PageLayout['identity']): PageLayout['identity'] {
  return (
    identity && {
      ...identity,
      facts: identity.facts?.filter(({ key }) => !TELLS_THE_OUTCOME.includes(key)),
    }
  );
}
