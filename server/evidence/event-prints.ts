import { fingerprintOf } from './event-fingerprint';
import type { StoredSays } from './event-queries';

/** The fingerprint of an event as it is stored. */
export const printOf = (says: StoredSays): { id: string; fingerprint: string } => ({
  id: says.id,
  fingerprint: fingerprintOf({ ...says, when: says }),
});
