import { route, type Route } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { evidenceCanOf, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { choiceOf, timelinePage } from './timeline-pages';
import { TIMELINE, type TimelineRows } from './timeline-queries';

/** The picture of a case over time. */
export const timelineRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/:reviewId/timeline',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCase<{ timeline: TimelineRows }>(visit.tx, visit.params.reviewId ?? '', {
        timeline: TIMELINE,
      });
      await recordCaseReading(visit.tx, file, 'timeline');
      const model = timelinePage(file, choiceOf(visit), evidenceCanOf(visit.actor, file).gather);
      return pageOfCase(visit, file, 'timeline', 'evidence/timeline', 'Timeline', model);
    },
  }),
];
