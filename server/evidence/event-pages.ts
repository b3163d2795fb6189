import { JOURNEY_STAGES, type JourneyStage } from '../findings/finding-content';
import { firstOf, itemsOf, type Errors, type Typed } from '../findings/fields';
import { clockTime, longDate } from '../http/dates';
import type { Content } from '../http/views';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { versionsOf, type VersionItem } from './event-history';
import { BASES } from './event-forms';
import type { WholeEvent } from './event-queries';
import { typedWhen } from './events';
import type { EvidenceCan } from './evidence-policy';
import { parseWhen, whenWords, type When } from './when';

type Row = { key: { text: string }; value: { text: string } | { content: Content } };

/** The page of one event. */
export interface EventPage {
  title: string;
  agency: string;
  rows: Row[];
  withdrawn: { when: string; why: string } | null;
  ways: { change: string; withdrawal: string; restoration: string; chronology: string; use: string };
  can: EvidenceCan;
  version: number;
  episodes: { text: string; href: string }[];
  none: string;
  findings: { text: string; href: string; detail: string }[];
  history: VersionItem[];
}

const PART_WORDS: Record<string, string> = {
  manifestation: 'How did it show in this case?',
  rationales: 'Why did it make sense?',
  extent_evidence: 'This case or wider',
  factors: 'The context',
};

export type EventFile = CaseFile & {
  event: WholeEvent | null;
  documents: { id: string; title: string }[];
};

/** One event with where it came from, what rests on it and what it said before. */
export function eventPage(file: EventFile, event: WholeEvent, can: EvidenceCan): EventPage {
  const words = wordsOf(file.words);
  const review = `/reviews/${file.id}`;
  const address = `${review}/chronology/${event.id}`;
  const agency = file.agencies.find(({ id }) => id === event.agency_id)?.name ?? '';
  return {
    title: typedWhen(event, event.time),
    agency,
    rows: rowsOf(file, event, agency),
    withdrawn: event.withdrawn_at
      ? {
          when: `Withdrawn on ${longDate(event.withdrawn_at)}${event.withdrawn_by ? ` by ${event.withdrawn_by}` : ''}`,
          why: event.withdrawn_why,
        }
      : null,
    ways: {
      change: `${address}/change`,
      withdrawal: `${address}/withdrawal`,
      restoration: `${address}/restoration`,
      chronology: chronologyAt(review, event),
      use: `${review}/use?event=${event.id}`,
    },
    can,
    version: event.version,
    none: `No ${words.key_practice_episode.one} and no ${words.finding.one} rests on this event yet.`,
    episodes: event.in_episodes.map((episode) => ({
      text: `${words.key_practice_episode.One} ${episode.number}: ${episode.title}${episode.withdrawn ? ' (withdrawn)' : ''}`,
      href: `${review}/episodes/${episode.id}`,
    })),
    findings: event.findings.map((finding) => ({
      text: `Finding ${finding.number}${finding.statement ? `: ${finding.statement}` : ''}`,
      href: `${review}/findings/${finding.id}`,
      detail: PART_WORDS[finding.from_part] ?? '',
    })),
    history: versionsOf(event, file),
  };
}

/** The chronology from the month of an event on, at the event. */
function chronologyAt(review: string, event: WholeEvent): string {
  const month = event.from.slice(0, 7);
  return `${review}/chronology?from=${month}-01${event.withdrawn ? '&withdrawn=yes' : ''}#event-${event.id}`;
}

function rowsOf(file: EventFile, event: WholeEvent, agency: string): Row[] {
  const row = (key: string, text: string): Row[] =>
    text ? [{ key: { text: key }, value: { content: { view: 'evidence/written', page: { text } } } }] : [];
  const link = (key: string, text: string, href: string): Row => ({
    key: { text: key },
    value: { content: { view: 'evidence/link', page: { text, href } } },
  });
  return [
    ...row('What happened', event.description),
    ...row('The child’s experience', event.child_experience),
    ...row('How it is known', event.child_basis ? BASES[event.child_basis] : ''),
    ...row('Agency', agency),
    ...row('How exact the date is', exactWords(event)),
    ...row('People', event.people.join(', ')),
    ...row('Stage of the child’s journey', event.stage ? JOURNEY_STAGES[event.stage as JourneyStage] : ''),
    ...row('Source', event.source),
    ...(event.document
      ? [
          link(
            'Document',
            event.document.title + (event.document.withdrawn ? ' (withdrawn)' : ''),
            `/reviews/${file.id}/documents/${event.document.id}`,
          ),
        ]
      : []),
    ...(event.load
      ? [
          link(
            'Loaded from',
            `${event.load.file_name}${event.load_row ? `, row ${event.load_row}` : ''}`,
            `/reviews/${file.id}/chronology/loads/${event.load.id}`,
          ),
        ]
      : []),
  ];
}

