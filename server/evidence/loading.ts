import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { count } from '../http/dates';
import { Refused } from '../http/errors';
import { agencyFor } from './agencies';
import type { CaseFile } from './case-file-queries';
import { lockDraft } from './load-draft';
import { wantingIn } from './load-mapping';
import { headingsKey } from './load-headings';
import { keepMapping, keepMended } from './load-kept-queries';
import { deleteRows, insertEventsOf, lockChronology, readinessOf, updateLoad } from './load-queries';

export interface Loaded {
  added: number;
  same: number;
  leftOut: number;
}

/**
 * Adds the rows of a draft to the chronology: all of those that are not left out, or none. What the chronology has
 * already is not added again. Afterwards the draft's rows are gone and the record of the load stays.
 * @param version the draft as it was seen by who loads it
 * @throws Refused while a row cannot be read, or when the draft was changed meanwhile
 */
export async function loadDraft(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: CaseFile,
  id: string,
  version: number,
): Promise<Loaded> {
  await lockChronology(tx, file.id);
  const draft = await lockDraft(tx, file, id);
  if (draft.version !== version)
    throw new Refused('This sheet was changed after you opened it. Look at it again, then add its rows');
  const [wanting] = wantingIn(draft.mapping);
  if (wanting) throw new Refused(wanting.message, wanting.field);
  const { unreadable, left_out: leftOut, readable, agencies } = await readinessOf(tx, draft);
  if (unreadable > 0)
    throw new Refused(
      `${count(unreadable, 'row')} cannot be read yet. Nothing was added. Mend ${unreadable === 1 ? 'it, or leave it' : 'them, or leave them'} out`,
      'rows',
    );
  const named = { boardId: file.board_id, reviewId: file.id };
  for (const name of agencies) await agencyFor(tx, actor, now, { ...named, name });
  const agencyId = agencies.includes(draft.mapping.agency)
    ? await agencyFor(tx, actor, now, { ...named, name: draft.mapping.agency })
    : draft.agency_id;
  if (draft.found.keep && agencyId)
    await keepMapping(
      tx,
      { ...named, agencyId, headings: headingsKey(draft.headings) },
      { columns: draft.mapping.columns },
      actor.accountId,
      now,
    );
  const added = await insertEventsOf(tx, draft, actor.accountId, now);
  const loaded = { added, same: readable - added, leftOut };
  await keepMended(tx, draft);
  await deleteRows(tx, draft);
  await updateLoad(tx, draft, {
    state: 'loaded',
    agency_id: agencyId,
    rows_added: loaded.added,
    rows_same: loaded.same,
    rows_left_out: leftOut,
    loaded_by: actor.accountId,
    loaded_at: now,
    updated_by: actor.accountId,
    updated_at: now,
  });
  await recordAudit(tx, {
    board: file.board_id,
    action: 'chronology.loaded',
    kind: 'chronology_load',
    subject: id,
    detail: { review: file.id, sha256: draft.sha256, ...loaded },
  });
  return loaded;
}
