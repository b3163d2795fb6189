import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { insertAsked } from './asked-queries';
import { evidenceCanOf, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { chronologyPage } from './chronology-pages';
import {
  addressOfFilter,
  filterForm,
  filterOfAddress,
  filterOfForm,
  hasWords,
  withAsked,
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
  // Posted, so that words about the case stand in no address: they are kept, and the address has their id.
  route({
    method: 'post',
    path: '/reviews/:reviewId/chronology',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    form: filterForm,
    handle: async (visit) => {
      const filter = filterOfForm(visit.form);
      const file = await readCase(visit.tx, visit.params.reviewId ?? '');
      await recordCaseReading(visit.tx, file, 'chronology');
      const asked = hasWords(filter)
        ? await insertAsked(visit.tx, {
            board_id: file.board_id,
            review_id: file.id,
            account_id: visit.actor.accountId,
            words: filter.words,
            person: filter.person,
            asked_at: visit.house.now(),
          })
        : '';
      return redirect(addressOfFilter(`/reviews/${file.id}/chronology`, { ...filter, asked }));
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
  const model = chronologyPage(
    file,
    withAsked(filter, file.chronology.asked),
    can,
    problems,
    problems ? visit.typed : null,
  );
  return pageOfCase(visit, file, 'chronology', 'evidence/chronology', 'Chronology', model);
}