/** How exactly a date is known, in words. */
export function exactWords(when: When): string {
  const words = {
    day: 'The day is known',
    month: 'The month is known, the day is not',
    year: 'The year is known, the month is not',
    range: 'Some time from the first to the last day, or all through it',
  }[when.exactness];
  return when.circa ? `${words.replace(/ is known/, ' is about right')}` : words;
}

/** The page that adds an event or changes one. */
export interface EventFormPage {
  title: string;
  action: string;
  version: string | null;
  values: Record<string, string>;
  /** How the date in the box is read. */
  readAs: string;
  agencies: { value: string; text: string }[];
  documents: { value: string; text: string }[];
  stages: { value: string; text: string }[];
  bases: { value: string; text: string }[];
  usedPeople: string;
  back: string;
  errors: Errors;
}

const MOST_NAMED = 20;

/** The form of an event with what is stored, what was typed, or for a new one what an address suggests. */
export function eventFormPage(
  file: EventFile & { people: string[] },
  stored: Partial<Record<string, string>>,
  typed: Typed | null,
  errors: Errors,
): EventFormPage {
  const { event } = file;
  const address = `/reviews/${file.id}/chronology`;
  const names = ['when', 'agency', 'new_agency', 'description', 'people', 'child_experience'];
  const values = Object.fromEntries(
    [...names, 'child_basis', 'stage', 'source', 'document'].map((name) => [
      name,
      (typed ? firstOf(typed[name]) : stored[name]) ?? '',
    ]),
  );
  const read = parseWhen(values.when ?? '');
  return {
    title: event ? 'Change this event' : 'Add an event',
    action: event ? `${address}/${event.id}/change` : `${address}/new`,
    version: event ? ((typed && firstOf(typed.version)) ?? String(event.version)) : null,
    values,
    readAs: 'when' in read && values.when ? `Read as ${whenWords(read.when)}. ${exactWords(read.when)}.` : '',
    agencies: [
      { value: '', text: 'Choose' },
      ...file.agencies.map(({ id, name }) => ({ value: id, text: name })),
    ],
    documents: [
      { value: '', text: 'None' },
      ...file.documents.map(({ id, title }) => ({ value: id, text: title })),
    ],
    stages: [{ value: '', text: 'Not said' }, ...itemsOf(JOURNEY_STAGES)],
    bases: [...itemsOf(BASES), { value: '', text: 'Not said' }],
    usedPeople: file.people.slice(0, MOST_NAMED).join(', '),
    back: event ? `${address}/${event.id}` : address,
    errors,
  };
}

/** What an event says, as its form asks it. */
export function valuesOf(event: WholeEvent): Record<string, string> {
  return {
    when: typedWhen(event, event.time),
    agency: event.agency_id,
    description: event.description,
    people: event.people.join(', '),
    child_experience: event.child_experience,
    child_basis: event.child_basis ?? '',
    stage: event.stage ?? '',
    source: event.source,
    document: event.document?.id ?? '',
  };
}

/** The page that asks why an event is withdrawn. */
export interface EventWithdrawalPage {
  action: string;
  back: string;
  version: string;
  said: string;
  why: string;
  rests: string[];
  errors: Errors;
}

export function withdrawalPage(
  file: EventFile,
  event: WholeEvent,
  typed: Typed | null,
  errors: Errors,
): EventWithdrawalPage {
  const shown = eventPage(file, event, { gather: true, makeSense: false, move: false });
  return {
    action: shown.ways.withdrawal,
    back: `/reviews/${file.id}/chronology/${event.id}`,
    version: (typed && firstOf(typed.version)) ?? String(event.version),
    said: event.description,
    why: (typed && firstOf(typed.why)) ?? '',
    rests: [...shown.episodes, ...shown.findings].map(({ text }) => text),
    errors,
  };
}

/** `16:56 on 4 May 2012` */
export const momentWords = (at: string): string => `${clockTime(at)} on ${longDate(at)}`;
