import type { Connection } from '../server/database/connect';
import { asOwner } from '../server/database/migrate';
import { loadCast } from './load-cast';

/** Loads the demo into an embedded database without accounts; any other is left as it is. */
export async function loadDemo(connection: Connection): Promise<void> {
  await asOwner(connection.ownerUrl, async (owner) => {
    const known = await owner('account').first('id');
    if (!known) await loadCast(owner);
  });
}
