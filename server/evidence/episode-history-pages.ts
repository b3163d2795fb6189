import { wordChanges, type Passage } from '../approvals/changes';
import { inWords, type Field } from '../findings/fields';
import { clockTime, longDate } from '../http/dates';
import { headingsOf, wordsOf } from '../reviews/method-words';
import {
  EPISODE_TABLES,
  EPISODE_TEXTS,
  partFields,
  partNoun,
  type Episode,
  type EpisodePart,
} from './episode-content';
import { periodWords } from './episode-list-pages';
import type { EpisodeFile } from './episode-pages';
import type { SavedState } from './episode-queries';
import { conversationName } from './episode-rows';

export interface EpisodeHistoryPage {
  caption: string;
  title: string;
  lead: string;
  /** The latest first. */
  saves: { heading: string; by: string; changes: { label: string; paragraphs: Passage[][] }[] }[];
}

interface Step {
  state: SavedState;
  /** The same row as it stood before; none when it was added. */
  before: SavedState | undefined;
  /** True for the state in which it was removed. */
  removed: boolean;
}

/** How an episode and its lists came to say what they say: each save with what it changed. */
export function episodeHistoryPage(
  file: EpisodeFile & { history: SavedState[] },
  episode: Episode,
): EpisodeHistoryPage {
  const { key_practice_episode: term } = wordsOf(file.words);
  return {
    caption: `${term.One} ${episode.number}: ${episode.title}`,
    title: 'How it changed',
    lead: 'Every save, the latest first. Nothing that was written is lost.',
    saves: stepsOf(file.history)
      .map((step) => ({
        heading: headingOf(file, step),
        by: `${step.state.by_name ?? 'Someone'}, ${longDate(step.state.at)} at ${clockTime(step.state.at)}`,
        changes: changesOf(file, step),
      }))
      .filter(({ changes }) => changes.length > 0)
      .toReversed(),
  };
}

function stepsOf(history: readonly SavedState[]): Step[] {
  const last = new Map<string, SavedState>();
  const steps: Step[] = [];
  for (const state of history) {
    const key = `${state.kind} ${state.row_id}`;
    steps.push({ state, before: last.get(key), removed: false });
    last.set(key, state);
  }
  // A row that is nowhere as it stands now was removed; when, the audit says.
  for (const state of last.values()) if (!state.current) steps.push({ state, before: state, removed: true });
  return steps;
}

function headingOf(file: EpisodeFile, { state, before, removed }: Step): string {
  const words = wordsOf(file.words);
  const noun =
    state.kind === 'episode' ? words.key_practice_episode.One : partNoun(partOf(state.kind), words).One;
  const whose = text(state.fields.role_label);
  const what = whose ? `${noun}: ${whose}` : noun;
  if (removed) return `${what}, removed since`;
  return before ? `${what}, changed` : `${what}, added`;
}

const partOf = (kind: 'tunnel_view' | 'episode_factor'): EpisodePart =>
  kind === EPISODE_TABLES.views ? 'views' : 'factors';

function changesOf(file: EpisodeFile, { state, before, removed }: Step) {
  return labelled(file, state.kind).flatMap(({ label, say }) => {
    const [was, is] = [before && !removed ? say(before.fields) : '', removed ? '' : say(state.fields)];
    const old = removed ? say(state.fields) : was;
    return old === is ? [] : [{ label, paragraphs: [wordChanges(old, is)] }];
  });
}

interface Said {
  label: string;
  say(fields: Record<string, unknown>): string;
}

function labelled(file: EpisodeFile, kind: SavedState['kind']): Said[] {
  if (kind !== 'episode') {
    const conversations = Object.fromEntries(
      file.conversations.map((one) => [one.id, conversationName(one)]),
    );
    return partFields(partOf(kind), headingsOf(file.headings), conversations).map(asSaid);
  }
  return [
    { label: 'What it is called', say: (fields) => text(fields.title) },
    { label: 'When it was', say: (fields) => periodOf(text(fields.period)) },
    ...Object.values(EPISODE_TEXTS).map(asSaid),
    { label: 'Withdrawn', say: (fields) => text(fields.withdrawn_why) },
  ];
}

const asSaid = (field: Field): Said => ({
  label: field.label,
  say: (fields) => inWords(field, text(fields[field.name])),
});

function periodOf(range: string): string {
  const [, from = '', until = ''] = /^\[(\S+),(\S+)\)$/.exec(range) ?? [];
  return from && until ? periodWords({ from, until }) : '';
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
