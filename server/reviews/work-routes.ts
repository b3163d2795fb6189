import { readDesk, type Desk } from '../coding/desk-queries';
import { boardsAs, hasRole, type Actor, type Tx } from '../database/with-actor';
import { isoDay } from '../http/dates';
import { page, redirect, route, type Route, type Visit } from '../http/route';
import { KINDS, STAGES } from './review-head';
import { elsewherePage, isAnalystAlone, worksWithReviews } from './elsewhere-pages';
import { workPage } from './work-pages';
import { readWork, type WorkFilter } from './work-queries';

/** What waits for whoever is signed in, and their reviews. */
export const workRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews',
    who: 'signed-in',
    scope: 'none',
    audit: 'none',
    handle: async (visit) => {
      const { actor, tx, house } = visit;
      const now = house.now();
      // An analyst's page begins with the national table.
      if (isAnalystAlone(actor)) return redirect('/national');
      if (!worksWithReviews(actor)) {
        const model = elsewherePage(actor, await deskOf(tx, actor), now);
        return page('reviews/elsewhere', 'Work', model, {
          section: 'work',
          layout: { width: 'two-thirds' },
        });
      }
      const today = isoDay(now);
      const ids = (role: 'chair' | 'coordinator') => boardsAs(actor, role).map(({ id }) => id);
      const filter = filterOf(visit);
      const work = await readWork(
        tx,
        { chairs: ids('chair'), coordinators: ids('coordinator') },
        today,
        filter,
      );
      const model = workPage(actor, work, await deskOf(tx, actor), filter, now, today);
      return page('reviews/work', 'Work', model, { section: 'work' });
    },
  }),
];

/** What waits for an editor; null for whoever is none. */
async function deskOf(tx: Tx, actor: Actor): Promise<Desk | null> {
  return hasRole(actor, 'editor') ? readDesk(tx) : null;
}

/** Unknown values in the address filter nothing. */
function filterOf({ query }: Visit): WorkFilter {
  const known = <Value extends string>(words: Record<Value, string>, value = ''): Value | null =>
    Object.hasOwn(words, value) ? (value as Value) : null;
  const number = /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : 1;
  return {
    stage: known(STAGES, query.state),
    kind: known(KINDS, query.kind),
    find: (query.find ?? '').slice(0, 100),
    page: number,
  };
}
