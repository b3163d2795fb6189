import type { Actor, Tx } from '../database/with-actor';
import { insertAgency } from './agency-queries';

/** The agency that is meant: by its name in this review. */
export interface AgencyNamed {
  boardId: string;
  reviewId: string;
  name: string;
}

/**
 * The review's agency of this name, whatever its capitals; added at the end of the list when it is not there yet.
 * Two people who add the same name at once get the same agency.
 * @returns its id
 */
export async function agencyFor(tx: Tx, actor: Actor, now: Date, named: AgencyNamed): Promise<string> {
  return insertAgency(tx, { ...named, name: named.name.replace(/\s+/g, ' ').trim() }, actor.accountId, now);
}
