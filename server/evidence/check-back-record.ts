import { labelled } from './conversation-places';
import type { Conversation } from './conversation-queries';
import type { About } from './conversation-schedule';

/** Words of a record, and the place that they stand in: a column, or a column of a turning point or a factor. */
export interface Passage {
  place: string;
  label: string;
  text: string;
}

/** What the person reads: the record as it stood when the link was made, by the parts of the schedule. */
export interface FrozenRecord {
  about: About;
  role_label: string;
  held_on: string | null;
  consent_terms: string;
  parts: { anchor: string; title: string; passages: Passage[] }[];
}

/** A record as a person can read it back: what is written, in the order of the schedule, and nothing else of the case. */
export function recordOf(conversation: Conversation): FrozenRecord {
  const { about, role_label, held_on, consent_terms } = conversation;
  return { about, role_label, held_on, consent_terms, parts: labelled(conversation) };
}

/** The record of a link; null once its words were sealed. */
export function frozenOf({ record }: { record: FrozenRecord | object }): FrozenRecord | null {
  return 'parts' in record ? record : null;
}

/** The passages of a record by their places. */
export function passagesOf({ parts }: Pick<FrozenRecord, 'parts'>): Map<string, Passage> {
  return new Map(parts.flatMap(({ passages }) => passages).map((passage) => [passage.place, passage]));
}

/**
 * Whether the notes say something else than what was checked back, other than by the corrections that were taken up.
 */
export function changedSince(
  frozen: FrozenRecord,
  conversation: Conversation,
  taken: ReadonlyMap<string, string>,
): boolean {
  const [then, now] = [passagesOf(frozen), passagesOf(recordOf(conversation))];
  const agreed = new Map([...then].map(([place, { text }]) => [place, taken.get(place) ?? text]));
  return agreed.size !== now.size || [...now].some(([place, { text }]) => agreed.get(place) !== text);
}
