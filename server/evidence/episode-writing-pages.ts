import {
  controlOf,
  firstOf,
  type Errors,
  type Field,
  type Typed,
  type Value,
  type Values,
} from '../findings/fields';
import { asWritten } from '../findings/frame-pages';
import { inWords } from '../findings/fields';
import type { RemovalPage } from '../findings/part-pages';
import { withHints } from '../findings/section-pages';
import type { Content } from '../http/views';
import { headingsOf, wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import {
  CONVERSATION_FIELD,
  EPISODE_TEXTS,
  partFields,
  partNoun,
  type Episode,
  type EpisodePart,
  type EpisodeText,
} from './episode-content';
import { episodeAddress, savedAtWords, type EpisodeFile } from './episode-pages';
import { conversationName } from './episode-rows';
import { dayBeside } from './when';

/** A page on which some of an episode is written. */
export interface EpisodeWritingPage {
  caption: string;
  title: string;
  lead: string;
  action: string;
  /** The version that its form is filled from; null for a form that adds. */
  version: string | null;
  controls: Content[];
  savedAt: string;
  /** Whether it shows words that are not saved. */
  unsaved: boolean;
  /** Said on the one button of a form that adds; where it is null, the form saves and stays. */
  button: string | null;
  removal: string | null;
}

const DETAILS: readonly Field[] = [
  {
    kind: 'line',
    name: 'title',
    label: 'What is it called?',
    hint: 'A few words on the stretch of work, such as “The three weeks after the second referral”.',
  },
  { kind: 'date', name: 'from', label: 'First day', hint: 'For example, 27 3 2011' },
  { kind: 'date', name: 'to', label: 'Last day' },
];

/** The page that begins an episode. */
export function newEpisodePage(
  file: CaseFile,
  typed: Typed | null = null,
  errors: Errors = {},
): EpisodeWritingPage {
  const { key_practice_episode: episode } = wordsOf(file.words);
  return {
    caption: '',
    title: `Add ${episode.a}`,
    lead: 'Its events are chosen on the next page: those of its period are offered first.',
    action: `/reviews/${file.id}/episodes/new`,
    version: null,
    controls: DETAILS.map((field) => controlOf(field, {}, typed, errors)),
    savedAt: '',
    unsaved: typed !== null,
    button: 'Add it and choose its events',
    removal: null,
  };
}

/** The page on which an episode gets another name or period. */
export function detailsPage(
  file: EpisodeFile,
  episode: Episode,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): EpisodeWritingPage {
  const values = { title: episode.title, from: episode.from, to: dayBeside(episode.until, -1) };
  return {
    ...written(file, episode, now, typed),
    title: 'What it is called and when it was',
    lead: 'Events that were taken in stay in when the period changes.',
    action: `${episodeAddress(file, episode)}/details`,
    version: versionOf(episode.version, typed),
    controls: DETAILS.map((field) => controlOf(field, values, typed, errors)),
  };
}

/** The page on which one of the texts of an episode is written. */
export function textPage(
  file: EpisodeFile,
  episode: Episode,
  name: EpisodeText,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): EpisodeWritingPage {
  const field = EPISODE_TEXTS[name];
  return {
    ...written(file, episode, now, typed),
    title: field.label,
    action: `${episodeAddress(file, episode)}/${name}`,
    version: versionOf(episode.version, typed),
    controls: withHints([field], { [field.name]: episode[field.name] }, typed, errors),
  };
}

/** The page on which a row of one of the episode's lists is added (`id` null) or changed; undefined for no such row. */
export function rowPage(
  file: EpisodeFile,
  episode: Episode,
  part: EpisodePart,
  id: string | null,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): EpisodeWritingPage | undefined {
  const row = id === null ? null : rowOf(episode, part, id);
  if (row === undefined) return undefined;
  const noun = partNoun(part, wordsOf(file.words));
  const at = `${episodeAddress(file, episode)}/${part}`;
  const values = row === null ? {} : valuesOf(row);
  const page = written(file, episode, now, typed);
  return {
    ...page,
    title: row === null ? `Add ${noun.a}` : titleOf(part, values, noun.One),
    lead:
      part === 'views'
        ? 'Write it as it was from where they stood: what could be seen then, in their words where you have them.'
        : 'Name what would have pushed anyone in that place the same way.',
    action: row === null ? `${at}/new` : `${at}/${id}`,
    version: row === null ? null : versionOf(row.version, typed),
    controls: withHints(fieldsOf(file, part, values), values, typed, errors),
    savedAt: row === null && !typed ? '' : page.savedAt,
    removal: row === null ? null : `${at}/${id}/removal`,
  };
}

/** The page that asks whether to remove a row and shows what it says; undefined when there is no such row. */
export function rowRemovalPage(
  file: EpisodeFile,
  episode: Episode,
  part: EpisodePart,
  id: string,
): RemovalPage | undefined {
  const row = rowOf(episode, part, id);
  if (!row) return undefined;
  const noun = partNoun(part, wordsOf(file.words));
  const at = episodeAddress(file, episode);
  const values = valuesOf(row);
  return {
    title: `Remove this ${noun.one}?`,
    action: `${at}/${part}/${id}/removal`,
    back: `${at}#${part}`,
    version: row.version,
    button: `Remove this ${noun.one}`,
    rows: fieldsOf(file, part, values)
      .map((field) => ({ field, text: inWords(field, String(values[field.name] ?? '')) }))
      .filter(({ text }) => text !== '')
      .map(({ field, text }) => ({ key: { text: field.label }, value: asWritten(text) })),
  };
}

/** A row of one of the episode's lists. */
export function rowOf(episode: Episode, part: EpisodePart, id: string) {
  const rows: readonly { id: string; version: number }[] = episode[part];
  return rows.find((row) => row.id === id);
}

/** The columns of a row, as its fields show them. */
export const valuesOf = (row: object): Values =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value as Value]));

/** Its fields; of the conversations, those that may be relied on and the one that it rests on already. */
function fieldsOf(file: EpisodeFile, part: EpisodePart, values: Values): Field[] {
  const offered = file.conversations.filter(({ id, open }) => open || id === values[CONVERSATION_FIELD]);
  const conversations = Object.fromEntries(offered.map((one) => [one.id, conversationName(one)]));
  const fields = partFields(part, headingsOf(file.headings), conversations);
  if (part !== 'views' || offered.length > 0) return fields;
  const { conversation } = wordsOf(file.words);
  return fields.map((field) =>
    field.name === CONVERSATION_FIELD
      ? {
          ...field,
          hint: `None can be chosen yet: ${conversation.many} show here once there is consent to use them.`,
        }
      : field,
  );
}

function titleOf(part: EpisodePart, values: Values, noun: string): string {
  return part === 'views' && values.role_label ? `${noun}: ${String(values.role_label)}` : noun;
}

function written(file: EpisodeFile, episode: Episode, now: Date, typed: Typed | null): EpisodeWritingPage {
  const { key_practice_episode: term } = wordsOf(file.words);
  return {
    caption: `${term.One} ${episode.number}: ${episode.title}`,
    title: '',
    lead: '',
    action: '',
    version: null,
    controls: [],
    unsaved: typed !== null,
    savedAt: typed ? 'Not saved yet' : savedAtWords(episode, now),
    button: null,
    removal: null,
  };
}

const versionOf = (stored: number, typed: Typed | null): string =>
  (typed && firstOf(typed.version)) || String(stored);
