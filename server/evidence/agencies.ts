import { recordAudit } from '../audit/audit';
import { saveVersioned } from '../database/versioned';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { findAgency, insertAgency, moveToAgency } from './agency-queries';
import type { Agency, CaseFile } from './case-file-queries';
import { readSays, updateFingerprints } from './event-queries';
import { printOf } from './event-prints';

/** The agency that is meant: by its name in this review. */
export interface AgencyNamed {
  boardId: string;
  reviewId: string;
  name: string;
}

const tidied = (name: string): string => name.replace(/\s+/g, ' ').trim();

/**
 * The review's agency of this name, whatever its capitals; added at the end of the list when it is not there yet.
 * Two people who add the same name at once get the same agency.
 * @returns its id
 */
export async function agencyFor(tx: Tx, actor: Actor, now: Date, named: AgencyNamed): Promise<string> {
  return insertAgency(tx, { ...named, name: tidied(named.name) }, actor.accountId, now);
}

/**
 * Adds an agency to a review.
 * @throws Refused when one of that name is there
 */
export async function addAgency(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  { name, kind }: { name: string; kind: string | null },
): Promise<void> {
  const named = { boardId: file.board_id, reviewId: file.id, name: tidied(name) };
  if (await findAgency(tx, named)) throw new Refused('There is an agency of this name already', 'name');
  const id = await insertAgency(tx, { ...named, kind }, actor.accountId, now);
  await audit(tx, file, 'agency.added', id, { name: named.name });
}

/**
 * Changes the name or the kind of an agency. Its events are the same as before to a spreadsheet that says the new name.
 * @throws Refused when another agency has the name; Conflict; Missing
 */
export async function changeAgency(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  { id, version, name, kind }: { id: string; version: number; name: string; kind: string | null },
): Promise<void> {
  const of = { boardId: file.board_id, reviewId: file.id };
  const other = await findAgency(tx, { ...of, name: tidied(name) });
  if (other && other !== id)
    throw new Refused('Another agency has this name. If they are the same, merge them below', 'name');
  await saveVersioned(tx, actor, now, {
    table: 'agency',
    ...of,
    id,
    version,
    changes: { name: tidied(name), kind },
    labels: { name: 'Name', kind: 'Kind' },
  });
  await printsOf(tx, file, id);
  await audit(tx, file, 'agency.changed', id, { name: tidied(name) });
}

/**
 * Two names of one agency become one: everything of the first moves to the second.
 * @throws Missing when either is not the review's; Refused when they are the same
 */
export async function mergeAgency(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  { id, into }: { id: string; into: string },
): Promise<Agency> {
  const from = file.agencies.find((agency) => agency.id === id);
  if (!from) throw new Missing();
  const to = file.agencies.find((agency) => agency.id === into);
  if (!to || to === from) throw new Refused('Choose the agency that it is the same as', 'into');
  const of = { boardId: file.board_id, reviewId: file.id };
  const moved = await moveToAgency(tx, of, from, to.id);
  await printsOf(tx, file, to.id);
  const detail = { name: from.name, into: to.id, into_name: to.name, moved, at: now.toISOString() };
  await audit(tx, file, 'agency.merged', from.id, detail);
  return to;
}

// An event's fingerprint has its agency's name in it, since that is what a spreadsheet says.
async function printsOf(tx: Tx, file: CaseFile, agency: string): Promise<void> {
  const says = await readSays(tx, file.board_id, file.id, { agency });
  if (says.length > 0) await updateFingerprints(tx, file.board_id, says.map(printOf));
}

async function audit(
  tx: Tx,
  file: CaseFile,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const entry = { board: file.board_id, action, kind: 'agency', subject };
  await recordAudit(tx, { ...entry, detail: { review: file.id, ...detail } });
}
