import { recordAudit } from '../audit/audit';
import { READ_ACTION, readDetail, readingPage } from '../approvals/reading';
import { redirect, route, type Route } from '../http/route';
import { OLDER_TAGS, type OlderTag } from './carried-tags';
import { checkPage } from './check-pages';
import { addFinding } from './finding';
import { mayWrite } from './finding-policy';
import { framed, framedOverview } from './frame-pages';
import { readForReading, readToWrite } from './finding-visits';
import { overviewPage } from './overview-pages';
import { partRoutes } from './part-routes';
import { questionRoutes } from './question-routes';
import { sectionRoutes } from './section-routes';
import { tagRoutes } from './tag-routes';

export const FINDINGS = '/reviews/:reviewId/findings';
const FINDING = `${FINDINGS}/:findingId`;
const ADDED = 'Added. Begin anywhere; what is not finished can be saved.';

/** A finding: added, read, written part by part, and checked before it is sent. */
export const findingRoutes: Route[] = [
  route({
    method: 'post',
    path: FINDINGS,
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: 'finding.added',
    handle: async ({ tx, actor, house, params }) => {
      const reviewId = String(params.reviewId);
      const { id } = await addFinding(tx, actor, house.now(), reviewId);
      return redirect(`/reviews/${reviewId}/findings/${id}`, ADDED);
    },
  }),
  route({
    method: 'get',
    path: FINDING,
    who: ['lead_reviewer', 'team_member', 'coordinator', 'chair'],
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const whole = await readForReading(visit);
      if (mayWrite(whole) && !visit.query.version) {
        await recordAudit(visit.tx, {
          board: whole.board_id,
          action: READ_ACTION,
          kind: 'finding',
          subject: whole.id,
          detail: { page: 'overview' },
        });
        const now = visit.house.now();
        return framedOverview(whole, now, overviewPage(whole, now));
      }
      const reply = await readingPage(visit, whole);
      await recordAudit(visit.tx, {
        board: whole.board_id,
        action: READ_ACTION,
        kind: 'finding',
        subject: whole.id,
        detail: readDetail(visit, whole),
      });
      return reply;
    },
  }),
  route({
    method: 'get',
    path: `${FINDING}/check`,
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const { whole, elsewhere } = await readToWrite<{ olderTags: OlderTag[] }>(visit, 'check', {
        olderTags: OLDER_TAGS,
      });
      if (elsewhere) return elsewhere;
      const now = visit.house.now();
      return framed(
        whole,
        now,
        'findings/check',
        'Check before you send it',
        checkPage(whole, visit.actor, now),
      );
    },
  }),
  ...sectionRoutes,
  ...questionRoutes,
  ...tagRoutes,
  ...partRoutes,
];
