import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { evidenceCanOf, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { chronologyPage } from './chronology-pages';
import {
  addressOfFilter,
  filterForm,
  filterOfAddress,
  filterOfForm,
  hasWords,
  type EventFilter,
} from './event-filter';
import { chronologyPart, type Chronology } from './event-queries';

/** The chronology as a whole: in order, filtered, or through the child's lens. */
export const chronologyRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/:reviewId/chronology',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => show(visit, filterOfAddress(visit)),
  }),
  // Posted, so that words about the case stand in no address; a filter without words leads to its own address.
  route({
    method: 'post',
    path: '/reviews/:reviewId/chronology',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    form: filterForm,
    handle: async (visit) => {
      const filter = filterOfForm(visit.form);
      if (hasWords(filter)) return show(visit, filter);
      const file = await readCase(visit.tx, visit.params.reviewId ?? '');
      await recordCaseReading(visit.tx, file, 'chronology');
      return redirect(addressOfFilter(`/reviews/${file.id}/chronology`, filter));
    },
    redisplay: async (visit, problems) => show(visit, filterOfAddress(visit), problems),
  }),
];

async function show(visit: Visit<unknown>, filter: EventFilter, problems?: Problem[]): Promise<PageReply> {
  const file = await readCase<{ chronology: Chronology }>(visit.tx, visit.params.reviewId ?? '', {
    chronology: chronologyPart(filter),
  });
  await recordCaseReading(visit.tx, file, 'chronology');
  const can = evidenceCanOf(visit.actor, file);
  const model = chronologyPage(file, filter, can, problems, problems ? visit.typed : null);
  return pageOfCase(visit, file, 'chronology', 'evidence/chronology', 'Chronology', model);
}
