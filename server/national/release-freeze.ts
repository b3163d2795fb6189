import { recordAudit } from '../audit/audit';
import type { Tx } from '../database/with-actor';
import type { House } from '../http/route';
import type { Category } from '../typology/typology-queries';
import type { ReleaseFigures } from './release-figures';
import { filesOf, frozenText } from './release-files';
import { insertCounts, insertFile, lockRelease, moveRelease, nextNumber } from './release-queries';
import type { TriedRelease } from './release-trial';

/** What was protected and tried, with what goes into its files. */
export interface Frozen extends TriedRelease {
  categories: readonly Category[];
}

/**
 * Gives a release its number and keeps its figures and files as bytes: from here on nothing of them changes.
 * Of two that build the same release the second finds it built, and does nothing.
 */
export async function freezeRelease(
  tx: Tx,
  house: House,
  id: string,
  { figures: worked, counts, categories, attack }: Frozen,
): Promise<void> {
  const release = await lockRelease(tx, id);
  if (release?.state !== 'building') return;
  const number = await nextNumber(tx);
  const builtAt = house.now();
  const figures: ReleaseFigures = {
    format: 'release/1',
    number,
    title: release.title,
    ...worked,
    corrects: release.corrects_number,
    what_changed: release.what_changed,
  };
  const files = await filesOf(figures, { categories, builtAt, publicUrl: house.config.publicUrl });
  await insertCounts(tx, id, counts);
  for (const [position, file] of files.entries()) await insertFile(tx, id, position, file);
  const kept = files.find(({ name }) => name === 'figures.json');
  await moveRelease(tx, id, 'building', {
    state: 'built',
    number,
    figures: frozenText(figures),
    sha256: kept?.sha256,
    attack: JSON.stringify(attack),
    built_at: builtAt,
  });
  await recordAudit(tx, {
    board: null,
    action: 'release.built',
    kind: 'release',
    subject: id,
    detail: { number, sha256: kept?.sha256, ...attack },
  });
}
