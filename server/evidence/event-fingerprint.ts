import { createHash } from 'node:crypto';
import type { When } from './when';

/** What an event says, as far as two of them are the same when it is. */
export interface EventSays {
  agency: string;
  when: When;
  /** `14:30`, or null. */
  time: string | null;
  description: string;
  source: string;
}

const collapsed = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/**
 * SHA-256 over what an event says, whatever its capitals and spaces: the same row in a second spreadsheet adds nothing.
 * What was added since, such as the stage or the child's experience, is no part of it.
 */
export function fingerprintOf({ agency, when, time, description, source }: EventSays): string {
  const says = [
    collapsed(agency).toLowerCase(),
    when.from,
    when.until,
    when.exactness,
    when.circa,
    time?.slice(0, 5) ?? '',
    collapsed(description).toLowerCase(),
    collapsed(source),
  ];
  return createHash('sha256').update(JSON.stringify(says)).digest('hex');
}
