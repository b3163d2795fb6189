/** What free questions show of the figures that a release is to print. */
import type { Tx } from '../database/with-actor';
import { figuresOf, type DisclosureSettings } from './aggregates';
import { ALL } from './disclosure-grid';
import { figureId } from './release-figure-ids';
import type { ReleaseSettings } from './release-settings';

/** Tables of more dimensions take long to ask for, and free questions show next to nothing of them. */
const MOST_DIMENSIONS = 2;

/**
 * What free questions show of the figures that a release is to print, by their ids.
 * @param tx of the national role
 */
export async function shownFreely(
  tx: Tx,
  { edition, origin, tables }: Pick<ReleaseSettings, 'edition' | 'origin' | 'tables'>,
  settings: DisclosureSettings,
): Promise<Map<string, number>> {
  const shown = new Map<string, number>();
  const filters = origin === 'both' ? {} : { origin: [origin] };
  for (const by of tables.filter(({ length }) => length <= MOST_DIMENSIONS)) {
    const { aggregate } = await figuresOf(tx, { edition, by: [...by], filters }, settings);
    for (const row of [...aggregate.rows, ...aggregate.totals.rows]) {
      if (typeof row.reviews !== 'number') continue;
      shown.set(figureId(by.map((name) => [name, row[name] ?? ALL])), row.reviews);
    }
  }
  return shown;
}
