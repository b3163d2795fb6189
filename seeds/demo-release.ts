import type { Knex } from 'knex';
import type { Connection } from '../server/database/connect';
import { withActor, type Actor, type Tx } from '../server/database/with-actor';
import { isoDay } from '../server/http/dates';
import type { House } from '../server/http/route';
import type { Dimension } from '../server/national/dimensions';
import { buildRelease, noteRelease } from '../server/national/release-build';
import { decideRelease, proposeRelease } from '../server/national/release-decision';
import { releaseCan } from '../server/national/release-policy';
import { lockRelease } from '../server/national/release-queries';
import { editionInForce } from '../server/typology/typology-queries';

const ANALYST = 'analyst@demo.example';
const EDITOR = 'editor@demo.example';
const TITLE = 'Patterns in reviews, first release';

/** Tables that say something of some 50 reviews: by year or region most figures are small. */
const TABLES: Dimension[][] = [['category'], ['outcome'], ['age_band'], ['category', 'outcome']];

/**
 * Builds the demo's first release in the analyst's name and lets it out in the editor's, by the verbs of the pages. One
 * that was interrupted is gone on with from where it stood.
 */
export async function loadDemoRelease(
  { database }: Pick<Connection, 'database'>,
  owner: Knex,
  house: House,
): Promise<void> {
  const as = async <Result>(
    email: string,
    work: (tx: Tx, actor: Actor) => Promise<Result>,
  ): Promise<Result> => {
    const account = await owner('account').where({ email }).first<{ id: string }>('id');
    return withActor(database, { accountId: account.id, address: 'demo' }, work);
  };
  const begun = await owner('national.release')
    .where({ title: TITLE })
    .first<{ id: string } | undefined>('id');
  const now = house.now();
  const id =
    begun?.id ??
    (await as(ANALYST, async (tx, actor) =>
      noteRelease(tx, actor, now, {
        title: TITLE,
        settings: {
          edition: await editionInForce(tx),
          origin: 'published',
          before: isoDay(now),
          tables: TABLES,
          map: true,
          categories: 'main',
        },
        corrects: null,
        whatChanged: '',
      }),
    ));
  await buildRelease(house, {
    release: id,
    account: await as(ANALYST, async (_tx, { accountId }) => accountId),
  });
  await as(ANALYST, async (tx, actor) => {
    const release = await lockRelease(tx, id);
    if (release && releaseCan(actor, release).propose === true) await proposeRelease(tx, actor, now, id);
  });
  await as(EDITOR, async (tx, actor) => {
    const release = await lockRelease(tx, id);
    if (!release || releaseCan(actor, release).decide !== true) return;
    await decideRelease(tx, actor, now, id, { decision: 'out', why: '' });
  });
}

/** Whether the demo's release is still to be loaded, or gone on with. */
export async function wantsDemoRelease(owner: Knex): Promise<boolean> {
  const unfinished = ['building', 'built', 'proposed'];
  const found = await owner('national.release').select<{ title: string; state: string }[]>('title', 'state');
  return (
    found.length === 0 || found.some(({ title, state }) => title === TITLE && unfinished.includes(state))
  );
}
