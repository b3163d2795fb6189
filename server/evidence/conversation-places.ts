import { inWords } from '../findings/fields';
import { longDate } from '../http/dates';
import { FACTOR_HEADINGS } from '../findings/finding-content';
import type { Conversation } from './conversation-queries';
import { PART_NAMES, anchorOf, scheduleFor, type PartName } from './conversation-schedule';

export interface PlacedPart {
  /** Where the part stands on the page of the record; pointers lead there. */
  anchor: string;
  title: string;
  passages: { place: string; label: string; text: string }[];
}

/** The place of a column of a turning point or a factor, as forms and answers name it. */
export const placeOf = {
  turning: (id: string, column: string): string => `${anchorOf.turning(id)}-${column}`,
  factor: (id: string, column: string): string => `${anchorOf.factor(id)}-${column}`,
};

/** What a place is: which table, row and column; null when it is none. */
export function readPlace(place: string): {
  table: 'conversation' | 'turning_point' | 'conversation_factor';
  id: string | null;
  column: string;
} | null {
  if ((PART_NAMES as readonly string[]).includes(place))
    return { table: 'conversation', id: null, column: place };
  const [, kind, id = '', column = ''] =
    /^(turning-point|factor)-([0-9a-f-]{36})-([a-z_]+)$/.exec(place) ?? [];
  if (kind === undefined) return null;
  const columns = (
    kind === 'factor' ? scheduleFor('practitioner').factorFields : scheduleFor('practitioner').turningFields
  )
    .filter((field) => field.kind === 'text' || field.kind === 'line')
    .map(({ name }) => name);
  if (!columns.includes(column)) return null;
  return { table: kind === 'factor' ? 'conversation_factor' : 'turning_point', id, column };
}

/**
 * What is written in a conversation, by the parts of the schedule and in its order. Parts and answers that hold
 * nothing are left out.
 */
export function labelled(conversation: Conversation): PlacedPart[] {
  const schedule = scheduleFor(conversation.about);
  const own = (part: PartName): PlacedPart => ({
    anchor: part,
    title: schedule.parts[part].title,
    passages: [{ place: part, label: schedule.parts[part].title, text: conversation[part] }],
  });
  const turning = conversation.turning_points.map((point, index): PlacedPart => {
    const when = point.happened_on ? `, ${longDate(point.happened_on)}` : '';
    return {
      anchor: anchorOf.turning(point.id),
      title: `${schedule.turning.one} ${index + 1}${when}`,
      passages: schedule.turningFields
        .filter(({ kind }) => kind !== 'date')
        .map((field) => ({
          place: placeOf.turning(point.id, field.name),
          label: field.label,
          text: String(point[field.name as keyof typeof point] ?? ''),
        })),
    };
  });
  const factors = conversation.factors.map(({ id, heading, text }, index): PlacedPart => ({
    anchor: anchorOf.factor(id),
    title: `${schedule.factors.one} ${index + 1}`,
    passages: [
      {
        place: placeOf.factor(id, 'text'),
        label: heading ? inWords(HEADING, heading) : schedule.factors.title,
        text,
      },
    ],
  }));
  return [
    own('purpose'),
    own('part'),
    ...turning,
    ...factors,
    own('went_well'),
    own('other_accounts'),
    own('would_change'),
  ]
    .map((part) => ({ ...part, passages: part.passages.filter(({ text }) => text !== '') }))
    .filter(({ passages }) => passages.length > 0);
}

const HEADING = {
  kind: 'choice',
  name: 'heading',
  label: 'Heading',
  options: FACTOR_HEADINGS,
  as: 'select',
} as const;
