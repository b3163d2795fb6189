import type { Knex } from 'knex';
import { readReleaseFile } from './attack-file';
import type { PrintedRelease } from './attack-print';
import type { DatedRelease } from './attack-together';
import type { ReleaseCounts } from './release-counts';

/** A release as it is printed, with what was counted for it where that was kept. */
export interface KeptRelease {
  print: PrintedRelease & DatedRelease & { origin?: unknown };
  counts: ReleaseCounts | null;
}

/**
 * A release by its number or its id, first, and then all others that are out, of the same edition and origin: whoever
 * reads one reads all. Empty when there is none that was built.
 */
export async function releaseAndOthers(owner: Knex, which: string): Promise<KeptRelease[]> {
  const isNumber = /^\d{1,9}$/.test(which);
  const rows = await owner('national.release as r')
    .leftJoin('national.release_counts as c', 'c.release_id', 'r.id')
    .whereNot({ state: 'dropped' })
    .whereNotNull('figures')
    .orderBy('number')
    .select<
      {
        id: string;
        number: number;
        state: string;
        settings: { edition: string; origin: string };
        figures: string;
        counts: ReleaseCounts | null;
      }[]
    >('r.id', 'number', 'state', 'settings', 'figures', 'counts');
  const asked = rows.find(({ id, number }) => (isNumber ? number === Number(which) : id === which));
  if (!asked) return [];
  const others = rows.filter(
    (one) =>
      one !== asked &&
      one.state === 'out' &&
      one.settings.edition === asked.settings.edition &&
      one.settings.origin === asked.settings.origin,
  );
  return [asked, ...others].map(({ figures, counts }) => ({ print: readReleaseFile(figures), counts }));
}
