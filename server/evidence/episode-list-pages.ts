import { longDate } from '../http/dates';
import type { Content, Link } from '../http/views';
import { wordsOf, type Term } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import type { EpisodeLine } from './episode-queries';
import { dayBeside, whenWords } from './when';

export interface EpisodesPage {
  title: string;
  lead: string;
  table: object | null;
  /** Shown in place of an empty table. */
  empty: { text: string; action?: Link } | null;
  add: Link | null;
  withdrawn: (Link & { detail: string })[];
}

/** A cell with a link and a quiet second line. */
export interface LinkCell extends Link {
  detail: string;
}

/** A period as people write it: `3 to 9 June 2011`, `4 May 2012`. */
export function periodWords({ from, until }: { from: string; until: string }): string {
  const exactness = dayBeside(from, 1) === until ? 'day' : 'range';
  return whenWords({ from, until, exactness, circa: false });
}

/** The key practice episodes of a review, with what each of them holds. */
export function episodesPage(
  file: CaseFile & { episodes: EpisodeLine[] },
  { makeSense }: { makeSense: boolean },
): EpisodesPage {
  const words = wordsOf(file.words);
  const { key_practice_episode: episode } = words;
  const at = `/reviews/${file.id}/episodes`;
  const standing = file.episodes.filter(({ withdrawn_at }) => withdrawn_at === null);
  const add = makeSense ? { text: `Add ${episode.a}`, href: `${at}/new` } : null;
  return {
    title: episode.Many,
    lead: `The stretches of the case that most need explaining: what happened, how the practice was, and the ${words.view_from_the_tunnel.one} of each practitioner, without the outcome.`,
    table: standing.length > 0 ? tableOf(standing, at, words) : null,
    empty:
      standing.length > 0
        ? null
        : {
            text: makeSense
              ? `Choose the few stretches where, if it made sense then, something about the local system would be explained. Most reviews have between four and ten.`
              : `No ${episode.one} is chosen yet. The reviewers choose them: the few stretches of the case that most need explaining.`,
            action: add ?? undefined,
          },
    add: standing.length > 0 ? add : null,
    withdrawn: file.episodes
      .filter(({ withdrawn_at }) => withdrawn_at !== null)
      .map(({ id, number, title, withdrawn_at, withdrawn_why }) => ({
        text: `${number}. ${title}`,
        href: `${at}/${id}`,
        detail: `Withdrawn on ${longDate(String(withdrawn_at))}: ${withdrawn_why}`,
      })),
  };
}

function tableOf(
  episodes: readonly EpisodeLine[],
  at: string,
  {
    view_from_the_tunnel: view,
    contributory_factor: factor,
    finding,
  }: Record<string, Term> & {
    view_from_the_tunnel: Term;
    contributory_factor: Term;
    finding: Term;
  },
): object {
  const number = (text: number) => ({
    text: text === 0 ? '–' : text.toLocaleString('en-GB'),
    format: 'numeric',
  });
  const label = (name: string) => ({ attributes: { 'data-label': name } });
  return {
    classes: 'app-list-table app-episodes',
    firstCellIsHeader: true,
    caption: 'In the order of time',
    captionClasses: 'govuk-visually-hidden',
    head: [
      { text: 'What it is called' },
      { text: 'Events', format: 'numeric' },
      { text: view.Many, format: 'numeric' },
      { text: factor.Many, format: 'numeric' },
      { text: `${finding.Many} that rest on it`, format: 'numeric' },
    ],
    rows: episodes.map((line) => [
      {
        content: {
          view: 'evidence/link-cell',
          page: {
            text: `${line.number}. ${line.title}`,
            href: `${at}/${line.id}`,
            detail: periodWords(line) + (line.appraised ? '' : '. Not appraised yet'),
          } satisfies LinkCell,
        } satisfies Content,
      },
      { ...number(line.events), ...label('Events') },
      { ...number(line.views), ...label(view.Many) },
      { ...number(line.factors), ...label(factor.Many) },
      { ...number(line.findings), ...label(`${finding.Many} that rest on it`) },
    ]),
  };
}
