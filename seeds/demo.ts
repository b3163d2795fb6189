import type { Connection } from '../server/database/connect';
import { asOwner } from '../server/database/migrate';
import type { House } from '../server/http/route';
import { loadPublished } from './codings';
import { loadDemoRelease, wantsDemoRelease } from './demo-release';
import { loadDemoReviews } from './demo-reviews';
import { loadCast } from './load-cast';
import { loadSecondCoding } from './second-coding';

/**
 * Loads the demo into an embedded database in which no one can sign in, or goes on where loading was interrupted. Where
 * a review was brought in first, that is the only one.
 */
export async function loadDemo(
  connection: Pick<Connection, 'database' | 'ownerUrl'>,
  house: House,
  today = new Date(),
): Promise<void> {
  await asOwner(connection.ownerUrl, async (owner) => {
    if (!(await owner('account').where({ status: 'active' }).first('id'))) await loadCast(owner, today);
    if (!(await owner('review').first('id'))) await loadDemoReviews(owner, house, today);
    if (!(await owner('national.published_review').first('id'))) {
      const editor = await owner('account')
        .where({ email: 'editor@demo.example' })
        .first<{ id: string }>('id');
      await loadPublished(connection, editor.id, today);
    }
    if (!(await owner('national.sample').first('id'))) await loadSecondCoding(connection, owner, today);
    if (await wantsDemoRelease(owner)) await loadDemoRelease(connection, owner, house);
  });
}
