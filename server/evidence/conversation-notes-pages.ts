import { controlOf, firstOf, type Errors, type Field, type Typed, type Values } from '../findings/fields';
import type { Content } from '../http/views';
import type { Saved } from './conversation-notes';
import { namesakeOf, personalOf, type Namesake } from './conversation-label';
import { conversationAt, savedAtWords } from './conversation-pages';
import { labelled } from './conversation-places';
import { whyNoNotes } from './conversation-policy';
import type { Conversation } from './conversation-queries';
import { PART_NAMES, anchorOf, isAccount, scheduleFor, type PartName } from './conversation-schedule';

export interface NotesRow {
  anchor: string;
  title: string;
  id: string;
  versionName: string;
  version: string;
  controls: Content[];
  first: boolean;
  last: boolean;
}
export interface NotesPart {
  anchor: string;
  title: string;
  ask: readonly string[];
  controls: Content[];
  list: { rows: NotesRow[]; none: string; add: string; action: string; noun: string; moves: boolean } | null;
}
export interface NotesPage {
  title: string;
  action: string;
  about: string;
  version: string;
  parts: NotesPart[];
  jumps: { text: string; href: string }[];
  /** Why there is less here than the schedule asks. */
  why: { text: string; href: string } | null;
  personal: { text: string; href: string } | null;
  namesake: Namesake | null;
  savedAt: string;
  read: string;
}

/** The page on which notes are written: all parts of the schedule, one below the other, in one form. */
export function notesPage(
  conversation: Conversation,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): NotesPage {
  const schedule = scheduleFor(conversation.about);
  const base = conversationAt(conversation);
  const why = whyNoNotes(conversation);
  const own = (name: PartName): NotesPart => ({
    anchor: `on-${name}`,
    title: schedule.parts[name].title,
    ask: schedule.parts[name].ask,
    controls: [
      controlFor(partField(name, schedule.parts[name].title), { [name]: conversation[name] }, typed, errors),
    ],
    list: null,
  });
  const turning: NotesPart = {
    anchor: 'on-turning-points',
    title: schedule.turning.title,
    ask: schedule.turning.ask,
    controls: [],
    list: {
      rows: conversation.turning_points.map((row, index, all) =>
        rowOf(row, schedule.turningFields, anchorOf.turning(row.id), {
          noun: schedule.turning.one,
          index,
          count: all.length,
          typed,
          errors,
        }),
      ),
      none: schedule.turning.none,
      add: schedule.turning.add,
      action: 'add-turning-point',
      noun: schedule.turning.one.toLowerCase(),
      moves: true,
    },
  };
  const factors: NotesPart = {
    anchor: 'on-factors',
    title: schedule.factors.title,
    ask: schedule.factors.ask,
    controls: [],
    list: {
      rows: conversation.factors.map((row, index, all) =>
        rowOf(row, schedule.factorFields, anchorOf.factor(row.id), {
          noun: schedule.factors.one,
          index,
          count: all.length,
          typed,
          errors,
        }),
      ),
      none: schedule.factors.none,
      add: schedule.factors.add,
      action: 'add-factor',
      noun: schedule.factors.one.toLowerCase(),
      moves: true,
    },
  };
  const [purpose, part, ...rest] = PART_NAMES.filter((name) => why === null || !isAccount(name)).map(own);
  const parts = [purpose, part, ...(why === null ? [turning, factors] : []), ...rest].filter(
    (one) => one !== undefined,
  );
  return {
    title: conversation.role_label,
    action: `${base}/notes`,
    about: conversation.about,
    version: (typed && firstOf(typed['record-version'])) || String(conversation.version),
    parts,
    jumps: parts.map(({ anchor, title }) => ({ text: title, href: `#${anchor}` })),
    why: why === null ? null : { text: why, href: `${base}/about#consent` },
    personal: personalOf(conversation, base),
    // Once something is written the two records were meant.
    namesake: labelled(conversation).length === 0 ? namesakeOf(conversation, base) : null,
    savedAt: typed ? 'Not saved yet' : savedAtWords(conversation.saved_at, now),
    read: base,
  };
}

const partField = (name: PartName, title: string): Field => ({
  kind: 'text',
  name,
  label: `Notes: ${title}`,
  rows: name === 'part' ? 10 : 5,
});

/** The label of a part's only box says what its heading says already: it is there for those who do not see it. */
function controlFor(field: Field, values: Values, typed: Typed | null, errors: Errors): Content {
  const { view, page } = controlOf(field, values, typed, errors);
  return { view, page: { ...page, label: { text: field.label, classes: 'govuk-visually-hidden' } } };
}

function rowOf(
  row: { id: string; version: number },
  fields: readonly Field[],
  anchor: string,
  {
    noun,
    index,
    count,
    typed,
    errors,
  }: { noun: string; index: number; count: number; typed: Typed | null; errors: Errors },
): NotesRow {
  const versionName = `${anchor}-version`;
  const values: Values = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [`${anchor}-${name}`, value as unknown as string]),
  );
  return {
    anchor,
    title: `${noun} ${index + 1}`,
    id: row.id,
    versionName,
    version: (typed && firstOf(typed[versionName])) || String(row.version),
    controls: fields.map((field) =>
      controlOf({ ...field, name: `${anchor}-${field.name}` }, values, typed, errors),
    ),
    first: index === 0,
    last: index === count - 1,
  };
}

/**
 * What the page's fields should hold after it saved by itself: the new versions, and the words of others that were
 * saved meanwhile in fields that were not written in here.
 */
export function valuesAfter(saved: readonly Saved[]): Record<string, string> {
  return Object.fromEntries(
    saved.flatMap(({ sheet, version, stored }) => [
      [sheet.id === null ? 'record-version' : `${sheet.prefix}version`, String(version)],
      ...Object.entries(sheet.values)
        .filter(([name, sent]) => String(stored[name] ?? '') !== String(sent ?? ''))
        .flatMap(([name]) => boxesOf(sheet.prefix + name, name, stored[name])),
    ]),
  ) as Record<string, string>;
}

function boxesOf(key: string, name: string, stored: unknown): [string, string][] {
  const value = String(stored ?? '');
  if (name !== 'happened_on') return [[key, value]];
  const [year = '', month = '', day = ''] = value.split('-');
  return [
    [`${key}-day`, day.replace(/^0/, '')],
    [`${key}-month`, month.replace(/^0/, '')],
    [`${key}-year`, year],
  ];
}
