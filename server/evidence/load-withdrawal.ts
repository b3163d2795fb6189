import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import type { CaseFile } from './case-file-queries';
import { lockLoad, updateLoad, type OfLoad } from './load-queries';
import type { LoadRow } from './load-rows';
import { restoreEventsOf, standingOf, withdrawEventsOf } from './load-withdrawal-queries';

/**
 * Withdraws together all events of a load that stand as they were loaded. Those that were withdrawn already, or changed
 * since, stay as they are. What rests on them says so, as with any withdrawn event.
 * @returns how many were withdrawn, and how many stay because someone changed them
 * @throws Missing when it is no load of the review; Refused when none is left to withdraw
 */
export async function withdrawLoad(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  { id, why }: { id: string; why: string },
): Promise<{ withdrawn: number; changed: number }> {
  const load = await lockLoaded(tx, file, id);
  const by = { account: actor.accountId, now, why };
  const withdrawn = await withdrawEventsOf(tx, load, by);
  if (withdrawn === 0)
    throw new Refused('No event of this spreadsheet is left that could be withdrawn', 'why');
  const { changed } = await standingOf(tx, load);
  const found = { ...load.found, withdrawn: { at: now.toISOString(), why, events: withdrawn } };
  await updateLoad(tx, load, { found: JSON.stringify(found) });
  await audit(tx, file, 'chronology.withdrawn', id, { events: withdrawn, changed });
  return { withdrawn, changed };
}

/**
 * Puts back the events of a load that were withdrawn together; one that was changed or restored since stays as it is.
 * @returns how many were put back
 * @throws Missing when its events were not withdrawn together
 */
export async function restoreLoad(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  id: string,
): Promise<number> {
  const load = await lockLoaded(tx, file, id);
  const { withdrawn, ...found } = load.found;
  if (!withdrawn) throw new Missing();
  const restored = await restoreEventsOf(tx, load, withdrawn, { account: actor.accountId, now });
  await updateLoad(tx, load, { found: JSON.stringify(found) });
  await audit(tx, file, 'chronology.restored', id, { events: restored });
  return restored;
}

async function lockLoaded(tx: Tx, file: CaseFile, id: string): Promise<LoadRow & OfLoad> {
  const load = await lockLoad(tx, file.board_id, file.id, id);
  if (load?.state !== 'loaded') throw new Missing();
  return { ...load, board_id: file.board_id, review_id: file.id };
}

async function audit(
  tx: Tx,
  file: CaseFile,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const entry = { board: file.board_id, action, kind: 'chronology_load', subject };
  await recordAudit(tx, { ...entry, detail: { review: file.id, ...detail } });
}
